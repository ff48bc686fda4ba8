"""What has to hold after a change as it did before: formatting, check, clippy, tests."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfrules.specialists.command import Command, Outcome, text

TIMEOUT = 1800.0
"""Seconds for one check, the building of dependencies included."""
_FAILED_TEST = re.compile(r"^test (.+) \.\.\. FAILED$", re.MULTILINE)
_ERROR = re.compile(r"^error(?:\[\w+\])?: (.+)$", re.MULTILINE)
_GENERAL = ("could not compile", "aborting due to", "build failed", "test failed")
"""What compilers and cargo add to an error, and which says nothing."""


@dataclass(frozen=True, slots=True)
class Check:
    """A command that has to end well."""

    name: str
    argv: tuple[str, ...]

    def command(self, folder: Path, target: Path) -> Command:
        """The check of a tree: ``folder`` is where cargo is called."""
        return Command(self.name, self.argv, folder, {"CARGO_TARGET_DIR": str(target)}, timeout=TIMEOUT)


FORMAT = Check("fmt", ("cargo", "fmt", "--all"))
"""Not judged but made use of: where the project is formatted, a change is, too."""
FORMATTED = Check("formatted", ("cargo", "fmt", "--all", "--check"))
_CARGO = ("--workspace", "--keep-going", "--message-format=json")
CHECKS = (
    Check("check", ("cargo", "check", *_CARGO)),
    Check("clippy", ("cargo", "clippy", "--all-targets", "--all-features", *_CARGO, "--", "-D", "warnings")),
    Check("test", ("cargo", "test", "--workspace", "--no-fail-fast")),
)
"""The cheapest first."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What failed in a check; the same failures before a change are not blamed on it."""

    name: str
    failures: tuple[str, ...]
    """One line each, without line numbers; the same may come twice."""


def checked(check: str, outcome: Outcome) -> Checked:
    """What an outcome of a check says."""
    if outcome.late:
        return Checked(check, (outcome.why,))
    if outcome.status == 0:
        return Checked(check, ())
    out, err = text(outcome.out), text(outcome.err)
    failures = [*_errors(out), *_FAILED_TEST.findall(out)]
    failures = failures or [line for line in _ERROR.findall(err) if not line.startswith(_GENERAL)]
    return Checked(check, tuple(failures) or (outcome.why,))


def blamed(before: Sequence[Checked], after: Checked) -> list[str]:
    """What failed after a change and did not before."""
    known = Counter(failure for each in before if each.name == after.name for failure in each.failures)
    return sorted((Counter(after.failures) - known).elements())


def _errors(messages: str) -> Iterator[str]:
    """Compilers' errors among cargo's messages (``--message-format=json``)."""
    for line in messages.splitlines():
        if not line.startswith('{"reason":"compiler-message"'):
            continue
        try:
            message = json.loads(line)["message"]
        except (ValueError, KeyError):
            continue
        if message.get("level") == "error" and not str(message["message"]).startswith(_GENERAL):
            code = (message.get("code") or {}).get("code")
            files = [span["file_name"] for span in message.get("spans", ()) if span.get("is_primary")]
            yield ": ".join(filter(None, [code, *files[:1], str(message["message"])]))
