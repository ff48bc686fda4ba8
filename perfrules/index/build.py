"""Files to a project: each is read, parsed and its facts extracted on its own; then they are merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from perfrules.forked import forked_map, worth_starting
from perfrules.index.extract import extract
from perfrules.index.facts import FileFacts
from perfrules.index.knowledge import Knowledge
from perfrules.index.project import FileUnit, Project, read_knowledge
from perfrules.model.report import Diagnostic
from perfrules.model.source import SourceFile
from perfrules.syntax import Syntax, parse

Progress = Callable[[str, int, int], None]


class _Indexed(NamedTuple):
    """What came of one file; it can be sent to another process."""

    found: tuple[Syntax, FileFacts] | None
    diagnostics: list[Diagnostic]


def build(
    files: Iterable[SourceFile],
    tiers: Mapping[str, tuple[str, ...]] | None = None,
    progress: Progress | None = None,
    knowledge: Knowledge | None = None,
    processes: int = 1,
) -> Project:
    """Parse and index files. What cannot be read or parsed becomes a diagnostic, and the rest goes on."""
    listed = list(files)
    project = Project({}, knowledge or read_knowledge(), tiers=dict(tiers or {}))

    def told(done: int) -> None:
        if progress is not None:
            progress("index", done, len(listed))

    def work(at: int) -> _Indexed:
        return _index(listed[at])

    told(0)
    indexed = forked_map(work, len(listed), worth_starting(processes, len(listed)), told)
    for at, file in enumerate(listed):
        found, diagnostics = indexed[at] if indexed is not None else work(at)
        project.diagnostics += diagnostics
        if found is not None:
            project.merge(FileUnit(file, *found))
        if indexed is None:
            told(at + 1)
    project.mark_tests()
    project.several = _several(project)
    return project


def _several(project: Project) -> tuple[Project, ...]:
    """The projects in one that holds files of more than one. What a unit keeps of types and effects is what
    one project says, so that each has units of its own."""
    folders = dict.fromkeys(unit.file.project for unit in project.files.values())
    if len(folders) < 2:
        return ()
    parts = {folder: Project({}, project.knowledge, tiers=project.tiers) for folder in folders}
    for unit in project.files.values():
        parts[unit.file.project].merge(FileUnit(unit.file, unit.syntax, unit.facts))
    for part in parts.values():
        part.mark_tests()
    return tuple(parts.values())


def index_source(source: bytes, file: SourceFile, diagnostics: list[Diagnostic]) -> FileUnit:
    """Parse and index one file's bytes."""
    syntax = parse(source)
    errors = syntax.errors()
    if errors:
        line, column = syntax.position(errors[0].start_byte)
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        message = f"not understood as Rust here{more}; the rest of the file was scanned"
        diagnostics.append(Diagnostic("warning", "syntax-error", message, file.display, line, column))
    return FileUnit(file, syntax, extract(syntax, file.display))


def _index(file: SourceFile) -> _Indexed:
    notes: list[Diagnostic] = []
    unit = None
    try:
        source = _read(file, notes)
        unit = index_source(source, file, notes) if source is not None else None
    except RecursionError:
        notes.append(Diagnostic("error", "too-deep", "nested too deeply to be analysed", file.display))
    except Exception as error:  # one file must not lose the rest
        message = f"indexing failed: {type(error).__name__}: {error}"
        notes.append(Diagnostic("error", "internal", message, file.display, internal=True))
    return _Indexed((unit.syntax, unit.facts) if unit is not None else None, notes)


def _read(file: SourceFile, notes: list[Diagnostic]) -> bytes | None:
    """A file's text as bytes, a byte order mark blanked; None if it is none."""
    try:
        source = file.path.read_bytes()
    except OSError as error:
        message = f"cannot read the file: {error.strerror}"
        notes.append(Diagnostic("error", "unreadable", message, file.display))
        return None
    if source.startswith(b"\xef\xbb\xbf"):
        source = b"   " + source[3:]
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        message = "not UTF-8 text; Rust source has to be, so it was left out"
        notes.append(Diagnostic("error", "not-utf8", message, file.display, line))
        return None
    return source
