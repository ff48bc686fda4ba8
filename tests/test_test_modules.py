"""Files that are declared as modules for tests only are test code."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.index.build import index_source
from perfrules.index.project import Project, read_knowledge
from perfrules.model.report import Diagnostic
from perfrules.model.source import Crate, Role, SourceFile

CRATE = Crate("c", Path("/c"), "2021")


def project(**files: str) -> Project:
    """A library crate; ``__`` in names stands for ``/``."""
    made = Project({}, read_knowledge())
    notes: list[Diagnostic] = []
    for name, text in files.items():
        path = f"src/{name.replace('__', '/')}.rs"
        made.merge(
            index_source(text.encode(), SourceFile(CRATE.root / path, path, Role.LIBRARY, CRATE), notes)
        )
    made.mark_tests()
    return made


@pytest.mark.parametrize(
    ("declaration", "is_test"),
    [
        ("#[cfg(test)]\nmod x;", True),
        ("#[cfg(all(test, not(loom)))]\npub(crate) mod x;", True),
        ("mod x;", False),
        ('#[cfg(feature = "test")]\nmod x;', False),
        ("#[cfg(not(test))]\nmod x;", False),
        ("#[cfg(test)]\nmod y;\nmod x;", False),
    ],
)
def test_by_declaration(declaration: str, is_test: bool) -> None:
    made = project(lib=declaration, x="fn f() {}")
    assert made.files["src/x.rs"].in_test(0) is is_test
    assert made.files["src/lib.rs"].in_test(0) is False


def test_below_one() -> None:
    made = project(lib="mod a;", a__mod="#[cfg(test)] mod t;", a__t__mod="mod deep;", a__t__deep="fn f() {}")
    assert [path for path, unit in made.files.items() if unit.in_test(0)] == [
        "src/a/t/mod.rs",
        "src/a/t/deep.rs",
    ]
