"""asm-forge: what the compiler could not do in an issue's functions, by their machine code."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.step import Step
from perfrules.specialists import assembly, compiler, loop_model
from perfrules.specialists.command import Command, Outcome, text
from perfrules.specialists.compiler_words import kinds
from perfrules.specialists.loop_model import Lines, Rounds
from perfrules.specialists.own_code import OwnCode
from perfrules.specialists.red_flags import SCALAR, Flag, flags
from perfrules.specialists.site import Site
from perfrules.specialists.sources import Sources
from perfrules.specialists.thresholds import thresholds

NAME = "asm-forge"
WITH_MODEL = "rustc's assembly and llvm-mca"
"""The way with a model of the processor, of rules/specialists.yaml."""
_MODEL = "model"
_IN_LOOPS = " in loops"
_SHOWN = 12
"""Lines that are named."""


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Compile the crate, and the benchmark, to assembly; and ask for a model of the loops."""
    commands = compiler.compiled(step, site)
    if site.way != WITH_MODEL:
        return commands
    code = [str(compiler.assembly_of(step, site, command.name)) for command in commands]
    functions = [
        str(Lines(str(site.root / each.path), each.region.start_line, each.region.end_line))
        for each in Sources(site).of_findings(step)
    ]
    program = (sys.executable, "-m", loop_model.__name__, site.program("llvm-mca"))
    return (*commands, Command(_MODEL, (*program, *functions, *code), site.root))


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """The red flags of the functions of the step's findings: how many of each kind, and where."""
    sources = Sources(site)
    own = OwnCode(sources.of_findings(step), sources)
    for command in (each for each in outcomes if each != _MODEL):
        routines = assembly.read(compiler.assembly_of(step, site, command))
        if parts := own.parts(routines):
            found = list(flags(parts, routines))
            evidence = _evidence(found, sum(len(part.instructions) for part in parts))
            rounds = loop_model.parsed(text(outcomes[_MODEL].out)) if _MODEL in outcomes else []
            modelled = tuple(_rounds(each, sources) for each in rounds)
            return replace(evidence, observations=(*evidence.observations, *modelled))
    return Evidence()


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """What stands out, in numbers."""
    function = step.issue.location.function or step.issue.location.path
    if not evidence.figures:
        result = f"no machine code is made of `{function}`: its crate and the benchmark have no use for it"
        return Conclusion(Status.DIAGNOSED, result, reason="no machine code")
    counts = {figure.name: int(figure.value) for figure in evidence.figures}
    said = [f"{name} {count}" for name, count in counts.items() if count and _repeats(name)]
    rest = [
        f"{name} {once}"
        for name, count in counts.items()
        if not _repeats(name) and (once := count - counts[name + _IN_LOOPS])
    ]
    flagged = "; ".join(", ".join(part) for part in (said, rest) if part)
    result = f"`{function}`: {flagged or 'its machine code has no red flag'}"
    if counts[SCALAR]:
        reason = "a loop that works on one value at a time"
        return Conclusion(Status.DIAGNOSED, result, specialist="simd-optimize", reason=reason)
    return Conclusion(Status.DIAGNOSED, result)


def _evidence(found: Sequence[Flag], instructions: int) -> Evidence:
    order = sorted(kinds().values(), key=lambda kind: -kind.weight)
    every = Counter(flag.kind for flag in found)
    inside = Counter(flag.kind for flag in found if flag.repeats)
    figures = [
        Figure(kind.name + _IN_LOOPS, inside[kind.name], "") for kind in order if not _repeats(kind.name)
    ]
    figures += [Figure(kind.name, every[kind.name], "") for kind in order]
    size = Figure("instructions", instructions, "")
    bars = tuple(Bar(kind.name, every[kind.name]) for kind in order if every[kind.name])
    return Evidence(
        (*_lines(found), Observation(f"{instructions} instructions", figures=(size,))),
        tuple(sorted(figures, key=lambda figure: not _repeats(figure.name))),
        (Chart("Red flags in the machine code", "", bars),) if bars else (),
    )


def _lines(found: Sequence[Flag]) -> Iterator[Observation]:
    """Flags line by line, those in loops first, the weightiest first."""
    counted = Counter(found)
    order = sorted(counted, key=lambda flag: (not flag.repeats, -kinds()[flag.kind].weight, flag.place))
    for flag in order[:_SHOWN]:
        name = flag.kind + (_IN_LOOPS if flag.repeats and not _repeats(flag.kind) else "")
        yield Observation(f"{name}: {counted[flag]}", flag.place, (Figure(name, counted[flag], ""),))


def _rounds(each: Rounds, sources: Sources) -> Observation:
    """What the model says about a loop."""
    said = f"{each.cycles:g} cycles a round by llvm-mca's model of {each.processor}"
    if each.cycles > thresholds(NAME)["waiting"] * each.units:
        said += f"; the units need {each.units:g}: each round waits for results of the one before"
    figures = Figure("cycles a round", each.cycles, "cycles"), Figure("units", each.units, "cycles")
    return Observation(said, sources.place(each.file, each.line), figures)


def _repeats(name: str) -> bool:
    """Whether what a figure counts is in loops."""
    return name.endswith(_IN_LOOPS) or name == SCALAR
