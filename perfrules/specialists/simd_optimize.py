"""simd-optimize: which loops of an issue's functions LLVM could not vectorise, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfrules.model.conclusion import Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.location import Location
from perfrules.model.step import Step
from perfrules.specialists import assembly, compiler, remarks
from perfrules.specialists.assembly import Frame
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
    """A loop of own source that LLVM has looked at, wherever it was inlined to."""

    place: Location
    vectorised: bool
    by_hand: bool
    """LLVM has not vectorised it, but it works on several values at once."""
    said: tuple[str, ...]


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
            return _evidence(_looked(told, parts))
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


def _looked(told: Iterator[Loop], parts: Sequence[Part]) -> list[Looked]:
    """Each loop once, those that are not vectorised first."""
    by_symbol: dict[str, list[Part]] = {}
    for part in parts:
        by_symbol.setdefault(part.routine.symbol.lstrip("_"), []).append(part)
    seen = [
        found
        for loop in told
        for part in by_symbol.get(loop.function.lstrip("_"), ())
        if (found := _seen(loop, part)) is not None
    ]
    return sorted(dict.fromkeys(seen), key=lambda each: (each.vectorised, each.by_hand))


def _seen(loop: Loop, part: Part) -> Looked | None:
    """A loop in own source: at the loop statement that a library's iterator was inlined into."""
    inner = {block.label for block in part.routine.blocks if block.inner}
    found = [
        (block, place)
        for block, mine in part.pieces
        for each, place in mine
        if each.frames and _is_at(each.frames[0], loop)
    ]
    at = [place for block, place in found if block.header in inner] or [place for _, place in found]
    headers = {block.header for block, _ in found} & inner
    inside = [block for block in part.routine.blocks if block.header in headers]
    packed = any(each.packed for block in inside for each in block.instructions)
    if not at and part.own:
        # Its instructions may say otherwise by now; in the function's own body, it is the function's anyway.
        told = [(block, place) for block, mine in part.pieces for each, place in mine if each.frames]
        at = [place for block, place in told if block.header is not None] or [place for _, place in told]
    return Looked(min(at), loop.vectorised, packed and not loop.vectorised, loop.said) if at else None


def _is_at(frame: Frame, loop: Loop) -> bool:
    return bool(loop.file) and frame.line == loop.line and frame.file.endswith(loop.file)


def _evidence(looked: Sequence[Looked]) -> Evidence:
    scalar = sum(not each.vectorised and not each.by_hand for each in looked)
    return Evidence(tuple(map(_observation, looked)), (Figure(SCALAR, scalar, ""),))


def _observation(each: Looked) -> Observation:
    line = f"line {each.place.region.start_line}"
    if each.vectorised:
        return Observation(f"{line}: {each.said[0]}", each.place, (Figure(VECTORISED, 1, ""),))
    if each.by_hand:
        text = f"{line} is written for several values at once already"
        return Observation(text, each.place, (Figure(VECTORISED, 1, ""),))
    known = meaning(each.said)
    reason = f"{known.reason} (“{known.said}”)" if known.reason else known.said or "LLVM does not say why"
    text = f"{line} is not vectorised: {reason}; {known.advice}"
    return Observation(text, each.place, (Figure(SCALAR, 1, ""),))
