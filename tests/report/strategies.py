"""Arbitrary reports: any text in any field, any valid place."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from perfrules.model.finding import Edit, Evidence, Finding, Fix, RuleInfo, Suppression
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Analyst, Applicability, Category, Precision, Severity

_NASTY = st.sampled_from(
    [
        "```",
        "`a``b`",
        "</details>",
        "<script>",
        "|",
        "\\|",
        "::error file=a::",
        "%0A::error::",
        "a:b,c=d",
        "[x](1)",
        "![x](http://e.org)",
        "@someone",
        "#12",
        "**b**",
        "~~s~~",
        "\n\n# h",
        "\r\n- x",
        "\x1b[2J",
        "\u202e",
        "\u2028",
        "\ud800",
        "&#64;",
        "&lt;",
        "<!--",
        "-->",
        "https://e.org",
        "字",
        "\t",
        "e\u0301",
        "\U000e0041",
    ]
)
texts = st.one_of(
    st.text(st.characters(), max_size=20),
    st.lists(st.one_of(_NASTY, st.text("ab `\\*_|[]()<>&", max_size=4)), max_size=6).map("".join),
)
"""Text with what breaks formats, lone surrogates included."""

paths = st.one_of(st.sampled_from(["src/lib.rs", "a b/c:d,e%.rs"]), texts.map(lambda text: f"src/{text}.rs"))


@st.composite
def _regions(draw: st.DrawFn) -> Region:
    line, column = draw(st.integers(1, 999)), draw(st.integers(1, 60))
    more, length = draw(st.sampled_from([0, 0, 1, 3])), draw(st.integers(0, 40))
    return Region(line, column, line + more, draw(st.integers(1, 60)) if more else column + length)


_locations = st.builds(Location, paths, _regions(), st.none() | texts)
_evidence = st.builds(
    Evidence, texts, st.sampled_from(["structure", "measurement", "heuristic"]), st.none() | _locations
)
_evidences = st.lists(_evidence, max_size=4).map(tuple)
_words = st.lists(texts, max_size=3).map(tuple)
_rule_ids = st.sampled_from(["clone-in-loop", "box-in-loop"]) | texts.map(lambda text: f"r{text}")

rules = st.builds(
    RuleInfo,
    id=_rule_ids,
    title=texts,
    pack=texts,
    default=st.booleans(),
    analyst=st.sampled_from(Analyst),
    category=st.sampled_from(Category),
    kind=texts,
    severity=st.sampled_from(Severity),
    precision=st.sampled_from(Precision),
    specialist=texts,
    help=texts,
    clippy=_words,
    references=st.lists(st.sampled_from(["https://e.org/a", "https://[", "http://"]) | texts, max_size=3).map(
        tuple
    ),
    tags=_words,
)
findings = st.builds(
    Finding,
    rule_id=_rule_ids,
    message=texts,
    location=_locations,
    severity=st.sampled_from(Severity),
    category=st.sampled_from(Category),
    kind=texts,
    analyst=st.sampled_from(Analyst),
    specialist=texts,
    snippet=texts,
    evidence=_evidences,
    related=_evidences,
    fix=st.none()
    | st.builds(
        Fix,
        texts,
        st.sampled_from(Applicability),
        st.lists(st.builds(Edit, _regions(), texts), max_size=2).map(tuple),
    ),
    advice=texts,
    ambiguous=st.none() | texts,
    fingerprint=texts,
    suppression=st.none()
    | st.builds(
        Suppression, st.sampled_from(["inSource", "external"]), st.none() | texts, st.none() | _locations
    ),
)
_diagnostics = st.builds(
    Diagnostic,
    st.sampled_from(["error", "warning", "note"]),
    texts,
    texts,
    st.none() | paths,
    st.none() | st.integers(1, 999),
    st.none() | st.integers(1, 99),
    st.booleans(),
    st.booleans(),
)
reports = st.builds(
    Report,
    version=st.sampled_from(["0.1.0", "1.2.3-rc.1", "dev"]),
    root=st.just(Path("/home/someone/project")),
    findings=st.lists(findings, max_size=3).map(tuple),
    rules=st.lists(rules, max_size=2, unique_by=lambda rule: rule.id).map(tuple),
    diagnostics=st.lists(_diagnostics, max_size=3).map(tuple),
    files=st.integers(0, 9999),
    lines=st.integers(0, 9_999_999),
    crates=_words,
)
