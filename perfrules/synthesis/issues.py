"""Findings to issues: grouped, classified, scored, ranked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from perfrules.index.project import Project
from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.issue import Issue, Link
from perfrules.synthesis.classify import classified, ease
from perfrules.synthesis.grouping import groups
from perfrules.synthesis.priority import Rules, risk, scores, weight
from perfrules.synthesis.tables import Tables, tables


def issues(
    project: Project, findings: Iterable[Finding], rules: Iterable[RuleInfo], table: Tables | None = None
) -> list[Issue]:
    """The issues that the findings amount to, the most important first.

    Every finding is in exactly one issue; those that repeat another one word for word at the same place
    are merged with it.
    """
    table = table or tables()
    infos = {rule.id: rule for rule in rules}
    listed = [classified(finding, table) for finding in _merged(findings)]
    found = [
        _issue([listed[at] for at in group], _renumbered(group, links), infos, table)
        for group, links in groups(project, listed, table.grouping)
    ]
    return sorted(found, key=lambda issue: (-issue.priority, issue.location, issue.lead.rule_id))


def on_hot_paths(found: Sequence[Issue], table: Tables | None = None) -> tuple[list[Issue], int]:
    """The issues whose leading place is hot, and how many are not."""
    least = (table or tables()).priority.hot_path
    hot = [issue for issue in found if any(s.name == "hotness" and s.value >= least for s in issue.scores)]
    return hot, len(found) - len(hot)


def _issue(findings: Sequence[Finding], links: Sequence[Link], rules: Rules, table: Tables) -> Issue:
    order = sorted(
        range(len(findings)),
        key=lambda at: (-weight(findings[at], rules, table), findings[at].location, findings[at].rule_id),
    )
    place = {at: new for new, at in enumerate(order)}
    ranked = tuple(findings[at] for at in order)
    tied = tuple(_between(place[link.first], place[link.second], link) for link in links)
    factors = scores(ranked, tied, rules, table)
    priority = round(math.prod(score.value for score in factors), 4)
    lead = ranked[0]
    return Issue(
        ranked,
        tuple(sorted(tied, key=lambda link: (link.first, link.second))),
        lead.category,
        lead.specialist,
        ease(lead, table),
        risk(priority, table),
        priority,
        factors,
    )


def _renumbered(group: Sequence[int], links: Sequence[Link]) -> list[Link]:
    """The links by positions in the group instead of among all findings."""
    place = {at: new for new, at in enumerate(group)}
    return [_between(place[link.first], place[link.second], link) for link in links]


def _between(one: int, other: int, link: Link) -> Link:
    return Link(min(one, other), max(one, other), link.bond)


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repetitions, by location; the first of equal ones gets the evidence of all."""
    kept: dict[object, Finding] = {}
    for finding in findings:
        key = finding.rule_id, finding.location, finding.message
        first = kept.get(key)
        if first is None:
            kept[key] = finding
        else:
            more = tuple(each for each in finding.evidence if each not in first.evidence)
            places = tuple(each for each in finding.related if each not in first.related)
            kept[key] = replace(first, evidence=(*first.evidence, *more), related=(*first.related, *places))
    return sorted(kept.values(), key=lambda f: (f.location, f.rule_id, f.message))
