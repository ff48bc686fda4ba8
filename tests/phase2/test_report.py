"""The completion report in each format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.location import Location, Region
from perfrules.pipeline.measure import Measured
from perfrules.pipeline.optimise import Change
from perfrules.pipeline.phase2 import Completion, Diagnosed, Row, Update
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.charts import number
from perfrules.report.pipeline.completion import gate
from perfrules.report.pipeline.outcome import rendered
from tests.phase2.yard import make_step

SITE = Location("src/lib.rs", Region(6, 1, 6, 1), "one")
SITES = Chart(
    "Allocation sites", "bytes", (Bar("src/lib.rs:6 one", 65_536), Bar("src/other.rs:5 three", 12.5))
)
HEAP = Conclusion(
    Status.DIAGNOSED,
    "the finding's line allocates 1 024 blocks, 84 % of all",
    Evidence(
        (Observation("1 024 blocks | 84 % <of> all", SITE), Observation("nothing is read")),
        (Figure("blocks", 1024, "blocks"),),
        (SITES,),
    ),
    "asm-forge",
    "the line is worth a change",
    "valgrind's dhat",
)
TOPDOWN = Conclusion(
    Status.DIAGNOSED,
    "bound by memory",
    way="cachegrind",
    simulated=True,
    missing=("counters: none (get some)",),
)
GONE = Conclusion(Status.UNAVAILABLE, "llvm-profdata: not on the PATH; apt install llvm-22")
TIMES = Chart(
    "one: time of an iteration, by quantiles", "ns", (Bar("before 50%", 20.0), Bar("after 50%", 10.0))
)
FASTER = Conclusion(Status.MEASURED, "faster: −50.0 % time, −40.0 % instructions", Evidence(charts=(TIMES,)))
KEPT = Measured(
    Change("1.1", 1, "borrow it", "src/lib.rs", True, weighed="bounds checks: 3 → 1"),
    Status.OPTIMIZED,
    FASTER.result,
    (FASTER,),
)
SLOWER = Measured(
    Change("2.1", 2, "assert it", "src/lib.rs", False), Status.FLAGGED, "slower, for a person to look at"
)


@pytest.fixture
def done() -> Completion:
    rows = (
        Row(make_step(1), Status.OPTIMIZED, KEPT.result, (HEAP,), (KEPT,)),
        Row(make_step(2, "simd-optimize"), Status.FLAGGED, SLOWER.result, (TOPDOWN,), (SLOWER,)),
        Row(make_step(3, "pgo-bolt"), Status.UNAVAILABLE, GONE.result, (GONE,)),
    )
    return Completion("20260101-000000", Path("/project/.perfrules/runs/20260101-000000"), rows)


@pytest.mark.parametrize("format_", ["text", "markdown", "json", "html"])
def test_the_outcome(done: Completion, format_: str, snapshot: object) -> None:
    assert rendered(done, format_, RenderOptions(width=100)) == snapshot


def test_the_second_gate(snapshot: object) -> None:
    step = make_step(1, "heap-profile")
    found = [Diagnosed(step, HEAP), Diagnosed(make_step(2, "perf-topdown"), TOPDOWN)]
    assert gate(found, [Update(step, HEAP, "asm-forge")], RenderOptions(width=100)) == snapshot


def test_the_table_is_one_for_a_code_host(done: Completion) -> None:
    page = rendered(done, "markdown", RenderOptions())
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == 5
    assert {line.replace("\\|", "").count("|") for line in rows} == {6}


def test_html_is_well_formed_and_says_what_source_says_as_text(done: Completion) -> None:
    from html.parser import HTMLParser

    opened: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag != "meta":
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    page = rendered(done, "html", RenderOptions())
    Tags().feed(page)
    assert opened == []
    assert "&lt;of&gt;" in page


def test_json_has_every_row(done: Completion) -> None:
    document = json.loads(rendered(done, "json", RenderOptions()))
    assert [row["status"] for row in document["results"]] == ["Optimized", "Flagged", "Unavailable"]
    assert document["patch"].endswith("/kept.patch")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234567, "1 234 567"), (12345.6, "12 346"), (12.5, "12.5"), (0.12345, "0.1235")],
)
def test_numbers_have_four_digits_that_matter(value: float, text: str) -> None:
    assert number(value) == text
