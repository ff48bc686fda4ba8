"""What the terminal can show, and getting text onto it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from perfrules.cli.group import fail
from perfrules.model.report import Diagnostic

DEFAULT_WIDTH = 100


def wants_color(when: str, *, to_file: bool) -> bool:
    """Whether a report is coloured: as told, as the environment says, or if a terminal reads it."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return is_read(to_file=to_file) and os.environ.get("TERM") != "dumb"


def is_read(*, to_file: bool) -> bool:
    """Whether a person at a terminal reads what is written."""
    return not to_file and sys.stdout.isatty()


def width(*, to_file: bool) -> int:
    """Columns of the terminal; a fixed number where none reads the report."""
    if not is_read(to_file=to_file):
        return DEFAULT_WIDTH
    return shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns


def tell(note: Diagnostic) -> None:
    """A diagnostic as one line on standard error."""
    place = ":".join(str(part) for part in (note.path, note.line, note.column) if part is not None)
    print(f"perfrules: {note.level}: {place}{': ' if place else ''}{note.message}", file=sys.stderr)


def write(text: str, output: Path | None) -> None:
    """Write to a file, or as UTF-8 to standard output; a reader that has gone away is no error."""
    if output is not None:
        save(text, output)
        return
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def save(text: str, path: Path, *, make_folder: bool = False) -> None:
    """Write a file, or exit with status 2 and the reason."""
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"cannot write {path}: {error.strerror}")
