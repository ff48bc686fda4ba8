"""Takes the machine out of a report: no absolute path leaves it through a file that is passed on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfrules.model.report import Diagnostic, Report


def portable(report: Report) -> Report:
    """The report with its diagnostics' paths relative to the root, or, outside of it, as bare names."""
    return replace(report, diagnostics=tuple(_relative(note, report.root) for note in report.diagnostics))


def _relative(note: Diagnostic, root: Path) -> Diagnostic:
    message = note.message
    if root != Path(root.anchor):
        message = message.replace(f"{root.as_posix()}/", "").replace(str(root), ".")
    if note.path is None or not Path(note.path).is_absolute():
        return replace(note, message=message)
    path = Path(note.path)
    short = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return replace(note, path=short, message=message.replace(note.path, short))
