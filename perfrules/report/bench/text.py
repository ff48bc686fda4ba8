"""Benchmarks for people at a terminal; figures as Criterion prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from perfrules.analysts.benchmarks import units
from perfrules.analysts.benchmarks.analysis import Analysis, Row
from perfrules.analysts.benchmarks.compare import Compared, Verdict
from perfrules.analysts.benchmarks.data import Run
from perfrules.analysts.benchmarks.reach import Reached
from perfrules.analysts.benchmarks.source.discover import Benchmark
from perfrules.analysts.benchmarks.source.targets import BenchTarget
from perfrules.analysts.benchmarks.trend import Trend
from perfrules.model.finding import Finding
from perfrules.model.location import Location
from perfrules.report.safe import one_line, visible

_NAME = 24
"""Columns of a benchmark's name before its figures; a longer name has a line of its own."""
_FUNCTIONS = 3
_SECTIONS = (
    ("bench-regression", "slower"),
    ("bench-improvement", "faster"),
    ("bench-instability", "unsteady"),
    ("bench-outliers", "outliers"),
    ("bench-gap", "hot functions that no benchmark reaches"),
    ("bench-comparison", "comparisons that the data allows"),
)


def listing(targets: Sequence[BenchTarget], benchmarks: Sequence[tuple[Benchmark, Sequence[Reached]]]) -> str:
    """Targets with their benchmarks, where each is written, and what it exercises first."""
    lines: list[str] = []
    for target in targets:
        own = [pair for pair in benchmarks if pair[0].target == target]
        lines += [_target(target, own), *_benchmarks(own), ""]
    loose = [pair for pair in benchmarks if pair[0].target is None]
    if loose:
        lines += ["in libraries and programs (libtest)", *_benchmarks(loose), ""]
    lines.append(f"{_count(len(benchmarks), 'benchmark')} in {_count(len(targets), 'target')}")
    return "\n".join(lines) + "\n"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _target(target: BenchTarget, own: Sequence[tuple[Benchmark, Sequence[Reached]]]) -> str:
    harnesses = sorted({benchmark.harness for benchmark, _ in own})
    marks = [*harnesses, *(["no benchmark found"] if not own else [])]
    if target.harness and harnesses and harnesses != ["libtest"]:
        marks.append("lacks `harness = false`")
    if target.missing:
        marks.append(f"needs --features {','.join(target.missing)}")
    return f"{visible(target.name)}  ({target.crate.name}; {', '.join(marks)})"


def _benchmarks(own: Sequence[tuple[Benchmark, Sequence[Reached]]]) -> Iterator[str]:
    """One line each; those that source cannot tell apart share one."""
    same = Counter((str(benchmark.name), benchmark.location) for benchmark, _ in own)
    functions = {(str(benchmark.name), benchmark.location): found for benchmark, found in own}
    for (name, place), times in same.items():
        many = f"  (×{times})" if times > 1 else ""
        leads = _leads(functions[name, place])
        yield f"  {visible(name)}{many}  {_place(place)}{'  → ' if leads else ''}{leads}"


def report(analysis: Analysis, findings: Sequence[Finding], *, verbose: bool = False) -> str:
    """Every benchmark's figures, and then what is worth a look."""
    lines = [_heading(analysis), ""]
    for row in analysis.rows:
        lines += _row(row, verbose)
    lines += ["", *_sections(findings, verbose), *_growths(analysis)]
    if analysis.common is not None:
        why = "the machine was in another state, or they share what changed"
        lines += [f"nearly all moved by about {analysis.common:+.1%} together: {why}", ""]
    lines.append(summary(analysis))
    return "\n".join(lines) + "\n"


def _heading(analysis: Analysis) -> str:
    names = dict.fromkeys(row.run for row in analysis.rows)
    runs = ", ".join(f"`{visible(name)}`" for name in names)
    return f"{_count(len(analysis.rows), 'benchmark')}, run {runs}" if names else "no benchmarks"


def _row(row: Row, verbose: bool) -> Iterator[str]:
    run = row.measured.runs[row.run]
    name = visible(row.measured.name.full)
    figures = list(_figures(run))
    if row.compared is not None:
        figures += _change(row.compared)
        if verbose and row.compared.mean is not None:
            mean = row.compared.mean
            figures.append(f"mean:   [{_changes(mean.low, mean.point, mean.high)}] as Criterion has it")
    if len(name) >= _NAME:
        yield name
        name = ""
    for line in figures or ["no estimates"]:
        yield f"{name:<{_NAME}}{line}".rstrip()
        name = ""


def _figures(run: Run) -> Iterator[str]:
    if run.estimates is None:
        return
    typical = run.estimates.typical
    times = (typical.low, typical.point, typical.high)
    yield f"time:   [{' '.join(units.time(value) for value in times)}]"
    if run.throughput is not None:
        rates = [units.throughput(run.throughput, value) for value in reversed(times)]
        yield f"thrpt:  [{' '.join(rates)}]"


def _change(compared: Compared) -> Iterator[str]:
    change = compared.change
    shown = _changes(change.low, change.point, change.high)
    against = f"`{visible(compared.base)}`" if compared.base is not None else "the run before"
    yield f"median: [{shown}] against {against}: {compared.verdict}"
    yield from (f"        but {doubt}" for doubt in compared.doubts)


def _changes(*shares: float) -> str:
    return " ".join(units.change(share) for share in shares)


def _sections(findings: Sequence[Finding], verbose: bool) -> Iterator[str]:
    for rule, title in _SECTIONS:
        own = [finding for finding in findings if finding.rule_id == rule]
        if own:
            yield title
            for finding in own:
                yield from _finding(finding, verbose)
            yield ""


def _growths(analysis: Analysis) -> Iterator[str]:
    if analysis.growths:
        yield "growth with the parameter"
        for growth in analysis.growths:
            span = f"{growth.sizes[0]} to {growth.sizes[-1]}"
            yield f"  {visible(growth.name)}: as n^{growth.exponent:.2f} from {span}"
        yield ""


def _finding(finding: Finding, verbose: bool) -> Iterator[str]:
    function = f" in {one_line(finding.location.function)}" if finding.location.function else ""
    yield f"  {_place(finding.location)}{function}: {one_line(finding.message)}"
    if verbose:
        yield from (f"      {one_line(each.text)}" for each in finding.evidence)
        yield from (f"      {_place(each.location)} {one_line(each.text)}" for each in finding.related)


def summary(analysis: Analysis) -> str:
    """The last line: how many of each verdict."""
    counted = Counter(row.compared.verdict for row in analysis.rows if row.compared is not None)
    without = len(analysis.rows) - counted.total()
    parts = [f"{counted[verdict]} {verdict}" for verdict in Verdict if counted[verdict]]
    if without and analysis.rows:
        parts.append(f"{without} with nothing to compare with")
    return f"{_count(len(analysis.rows), 'benchmark')}{': ' if parts else ''}{', '.join(parts)}"


def trend(trends: Sequence[Trend]) -> str:
    """A block a benchmark: its medians, run by run, and the runs from which on they differ."""
    lines: list[str] = []
    for one in trends:
        lines.append(visible(one.measured.name.full))
        steps = {point.at: point.change for point in one.points}
        width = max(len(visible(name)) for name in one.names)
        for at, (name, median) in enumerate(zip(one.names, one.medians, strict=True)):
            mark = f"  ◄ {steps[at]:+.1%} from here on" if at in steps else ""
            lines.append(f"  {visible(name):<{width}}  {units.time(median):>10}{mark}")
        lines.append("")
    changed = sum(bool(one.points) for one in trends)
    lines.append(f"{_count(len(trends), 'benchmark')}, {changed} with change points")
    return "\n".join(lines) + "\n"


def _leads(functions: Iterable[Reached]) -> str:
    """The nearest functions that a benchmark exercises."""
    named = [f"`{one.ref.function.qualified}`" for one in functions if one.calls == 1 and not one.guessed]
    rest = f" and {len(named) - _FUNCTIONS} more" if len(named) > _FUNCTIONS else ""
    return ", ".join(named[:_FUNCTIONS]) + rest


def _place(location: Location | None) -> str:
    return f"{visible(location.path)}:{location.region.start_line}" if location is not None else ""
