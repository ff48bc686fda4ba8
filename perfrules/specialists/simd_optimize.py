"""simd-optimize: which loops of an issue's functions LLVM could not vectorise, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfrules.model.conclusion import Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.location import Location
from perfrules.model.step import Step
from perfrules.specialists import assembly, compiler, remarks
from perfrules.specialists.command import Command, Outcome
from perfrules.specialists.compiler_words import meaning
from perfrules.specialists.own_code import OwnCode, Part
from perfrules.specialists.remarks import Loop
from perfrules.specialists.site import Site
from perfrules.specialists.sources import Sources

SCALAR = "loops not vectorised"
VECTORISED = "loops vectorised"


@dataclass(frozen=True, slots=True)
class Looked:
    """A loop that LLVM has looked at, in own source."""

    loop: Loop
    place: Location


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Compile the crate, and the benchmark, with LLVM's remarks."""
    return compiler.compiled(step, site)


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """The loops of the functions of the step's findings, those that are not vectorised first."""
    sources = Sources(site)
    own = OwnCode(sources.of_findings(step), sources)
    for command in outcomes:
        routines = assembly.read(compiler.assembly_of(step, site, command))
        if parts := own.parts(routines):
            told = remarks.loops(remarks.read(compiler.remarks_of(step, site, command)))
            return _evidence(sorted(_looked(told, parts), key=lambda each: each.loop.vectorised))
    return Evidence()


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """How many loops are left to vectorise, and what to do about the first."""
    function = step.issue.location.function or step.issue.location.path
    scalar = evidence.figure(SCALAR)
    if scalar is None:
        result = f"no machine code is made of `{function}`: its crate and the benchmark have no use for it"
        return Conclusion(Status.DIAGNOSED, result, reason="no machine code")
    done = [each for each in evidence.observations if any(f.name == VECTORISED for f in each.figures)]
    if not evidence.observations:
        return Conclusion(Status.DIAGNOSED, f"`{function}`: LLVM has no loop to vectorise there")
    result = f"`{function}`: {len(done)} of {len(evidence.observations)} loops vectorised"
    if not scalar:
        return Conclusion(Status.DIAGNOSED, result)
    return Conclusion(Status.DIAGNOSED, f"{result}; {evidence.observations[0].text}")


def _looked(told: Iterator[Loop], parts: Sequence[Part]) -> Iterator[Looked]:
    by_symbol: dict[str, list[Part]] = {}
    for part in parts:
        by_symbol.setdefault(part.routine.symbol.lstrip("_"), []).append(part)
    for loop in told:
        for part in by_symbol.get(loop.function.lstrip("_"), ()):
            place = _place(loop, part)
            if place is not None:
                yield Looked(loop, place)


def _place(loop: Loop, part: Part) -> Location | None:
    """Where a loop is in own source: the loop statement that a library's iterator was inlined into."""
    instructions = [pair for _, mine in part.pieces for pair in mine if pair[0].frames]
    exact = [
        place
        for each, place in instructions
        if loop.file and each.frames[0].line == loop.line and each.frames[0].file.endswith(loop.file)
    ]
    if exact:
        return min(exact)
    # Its instructions may say otherwise by now; in the function's own body it is the function's all the same.
    inside = [place for block, mine in part.pieces for each, place in mine if each.frames and block.header]
    return min(inside or [place for _, place in instructions], default=None) if part.own else None


def _evidence(looked: Sequence[Looked]) -> Evidence:
    return Evidence(
        tuple(map(_observation, looked)),
        (Figure(SCALAR, sum(not each.loop.vectorised for each in looked), ""),),
    )


def _observation(each: Looked) -> Observation:
    line = each.place.region.start_line
    if each.loop.vectorised:
        return Observation(f"line {line}: {each.loop.said[0]}", each.place, (Figure(VECTORISED, 1, ""),))
    known = meaning(each.loop.said)
    reason = f"{known.reason} (“{known.said}”)" if known.reason else known.said or "LLVM does not say why"
    text = f"line {line} is not vectorised: {reason}; {known.advice}"
    return Observation(text, each.place, (Figure(SCALAR, 1, ""),))
