"""causal-profile: would the program be faster if this function were.

coz tries it out. It needs a benchmark, so that the function is run for long; without one, or without coz, the
answer is an estimate: :mod:`perfrules.specialists.causal_estimate`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from perfrules.index.extract import extract
from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.location import Location
from perfrules.model.step import Step
from perfrules.specialists import causal_estimate as estimate
from perfrules.specialists import coz, coz_point
from perfrules.specialists.command import Command, Outcome
from perfrules.specialists.coz import Curve, Shape
from perfrules.specialists.site import Site
from perfrules.specialists.sources import Sources
from perfrules.syntax import parse as parse_rust

COZ = "coz"
"""The way that tries it out."""
SECONDS = 40.0
"""A shorter run gives too few experiments."""
_POINT = "perfrules"
_FILE = "profile.coz"
_COPY = "tree"
_STATIC = ("-C", "relocation-model=static")
"""coz does not find the lines of a program that is loaded wherever there is room."""
_FLAGS = 'build.rustflags=["-Cforce-frame-pointers=yes", "--cap-lints=warn"]'
"""coz follows frame pointers out of callees; the progress point is unsafe, which a crate may forbid."""
_MEANS = {
    Shape.STEEP: "on the critical path",
    Shape.RISING: "a part of the critical path",
    Shape.SATURATED: "on the critical path, until something else takes over",
    Shape.FLAT: "not on the critical path",
    Shape.NEGATIVE: "faster, it makes the program slower: threads contend for something",
    Shape.UNKNOWN: "too few experiments to tell",
}


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """For coz: a progress point in a copy of the source, the build, the run; or else callgrind's commands."""
    body = _body(step, site)
    if body is None:
        return estimate.plan(step, site)
    top, root = _top(site), _copied(site)
    file = root / step.issue.location.path
    point = (sys.executable, "-I", "-S", coz_point.__file__, str(file), str(body), _POINT)
    options = ("run", "--source-scope", str(file), "--output", str(site.folder / _FILE), "---")
    program = ("{executable}", *site.workload.arguments(SECONDS))
    there = shutil.which(site.program("valgrind")) is not None
    return (
        Command("copy", ("cp", "-R", str(top), str(site.folder / _COPY)), site.folder),
        Command("point", point, root),
        _build(site, root),
        Command("coz", (site.program("coz"), *options, *program), Path("{package}"), alone=True),
        Command("tidy", ("rm", "-rf", str(site.folder / _COPY)), site.folder),
        *(estimate.plan(step, site) if there else ()),  # for the case that coz comes to nothing
    )


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """The curves of the function's lines; or else the shares of the findings' functions."""
    if "coz" not in outcomes:
        return estimate.parse(step, site, outcomes)
    curves = _curves(step, site)
    others = [curve for curve in coz.read(site.folder / _FILE, _POINT) if curve not in curves]
    if "callgrind" in outcomes and all(curve.shape == Shape.UNKNOWN for curve in curves):
        evidence = estimate.parse(step, site, outcomes)
        tried = _observations(site, [*curves, *others])
        return replace(evidence, observations=(*evidence.observations, *tried))
    charts = [_chart(curve) for curve in curves[:1] if curve.points]
    figures = (
        Figure("experiments", sum(len(curve.points) for curve in curves), ""),
        Figure("lines", len(curves), ""),
    )
    observations = _observations(site, [*curves, *others])
    return Evidence(observations, figures, tuple(charts))


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """Whether a faster function would make a faster program."""
    if evidence.figure("experiments") is None:
        conclusion = estimate.conclude(step, site, evidence)
        if site.way != COZ:
            return conclusion
        why = "coz could not tell" if _body(step, site) is not None else "coz needs a benchmark"
        return replace(conclusion, result=f"{why}; {conclusion.result}", way=estimate.WAY, simulated=True)
    where = step.issue.location.function or step.issue.location.path
    known = [curve for curve in _curves(step, site) if curve.shape != Shape.UNKNOWN]
    if not known:
        result = f"coz made too few experiments with lines of `{where}` to tell ({site.workload.text})"
        return Conclusion(
            Status.DIAGNOSED, result, reason="too few experiments: it hardly runs, or too short"
        )
    best = min(known, key=lambda curve: curve.slope) if _contends(known) else known[0]
    result = (
        f"`{where}` is {best.shape} at line {best.line}: the program gains {best.slope:.2f} % for each"
        f" percent that the line does, in {len(best.points)} speed-ups ({site.workload.text})"
    )
    drops = best.shape in (Shape.FLAT, Shape.NEGATIVE)
    reason = _MEANS[best.shape]
    return Conclusion(Status.DIAGNOSED, result, specialist=None if drops else "asm-forge", reason=reason)


def _observations(site: Site, curves: list[Curve]) -> tuple[Observation, ...]:
    """What coz found out about lines, those that it could not tell about left out."""
    return tuple(
        Observation(
            f"{curve.shape}: {_MEANS[curve.shape]}",
            _place(site, curve),
            (Figure("slope", curve.slope, ""), Figure("points", len(curve.points), "")),
        )
        for curve in curves
        if curve.shape != Shape.UNKNOWN
    )


def _contends(curves: list[Curve]) -> bool:
    """No line is worth speeding up, and some are worth slowing down."""
    worth = (Shape.STEEP, Shape.RISING, Shape.SATURATED)
    return all(curve.shape not in worth for curve in curves) and curves[-1].shape == Shape.NEGATIVE


def _curves(step: Step, site: Site) -> list[Curve]:
    """Of the lines of the leading finding's function, the steepest first."""
    around = Sources(site).function(step.issue.location)

    def inside(place: Location | None) -> bool:
        if place is None or around is None or place.path != around.path:
            return False
        return around.region.start_line <= place.region.start_line <= around.region.end_line

    found = coz.read(site.folder / _FILE, _POINT)
    return [curve for curve in found if inside(_place(site, curve))]


def _place(site: Site, curve: Curve) -> Location | None:
    """A line of the copy, as one of the tree."""
    file = Path(curve.file)
    inside = file.is_relative_to(_copied(site))
    return site.place(str(file.relative_to(_copied(site))), curve.line) if inside else None


def _top(site: Site) -> Path:
    """The folder with all that the build may need: that of the scratch tree around the root."""
    return next(
        (folder for folder in (site.root, *site.root.parents) if (folder / ".git").exists()), site.root
    )


def _copied(site: Site) -> Path:
    """Where the root is in the copy: others look at the tree itself at the same time."""
    return site.folder / _COPY / site.root.relative_to(_top(site))


def _body(step: Step, site: Site) -> int | None:
    """Where the body of the leading finding's function starts, in bytes; None if coz cannot be used."""
    around = Sources(site).function(step.issue.location)
    if site.way != COZ or site.workload.target is None or around is None:
        return None
    syntax = parse_rust((site.root / around.path).read_bytes())
    for function in extract(syntax, around.path).functions:
        start = syntax.position(function.start)
        if start == (around.region.start_line, around.region.start_column) and not function.is_const:
            return function.body_start if function.body_start >= 0 else None
    return None


def _build(site: Site, root: Path) -> Command:
    """The build of a benchmark that coz finds the lines of."""
    build = site.workload.build(root, site.target)
    argv = tuple("rustc" if word == "bench" else word for word in build.argv if word != "--no-run")
    argv = (*argv, "--config", _FLAGS, "--profile", "bench", "--", *_STATIC)
    return replace(build, name="build-for-coz", argv=argv)


def _chart(curve: Curve) -> Chart:
    bars = tuple(Bar(f"line {100 * speedup:.0f} % faster", 100 * gain) for speedup, gain in curve.points)
    return Chart(f"Program speed-up by line {curve.line}", "%", bars)
