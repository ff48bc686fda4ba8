"""The folder that all paths of a report are relative to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from perfrules.targets.cargo import Cargo


def common(folders: Sequence[Path]) -> Path:
    """The deepest folder that holds all of some folders."""
    return Path(os.path.commonpath(folders))


def cargo_root(folder: Path, cargo: Cargo) -> Path:
    """Outside git: the workspace or package around a folder, or else the folder itself."""
    for above in (folder, *folder.parents):
        manifest = cargo.manifest(above)
        if manifest is not None:
            workspace = cargo.workspace(manifest)
            if workspace is not None and folder.is_relative_to(workspace.folder):
                return workspace.folder
            return above
    return folder
