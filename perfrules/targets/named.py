"""Targets as typed: files, folders and globs."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.suggest import nearest
from perfrules.targets.complaint import wrong
from perfrules.targets.ignore import compiled

_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Named:
    """A target that exists. ``path`` is absolute, with links resolved."""

    typed: str
    path: Path
    is_file: bool = False
    pattern: str | None = None
    """What paths below ``path`` have to match, as in a .gitignore: a folder that matches is taken whole."""

    @property
    def folder(self) -> Path:
        return self.path.parent if self.is_file else self.path


def read_targets(targets: tuple[str, ...], cwd: Path, notes: list[Diagnostic]) -> list[Named]:
    """The targets that can be taken; each other one becomes a diagnostic."""
    return [named for typed in targets if (named := _read(typed, cwd, notes)) is not None]


def no_match(typed: str) -> Diagnostic:
    """What to say about a glob that no file matches."""
    return wrong("no-such-path", f"no Rust files match `{typed}`")


def _read(typed: str, cwd: Path, notes: list[Diagnostic]) -> Named | None:
    try:
        if not typed:
            raise FileNotFoundError
        path = Path(os.path.realpath(cwd / typed))
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        if _MAGIC.search(typed):
            return _read_glob(typed, cwd, notes)
        notes.append(_missing(typed, cwd))
    except NotADirectoryError:
        notes.append(_missing(typed, cwd))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        notes.append(wrong("unreadable", f"cannot read `{typed}`: {reason}"))
    else:
        if stat.S_ISDIR(mode):
            return Named(typed, path)
        if not stat.S_ISREG(mode):
            notes.append(wrong("not-a-file", f"`{typed}` is neither a file nor a folder"))
        elif path.suffix != ".rs":
            notes.append(wrong("not-rust", f"`{typed}` is not a Rust file (.rs)"))
        else:
            return Named(typed, path, is_file=True)
    return None


def _read_glob(typed: str, cwd: Path, notes: list[Diagnostic]) -> Named | None:
    """The part before the first folder with a wildcard is walked, the rest is what files must match."""
    parts = Path(os.path.normpath(cwd / typed)).parts
    fixed = next(depth for depth, part in enumerate(parts) if _MAGIC.search(part) and depth)
    folder = Path(os.path.realpath(Path(*parts[:fixed])))
    pattern = "/" + "/".join(parts[fixed:])
    spec, bad = compiled([pattern])
    if bad or spec is None:
        notes.append(wrong("no-such-path", f"`{typed}` is not a valid glob"))
    elif not folder.is_dir():
        notes.append(no_match(typed))
    else:
        return Named(typed, folder, pattern=pattern)
    return None


def _missing(typed: str, cwd: Path) -> Diagnostic:
    """No such path; the suggestion mends the first part that does not exist."""
    message = f"no such file or folder: `{typed}`"
    parts = Path(typed).parts
    for depth, part in enumerate(parts):
        if os.path.lexists(cwd.joinpath(*parts[: depth + 1])):
            continue
        try:
            names = os.listdir(cwd.joinpath(*parts[:depth]))
        except OSError:
            break
        if (best := nearest(part, names)) is not None:
            mended = Path(*parts[:depth], best, *parts[depth + 1 :])
            if not os.path.lexists(cwd / mended):
                mended = Path(*parts[:depth], best)
            message += f"; did you mean `{mended.as_posix()}`?"
        break
    return wrong("no-such-path", message)
