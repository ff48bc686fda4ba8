from __future__ import annotations

import json
from dataclasses import replace

import pytest

from perfrules.model.finding import Suppression
from perfrules.synthesis.baseline import Entry, apply, dump, gone, parse
from tests.findings import make_finding


def test_what_is_written_is_known_the_next_time() -> None:
    findings = [make_finding(line=1), make_finding(line=2)]
    marked, unmatched = apply(findings, parse(dump(findings)))
    assert [f.suppression for f in marked] == [Suppression("external", "known in the baseline")] * 2
    assert unmatched == []


def test_a_new_finding_stays_active_and_a_mended_one_is_told() -> None:
    old, new = make_finding(line=1), make_finding(line=2)
    (marked,), unmatched = apply([new], parse(dump([old])))
    assert marked == new
    assert unmatched == [Entry("clone-in-loop:1", "clone-in-loop", "a.rs", "message")]


def test_an_entry_covers_as_many_findings_as_it_is_listed_for() -> None:
    finding = make_finding()
    marked, unmatched = apply([finding] * 3, parse(dump([finding] * 2)))
    assert [f.suppression is None for f in marked] == [False, False, True]
    marked, unmatched = apply([finding], parse(dump([finding] * 3)))
    assert len(unmatched) == 2


def test_what_the_source_allows_keeps_that_reason_and_is_not_gone() -> None:
    allowed = replace(make_finding(), suppression=Suppression("inSource", "small"))
    (marked,), unmatched = apply([allowed], parse(dump([make_finding()])))
    assert (marked, unmatched) == (allowed, [])


def test_the_file_is_sorted_readable_and_leaves_out_what_the_source_allows() -> None:
    findings = [
        make_finding(path="b.rs"),
        make_finding(path="a.rs"),
        replace(make_finding(path="c.rs"), suppression=Suppression("inSource")),
        replace(make_finding(path="d.rs"), suppression=Suppression("external")),
    ]
    data = json.loads(dump(findings))
    assert data["version"] == 1
    assert data["findings"][0] == {
        "path": "a.rs",
        "rule": "clone-in-loop",
        "fingerprint": "clone-in-loop:1",
        "message": "message",
    }
    assert [entry["path"] for entry in data["findings"]] == ["a.rs", "b.rs", "d.rs"]
    assert dump(findings) == dump(reversed(findings))


def test_only_entries_that_this_run_could_have_found_count_as_gone() -> None:
    entries = [
        Entry("1", "clone-in-loop", "a.rs", ""),
        Entry("2", "clone-in-loop", "other.rs", ""),
        Entry("3", "sip-hash", "a.rs", ""),
    ]
    assert gone(entries, {"a.rs"}, {"clone-in-loop"}) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes at line 1"),
        ("[]", "not a perfrules baseline; write one with --write-baseline"),
        ('{"version": 9, "findings": []}', "not a perfrules baseline; write one with --write-baseline"),
        (
            '{"version": 1, "findings": [{"rule": "x"}]}',
            "an entry lacks its fingerprint, rule, path or message",
        ),
        ('{"version": 1, "findings": [1]}', "an entry lacks its fingerprint, rule, path or message"),
    ],
)
def test_a_broken_file_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        parse(text)
