"""The plan: what was found and decided, as a file that a person edits and phase 2 runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from perfrules.model.issue import Issue
from perfrules.model.severity import SPECIALIST_TYPE
from perfrules.model.step import Step
from perfrules.pipeline.answer import Selection
from perfrules.pipeline.checks import CHECKS, read_checks
from perfrules.pipeline.records import structured, unstructured
from perfrules.suggest import hint

FORMAT = 1
"""Rises when a reader of the former format would be misled."""
ORDER = ("Diagnostic", "Optimization", "Measurement")
"""Phase 2 looks before it changes, and measures what it has changed."""
_DECISION = ("issue", "approve", "specialist", "where", "what")
_HEAD = """\
# The plan of `perfrules pipeline`. Set `approve` (true or false) and `specialist` under `decisions`,
# `checks`, which a change has to pass, and `allowed`, tests and the like that a model may edit; leave the
# rest, and go on by `perfrules pipeline --resume FILE`.
# Specialists:
{specialists}
"""


class BadPlan(ValueError):
    """A plan that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything phase 2 needs."""

    version: str
    """Of perfrules."""
    root: Path
    """Absolute; the paths of all locations are relative to it."""
    steps: tuple[Step, ...]
    checks: tuple[str, ...] = CHECKS
    """Commands that a change has to pass, as they would be typed."""
    allowed: tuple[str, ...] = ()
    """Files, relative to the root, that a model may edit though their kind is closed to it."""

    @property
    def approved(self) -> tuple[Step, ...]:
        """The approved steps in the order that phase 2 takes them."""
        chosen = (step for step in self.steps if step.approved)
        return tuple(sorted(chosen, key=lambda step: (ORDER.index(step.type), step.number)))


def make(
    version: str, root: Path, issues: Sequence[Issue], decided: Selection, allowed: tuple[str, ...] = ()
) -> Plan:
    """The plan for issues, numbered from 1, as decided."""
    return Plan(
        version,
        root,
        tuple(
            Step(n, issue, n in decided.approved, decided.specialists.get(n, issue.specialist))
            for n, issue in enumerate(issues, 1)
        ),
        allowed=allowed,
    )


def dump(plan: Plan) -> str:
    """The plan as YAML: the decisions first, then all that is known."""
    from io import StringIO

    from ruamel.yaml import YAML

    decisions = [
        {
            "issue": step.number,
            "approve": step.approved,
            "specialist": step.specialist,
            "where": _where(step.issue),
            "what": step.issue.lead.message,
        }
        for step in plan.steps
    ]
    document = {
        "format": FORMAT,
        "perfrules": plan.version,
        "root": plan.root.as_posix(),
        "checks": list(plan.checks),
        "allowed": list(plan.allowed),
        "decisions": decisions,
        "issues": [unstructured(step.issue) for step in plan.steps],
    }
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 110
    yaml.allow_unicode = True
    text = StringIO()
    yaml.dump(document, text)
    specialists = "\n".join(f"#   {name} ({type_})" for name, type_ in sorted(SPECIALIST_TYPE.items()))
    return _HEAD.format(specialists=specialists) + text.getvalue()


def load(text: str) -> Plan:
    """The plan that a file holds; raises :class:`BadPlan`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as error:  # values that are none, such as 2020-99-99, are ValueErrors
        raise BadPlan(f"not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(data, dict) or not {"format", "root", "decisions", "issues"} <= data.keys():
        raise BadPlan(
            "not a plan of `perfrules pipeline`: `format`, `root`, `decisions` and `issues` are not all there"
        )
    if data["format"] != FORMAT:
        raise BadPlan(
            f"format {data['format']} is not known, only {FORMAT}: was it written by a newer perfrules?"
        )
    issues = [_issue(at, issue) for at, issue in enumerate(_listed(data, "issues"), 1)]
    steps = [Step(n, issue, False, issue.specialist) for n, issue in enumerate(issues, 1)]
    decided: set[int] = set()
    for decision in _listed(data, "decisions"):
        step = _decided(steps, decision)
        if step.number in decided:
            raise BadPlan(f"issue {step.number} is decided twice")
        decided.add(step.number)
        steps[step.number - 1] = step
    checks, allowed = _texts(data, "checks", CHECKS), _texts(data, "allowed", ())
    try:
        read_checks(checks)
    except ValueError as error:
        raise BadPlan(f"`checks`: {error}") from None
    return Plan(str(data.get("perfrules", "")), Path(str(data["root"])), tuple(steps), checks, allowed)


def changed(plan: Plan) -> list[str]:
    """Where the source is no longer what the plan speaks of, as ``path:line``, for approved steps."""
    gone = []
    lines: dict[str, list[str]] = {}
    for step in plan.approved:
        for finding in step.issue.findings:
            path, line = finding.location.path, finding.location.region.start_line
            if path not in lines:
                try:
                    lines[path] = (plan.root / path).read_text(encoding="utf-8", errors="replace").split("\n")
                except OSError:
                    lines[path] = []
            now = lines[path][line - 1].rstrip("\r") if line <= len(lines[path]) else None
            if finding.snippet and now != finding.snippet:
                gone.append(f"{path}:{line}")
    return list(dict.fromkeys(gone))


def _where(issue: Issue) -> str:
    place = issue.location
    inside = f" in {place.function}" if place.function else ""
    return f"{place.path}:{place.region.start_line}{inside}"


def _listed(data: Mapping[str, Any], name: str) -> list[Any]:
    listed = data[name]
    if not isinstance(listed, list):
        raise BadPlan(f"`{name}` is no list")
    return listed


def _texts(data: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    listed = data.get(name, list(default))
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise BadPlan(f"`{name}` is no list of texts")
    return tuple(listed)


def _issue(number: int, data: Any) -> Issue:
    try:
        issue = structured(data, Issue)
    except ValueError as error:
        raise BadPlan(f"issue {number} is damaged: {error}") from None
    if not issue.findings or issue.specialist not in SPECIALIST_TYPE:
        raise BadPlan(f"issue {number} is damaged: it has no finding, or a specialist that is not known")
    return issue


def _decided(steps: Sequence[Step], decision: object) -> Step:
    number = decision.get("issue") if isinstance(decision, Mapping) else None
    if not isinstance(decision, Mapping) or type(number) is not int:
        raise BadPlan("each decision names its `issue` by number")
    if not 1 <= number <= len(steps):
        raise BadPlan(f"there is a decision for issue {number}, and {len(steps)} issues")
    for key in decision:
        if key not in _DECISION:
            raise BadPlan(f"issue {number}: `{key}` is no part of a decision{hint(str(key), _DECISION)}")
    step = steps[number - 1]
    approve, specialist = decision.get("approve", False), decision.get("specialist", step.specialist)
    if not isinstance(approve, bool):
        raise BadPlan(f"issue {number}: `approve` is true or false, not `{approve}`")
    name = str(specialist).removeprefix("/")
    if name not in SPECIALIST_TYPE:
        raise BadPlan(f"issue {number}: `{name}` is no specialist{hint(name, SPECIALIST_TYPE)}")
    return replace(step, approved=approve, specialist=name)
