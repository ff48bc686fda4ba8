"""The story of a run, with stand-ins for targets, rules and the analyst."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from perfrules import engine
from perfrules.index.project import Project
from perfrules.model.finding import RuleInfo
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from perfrules.model.source import ChangedLines, Role, SourceFile, Targets
from perfrules.synthesis.baseline import dump
from tests.findings import make_finding, make_rule

RULES = (make_rule("clone-in-loop"), make_rule("sip-hash", "cpu"))


@dataclass
class RuleSet:
    infos: tuple[RuleInfo, ...]
    selected: list[tuple[object, ...]]

    def select(self, *asked: object) -> tuple[RuleSet, list[Diagnostic]]:
        self.selected.append(asked)
        return self, []


@dataclass
class Parts:
    """What the stand-ins were asked, and what they are to answer."""

    root: Path
    changed: dict[str, ChangedLines] | None = None
    requests: list[Any] = field(default_factory=list)
    packs: list[tuple[Path, ...]] = field(default_factory=list)
    selected: list[tuple[object, ...]] = field(default_factory=list)

    def resolve(self, request: Any) -> Targets:
        self.requests.append(request)
        files = [
            SourceFile(p, p.relative_to(self.root).as_posix(), Role.LIBRARY) for p in self.root.rglob("*.rs")
        ]
        return Targets(self.root, tuple(sorted(files, key=lambda f: f.display)), changed=self.changed)

    def load_rules(self, paths: tuple[Path, ...]) -> tuple[RuleSet, list[Diagnostic]]:
        self.packs.append(paths)
        return RuleSet(RULES, self.selected), []

    def diagnose(
        self, project: Project, ruleset: RuleSet, benchmarks: object, progress: object, processes: int
    ) -> list[SimpleNamespace]:
        """A finding at every ``clone``."""
        findings = []
        for path, unit in project.files.items():
            for call in unit.facts.calls:
                if call.name == "clone":
                    line, column = unit.syntax.position(call.start)
                    place = Location(path, Region(line, column, line, column + 1))
                    found = make_finding(snippet=unit.syntax.line_text(line))
                    findings.append(replace(found, location=place, fingerprint=""))
        return [SimpleNamespace(findings=findings, diagnostics=[], infos=())]


Scan = Callable[..., Report]


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parts:
    (tmp_path / ".git").mkdir()
    stand_in = Parts(tmp_path)
    monkeypatch.setattr(engine, "resolve", stand_in.resolve)
    monkeypatch.setattr(engine, "TargetRequest", lambda **asked: asked)
    monkeypatch.setattr(engine, "load_rules", stand_in.load_rules)
    monkeypatch.setattr(engine, "diagnose", stand_in.diagnose)
    return stand_in


@pytest.fixture
def scan(parts: Parts) -> Scan:
    return lambda *args, **options: engine.scan(*args, cwd=parts.root, **options)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_run_from_files_to_report(parts: Parts, scan: Scan) -> None:
    write(parts.root / "b.rs", "fn f() {\n    x.clone();\n}\n")
    write(parts.root / "a.rs", "fn f() {\n    x.clone(); // perfrules: allow(clone-in-loop)\n}\n")
    report = scan()
    assert [(f.location.path, f.suppression is None) for f in report.findings] == [
        ("a.rs", False),
        ("b.rs", True),
    ]
    assert all(len(f.fingerprint) == 16 for f in report.findings)
    assert (report.root, report.files, report.rules) == (parts.root, 2, RULES)
    assert report.diagnostics == ()


def test_the_configuration_and_the_call_are_merged(parts: Parts, scan: Scan) -> None:
    write(
        parts.root / "perfrules.toml",
        'select = ["cpu"]\nignore = ["a"]\nexclude = ["gen"]\nrules = ["own"]\ninclude-generated = true\n',
    )
    scan(["src/*.rs"], select=["all"], ignore=["b"], exclude=["x"], rules=[Path("mine")], crate="c")
    assert parts.requests == [
        {
            "targets": ("src/*.rs",),
            "cwd": parts.root,
            "crate": "c",
            "since": None,
            "exclude": ("gen", "x"),
            "include_generated": True,
        }
    ]
    assert parts.packs == [(parts.root / "own", parts.root / "mine")]
    assert parts.selected == [(["all"], ("a", "b"), {}, {}, ())]


@pytest.mark.parametrize("target", ["crate", "crate/src/lib.rs", "crate/**/*.rs", "crate/src/missing.rs"])
def test_the_configuration_is_the_targets_own(parts: Parts, scan: Scan, target: str) -> None:
    write(parts.root / "crate/src/lib.rs", "")
    write(parts.root / "crate/perfrules.toml", 'select = ["cpu"]\n')
    scan([target])
    assert parts.selected[0][0] == ("cpu",)


def test_min_severity(parts: Parts, scan: Scan) -> None:
    write(parts.root / "a.rs", "fn f() { x.clone(); }")
    assert scan(min_severity=Severity.HIGH).findings == ()


def test_the_baseline_marks_what_is_known(parts: Parts, scan: Scan) -> None:
    write(parts.root / "a.rs", "fn f() { x.clone(); }\n")
    write(parts.root / "known.json", dump(scan().findings))
    write(parts.root / "perfrules.toml", 'baseline = "known.json"\n')
    assert [f.suppression is None for f in scan().findings] == [False]
    assert [f.suppression is None for f in scan(baseline=False).findings] == [True]
    write(parts.root / "a.rs", "fn f() {}\n")
    (note,) = scan().diagnostics
    assert (note.level, note.code, note.path) == ("note", "baseline-gone", "known.json")


def test_a_missing_baseline_is_a_usage_error_and_the_rest_goes_on(parts: Parts, scan: Scan) -> None:
    write(parts.root / "a.rs", "fn f() { x.clone(); }")
    report = scan(baseline=Path("none.json"))
    message = "the baseline cannot be used: No such file or directory"
    assert report.diagnostics == (Diagnostic("error", "bad-baseline", message, "none.json", usage=True),)
    assert len(report.active) == 1


def test_a_change_limits_findings_and_silences_unused_suppressions(parts: Parts, scan: Scan) -> None:
    write(
        parts.root / "a.rs",
        "fn f() {\n    x.clone();\n    x.clone();\n    // perfrules: allow(all)\n    g();\n}",
    )
    assert [d.code for d in scan().diagnostics] == ["unused-suppression"]
    parts.changed = {"a.rs": ChangedLines(((3, 3),))}
    report = scan()
    assert [f.location.region.start_line for f in report.findings] == [3]
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("module", "stage"),
    [("resolve", "targets"), ("load_rules", "rules"), ("build", "index"), ("fingerprinted", "synthesis")],
)
def test_a_fault_of_a_stage_is_told_and_the_report_still_comes(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, module: str, stage: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("oops")

    write(parts.root / "a.rs", "fn f() { x.clone(); }")
    monkeypatch.setattr(engine, module, broken)
    (note,) = engine.scan(cwd=parts.root).diagnostics
    assert note.internal
    assert note.message.startswith(f"internal error in the {stage} stage (test_engine.py:")
    assert note.message.endswith("): TypeError: oops")
