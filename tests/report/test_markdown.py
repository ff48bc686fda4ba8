"""The Markdown report, read back by a CommonMark parser: no text may become markup."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from perfrules.model.report import Report
from perfrules.report import RenderOptions, render
from perfrules.report.markdown_text import block, cell, code, link, prose
from perfrules.report.safe import one_line, visible
from tests.report.sample import FINDINGS, REPORT
from tests.report.strategies import paths, reports, texts

PARSER = MarkdownIt("gfm-like", {"linkify": False})
OWN_HTML = {"<!-- -->", "<br>", "<code>", "</code>"}


def inline(markdown: str) -> list[Token]:
    """The tokens of a single paragraph."""
    opening, content, closing = PARSER.parse(f"start {markdown} end")
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    return content.children or []


def words(tokens: list[Token]) -> str:
    """What a reader sees."""
    return "".join(token.content for token in tokens if token.type != "html_inline")


@given(texts)
@settings(max_examples=500)
def test_prose_shows_the_text_and_nothing_else(text: str) -> None:
    tokens = inline(prose(text))
    assert {token.type for token in tokens} <= {"text", "text_special", "code_inline", "html_inline"}
    assert {token.content for token in tokens if token.type == "html_inline"} <= {"<!-- -->"}
    if "`" not in text:
        assert words(tokens) == f"start {one_line(text)} end"


@given(texts)
@settings(max_examples=500)
def test_code_shows_the_text_and_nothing_else(text: str) -> None:
    tokens = [token for token in inline(code(text)) if token.type != "text" or token.content]
    assert [token.type for token in tokens] == ["text", "code_inline", "text"]
    assert tokens[1].content == (visible(text) if visible(text).strip() else " ")


@given(texts)
@settings(max_examples=500)
def test_blocks_cannot_be_left(text: str) -> None:
    [fence] = PARSER.parse(block(text, "rust"))
    assert (fence.type, fence.info, fence.content) == ("fence", "rust", visible(text) + "\n")


@given(texts)
@settings(max_examples=500)
def test_cells_cannot_be_left(text: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n| {cell(text)} | 1 |")
    cells = [token for token in tokens if token.type == "inline"]
    assert [token.content for token in cells[:2] + cells[3:]] == ["a", "b", "1"]
    assert words(cells[2].children or []).strip() == visible(text).strip()


@given(paths)
@settings(max_examples=500)
def test_links_lead_where_they_say(path: str) -> None:
    tokens = inline(link(path, 3, 7))
    [opening] = [token for token in tokens if token.type == "link_open"]
    assert str(opening.attrs["href"]).endswith("#L3-L7")
    assert words(tokens) == f"start {visible(path)}:3 end"


@given(reports)
@settings(max_examples=150, deadline=None)
def test_only_own_markup_in_any_report(report: Report) -> None:
    tokens = PARSER.parse(render(report, "markdown", RenderOptions(show_suppressed=True)))
    details = 0
    for token in tokens:
        if token.type == "html_block":
            details += token.content.count("<details>") - token.content.count("</details>")
        for child in token.children or []:
            assert child.type != "html_inline" or child.content in OWN_HTML
            assert child.type not in ("image", "s_open", "em_open")
    assert details == 0


def test_a_comment_keeps_to_githubs_limit() -> None:
    many = tuple(
        replace(FINDINGS[1], location=replace(FINDINGS[1].location, path=f"src/f{number}.rs"))
        for number in range(500)
    )
    text = render(replace(REPORT, findings=many), "markdown")
    assert 50_000 < len(text) < 65_536
    assert "findings left out: a comment has no room for more." in text
    assert text.count("<details>") == text.count("</details>")
