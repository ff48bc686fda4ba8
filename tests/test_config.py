from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.config import Config, load_config
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Severity


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[tuple[int | None, str]]:
    write(folder / "perfrules.toml", text)
    _, diagnostics = load_config(folder)
    assert all(d.usage and d.level == "error" and d.code == "bad-config" for d in diagnostics)
    return [(d.line, d.message) for d in diagnostics]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    return tmp_path / "repo"


def test_without_a_file_everything_is_at_its_default(repo: Path) -> None:
    assert load_config(repo) == (Config(), [])


def test_every_key_is_read_and_paths_are_relative_to_the_file(repo: Path) -> None:
    path = write(
        repo / "perfrules.toml",
        """
        select = ["allocation", "clone-in-loop"]
        ignore = ["cpu"]
        rules = ["my/rules"]
        min-severity = "medium"
        fail-on = "never"
        exclude = ["gen/**"]
        baseline = "known.json"
        include-generated = true
        [severity]
        clone-in-loop = "off"
        [options.project]
        sentinels = ["NONE_U32"]
        [tiers]
        HOT = ["src/hot/**", "parse_*"]
        """,
    )
    config, diagnostics = load_config(repo / "src")
    assert diagnostics == []
    assert config == Config(
        path=path,
        select=("allocation", "clone-in-loop"),
        ignore=("cpu",),
        rules=(repo / "my/rules",),
        min_severity=Severity.MEDIUM,
        fail_on="never",
        exclude=("gen/**",),
        baseline=repo / "known.json",
        include_generated=True,
        severity={"clone-in-loop": "off"},
        options={"project": {"sentinels": ["NONE_U32"]}},
        tiers={"HOT": ("src/hot/**", "parse_*")},
    )


def test_perfrules_toml_wins_over_package_wins_over_workspace(repo: Path) -> None:
    write(repo / "Cargo.toml", '[workspace.metadata.perfrules]\nselect = ["workspace"]\n')
    assert load_config(repo / "member")[0].select == ("workspace",)
    write(repo / "member" / "Cargo.toml", '[package.metadata.perfrules]\nselect = ["package"]\n')
    assert load_config(repo / "member" / "src")[0].select == ("package",)
    write(repo / "perfrules.toml", 'select = ["file"]\n')
    assert load_config(repo / "member" / "src")[0].select == ("file",)


def test_the_search_ends_at_the_git_root(repo: Path) -> None:
    write(repo.parent / "perfrules.toml", 'select = ["outside"]\n')
    assert load_config(repo)[0].select == ()


def test_an_explicit_file_is_read_whatever_its_name(repo: Path) -> None:
    write(repo / "perfrules.toml", 'select = ["found"]\n')
    other = write(repo / "other.toml", 'select = ["named"]\n')
    assert load_config(repo, other)[0].select == ("named",)


def test_an_explicit_file_that_is_missing_is_an_error(repo: Path) -> None:
    _, diagnostics = load_config(repo, repo / "none.toml")
    assert diagnostics == [
        Diagnostic(
            "error",
            "bad-config",
            "cannot be read: No such file or directory",
            (repo / "none.toml").as_posix(),
            usage=True,
        )
    ]


def test_an_unknown_key_names_the_nearest_and_its_line(repo: Path) -> None:
    text = '# settings\nselect = []\nmin_severity = "low"\n'
    assert problems(repo, text) == [(3, "unknown key `min_severity`; did you mean `min-severity`?")]


def test_an_unknown_key_in_cargo_metadata_has_its_line(repo: Path) -> None:
    text = '[package]\nname = "a"\nexclud = 1\n\n[package.metadata.perfrules]\nexclud = ["x"]\n'
    path = write(repo / "Cargo.toml", text)
    _, diagnostics = load_config(repo)
    assert [(d.path, d.line, d.message) for d in diagnostics] == [
        (path.as_posix(), 6, "unknown key `exclud`; did you mean `exclude`?")
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('select = "all"', 1, "`select` must be a list of strings"),
        ("rules = [1]", 1, "`rules` must be a list of strings"),
        ("\ninclude-generated = 1", 2, "`include-generated` must be true or false"),
        ("baseline = []", 1, "`baseline` must be a string"),
        (
            'fail-on = "hihg"',
            1,
            "`fail-on` is one of low, medium, high, critical, never, not `hihg`; did you mean `high`?",
        ),
        ("severity = 1", 1, "`severity` must be a table"),
        (
            '[severity]\na = "low"\nclone-in-loop = "of"',
            3,
            "`clone-in-loop` is one of low, medium, high, critical, off, not `of`; did you mean `off`?",
        ),
        ("[options]\nproject = 3", 2, "`options.project` must be a table"),
        ('[tiers]\nhot = ["a"]', 2, "unknown tier `hot`; did you mean `HOT`?"),
        ('tiers.HOT = "a"', 1, "`tiers.HOT` must be a list of strings"),
        ('tiers = { HOT = "a" }', 1, "`tiers.HOT` must be a list of strings"),
        ('[llm]\nbase-url = "http://x"', 2, "unknown key `base-url`"),
        ("[llm]\nmodel = 1", 2, "`llm.model` must be a string"),
        ('[llm]\nmax-cost = "1"', 2, "`llm.max-cost` must be a number of 0 or more"),
        ("[llm]\ntime-limit = -1", 2, "`llm.time-limit` must be a number of 0 or more"),
        ("[llm]\ntime-limits = 9", 2, "unknown key `time-limits`; did you mean `time-limit`?"),
        ('[llm]\nverdicts = "../x"', 2, "`llm.verdicts` must be a folder of the project, not `../x`"),
    ],
)
def test_wrong_values(repo: Path, text: str, line: int, message: str) -> None:
    assert problems(repo, text) == [(line, message)]


def test_a_models_limits(repo: Path) -> None:
    write(repo / "perfrules.toml", "[llm]\ntime-limit = 7.5\ntimeout = 3\n")
    config, diagnostics = load_config(repo)
    assert not diagnostics
    assert (config.llm.time_limit, config.llm.timeout) == (7.5, 3)


def test_the_right_settings_beside_a_wrong_one_stand(repo: Path) -> None:
    write(repo / "perfrules.toml", 'select = 1\nignore = ["cpu"]\n')
    config, diagnostics = load_config(repo)
    assert (config.ignore, len(diagnostics)) == (("cpu",), 1)


def test_text_that_is_not_toml_has_its_line(repo: Path) -> None:
    assert problems(repo, "select = []\n=\n") == [(2, "is not TOML: Invalid statement")]
    assert [line for line, _ in problems(repo, "select = [\n")] == [2]


def test_a_broken_manifest_is_left_to_the_targets_stage(repo: Path) -> None:
    write(repo / "Cargo.toml", "[package\n")
    assert load_config(repo) == (Config(), [])
