"""Checks a table of settings, key by key; a wrong one is left at its default and reported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from perfrules.config.settings import Config, FailOn, ModelSettings
from perfrules.model.severity import Severity
from perfrules.suggest import hint

KEYS = (
    "select",
    "ignore",
    "rules",
    "min-severity",
    "fail-on",
    "exclude",
    "baseline",
    "include-generated",
    "severity",
    "options",
    "tiers",
    "llm",
)
LLM_STRINGS = ("model", "verdicts")
"""No address: a project that is scanned does not say where its source, and a key, are sent."""
LLM_NUMBERS = (
    "max-cost",
    "max-tokens",
    "input-price",
    "output-price",
    "timeout",
    "time-limit",
    "concurrency",
)
SEVERITIES = tuple(severity.word for severity in Severity)
TIERS = ("HOT", "WARM", "COLD")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Problem:
    """A wrong setting: the path of its key, and what is wrong."""

    keys: tuple[str, ...]
    message: str


class Checker:
    """One table's check; ``problems`` fills up while the settings are read."""

    def __init__(self, folder: Path, data: object) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.data = self._table((), data)

    def config(self, path: Path) -> Config:
        """The settings of the table."""
        for key in sorted(self.data.keys() - set(KEYS)):
            self._wrong((key,), f"unknown key `{key}`{hint(key, KEYS)}")
        min_severity = self._word(("min-severity",), self.data.get("min-severity"), SEVERITIES)
        baseline = self._string(("baseline",), self.data.get("baseline"))
        return Config(
            path=path,
            select=self._strings(("select",), self.data.get("select")),
            ignore=self._strings(("ignore",), self.data.get("ignore")),
            rules=tuple(self.folder / rule for rule in self._strings(("rules",), self.data.get("rules"))),
            min_severity=Severity.parse(min_severity) if min_severity else None,
            fail_on=self._fail_on(),
            exclude=self._strings(("exclude",), self.data.get("exclude")),
            baseline=self.folder / baseline if baseline else None,
            include_generated=self._boolean(("include-generated",), self.data.get("include-generated")),
            severity=self._severity(),
            options={
                name: self._table(("options", name), values)
                for name, values in self._table(("options",), self.data.get("options")).items()
            },
            tiers=self._tiers(),
            llm=self._llm(),
        )

    def _fail_on(self) -> FailOn | None:
        word = self._word(("fail-on",), self.data.get("fail-on"), (*SEVERITIES, "never"))
        if word == "never":
            return "never"
        return Severity.parse(word) if word else None

    def _severity(self) -> dict[str, str]:
        table = self._table(("severity",), self.data.get("severity"))
        words = {
            rule: self._word(("severity", rule), value, (*SEVERITIES, "off")) for rule, value in table.items()
        }
        return {rule: word for rule, word in words.items() if word is not None}

    def _tiers(self) -> dict[str, tuple[str, ...]]:
        table = self._table(("tiers",), self.data.get("tiers"))
        for tier in sorted(table.keys() - set(TIERS)):
            self._wrong(("tiers", tier), f"unknown tier `{tier}`{hint(tier, TIERS)}")
        return {tier: self._strings(("tiers", tier), table[tier]) for tier in TIERS if tier in table}

    def _llm(self) -> ModelSettings:
        table = self._table(("llm",), self.data.get("llm"))
        for key in sorted(table.keys() - {*LLM_STRINGS, *LLM_NUMBERS}):
            self._wrong(("llm", key), f"unknown key `{key}`{hint(key, (*LLM_STRINGS, *LLM_NUMBERS))}")
        found: dict[str, Any] = {key: self._string(("llm", key), table.get(key)) for key in LLM_STRINGS}
        found |= {key: self._number(("llm", key), table.get(key)) for key in LLM_NUMBERS}
        if found["verdicts"] is not None:
            found["verdicts"] = self._inside(("llm", "verdicts"), found["verdicts"])
        for key in ("max-tokens", "concurrency"):
            found[key] = max(1, int(found[key])) if found[key] is not None else None
        return ModelSettings(
            **{key.replace("-", "_"): value for key, value in found.items() if value is not None}
        )

    def _inside(self, keys: tuple[str, ...], name: str) -> Path | None:
        """A folder of the project: what is scanned does not say where else files are written."""
        path = Path(os.path.normpath(self.folder / name))
        if path.is_relative_to(self.folder):
            return path
        self._wrong(keys, f"`{'.'.join(keys)}` must be a folder of the project, not `{name}`")
        return None

    # -- one value ----------------------------------------------------------------------------

    def _table(self, keys: tuple[str, ...], value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        return {} if value is None else self._wrong_type(keys, "a table", {})

    def _strings(self, keys: tuple[str, ...], value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return () if value is None else self._wrong_type(keys, "a list of strings", ())

    def _string(self, keys: tuple[str, ...], value: object) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return self._wrong_type(keys, "a string", None)

    def _number(self, keys: tuple[str, ...], value: object) -> float | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
            return value
        return None if value is None else self._wrong_type(keys, "a number of 0 or more", None)

    def _boolean(self, keys: tuple[str, ...], value: object) -> bool:
        if isinstance(value, bool):
            return value
        return False if value is None else self._wrong_type(keys, "true or false", False)

    def _word(self, keys: tuple[str, ...], value: object, words: tuple[str, ...]) -> str | None:
        word = self._string(keys, value)
        if word is None or word in words:
            return word
        self._wrong(keys, f"`{keys[-1]}` is one of {', '.join(words)}, not `{word}`{hint(word, words)}")
        return None

    def _wrong(self, keys: tuple[str, ...], message: str) -> None:
        self.problems.append(Problem(keys, message))

    def _wrong_type(self, keys: tuple[str, ...], expected: str, default: _T) -> _T:
        name = f"`{'.'.join(keys)}`" if keys else "the configuration"
        self._wrong(keys, f"{name} must be {expected}")
        return default
