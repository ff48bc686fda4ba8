"""The analysis as findings, each at the function or the benchmark that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from perfrules.analysts.benchmarks import units
from perfrules.analysts.benchmarks.analysis import Analysis, Row
from perfrules.analysts.benchmarks.compare import Compared, Verdict
from perfrules.analysts.benchmarks.reach import Reached
from perfrules.analysts.benchmarks.table import Table
from perfrules.hotness import function_hotness
from perfrules.index.project import FunctionRef, Project
from perfrules.model.finding import Evidence, Finding, Impact
from perfrules.model.location import Location, Region
from perfrules.model.severity import Severity

_RULES = {Verdict.REGRESSED: "bench-regression", Verdict.IMPROVED: "bench-improvement"}


def findings(project: Project, analysis: Analysis, table: Table, root: Path) -> list[Finding]:
    """All findings, by location. Benchmarks that say the same of one place share a finding."""
    make = _Maker(project, table, root)
    return sorted(
        [
            *make.changes(analysis.rows),
            *make.unsteady(analysis.rows),
            *make.gaps(analysis),
            *make.comparisons(analysis),
        ],
        key=lambda finding: (
            finding.location.path,
            finding.location.region,
            finding.rule_id,
            finding.message,
        ),
    )


class _Maker:
    def __init__(self, project: Project, table: Table, root: Path) -> None:
        self.project = project
        self.table = table
        self.root = root

    def changes(self, rows: Sequence[Row]) -> Iterator[Finding]:
        """Regressions and improvements: one for each function that benchmarks lead to first."""
        grouped: dict[tuple[str, Location], list[tuple[Row, Compared]]] = defaultdict(list)
        for row in rows:
            if row.compared is not None and row.compared.verdict in _RULES:
                grouped[_RULES[row.compared.verdict], self._place(row)].append((row, row.compared))
        for (rule, place), changed in grouped.items():
            changed.sort(key=lambda pair: (-abs(pair[1].change.point), pair[0].measured.name.full))
            row, worst = changed[0]
            way = "slower" if worst.change.point > 0 else "faster"
            message = f"`{row.measured.name.full}` got {abs(worst.change.point):.1%} {way}"
            if len(changed) > 1:
                message += f", and {len(changed) - 1} more benchmark{'s'[: len(changed) > 2]} like it"
            regressed = worst.verdict is Verdict.REGRESSED
            yield self._finding(
                rule,
                message,
                place,
                [_change_evidence(compared) for _, compared in changed] + self._source_evidence(row),
                self._exercised(rows=[row for row, _ in changed], but=place),
                severity=self.table.severity_of(worst.change.point) if regressed else None,
                hotness=self._hotness(row.functions[0].ref if row.functions else _writer(row)),
                impact=_impact(worst),
            )

    def unsteady(self, rows: Sequence[Row]) -> Iterator[Finding]:
        """Instability and outliers, at the benchmark."""
        for rule, text in (("bench-instability", "is unsteady"), ("bench-outliers", "has many outliers")):
            grouped: dict[Location, list[tuple[Row, str]]] = defaultdict(list)
            for row in rows:
                if said := _complaint(row, rule):
                    grouped[self._written(row)].append((row, said))
            for place, listed in grouped.items():
                first, said = listed[0]
                message = f"`{first.measured.name.full}` {text}: {said}"
                if len(listed) > 1:
                    message += f"; {len(listed) - 1} more like it"
                evidence = [
                    Evidence(f"`{row.measured.name.full}`, run `{row.run}`: {said}", "measurement")
                    for row, said in listed
                ]
                yield self._finding(rule, message, place, evidence, (), hotness=self._hotness(_writer(first)))

    def gaps(self, analysis: Analysis) -> Iterator[Finding]:
        """Hot functions that no benchmark reaches."""
        for gap in analysis.gaps:
            name, value = gap.ref.function.qualified, gap.hotness.value
            message = f"`{name}` is hot ({value:.2f}), and no benchmark reaches it"
            yield self._finding(
                "bench-gap",
                message,
                function_place(gap.ref),
                gap.hotness.evidence(),
                gap.hotness.related(),
                hotness=value,
            )

    def comparisons(self, analysis: Analysis) -> Iterator[Finding]:
        """What could be compared, at the first benchmark concerned."""
        for contest in analysis.contests:
            row = next(row for row in analysis.rows if row.measured.name.group == contest.group)
            same = f" with the same {len(contest.values)} parameters" if contest.values else ""
            message = f"group `{contest.group}` measures {len(contest.functions)} functions{same}"
            text = f"functions: {', '.join(contest.functions)}"
            if contest.values:
                text += f"; parameters: {', '.join(contest.values)}"
            yield self._comparison(row, message, text)
        if analysis.saved:
            row = analysis.rows[0]
            message = f"runs are saved as {', '.join(f'`{name}`' for name in analysis.saved)}"
            text = f"perfrules bench compare {analysis.saved[0]} {analysis.saved[-1]}"
            yield self._comparison(row, message, text)

    def _comparison(self, row: Row, message: str, text: str) -> Finding:
        return self._finding(
            "bench-comparison",
            message,
            self._written(row),
            [Evidence(text, "measurement")],
            (),
            hotness=self._hotness(_writer(row)),
        )

    # -- places ----------------------------------------------------------------------------------------

    def _place(self, row: Row) -> Location:
        """The function that a benchmark leads to first, else where it is written."""
        return function_place(row.functions[0].ref) if row.functions else self._written(row)

    def _written(self, row: Row) -> Location:
        """The benchmark in source, else its data."""
        if row.source is not None:
            return row.source.location
        path = row.measured.folder
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return Location(shown.as_posix(), Region(1, 1, 1, 1))

    def _hotness(self, ref: FunctionRef | None) -> float:
        return function_hotness(self.project, ref).value if ref is not None else 0.0

    def _source_evidence(self, row: Row) -> list[Evidence]:
        if row.source is None:
            return [Evidence("no benchmark of the source has this name", "structure")]
        place = row.source.location
        text = f"the benchmark is written at {place.path}:{place.region.start_line}"
        if not row.functions:
            return [Evidence(f"{text}; which functions it runs is not known", "structure", place)]
        return [Evidence(f"{text}; {_distance(row.functions[0])}", "structure", place)]

    def _exercised(self, rows: Sequence[Row], but: Location) -> tuple[Evidence, ...]:
        """The other functions that the benchmarks exercise, nearest first."""
        places: dict[Location, Evidence] = {}
        for row in rows:
            for one in row.functions:
                place = function_place(one.ref)
                if place != but and place not in places:
                    text = f"`{one.ref.function.qualified}`: {_distance(one)}"
                    places[place] = Evidence(text, "structure", place)
        return tuple(places.values())[: self.table.thresholds.functions]

    def _finding(
        self,
        rule: str,
        message: str,
        place: Location,
        evidence: Sequence[Evidence],
        related: Sequence[Evidence],
        *,
        severity: Severity | None = None,
        hotness: float,
        impact: Impact | None = None,
    ) -> Finding:
        info = self.table.infos[rule]
        unit = self.project.files.get(place.path)
        return Finding(
            rule_id=rule,
            message=message,
            location=place,
            severity=severity or info.severity,
            category=info.category,
            kind=info.kind,
            analyst=info.analyst,
            specialist=info.specialist,
            snippet=unit.syntax.line_text(place.region.start_line) if unit is not None else "",
            evidence=tuple(evidence),
            related=tuple(related),
            hotness=hotness,
            impact=impact,
            advice=self.table.advice[rule],
        )


def function_place(ref: FunctionRef) -> Location:
    """A function's name."""
    function = ref.function
    return ref.unit.location(function.name_start, function.name_start + len(function.name.encode()))


def _writer(row: Row) -> FunctionRef | None:
    """The function that a benchmark is written in."""
    if row.source is None or not row.source.code:
        return None
    unit, start = row.source.code[0].unit, row.source.code[0].start
    function = unit.function_at(start)
    return FunctionRef(unit, function) if function is not None else None


def _impact(compared: Compared) -> Impact:
    """What undoing a change would win; nothing, where it made the benchmark faster."""
    factor = 1 + compared.change.point
    against = f"run `{compared.base}`" if compared.base is not None else "the run before"
    text = f"`{compared.measured.name.full}` takes {factor:.2f} times as long as in {against}"
    return Impact(round(max(1.0, factor), 4), text, "measurement")


def _distance(one: Reached) -> str:
    if one.guessed:
        return "the measured code may run it, by its name or type"
    return "the measured code calls it" if one.calls == 1 else f"{one.calls} calls below the measured code"


def _change_evidence(compared: Compared) -> Evidence:
    """What was measured, on which data, and by which statistics."""
    measured, change = compared.measured, compared.change
    new = measured.runs[compared.new]
    times = f"median {units.time(new.center)}" if new.center else ""
    base = measured.runs.get(compared.base) if compared.base is not None else None
    against = f"run `{compared.base}`" if compared.base is not None else "the run before"
    if base is not None and base.center and new.center:
        times = f"median {units.time(base.center)} → {units.time(new.center)}"
    parts = [
        f"`{measured.name.full}`: {times}, {change.point:+.1%}",
        f"{change.level:.0%} interval {change.low:+.1%} to {change.high:+.1%} by {compared.source}",
    ]
    if compared.p_value is not None:
        parts.append(f"Mann-Whitney p = {compared.p_value:.2g}")
    if compared.floor is not None:
        parts.append(f"fastest samples {compared.floor:+.1%}")
    return Evidence(f"{'; '.join(parts)}; run `{compared.new}` against {against}", "measurement")


def _complaint(row: Row, rule: str) -> str:
    state = row.stability
    if state is None:
        return ""
    if rule == "bench-instability":
        return "; ".join(state.complaints)
    if state.outlier_pattern is None:
        return ""
    counted = state.outliers
    return f"{counted.total} of {counted.samples} samples ({counted.severe} severe), {state.outlier_pattern}"
