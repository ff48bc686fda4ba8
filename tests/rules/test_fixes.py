"""What the fixes of bundled rules make of code, where that is not just the advice."""

from __future__ import annotations

from pathlib import Path

import pytest

import perfrules
from perfrules.model.severity import Applicability
from perfrules.pipeline.edits import fixes


@pytest.mark.parametrize(
    ("rule", "code", "mended"),
    [
        # A reference that is looked up needs no other one in front.
        ("owned-to-borrow", 'm.contains_key(&"a".to_string())', 'm.contains_key("a")'),
        ("owned-to-borrow", "m.contains_key(&k.to_string())", "m.contains_key(k)"),
        ("owned-to-borrow", "use_it(&String::from_utf8(b.to_vec()).unwrap())", None),
        # Another crate's type may have a `to_string` and no `Display`.
        ("to-string-in-format", 'println!("{}", k.to_string())', 'println!("{}", k)'),
        ("to-string-in-format", 'println!("{}", other.to_string())', None),
        # A slice has no stable `as_slice`.
        ("clone-to-read", "let c = b[1..].to_vec(); use_it(c.len())", "let c = &b[1..]; use_it(c.len())"),
        ("clone-to-read", "let c = b[1..].to_vec(); use_it(c.as_slice().len())", None),
    ],
)
def test_fixes(tmp_path: Path, rule: str, code: str, mended: str | None) -> None:
    around = (
        "use std::collections::HashMap;\n"
        "pub fn f(m: &HashMap<String, u8>, k: &str, b: &[u8], other: there::Key) { CODE; }\n"
        "fn use_it(text: &str) {}\n"
    )
    (tmp_path / "lib.rs").write_text(around.replace("CODE", code))
    report = perfrules.scan([tmp_path], select=[rule])
    assert [finding.rule_id for finding in report.active] == [rule]
    made = fixes(report.active, report.root, tuple(Applicability))
    expected = [] if mended is None else [around.replace("CODE", mended)]
    assert [change.after for change in made.changes] == expected
