"""From what a caller asks for to the files to scan."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.model.source import ChangedLines, SourceFile, Targets
from perfrules.suggest import hint
from perfrules.targets import ignore
from perfrules.targets.cargo import Cargo, Package
from perfrules.targets.changes import changed_files
from perfrules.targets.complaint import wrong
from perfrules.targets.gather import Gatherer
from perfrules.targets.git import Git, GitError, top_of
from perfrules.targets.ignore import Ignore
from perfrules.targets.named import Named, read_targets
from perfrules.targets.projects import by_project
from perfrules.targets.request import TargetRequest
from perfrules.targets.roles import is_program, role_of
from perfrules.targets.root import cargo_root, common
from perfrules.targets.sift import Sift, summary
from perfrules.targets.walk import passed_over
from perfrules.targets.workspace import find_crate


def resolve(request: TargetRequest) -> Targets:
    """The files to scan, sorted by display path, with their crates, roles and changed lines.

    Raises nothing for wrong input: a target that cannot be taken becomes a diagnostic, and the rest
    goes on. ``usage`` marks what the caller got wrong.
    """
    notes: list[Diagnostic] = []
    cwd = Path(os.path.realpath(request.cwd))
    cargo = Cargo(notes)
    named = read_targets(request.targets, cwd, notes)
    lost = bool(request.targets) and not named

    package = None
    if request.crate is not None and not lost:
        package = find_crate(request.crate, named[0].folder if named else cwd, cargo, notes)
        if package is None:
            lost = True
        else:
            named = _within(named, package)

    here = common([target.folder for target in named]) if named else cwd
    top = top_of(here)
    root = top or cargo_root(here, cargo)

    changed = None
    if not lost and (request.since is not None or (top is not None and not named)):
        changed = _changes(top, request.since, notes)
        lost = changed is None

    if lost:
        selected: dict[str, bool] = {}
    elif changed is not None and not named:
        selected = _reachable(changed, root, _exclusion(request, notes))
    else:
        gatherer = Gatherer(root, top, cargo, package, _exclusion(request, notes), notes)
        selected = gatherer.gather(named or [Named(".", cwd)])
        if changed is not None:
            selected = {path: by_name for path, by_name in selected.items() if path in changed}
    if changed is not None and not selected:
        since = f" since {request.since}" if request.since is not None else ""
        message = f"no Rust files changed{since}; name a file or a folder to scan all of it"
        notes.append(Diagnostic("note", "no-changes", message))

    files = _files(selected, root, cargo, request, notes)
    return Targets(
        root=root,
        files=files,
        crates=tuple(
            sorted({file.crate for file in files if file.crate}, key=lambda crate: (crate.name, crate.root))
        ),
        changed=None if changed is None else {file.display: changed[file.display] for file in files},
        diagnostics=tuple(dict.fromkeys(_shown(note, root) for note in notes)),
    )


def _within(named: list[Named], package: Package) -> list[Named]:
    """The targets inside a crate; the whole crate if they only say where to look for it."""
    folder = package.crate.root
    return [target for target in named if target.path.is_relative_to(folder) and target.path != folder] or [
        Named(package.crate.name, folder)
    ]


def _changes(top: Path | None, since: str | None, notes: list[Diagnostic]) -> dict[str, ChangedLines] | None:
    """What changed; None, and a diagnostic, if that cannot be told."""
    if top is None:
        notes.append(wrong("no-git", "--since needs a git working tree, and there is none here"))
        return None
    try:
        git = Git(top)
        commit = git.commit("HEAD" if since is None else since)
        if commit is None and since is not None:
            message = f"no git revision `{since}`{hint(since, git.references())}"
            notes.append(wrong("no-such-revision", message))
            return None
        return changed_files(git, commit)
    except GitError as error:
        notes.append(wrong("git-failed", f"cannot tell what changed: {error}; name a folder to scan it"))
        return None


def _exclusion(request: TargetRequest, notes: list[Diagnostic]) -> Ignore:
    spec, bad = ignore.compiled(request.exclude)
    notes += [wrong("bad-exclude", f"`{pattern}` is not a pattern that can exclude files") for pattern in bad]
    return Ignore("", spec) if spec is not None else Ignore()


def _reachable(paths: Iterable[str], root: Path, exclusion: Ignore) -> dict[str, bool]:
    """The changed files that a walk from the root would come by, ignored but tracked ones included."""
    return {
        path: False
        for path in paths
        if not passed_over(root, path)
        and not os.path.islink(root / path)
        and os.path.isfile(root / path)
        and not exclusion.ignores(path)
    }


def _files(
    selected: dict[str, bool], root: Path, cargo: Cargo, request: TargetRequest, notes: list[Diagnostic]
) -> tuple[SourceFile, ...]:
    """The selected files worth scanning, sorted."""
    sift = Sift(include_generated=request.include_generated, max_bytes=request.max_file_bytes, notes=notes)
    files = []
    for display, by_name in sorted(selected.items()):
        path = root / display
        if sift.takes(path, display, by_name=by_name):
            package = cargo.package(path.parent)
            inside = path if package is None else path.relative_to(package.crate.root)
            crate = package.crate if package is not None else None
            role = role_of(package, inside.as_posix())
            files.append(SourceFile(path, display, role, crate, is_program=is_program(package, inside)))
    if sift.generated:
        notes.append(summary(sift.generated))
    return by_project(files, cargo)


def _shown(note: Diagnostic, root: Path) -> Diagnostic:
    """The diagnostic with its path relative to the root, if the root holds it."""
    if note.path is None or not Path(note.path).is_relative_to(root):
        return note
    return replace(note, path=Path(note.path).relative_to(root).as_posix())
