"""pgo-bolt: does a layout by a profile of the workload pay. Changes build settings only.

The benchmark is built to count what it runs, run, and built anew with these counts; then it is measured
against the build without, in turns, as bench-compare does. Where BOLT is there, it lays out the result anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from perfrules.model.conclusion import Conclusion, Evidence, Figure, Status
from perfrules.model.step import Step
from perfrules.specialists import bench_compare
from perfrules.specialists.bench_compare import AFTER, BEFORE
from perfrules.specialists.command import Command, Outcome, text
from perfrules.specialists.elf import code_size
from perfrules.specialists.site import Site
from perfrules.specialists.workload import NoWorkload, built

WITH_BOLT = "PGO and BOLT"
"""The way that has both, of rules/specialists.yaml."""
_SECONDS = 5.0
"""For a run that is profiled: enough that rare branches are met."""
_RELOCATIONS = "-Clink-args=-Wl,--emit-relocs"
_LAYOUT = (
    "-reorder-blocks=ext-tsp",
    "-reorder-functions=cdsort",
    "-split-functions",
    "-icf=1",
    "-dyno-stats",
)


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Build to count, run, merge the counts, build with them, and measure in turns."""
    if site.workload.target is None:
        raise NoWorkload("a profile needs a benchmark that exercises the code: tests run what users do not")
    counts = site.folder / "counts"
    bolt = site.way == WITH_BOLT
    counting = _build(site, "counting", f"-Cprofile-generate={counts}")
    using = _build(site, AFTER, f"-Cprofile-use={_profile(site)}", *([_RELOCATIONS] if bolt else []))
    turns = [each for each in bench_compare.plan(step, _compared(site)) if each.alone]
    if bolt:
        turns = [replace(each, argv=tuple(_bolted(site, word) for word in each.argv)) for each in turns]
    merge = (site.program("llvm-profdata"), "merge", "-o", str(_profile(site)), str(counts))
    return (
        counting,
        _run(site, "count", "{counting}"),
        Command("merge", merge, site.root),
        _build(site, BEFORE),
        using,
        *(_bolt(site) if bolt else ()),
        *turns,
    )


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """Time and size of both builds."""
    evidence = bench_compare.parse(step, _compared(site), outcomes)
    sizes = [Figure(f"code {name}", code_size(_executable(site, name, outcomes)), "bytes") for name in _SIDES]
    return replace(evidence, figures=(*evidence.figures, *sizes))


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """What the layout is worth, and the settings that give it."""
    said = bench_compare.conclude(step, _compared(site), evidence).result
    sizes = [evidence.figure(f"code {name}") for name in _SIDES]
    size = f"; code {sizes[0]:,.0f} → {sizes[1]:,.0f} bytes" if sizes[0] and sizes[1] else ""
    if bench_compare.verdict(evidence) != "faster":
        return Conclusion(Status.MEASURED, f"{site.way}: {said}{size}", reason="the layout is no bottleneck")
    settings = f"RUSTFLAGS=-Cprofile-use={_profile(site)}, from a profile of what users run"
    bolt = ", then llvm-bolt" if site.way == WITH_BOLT else ""
    return Conclusion(Status.MEASURED, f"{site.way}: {said}{size}", reason=f"build with {settings}{bolt}")


_SIDES = (BEFORE, AFTER)


def _build(site: Site, name: str, *flags: str) -> Command:
    """For a target named explicitly, so that build scripts and macros are built as ever."""
    told = " ".join([os.environ.get("RUSTFLAGS", ""), *flags]).strip()
    build = site.workload.build(site.root, site.target / f"pgo-{name}", {"RUSTFLAGS": told})
    argv = (*build.argv, "--target", site.machine.host)
    return replace(build, name=f"build-{name}", argv=argv, makes=name)


def _run(site: Site, name: str, program: str, *, seconds: float = _SECONDS) -> Command:
    return Command(name, (program, *site.workload.arguments(seconds)), Path("{package}"))


def _bolt(site: Site) -> tuple[Command, ...]:
    """Count once more, in the build that has its profile already, and lay it out by these counts."""
    bolt, told = site.program("llvm-bolt"), site.folder / "bolt.fdata"
    counting = str(site.folder / "bolt-counting")
    count = ("-instrument", f"-instrumentation-file={told}", "-o", counting)
    return (
        Command("bolt-build-counting", (bolt, "{after}", *count), site.root),
        _run(site, "bolt-count", counting),
        Command("bolt", (bolt, "{after}", f"-data={told}", *_LAYOUT, "-o", _bolted(site)), site.root),
    )


def _bolted(site: Site, word: str = f"{{{AFTER}}}") -> str:
    """What BOLT makes, in the place of the program that it makes it of."""
    return word.replace(f"{{{AFTER}}}", str(site.folder / "bolted"))


def _profile(site: Site) -> Path:
    return site.folder / "merged.profdata"


def _compared(site: Site) -> Site:
    """As bench-compare sees it: one tree built in two ways."""
    return replace(site, way="", base=site)


def _executable(site: Site, name: str, outcomes: Mapping[str, Outcome]) -> Path:
    if name == AFTER and site.way == WITH_BOLT:
        return Path(_bolted(site))
    made = built(text(outcomes[f"build-{name}"].out), site.workload.target or "")
    return made.executable if made is not None else Path()
