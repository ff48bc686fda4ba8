"""Crates whose code runs in the compiler, by what they are called and build on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfrules.hotness.places import is_proc_macro
from tests.small_project import index


@pytest.mark.parametrize(
    ("name", "depends_on", "runs_in_compiler"),
    [
        ("demo-derive", ("syn", "quote"), True),
        ("demo_macros", ("syn", "quote"), True),
        ("demo-codegen", ("syn", "quote"), True),
        ("demo-codegen", (), False),
        ("demo-parser", ("syn", "quote"), False),
    ],
)
def test_macro_crates(name: str, depends_on: tuple[str, ...], runs_in_compiler: bool) -> None:
    unit = index("fn f() {}", depends_on=depends_on).files["src/lib.rs"]
    crate = unit.file.crate
    assert crate is not None
    unit.file = replace(unit.file, crate=replace(crate, name=name))
    assert is_proc_macro(unit) is runs_in_compiler
