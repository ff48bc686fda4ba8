"""One number for how hot a place is, 0..1, and the reasons it is made of: docs/hotness.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from perfrules.hotness.climb import Climber, Path, climber
from perfrules.hotness.entries import OWN_WORDS, TIMED, WORDS
from perfrules.hotness.exercised import exercised
from perfrules.hotness.left_out import why_left_out
from perfrules.hotness.named import named_as_making
from perfrules.hotness.places import in_place
from perfrules.hotness.production import runs_in_production
from perfrules.hotness.repeats import repeats
from perfrules.hotness.tables import Tables, tables
from perfrules.hotness.tiers import tier_of
from perfrules.hotness.unused import only_tests_call
from perfrules.index.callgraph import Edge, Key, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.facts import Loop
from perfrules.index.iterations import rounds
from perfrules.index.loops import is_loop, leaves, loops_around
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.finding import Evidence
from perfrules.model.location import Location

_LOOPS = frozenset({"for_expression", "while_expression", "loop_expression", "closure_expression"})


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: how much it adds (or, of a cold place, takes away), and why."""

    name: str
    value: float
    text: str
    location: Location | None = None
    path: Path | None = None
    """The calls that it speaks of."""
    says: tuple[tuple[str, int], ...] = ()
    """What it says of how often the place runs, by the words of ``severity.repeats`` in hotness.yaml."""


@dataclass(frozen=True, slots=True)
class Hotness:
    """How hot a place is. The terms add up to the value, unless they exceed what counts in full."""

    value: float
    terms: tuple[Term, ...]
    repeats: bool = False
    """Whether the terms together say that the place runs again and again."""

    def evidence(self) -> tuple[Evidence, ...]:
        """The reasons as a finding's evidence."""
        return tuple(
            Evidence(f"{term.text} ({term.value:+.2f})", "heuristic", term.location) for term in self.terms
        )

    def related(self) -> tuple[Evidence, ...]:
        """The calls that the reasons speak of, as places related to a finding."""
        return tuple(
            step for term in self.terms if term.path is not None for step in path_evidence(term.path)
        )


def hotness(project: Project, unit: FileUnit, node: Node) -> Hotness:
    """How hot the code at a node is."""
    return _thermometer(project).at(unit, node)


def may_be_hot(project: Project, unit: FileUnit, node: Node, least: float) -> bool:
    """Whether the code at a node can be as hot as that, by the place alone: told without the call graph."""
    factors = tables().factors
    if not runs_in_production(unit, node.start_byte):
        return factors["test"] >= least
    if why_left_out(project, unit, node.start_byte) is not None and factors["left-out"] < least:
        return False
    if factors["cold-path"] >= least or not in_place(project, unit, node, "cold-path"):
        return True
    function = unit.function_at(node.start_byte)
    tier = tier_of(project, FunctionRef(unit, function)) if function is not None else None
    return tier is not None and tier.word != "COLD"


def function_hotness(project: Project, ref: FunctionRef) -> Hotness:
    """How hot a function is: its hottest place, which is where its loops are nested most."""
    return _thermometer(project).of(ref)


def path_evidence(path: Path) -> tuple[Evidence, ...]:
    """The calls of a path, each with its place."""
    return tuple(Evidence(_step_text(edge), "structure", edge.location) for edge in path.edges)


def _step_text(edge: Edge) -> str:
    loop = " in a loop" if edge.loop_depth else ""
    return f"`{edge.caller_name}` calls `{edge.callee.function.qualified}`{loop}"


class _Thermometer:
    """Keeps what holds for a whole function, so that asking for each finding is cheap."""

    def __init__(self, project: Project, climber: Climber, table: Tables) -> None:
        self.project = project
        self.climber = climber
        self.table = table
        self._terms: dict[Key, tuple[Term, ...]] = {}

    def of(self, ref: FunctionRef) -> Hotness:
        unit, function = ref
        deepest = self._innermost(unit, function.index, function.body_start, function.end)
        node = unit.syntax.root.descendant_for_byte_range(deepest, deepest + 1)
        return self.at(unit, node) if node is not None else Hotness(0.0, ())

    def at(self, unit: FileUnit, node: Node) -> Hotness:
        offset = node.start_byte
        function = unit.function_at(offset)
        if node.type in _LOOPS:  # what is said of a loop is said of its body
            offset = self._innermost(unit, function.index if function else None, offset, node.end_byte)
        terms = list(self._loops(unit, offset))
        if function is not None:
            ref = FunctionRef(unit, function)
            if key_of(ref) not in self._terms:
                self._terms[key_of(ref)] = tuple(self._function(ref))
            terms += self._terms[key_of(ref)]
        value = _bent(sum(term.value for term in terms), self.table.limits.full)
        cold = min(self._cold(unit, node), default=None)
        if cold is not None:
            factor, name, text = cold
            terms.append(Term(name, round(value * (factor - 1), 4), text))
            value *= factor
        said = (pair for term in terms for pair in term.says)
        return Hotness(round(value, 4), tuple(terms), repeats(self.project, unit, said))

    def _innermost(self, unit: FileUnit, function: int | None, start: int, end: int) -> int:
        """Where the body of the most deeply nested loop in a span starts; without loops, the span's start."""
        depths = {
            loop.body_start: len(loops_around(self.project, unit, loop.body_start))
            for loop in unit.loops_of(function)
            if start <= loop.start and loop.end <= end and is_loop(self.project, unit, loop)
        }
        return max(depths, key=lambda at: depths[at], default=start)

    # -- what makes it hot ---------------------------------------------------------------------

    def _loops(self, unit: FileUnit, offset: int) -> Iterator[Term]:
        loops = [
            loop
            for loop in loops_around(self.project, unit, offset)
            if not leaves(unit, loop, offset) and not self._few_rounds(unit, loop)
        ]
        if loops:
            lines = ", ".join(str(loop.line) for loop in reversed(loops))
            text = (
                f"in a loop (line {lines})"
                if len(loops) == 1
                else f"in {len(loops)} nested loops (lines {lines})"
            )
            function = unit.function_at(offset)
            # What makes something goes through its parts once for each, and that mostly lives long.
            counted = 0 if function is not None and named_as_making(function) else len(loops)
            yield Term("loops", _step(self.table.loops, len(loops)), text, says=(("loops", counted),))

    def _few_rounds(self, unit: FileUnit, loop: Loop) -> bool:
        found = rounds(self.project, unit, loop)
        return found.number is not None and found.number <= self.table.limits.rounds

    def _function(self, ref: FunctionRef) -> Iterator[Term]:
        above = self.climber.above(ref)
        if above.loopiest.loops:
            yield self._caller_loops(above.loopiest, above.repeated)
        yield from self._reach(ref, above.shortest)
        if weight := _reached(self.table.fan_in, above.sites):
            yield Term("fan-in", weight, f"called from {above.sites} places")
        if weight := _reached(self.table.led_to_by, above.functions):
            text = f"{above.functions} functions lead to it"
            yield Term("led-to-by", weight, text, says=(("led-to-by", above.functions),))
        cycle = self.climber.cycle(ref)
        if cycle is not None:
            between = [f"`{name}`" for name in cycle.names()[1:-1]]
            text = "recursive" + (f" by way of {', '.join(between)}" if between else "")
            yield Term("recursion", self.table.recursion, text, says=(("recursion", 1),))
        tier = tier_of(self.project, ref)
        if tier is not None and tier.word in self.table.tier:
            text = f"declared {tier.word} ({tier.source})"
            yield Term("tier", self.table.tier[tier.word], text, says=(("tier", 1),))
        for text in ref.function.attributes:
            name = text.split("(")[0]
            if name in self.table.attributes:
                yield Term("attribute", self.table.attributes[name], f"marked `#[{text}]`")
        trait = (ref.function.trait or "").split("<")[0].rpartition("::")[2]
        if trait in self.table.traits and ref.function.trait != ref.function.self_type:
            yield Term("trait", self.table.traits[trait], f"`{trait}` methods run for every item or call")

    def _caller_loops(self, path: Path, repeated: int) -> Term:
        edge = next(edge for edge in path.edges if edge.loop_depth)
        assert edge.caller is not None
        value = _step(self.table.caller_loops, path.loops) * path.confidence
        where = f"`{edge.caller.function.qualified}` (line {edge.line})"
        many = "a loop" if path.loops == 1 else f"{path.loops} loops"
        by_way = [f"`{name}`" for name in path.names()[1:-1] if name != edge.caller.function.qualified]
        text = f"called from {many} in {where}" + (f" by way of {', '.join(by_way)}" if by_way else "")
        return Term("caller-loops", round(value, 4), text, edge.location, path, (("loops", repeated),))

    def _reach(self, ref: FunctionRef, paths: Sequence[Path]) -> Iterator[Term]:
        best: tuple[float, str, Path] | None = None
        said = set()
        if (timed := exercised(self.project).get(key_of(ref))) is not None:
            # However far below: each round of the benchmark leads there.
            best = self.table.reach[TIMED] * timed.confidence, TIMED, timed
            if len(timed.edges) == 1:  # others time whole programs
                said.add((TIMED, 1))
        for path in paths:
            for kind in self.climber.kinds(path.start):
                share = self.table.limits.distance ** len(path.edges) * path.confidence
                value = self.table.reach[kind] * share
                said.add((kind, 1))
                if best is None or value > best[0]:
                    best = value, kind, path
        if best is None:
            return
        value, kind, path = best
        if not path.edges:
            text = OWN_WORDS[kind]
        else:
            start = path.start.function.qualified
            calls = "directly" if len(path.edges) == 1 else f"by {len(path.edges)} calls"
            text = f"reached from {WORDS[kind]} `{start}` {calls}"
        yield Term(
            "reach",
            round(value, 4),
            text,
            path.edges[0].location if path.edges else None,
            path if path.edges else None,
            says=tuple(sorted(said)),
        )

    # -- what makes it cold ----------------------------------------------------------------------

    def _cold(self, unit: FileUnit, node: Node) -> Iterator[tuple[float, str, str]]:
        factors = self.table.factors
        if not runs_in_production(unit, node.start_byte):
            yield factors["test"], "test", "test, example or build code"
            return
        if (why := why_left_out(self.project, unit, node.start_byte)) is not None:
            yield factors["left-out"], "left-out", why
        function = unit.function_at(node.start_byte)
        if function is not None and only_tests_call(self.project, FunctionRef(unit, function)):
            yield factors["left-out"], "left-out", "only tests call it"
        tier = tier_of(self.project, FunctionRef(unit, function)) if function is not None else None
        if tier is not None and tier.word in factors:
            yield factors[tier.word], "tier", f"declared {tier.word} ({tier.source})"
        if tier is None or tier.word == "COLD":
            if in_place(self.project, unit, node, "cold-path"):
                yield factors["cold-path"], "cold-path", "on a path that is rarely taken"
            if in_place(self.project, unit, node, "start-up"):
                yield factors["start-up"], "start-up", "runs once, when the program starts"


def _bent(total: float, full: float) -> float:
    """A sum that counts in full up to a limit, and then ever less, so that it nears 1 and order remains."""
    rest = 1 - full
    return total if total <= full else 1 - rest * rest / (rest + total - full)


def _step(weights: Sequence[float], number: int) -> float:
    return weights[min(number, len(weights)) - 1] if number else 0.0


def _reached(steps: Sequence[tuple[int, float]], number: int) -> float:
    """The weight of the highest step that a number reaches."""
    return max((weight for least, weight in steps if number >= least), default=0.0)


@once_per_project
def _thermometer(project: Project) -> _Thermometer:
    return _Thermometer(project, climber(project), tables())
