"""Steps and sites for tests of specialists, with only what matters spelt out."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from perfrules.model.issue import Bench, Issue
from perfrules.model.severity import Category, Ease
from perfrules.model.step import Step
from perfrules.specialists.machine import Machine
from perfrules.specialists.site import Site
from perfrules.specialists.specialist import Desk
from perfrules.specialists.turns import Turns
from perfrules.specialists.workload import workload_of
from tests.findings import make_finding


def make_step(
    specialist: str,
    *places: tuple[str, int, str | None],
    benches: tuple[Bench, ...] = (),
) -> Step:
    """An approved step for a specialist; each place (path, line, function) has a finding, the first leads."""
    findings = tuple(make_finding(path=path, line=line, function=function) for path, line, function in places)
    issue = Issue(
        findings=findings,
        links=(),
        category=Category.GENERAL_OPTIMIZATION,
        specialist=specialist,
        ease=Ease.EASY,
        risk="Low",
        priority=1.0,
        scores=(),
        benches=benches,
    )
    return Step(1, issue, True, specialist)


def make_site(root: Path, step: Step, way: str, folder: Path, target: Path | None = None) -> Site:
    """A site for a step in a tree; the workload is the first of the step's benches, or the tree's tests."""
    folder.mkdir(parents=True, exist_ok=True)
    target = target or folder / "target"
    return Site(root, target, folder, way, workload_of(step, root), Machine())


def make_desk() -> Desk:
    """A desk that tells nobody."""
    return Desk(Event(), Turns(1), lambda name: None)
