from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from perfrules.index.build import index_source
from perfrules.index.project import FileUnit
from perfrules.model.finding import Finding
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic
from perfrules.model.source import Role, SourceFile
from perfrules.synthesis.suppression import apply
from tests.findings import make_finding, make_rule

RULES = (
    make_rule("clone-in-loop"),
    make_rule("collect-to-iterate", clippy=("needless_collect",)),
    make_rule("sip-hash", "cpu"),
)


def unit(source: str) -> FileUnit:
    return index_source(dedent(source).encode(), SourceFile(Path("/a.rs"), "a.rs", Role.LIBRARY), [])


def lines_silenced(source: str, rule_id: str = "clone-in-loop") -> list[int]:
    """The lines of a file on which a finding of the rule would be suppressed."""
    file = unit(source)
    findings = [make_finding(rule_id, line) for line in range(1, file.facts.lines + 1)]
    result, _ = apply(findings, {"a.rs": file}, ran=RULES, known=RULES)
    return [f.location.region.start_line for f in result if f.suppression is not None]


def diagnostics(source: str, findings: list[Finding], **options: object) -> list[tuple[str, int | None, str]]:
    ran = options.pop("ran", RULES)
    _, found = apply(findings, {"a.rs": unit(source)}, ran=ran, known=RULES, **options)  # type: ignore[arg-type]
    assert all(d.level == "warning" and d.path == "a.rs" for d in found)
    return [(d.code, d.line, d.message) for d in found]


def test_a_trailing_comment_covers_its_line() -> None:
    source = """\
        fn f() {
            a();
            b(); // perfrules: allow(clone-in-loop)
            c();
        }
    """
    assert lines_silenced(source) == [3]


def test_a_comment_alone_covers_the_whole_statement_below() -> None:
    source = """\
        fn f() {
            a();
            // perfrules: allow(clone-in-loop)
            let x = b
                .c()
                .d();
            e();
        }
    """
    assert lines_silenced(source) == [4, 5, 6]


def test_other_comments_blank_lines_and_attributes_may_stand_between() -> None:
    source = """\
        fn f() {
            // perfrules: allow(clone-in-loop)
            // perfrules: allow(sip-hash)
            // it is small

            #[rustfmt::skip]
            let x = b();
            c();
        }
    """
    assert lines_silenced(source) == [6, 7]
    assert lines_silenced(source, "sip-hash") == [6, 7]


def test_above_a_loop_only_its_head_is_covered() -> None:
    source = """\
        fn f() {
            // perfrules: allow(clone-in-loop)
            for x in
                y.clone()
            {
                z.clone();
            }
        }
    """
    assert lines_silenced(source) == [3, 4, 5]


def test_inside_a_method_chain_the_rest_of_the_call_is_covered() -> None:
    source = """\
        fn f() {
            a()
                // perfrules: allow(clone-in-loop)
                .map(|x| {
                    x.clone()
                })
                .collect()
        }
    """
    assert lines_silenced(source) == [4, 5, 6]


def test_inside_macro_arguments_the_argument_is_covered() -> None:
    source = """\
        fn f() {
            println!(
                "{} {}",
                // perfrules: allow(clone-in-loop)
                a.clone(),
                b.clone(),
            );
        }
    """
    assert lines_silenced(source) == [5]


@pytest.mark.parametrize("item", ["fn f()", "impl A", "mod m", "pub(crate) async fn f()"])
def test_above_an_item_all_of_it_is_covered(item: str) -> None:
    source = f"""\
        // perfrules: allow(clone-in-loop) -- start-up
        /// Documentation.
        #[cold]
        {item} {{

        }}
        struct S;
    """
    assert lines_silenced(source) == [3, 4, 5, 6]


def test_below_doc_comments_and_attributes_works_as_well() -> None:
    source = """\
        /// Documentation.
        #[inline]
        // perfrules: allow(clone-in-loop)
        struct S {
            a: u32,
        }
    """
    assert lines_silenced(source) == [4, 5, 6]


def test_an_inner_comment_covers_the_file() -> None:
    assert lines_silenced("//! perfrules: allow(clone-in-loop)\nfn f() {}\n") == [1, 2, 3]


@pytest.mark.parametrize("name", ["allocation", "all", "sip-hash, clone-in-loop"])
def test_packs_lists_and_all(name: str) -> None:
    assert lines_silenced(f"fn f() {{}} // perfrules: allow({name})") == [1]


def test_the_reason_becomes_the_justification() -> None:
    file = unit("f(); // perfrules: allow(clone-in-loop) -- runs once\n")
    (result,), _ = apply([make_finding("clone-in-loop", 1)], {"a.rs": file}, ran=RULES, known=RULES)
    assert result.suppression is not None
    assert result.suppression.kind == "inSource"
    assert result.suppression.justification == "runs once"
    assert result.suppression.location == Location("a.rs", Region(1, 1, 1, 53))


def test_an_unknown_rule_is_reported_with_the_nearest() -> None:
    source = "f(); // perfrules: allow(clone-in-lop)"
    message = "no rule or pack `clone-in-lop`; did you mean `clone-in-loop`?"
    assert diagnostics(source, []) == [("unknown-rule", 1, message)]


def test_an_unused_suppression_is_reported() -> None:
    source = "f(); // perfrules: allow(clone-in-loop, sip-hash)"
    expected = [("unused-suppression", 1, "`allow(sip-hash)` allows nothing here")]
    assert diagnostics(source, [make_finding("clone-in-loop", 1)]) == expected


def test_a_suppression_of_a_rule_that_did_not_run_is_not_called_unused() -> None:
    source = "f(); // perfrules: allow(sip-hash)"
    assert diagnostics(source, [], ran=RULES[:2]) == []


@pytest.mark.parametrize("unreported", [None, {"a.rs"}])
def test_nor_is_one_in_a_file_that_was_not_scanned_wholly(unreported: set[str] | None) -> None:
    assert diagnostics("f(); // perfrules: allow(sip-hash)", [], unreported=unreported) == []


@pytest.mark.parametrize("text", ["alow(sip-hash)", "disable(sip-hash)", "allow sip-hash", "allow"])
def test_a_misspelt_directive_is_reported(text: str) -> None:
    found = diagnostics(f"f(); // perfrules: {text}", [])
    assert [(code, line) for code, line, _ in found] == [("bad-suppression", 1)]


def test_an_empty_allow_is_reported() -> None:
    found = diagnostics("f(); // perfrules: allow()", [])
    assert found == [("bad-suppression", 1, "`allow()` names no rule")]


def test_prose_is_not_a_directive() -> None:
    assert diagnostics("f(); // perfrules: the tool that we use", []) == []


@pytest.mark.parametrize("lint", ["needless_collect", "all", "perf"])
@pytest.mark.parametrize("word", ["allow", "expect"])
def test_a_clippy_attribute_silences_the_rule_that_maps_to_its_lint(word: str, lint: str) -> None:
    source = f"""\
        #[{word}(unused, clippy::{lint})]
        fn f() {{
            a();
        }}
        fn g() {{}}
    """
    assert lines_silenced(source, "collect-to-iterate") == [1, 2, 3, 4]
    assert lines_silenced(source, "clone-in-loop") == []


def test_a_clippy_attribute_on_a_statement_covers_the_statement() -> None:
    source = """\
        fn f() {
            #[allow(clippy::needless_collect)]
            let x = a
                .b();
            c();
        }
    """
    assert lines_silenced(source, "collect-to-iterate") == [2, 3, 4]


def test_an_inner_clippy_attribute_covers_the_file() -> None:
    source = "#![allow(clippy::needless_collect)]\nfn f() {}"
    assert lines_silenced(source, "collect-to-iterate") == [1, 2]


def test_other_groups_and_lints_silence_nothing() -> None:
    source = "#![allow(clippy::pedantic, clippy::redundant_clone)]\n#![deny(clippy::needless_collect)]"
    assert lines_silenced(source, "collect-to-iterate") == []


@pytest.mark.parametrize(
    ("attribute", "justification"),
    [
        ('allow(clippy::needless_collect, reason = "order (matters)")', "order (matters)"),
        ("allow(clippy::needless_collect)", "#[allow(clippy::needless_collect)]"),
        (
            'cfg_attr(feature = "x", expect(clippy::all))',
            '#[cfg_attr(feature = "x", expect(clippy::all))]',
        ),
    ],
)
def test_the_attribute_or_its_reason_is_the_justification(attribute: str, justification: str) -> None:
    file = unit(f"#[{attribute}]\nfn f() {{}}")
    (result,), found = apply([make_finding("collect-to-iterate", 2)], {"a.rs": file}, ran=RULES, known=RULES)
    assert result.suppression is not None
    assert result.suppression.justification == justification
    assert found == list[Diagnostic]()


def test_an_inner_allow_of_the_crate_root_covers_the_modules_below() -> None:
    root = index_source(
        b"#![allow(clippy::needless_collect)]\nmod a;\n",
        SourceFile(Path("/lib.rs"), "lib.rs", Role.LIBRARY),
        [],
    )
    below, finding = unit("fn f() {}\n"), make_finding("collect-to-iterate", 1)
    (suppressed,), _ = apply([finding], {"a.rs": below, "lib.rs": root}, ran=RULES, known=RULES)
    assert suppressed.suppression is not None
    assert suppressed.suppression.location is not None
    assert suppressed.suppression.location.path == "lib.rs"
    (alone,), _ = apply([finding], {"a.rs": below}, ran=RULES, known=RULES)
    assert alone.suppression is None
