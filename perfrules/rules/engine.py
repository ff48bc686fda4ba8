"""All the rules of a run in one pass a file.

Rules about calls are found by the call's name, rules about loops and functions by the index, and the
queries of all other rules are one tree-sitter query.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from tree_sitter import Query, QueryCursor

from perfrules.hotness.named import named_as_seldom
from perfrules.hotness.places import in_place
from perfrules.hotness.seldom import runs_seldom
from perfrules.hotness.untaken import never_taken
from perfrules.hotness.unused import in_no_release
from perfrules.index.by_path import may_be_method
from perfrules.index.effects import effects_by_name
from perfrules.index.project import FileUnit, Project
from perfrules.rules.captures import flatten
from perfrules.rules.match import Match
from perfrules.rules.patterns import (
    AnyPattern,
    CallPattern,
    Found,
    FunctionPattern,
    LoopPattern,
    Pattern,
    PlacedCallPattern,
    QueryPattern,
    call_found,
)
from perfrules.rules.possible import possible
from perfrules.rules.rule import DEFAULT_SKIP, Rule
from perfrules.syntax.parser import LANGUAGE


@dataclass(frozen=True, slots=True)
class Hit:
    """A match that all of a rule's conditions hold for."""

    rule: Rule
    match: Match


@dataclass(slots=True)
class Fault:
    """A rule that failed in a file; the other rules went on."""

    rule: Rule
    path: str
    error: Exception


@dataclass
class Plan:
    """Rules sorted by how their matches are found."""

    rules: Sequence[Rule]
    calls: dict[tuple[str, str], list[tuple[Rule, CallPattern]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By the call's kind and name."""
    by_effects: list[tuple[Rule, CallPattern]] = field(default_factory=list)
    """About calls of any name that do something."""
    any_calls: list[tuple[Rule, CallPattern]] = field(default_factory=list)
    others: dict[LoopPattern | FunctionPattern | PlacedCallPattern, list[Rule]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Rules by what they look for, as with queries."""
    queries: dict[str, list[Rule]] = field(default_factory=lambda: defaultdict(list))
    """Rules by the text of their query: several may look for the same."""

    def __post_init__(self) -> None:
        for rule in self.rules:
            self._add(rule, rule.pattern)

    def _add(self, rule: Rule, pattern: Pattern) -> None:
        if isinstance(pattern, AnyPattern):
            for part in pattern.parts:
                self._add(rule, part)
        elif isinstance(pattern, CallPattern):
            if pattern.names and pattern.kind != "any":
                for name in pattern.names:
                    self.calls[pattern.kind, name].append((rule, pattern))
            else:
                (self.by_effects if pattern.effects else self.any_calls).append((rule, pattern))
        elif isinstance(pattern, QueryPattern):
            self.queries[pattern.text].append(rule)
        elif isinstance(pattern, LoopPattern | FunctionPattern | PlacedCallPattern):
            self.others[pattern].append(rule)

    @cached_property
    def query(self) -> tuple[Query, list[list[Rule]]] | None:
        """The queries of all rules as one, and the rules that each of its patterns is for."""
        if not self.queries:
            return None
        query = Query(LANGUAGE, "\n".join(self.queries))
        ends = list(accumulate(len(text.encode()) + 1 for text in self.queries))
        owners = list(self.queries.values())
        starts = (query.start_byte_for_pattern(at) for at in range(query.pattern_count))
        return query, [owners[bisect_right(ends, start)] for start in starts]

    def run(self, project: Project, unit: FileUnit, faults: list[Fault]) -> list[Hit]:
        """The hits in one file, by position and rule id."""
        live = frozenset(rule.info.id for rule in self.rules if _concerns(rule, project, unit))
        broken: set[str] = set()
        hits: dict[tuple[str, int, int], Hit] = {}
        for rule, found in self._candidates(project, unit, live) if live else ():
            if rule.info.id in broken:
                continue
            try:
                match = accept(project, unit, rule, found)
            except Exception as error:  # a fault of one rule must not lose the others
                broken.add(rule.info.id)
                faults.append(Fault(rule, unit.display, error))
                continue
            if match is not None:
                hits.setdefault((rule.info.id, match.node.start_byte, match.node.end_byte), Hit(rule, match))
        ordered = sorted(hits.values(), key=lambda h: (*_span(h), h.rule.info.id))
        return list(_quiet(_first_of_each(ordered)))

    def _candidates(
        self, project: Project, unit: FileUnit, live: frozenset[str]
    ) -> Iterator[tuple[Rule, Found]]:
        """Matches of the patterns of the rules ``live``; in test code, of those that look there."""
        yield from self._calls(project, unit, live)
        for other, rules in self.others.items():
            if asking := [rule for rule in rules if rule.info.id in live]:
                for found in other.search(project, unit, 0, len(unit.syntax.source)):
                    yield from _looking(asking, unit, found)
        if self.query is None:
            return
        query, owners = self.query
        by_pattern = [[rule for rule in rules if rule.info.id in live] for rules in owners]
        if not any(by_pattern):
            return
        for at, captures in QueryCursor(query).matches(unit.syntax.root):
            if by_pattern[at] and "match" in captures:
                yield from _looking(by_pattern[at], unit, Found(flatten(captures)))

    def _calls(self, project: Project, unit: FileUnit, live: frozenset[str]) -> Iterator[tuple[Rule, Found]]:
        known: dict[tuple[str, str, str, bool], list[tuple[Rule, CallPattern]]] = {}
        for call in unit.facts.calls:
            key = (call.kind, call.name, unit.named(call), may_be_method(call))
            asking = known.get(key)
            if asking is None:
                asking = known[key] = _of(live, self._about(key, effects_by_name(project, unit, call)))
            if asking and unit.in_test(call.start):
                asking = [pair for pair in asking if "test" not in pair[0].skip]
            shared: dict[bool, Found | None] = {}
            for rule, pattern in asking:
                if pattern.fits(project, unit, call):
                    as_method = pattern.as_method(call)
                    if as_method not in shared:
                        shared[as_method] = call_found(project, unit, call, as_method)
                    if (found := shared[as_method]) is not None:
                        yield rule, found

    def _about(
        self, key: tuple[str, str, str, bool], effects: frozenset[str]
    ) -> Iterator[tuple[Rule, CallPattern]]:
        """The rules that may be about a call, by its kind, its names, and what it does at most."""
        kind, name, named, as_method = key
        yield from self.calls.get((kind, named), ())
        if as_method:
            yield from self.calls.get(("method", name), ())
        yield from (pair for pair in self.by_effects if not effects.isdisjoint(pair[1].effects))
        yield from self.any_calls


def _looking(rules: Sequence[Rule], unit: FileUnit, found: Found) -> Iterator[tuple[Rule, Found]]:
    """The rules that look where a match stands, each with the match."""
    in_test = unit.in_test(found.captures["match"].start_byte)
    for rule in rules:
        if not (in_test and "test" in rule.skip):
            yield rule, found


def _of(live: frozenset[str], pairs: Iterable[tuple[Rule, CallPattern]]) -> list[tuple[Rule, CallPattern]]:
    return [pair for pair in pairs if pair[0].info.id in live]


def _concerns(rule: Rule, project: Project, unit: FileUnit) -> bool:
    """Whether a rule can have hits in a file, by the file's role and by what the rule can be asked of it."""
    if unit.file.role.value in rule.skip or (unit.is_test_module and "test" in rule.skip):
        return False
    can = possible(rule.where)
    return can is None or can(project, unit)


def accept(project: Project, unit: FileUnit, rule: Rule, found: Found) -> Match | None:
    """The match, if the rule's conditions hold and the place is not skipped.

    Most matches fail a condition early, so that places are looked at last.
    """
    node = found.captures["match"]
    match = Match(project, unit, found.captures, options=rule.options)
    if found.loop is not None:
        match.loops = {"match": found.loop}
    if rule.where is not None and not rule.where(match):
        return None
    if any(in_place(project, unit, node, place) for place in rule.skip):
        return None
    if rule.unasked and not _worth(rule, match):
        return None
    return match


def _worth(rule: Rule, match: Match) -> bool:
    """Whether a finding is worth a word to who has not asked for the rule: never where its cost is none."""
    if any(in_place(match.project, match.unit, match.node, place) for place in DEFAULT_SKIP):
        return False
    if named_as_seldom(match.unit, match.node):  # asked before what is hot, which takes the call graph
        return False
    if rule.worth is not None and not rule.worth(match):
        return False
    if in_no_release(match.project, match.unit, match.node.start_byte):
        return False
    if never_taken(match.project, match.unit, match.node):
        return False
    return not runs_seldom(match.project, match.unit, match.node)


def _span(hit: Hit) -> tuple[int, int]:
    node = hit.match.get(hit.rule.at) or hit.match.node
    return node.start_byte, node.end_byte


def _first_of_each(hits: Iterable[Hit]) -> list[Hit]:
    """For rules that speak ``once`` a line, loop, function or file: only the first hit there.

    One word a file is enough for who has not asked; who has selected the rule wants to see all.
    """
    kept, seen = [], set()
    for hit in hits:
        if hit.rule.once and (hit.rule.once != "file" or hit.rule.unasked):
            key = (hit.rule.info.id, hit.rule.once, _unit_of(hit))
            if key in seen:
                continue
            seen.add(key)
        kept.append(hit)
    return kept


def _unit_of(hit: Hit) -> int:
    match, start = hit.match, _span(hit)[0]
    if hit.rule.once == "line":
        return match.unit.syntax.line(start)
    if hit.rule.once == "loop":
        loop = match.loops.get("loop")
        return loop.start if loop is not None else -start - 1
    if hit.rule.once == "function":
        return match.function.start if match.function is not None else -start - 1
    return 0


def _quiet(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Leave out hits of rules that yield to another one that hits at an overlapping place."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for hit in hits:
        spans[hit.rule.info.id].append(_span(hit))
    places = {rule: _Places(found) for rule, found in spans.items()}
    for hit in hits:
        rivals = hit.rule.yields_to & places.keys()
        if not any(places[rival].overlap(*_span(hit)) for rival in rivals):
            yield hit


class _Places:
    """Where one rule hits."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        spans.sort()
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))
        """The last end of all up to each."""

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of them shares a byte with a span."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start
