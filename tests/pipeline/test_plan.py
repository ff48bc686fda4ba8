"""Plans: written, edited, read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from perfrules.engine import Diagnosis, diagnose_all
from perfrules.pipeline.answer import Selection
from perfrules.pipeline.plan import BadPlan, Plan, changed, dump, load, make

NO_FINDINGS = """\
issues:
- {findings: [], links: [], category: codegen-issue, specialist: asm-forge, ease: Easy, risk: Low,
   priority: 1.0, scores: []}
"""
MEETING = Path(__file__).parent.parent / "fixtures" / "meeting"


@pytest.fixture(scope="module")
def crate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy outside the repository, so that paths are those of the crate."""
    return Path(copytree(MEETING, tmp_path_factory.mktemp("plan") / "meeting"))


@pytest.fixture(scope="module")
def diagnosis(crate: Path) -> Diagnosis:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRITERION_HOME", str(MEETING / "criterion"))
        return diagnose_all(["."], cwd=crate)


@pytest.fixture
def plan(diagnosis: Diagnosis, crate: Path) -> Plan:
    return make("1.2", crate, diagnosis.issues, Selection((1, 2), {2: "asm-forge"}))


def test_a_plan_that_is_read_again_is_the_same(plan: Plan) -> None:
    assert load(dump(plan)) == plan


def test_decisions_can_be_edited(plan: Plan) -> None:
    text = dump(plan)
    assert text.count("approve: true") == 2
    edited = text.replace("approve: true", "approve: false", 1).replace("asm-forge\n", "pgo-bolt\n", 1)
    steps = load(edited).steps
    assert [(step.approved, step.specialist) for step in steps[:2]] == [
        (False, plan.steps[0].specialist),
        (True, "pgo-bolt"),
    ]


def test_a_specialist_may_be_written_with_a_slash(plan: Plan) -> None:
    text = dump(plan).replace("specialist: asm-forge\n", "specialist: /pgo-bolt\n", 1)
    assert load(text).steps[1].specialist == "pgo-bolt"


def test_diagnosis_comes_before_optimisation_before_measurement(plan: Plan) -> None:
    steps = [replace(step, approved=True) for step in plan.steps]
    steps[1] = replace(steps[1], specialist="asm-forge")
    types = [step.type for step in replace(plan, steps=tuple(steps)).approved]
    assert types == ["Diagnostic", "Optimization", "Measurement"]


def test_source_that_has_changed_is_noticed(plan: Plan, tmp_path: Path) -> None:
    assert changed(plan) == []
    moved = replace(plan, root=tmp_path)
    places = {
        f"{finding.location.path}:{finding.location.region.start_line}"
        for step in plan.approved
        for finding in step.issue.findings
    }
    assert set(changed(moved)) == places


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda text: "a: [", "not YAML"),
        (lambda text: "just text", "not a plan of `perfrules pipeline`"),
        (lambda text: text.replace("format: 1", "format: 99"), "format 99 is not known"),
        (lambda text: text.replace("- issue: 1\n", "- issue: 77\n"), "a decision for issue 77"),
        (lambda text: text.replace("approve: true", "approve: maybe", 1), "`approve` is true or false"),
        (
            lambda text: text.replace("  specialist: asm-forge", "  specialist: asm-forg", 1),
            "did you mean `asm-forge`?",
        ),
        (lambda text: text.replace("start_line:", "begin:", 1), "issue 1 is damaged"),
        (lambda text: "a: 2020-99-99", "not YAML"),
        (lambda text: text.replace("  approve: true", "  aprove: true", 1), "did you mean `approve`?"),
        (lambda text: text.replace("- issue: 2\n", "- issue: 1\n"), "issue 1 is decided twice"),
        (lambda text: text.replace("- issue: 1\n", "- issue: true\n"), "names its `issue` by number"),
        (lambda text: text.replace("  specialist: asm-forge", "  specialist: [a]", 1), "is no specialist"),
        (lambda text: text.split("decisions:")[0] + "decisions: 3\nissues: []", "`decisions` is no list"),
        (lambda text: text.split("decisions:")[0] + "decisions: []\nissues: 3", "`issues` is no list"),
        (lambda text: text.split("issues:")[0] + NO_FINDINGS, "issue 1 is damaged: it has no finding"),
    ],
)
def test_a_damaged_plan_says_what_is_wrong(plan: Plan, edit: Callable[[str], str], reason: str) -> None:
    text = edit(dump(plan))
    with pytest.raises(BadPlan) as raised:
        load(text)
    assert reason in str(raised.value)


def test_checks_can_be_edited_and_wrong_ones_are_told(plan: Plan) -> None:
    text = dump(plan)
    first = plan.checks[0]
    assert load(text.replace(first, "just check")).checks[0] == "just check"
    with pytest.raises(BadPlan, match=r"`checks`: No closing quotation"):
        load(text.replace(first, 'cargo "test'))
    with pytest.raises(BadPlan, match="`checks` is no list"):
        load(text.replace("checks:", "checks: 3\nothers:"))
