"""Symbols of both manglings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.demangle import demangled

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True).filter(lambda name: name.strip("_"))


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_ZN4tiny10W$LT$T$GT$3dup17h3dba0dc828286fedE", "tiny::W<T>::dup"),
        ("_ZN3foo3bar17h05af221e174051e9E.llvm.1234", "foo::bar"),
        ("__ZN4core3fmt9Formatter3pad17h9b2b3a0e5b4d1b31E", "core::fmt::Formatter::pad"),
        (
            "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
            "<Test + 'static as foo::Bar<Test>>::bar",
        ),
        ("_RNvC6_123foo3bar", "123foo::bar"),
        ("_RNvMs_CsbmNqQUJIY6D_4tinyINtB4_1WhE3dup", "<tiny::W<u8>>::dup"),
        ("_RINvNtC3std3mem8align_ofjE", "std::mem::align_of::<usize>"),
        ("_ZNSt6vectorIiSaIiEE5clearEv", "std::vector<int, std::allocator<int>>::clear()"),
    ],
)
def test_known_symbols(symbol, name):
    assert demangled(symbol) == name


@pytest.mark.parametrize("text", ["main", "__rust_alloc", "a::words", "_Rgarbage", "__Rgarbage", "_ZN", ""])
def test_what_is_not_mangled_stays(text):
    assert demangled(text) == text


@given(st.lists(NAMES, min_size=1, max_size=5), st.integers(0, 2**64 - 1))
def test_legacy_paths(path, number):
    symbol = "_ZN" + "".join(f"{len(name)}{name}" for name in path) + f"17h{number:016x}E"
    assert demangled(symbol) == "::".join(path)


@given(st.lists(NAMES, min_size=2, max_size=5))
def test_paths_of_version_0(path):
    def part(name):
        return f"{len(name)}{'_' if name[0] == '_' else ''}{name}"

    crate, *rest = path
    symbol = "_R" + "Nv" + "Nt" * (len(rest) - 1) + f"C{part(crate)}" + "".join(map(part, rest))
    assert demangled(symbol) == "::".join(path)


@given(st.text(max_size=40) | st.text(alphabet="_ZNRvtCE019ab$.", max_size=40).map("_R".__add__))
def test_any_text_has_a_name(text):
    assert isinstance(demangled(text), str)
