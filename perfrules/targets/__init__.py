"""What to scan: the changed working tree, files, folders, globs and crates, without running cargo.

Invariants: nothing of a scanned tree is executed; git is the only program started, and only to learn
what changed; the outcome depends on the root and the targets, not on the folder the call was made from.
"""

from perfrules.targets.request import TargetRequest
from perfrules.targets.resolve import resolve

__all__ = ["TargetRequest", "resolve"]
