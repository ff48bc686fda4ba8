"""What has to hold after a change as it did before: formatting, check, clippy, tests."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfrules.specialists.cargo_messages import cargo_messages
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
CHECKS = (
    "cargo check --workspace --keep-going --message-format=json",
    "cargo clippy --workspace --all-targets --all-features --keep-going --message-format=json -- -D warnings",
    "cargo test --workspace --no-fail-fast",
)
"""What a plan has unless it says otherwise, the cheapest first."""


def read_checks(commands: Sequence[str]) -> tuple[Check, ...]:
    """Checks from what would be typed; named by cargo's command, numbered where names repeat.

    Raises ValueError for what no shell could take apart.
    """
    found: dict[str, Check] = {}
    for command in commands:
        argv = tuple(shlex.split(command))
        if not argv:
            raise ValueError("a check is empty")
        name = re.sub(r"\W", "-", argv[1] if argv[0] == "cargo" and len(argv) > 1 else Path(argv[0]).name)
        name = name if name not in found else f"{name}-{len(found) + 1}"
        found[name] = Check(name, argv)
    return tuple(found.values())


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
    for entry in cargo_messages(messages, "compiler-message"):
        message = entry.get("message", {})
        if message.get("level") == "error" and not str(message["message"]).startswith(_GENERAL):
            code = (message.get("code") or {}).get("code")
            files = [span["file_name"] for span in message.get("spans", ()) if span.get("is_primary")]
            yield ": ".join(filter(None, [code, *files[:1], str(message["message"])]))
