"""The command line around a stand-in engine: what it passes on, prints where, and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from perfrules.cli import main as entry
from perfrules.cli import progress, terminal
from perfrules.config import Config
from perfrules.forked import available
from perfrules.model.finding import Suppression
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from tests.findings import make_finding, make_rule

REPORT = Report("0.1.0", Path("/root"), (), ())
HIGH, MEDIUM, LOW = (make_finding(severity=word) for word in (Severity.HIGH, Severity.MEDIUM, Severity.LOW))


@dataclass
class Engine:
    """What the stand-in scan returns, and what it was asked."""

    report: Report = REPORT
    config: Config = field(default_factory=Config)
    asked: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    rendered: Report | None = None

    def scan(self, targets: tuple[str, ...], **options: Any) -> Report:
        self.asked = {"targets": targets, **options}
        return self.report

    def configuration(self, *_: object) -> tuple[Config, list[Diagnostic]]:
        return self.config, []

    def render(self, report: Report, format_: str, options: types.SimpleNamespace) -> str:
        self.shown = {"format": format_, **vars(options)}
        self.rendered = report
        return "the report ✓\n"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    stand_in = Engine()
    scan, report = types.ModuleType("perfrules.engine"), types.ModuleType("perfrules.report")
    vars(scan).update(scan=stand_in.scan, configuration=stand_in.configuration)
    vars(report).update(render=stand_in.render, RenderOptions=types.SimpleNamespace)
    monkeypatch.setitem(sys.modules, "perfrules.engine", scan)
    monkeypatch.setitem(sys.modules, "perfrules.report", report)
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(variable, raising=False)
    return stand_in


@dataclass
class Shell:
    """Runs the command in this process."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            entry.main(args)
        out, err = self.capture.readouterr()
        assert isinstance(leaving.value.code, int)
        return leaving.value.code, out, err


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


# -- wrong calls ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["scna"], "no command `scna`; did you mean `scan`?"),
        (["rules", "lst"], "no command `lst`; did you mean `list`?"),
        (["scan", "--formt", "json"], "No such option '--formt'. Did you mean '--format'?"),
        (
            ["scan", "--format", "jsn"],
            "Invalid value for '--format': `jsn` is not one of text, json, sarif, markdown, github;"
            " did you mean `json`?",
        ),
        (
            ["scan", "--fail-on", "hgih"],
            "Invalid value for '--fail-on': `hgih` is not one of low, medium, high, critical, never;"
            " did you mean `high`?",
        ),
        (["scan", "--output"], "Option '--output' requires an argument."),
    ],
)
def test_a_wrong_call_is_one_line_with_the_nearest_name(shell: Shell, args: list[str], message: str) -> None:
    assert shell(*args) == (2, "", f"perfrules: error: {message}\n")


def test_without_a_command_the_help_is_shown(shell: Shell) -> None:
    status, out, err = shell()
    assert (status, out) == (2, "")
    assert err.startswith("Usage: perfrules")


def test_version(shell: Shell) -> None:
    assert shell("--version") == (0, "perfrules 0.1.0\n", "")


def test_cargo_hands_on_its_own_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cargo-perfrules", "perfrules", "--help"])
    with pytest.raises(SystemExit) as leaving:
        entry.cargo_main()
    assert leaving.value.code == 0
    assert capsys.readouterr().out.startswith("Usage: cargo perfrules")


def test_help_loads_no_heavy_module() -> None:
    code = (
        "import sys\n"
        "from perfrules.cli.main import main\n"
        "try: main(['scan', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'tree_sitter', 'rich', 'ruamel', 'networkx', 'perfrules.index'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# -- exit status ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ([], 1),
        (["--fail-on", "high"], 1),
        (["--fail-on", "critical"], 0),
        (["--fail-on", "never"], 0),
    ],
)
def test_fail_on(engine: Engine, shell: Shell, args: list[str], status: int) -> None:
    engine.report = replace(REPORT, findings=(HIGH,))
    assert shell("scan", *args) == (status, "the report ✓\n", "")


def test_the_option_wins_over_the_configuration(engine: Engine, shell: Shell) -> None:
    engine.report = replace(REPORT, findings=(HIGH,))
    engine.config = Config(fail_on="never")
    assert shell("scan")[0] == 0
    assert shell("scan", "--fail-on", "low")[0] == 1


@pytest.mark.parametrize(
    ("args", "config", "shown"),
    [
        ([], Config(), 1),
        (["--format", "markdown"], Config(), 1),
        (["--format", "json"], Config(), 2),
        (["--format", "sarif"], Config(), 2),
        (["--min-severity", "low"], Config(), 2),
        ([], Config(min_severity=Severity.LOW), 2),
        (["--select", "all"], Config(), 2),
        (["--bench", "parse"], Config(), 2),
        (["--fail-on", "low"], Config(), 2),
        ([], Config(fail_on=Severity.LOW), 2),
    ],
)
def test_low_findings_are_shown_to_people_who_ask(
    engine: Engine, shell: Shell, args: list[str], config: Config, shown: int
) -> None:
    engine.report = replace(REPORT, findings=(MEDIUM, LOW))
    engine.config = config
    shell("scan", *args)
    assert engine.rendered is not None
    assert len(engine.rendered.findings) == shown
    assert engine.rendered.left_out == 2 - shown


def test_low_findings_fail_who_asks_for_them(engine: Engine, shell: Shell) -> None:
    engine.report = replace(REPORT, findings=(LOW,))
    assert shell("scan")[0] == shell("scan", "--format", "json")[0] == 0
    assert shell("scan", "--min-severity", "low")[0] == 1
    assert shell("scan", "--fail-on", "low")[0] == 1


def test_suppressed_findings_do_not_count(engine: Engine, shell: Shell) -> None:
    engine.report = replace(REPORT, findings=(replace(HIGH, suppression=Suppression("inSource")),))
    assert shell("scan")[0] == 0


@pytest.mark.parametrize(
    ("marks", "status"),
    [({"usage": True}, 2), ({"internal": True}, 3), ({}, 1)],
)
def test_errors_lead_to_2_and_internal_ones_to_3(
    engine: Engine, shell: Shell, marks: dict[str, bool], status: int
) -> None:
    wrong = Diagnostic("error", "code", "it is wrong", "a.rs", 3, 5, **marks)
    engine.report = replace(REPORT, findings=(HIGH,), diagnostics=(wrong,))
    assert shell("scan") == (status, "the report ✓\n", "perfrules: error: a.rs:3:5: it is wrong\n")


def test_both_at_once_lead_to_3(engine: Engine, shell: Shell) -> None:
    usage, internal = (
        Diagnostic("error", "c", "m", usage=True),
        Diagnostic("error", "c", "m", internal=True),
    )
    engine.report = replace(REPORT, diagnostics=(usage, internal))
    assert shell("scan")[0] == 3


# -- standard output and standard error -----------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--format", "json"], "perfrules: warning: a.rs:2: odd\n"),
        (["--format", "json", "-q"], ""),
        (["--format", "text"], ""),
    ],
)
def test_warnings_are_told_once(engine: Engine, shell: Shell, args: list[str], told: str) -> None:
    engine.report = replace(REPORT, diagnostics=(Diagnostic("warning", "c", "odd", "a.rs", 2),))
    assert shell("scan", *args) == (0, "the report ✓\n", told)


def test_output_goes_to_the_file_alone(engine: Engine, shell: Shell, tmp_path: Path) -> None:
    assert shell("scan", "--output", "report.txt") == (0, "", "")
    assert (tmp_path / "report.txt").read_bytes() == "the report ✓\n".encode()


@pytest.mark.parametrize(
    "command", [["scan", "-o"], ["scan", "--write-baseline"], ["pipeline", "-o"], ["pipeline", "--plan"]]
)
def test_output_that_cannot_be_written_is_said_before_any_work(
    engine: Engine, shell: Shell, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "folder").mkdir()
    for path, reason in (("none/report.txt", "No such file or directory"), ("folder", "Is a directory")):
        assert shell(*command, path) == (2, "", f"perfrules: error: cannot write {path}: {reason}\n")
    assert not engine.asked


def test_an_interrupt_is_quiet(engine: Engine, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["perfrules.engine"], "scan", interrupted)
    status, out, err = shell("scan")
    assert (status, out, err.strip()) == (130, "", "")


def test_a_closed_pipe_is_quiet() -> None:
    code = "from pathlib import Path\nfrom perfrules.cli.terminal import write\nwrite('x' * 10_000_000, None)"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


# -- what is passed on ----------------------------------------------------------------------------


def test_options_reach_the_engine(engine: Engine, shell: Shell) -> None:
    args = "a b --crate c --bench parse --since HEAD~1 --rules r --select x,y --select z --ignore cpu"
    more = "--exclude gen/** --min-severity high --baseline b.json --config c.toml"
    shell("scan", *args.split(), *more.split())
    assert engine.asked == {
        "targets": ("a", "b"),
        "crate": "c",
        "bench": "parse",
        "since": "HEAD~1",
        "rules": (Path("r"),),
        "select": ("x", "y", "z"),
        "ignore": ("cpu",),
        "exclude": ("gen/**",),
        "min_severity": Severity.HIGH,
        "baseline": Path("b.json"),
        "config": Path("c.toml"),
        "progress": None,
        "processes": available(),
    }


def test_options_reach_the_report(engine: Engine, shell: Shell) -> None:
    shell("scan", "--format", "sarif", "--color", "always", "--show-suppressed", "-v")
    assert engine.shown == {
        "format": "sarif",
        "color": True,
        "width": terminal.DEFAULT_WIDTH,
        "verbose": True,
        "show_suppressed": True,
    }


def test_write_baseline_writes_and_leaves_the_configured_one_out(
    engine: Engine, shell: Shell, tmp_path: Path
) -> None:
    engine.report = replace(REPORT, findings=(HIGH,))
    assert shell("scan", "--write-baseline", "known.json")[0] == 1
    assert engine.asked["baseline"] is False
    (entry_written,) = json.loads((tmp_path / "known.json").read_text())["findings"]
    assert entry_written["fingerprint"] == HIGH.fingerprint


# -- the terminal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "environment", "colored"),
    [
        ("auto", {}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"CLICOLOR_FORCE": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colors(
    monkeypatch: pytest.MonkeyPatch, when: str, environment: dict[str, str], colored: bool
) -> None:
    for variable in ("NO_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert terminal.wants_color(when, to_file=False) is colored


def test_the_progress_bar_waits_and_cleans_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 100.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    bar = progress.ProgressBar()
    now += progress.DELAY / 2
    bar("index", 1, 10)
    bar.close()
    assert capsys.readouterr().err == ""
    now += progress.DELAY
    bar("index", 5, 10)
    bar.close()
    shown = capsys.readouterr().err
    assert "index [###############               ] 5/10" in shown
    assert shown.endswith("\r\x1b[K")


# -- rules ----------------------------------------------------------------------------------------


@pytest.fixture
def _loader(monkeypatch: pytest.MonkeyPatch) -> None:
    infos = (make_rule("clone-in-loop", clippy=("redundant_clone",)), make_rule("sip-hash", "cpu"))
    wrong = Diagnostic("error", "bad-rule", "unknown key `serverity`", "r.yaml", 4, 1, usage=True)
    loader = types.ModuleType("perfrules.rules.loader")
    ruleset = types.SimpleNamespace(infos=infos)
    vars(loader).update(load_rules=lambda paths: (ruleset, [wrong] if paths else []))
    monkeypatch.setitem(sys.modules, "perfrules.rules.loader", loader)


@pytest.mark.usefixtures("_loader")
def test_rules_list(shell: Shell) -> None:
    assert shell("rules", "list")[1] == (
        "+ clone-in-loop  allocation  medium    clone-in-loop\n"
        "+ sip-hash       cpu         medium    sip-hash\n"
        "\n2 rules, 2 on by default (+)\n"
    )


@pytest.mark.usefixtures("_loader")
def test_rules_list_json(shell: Shell) -> None:
    listed = json.loads(shell("rules", "list", "--format", "json")[1])
    contract = ("id", "pack", "default", "severity", "category", "clippy")
    assert {key: listed[0][key] for key in contract} == {
        "id": "clone-in-loop",
        "pack": "allocation",
        "default": True,
        "severity": "medium",
        "category": "allocation-hotspot",
        "clippy": ["redundant_clone"],
    }


@pytest.mark.usefixtures("_loader")
def test_rules_list_markdown(shell: Shell) -> None:
    text = shell("rules", "list", "--format", "markdown")[1]
    assert "## cpu\n\n| rule |" in text
    assert "| [`sip-hash`](#sip-hash) | sip-hash | medium | high | allocation-hotspot | yes |" in text
    assert "### clone-in-loop\n" in text


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("command", [["explain"], ["rules", "explain"]])
def test_explain(shell: Shell, command: list[str]) -> None:
    status, out, _ = shell(*command, "clone-in-loop")
    assert (status, out.startswith("# clone-in-loop\n")) == (0, True)
    message = "perfrules: error: no rule `clone-loop`; did you mean `clone-in-loop`?\n"
    assert shell(*command, "clone-loop") == (2, "", message)


@pytest.mark.usefixtures("_loader")
def test_a_broken_rule_file_ends_the_rules_commands(shell: Shell) -> None:
    message = "perfrules: error: r.yaml:4:1: unknown key `serverity`\n"
    assert shell("rules", "list", "--rules", "r.yaml") == (2, "", message)


def test_rules_new_writes_a_file_once(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell("rules", "new", "my-rule", "--pack", "cpu")[0] == 0
    assert (tmp_path / "rules/cpu/my-rule.yaml").read_text().startswith("id: my-rule\n")
    assert shell("rules", "new", "my-rule", "--pack", "cpu") == (
        2,
        "",
        f"perfrules: error: {Path('rules/cpu/my-rule.yaml')} exists\n",
    )
    assert shell("rules", "new", "My Rule")[0] == 2
