"""Where constants are named: in all files, by name or path, and whether all of it is about the one meant."""

from __future__ import annotations

from perfrules.index.constant_uses import constant_uses
from perfrules.index.unit import ConstantRef
from tests.index_harness import project_of


def uses(files: dict[str, str], of: str) -> list[str] | None:
    """``path: text`` of every use of the constant ``TABLE`` of a file."""
    project = project_of(files)
    unit = project.files[of]
    (item,) = unit.facts.constants
    found = constant_uses(project, ConstantRef(unit, item))
    if found is None:
        return None
    return [f"{use.unit.display}: {use.unit.syntax.text(use.node)}" for use in found]


TABLE = "pub const TABLE: [u8; 3] = [0; 3]; "


def test_uses_by_name_and_path() -> None:
    files = {
        "src/lib.rs": "mod data; mod user; // TABLE",
        "src/data.rs": TABLE + "fn f() -> u8 { TABLE[0] }",
        "src/user.rs": "use crate::data::TABLE; fn g() { TABLE.iter(); h(&crate::data::TABLE, \"TABLE\"); } "
        "#[cfg(test)] mod tests { fn t() { super::TABLE.len(); } }",
    }  # fmt: skip
    assert uses(files, "src/data.rs") == [
        "src/data.rs: TABLE",
        "src/user.rs: TABLE",
        "src/user.rs: crate::data::TABLE",
    ]


def test_another_constant_of_the_name_is_told_apart_or_leaves_it_open() -> None:
    apart = {
        "src/lib.rs": TABLE + "mod other; fn f() { TABLE.len(); }",
        "src/other.rs": TABLE + "fn g() { TABLE.len(); }",
    }
    assert uses(apart, "src/lib.rs") == ["src/lib.rs: TABLE"]
    unclear = {**apart, "src/user.rs": "use lost::*; fn h() { TABLE.len(); }"}
    assert uses(unclear, "src/lib.rs") is None
