"""What a file is compiled into, by Cargo's layout of a package."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from perfrules.model.source import Role
from perfrules.targets.cargo import Package

_FOLDERS = {"benches": Role.BENCH, "tests": Role.TEST, "examples": Role.EXAMPLE}
_TEST_FOLDERS = frozenset({"tests", "test_data", "testdata", "testing", "fixtures"})
_FUZZING = "fuzz_targets"
_TEST_MODULES = frozenset(
    {"test.rs", "tests.rs", "testutil.rs", "testutils.rs", "test_util.rs", "test_utils.rs"}
)
_TASKS = re.compile(r"^xtasks?$|^codegen$|[-_]build$")
"""Packages by whose name, by convention, one knows the project's own tools, and what build scripts call."""
_TEST_SUPPORT = re.compile(
    r"(?:^|[-_])(?:tests?[-_]?(?:utils?|tools?|support|suite|helpers?|harness|fixtures?)|testing|testkit|e2e|fuzz"
    r"|(?:[\w-]+[-_])tests?)$"
)
"""Packages that only tests use."""
_STRENGTH = (Role.LIBRARY, Role.BINARY, Role.BENCH, Role.TEST, Role.EXAMPLE, Role.BUILD_SCRIPT)


def role_of(package: Package | None, path: str) -> Role:
    """The role of a file of a package, by its path relative to the package's folder.

    Without a package, ``path`` may be any path of the file: only its last two names are looked at.
    """
    *folders, name = path.split("/")
    if package is None:
        return _loose(folders, name)
    if _FUZZING in folders or _TEST_SUPPORT.search(package.crate.name):
        return Role.TEST
    if _TASKS.search(package.crate.name):
        return Role.BUILD_SCRIPT
    if _is_example(package.crate.root):
        return Role.EXAMPLE
    if path in package.entries:
        role = package.entries[path]
        return Role.TEST if role is Role.BINARY and not _TEST_FOLDERS.isdisjoint(folders) else role
    if folders[:1] == ["src"]:
        return _in_src(package, folders, name)
    if folders and folders[0] in _FOLDERS:
        return _FOLDERS[folders[0]]
    if not _TEST_FOLDERS.isdisjoint(folders):
        return Role.TEST
    return _beside_entry(package, folders) or _default(package)


@cache
def _is_example(root: Path) -> bool:
    """Whether a package lies below the folder ``examples`` of another one or of a workspace."""
    around = (root, *root.parents)
    return any(above.name == "examples" and (above.parent / "Cargo.toml").is_file() for above in around)


def is_program(package: Package | None, path: Path) -> bool:
    """Whether a manifest names a file, by its path in the package, as a program that is not the main one."""
    return (
        package is not None and path.name != "main.rs" and package.entries.get(path.as_posix()) is Role.BINARY
    )


def _in_src(package: Package, folders: list[str], name: str) -> Role:
    if name in _TEST_MODULES or not _TEST_FOLDERS.isdisjoint(folders):
        return Role.TEST
    if "benches" in folders:
        return Role.BENCH
    if folders == ["src"] and name == "main.rs":
        return Role.BINARY
    if folders[1:2] == ["bin"]:
        return Role.BINARY
    # A library's modules are anywhere below src, those of a binary only below its own folder.
    beside = _beside_entry(package, folders) if len(folders) > 1 else None
    return Role.BINARY if beside is Role.BINARY else _default(package)


def _beside_entry(package: Package, folders: list[str]) -> Role | None:
    """The role of the nearest file around that the manifest names: modules lie beside their root."""
    for depth in range(len(folders), -1, -1):
        folder = folders[:depth]
        roles = {role for path, role in package.entries.items() if path.split("/")[:-1] == folder}
        if depth == 0:
            roles.discard(Role.BUILD_SCRIPT)  # every package may have one at its top
        for role in _STRENGTH:
            if role in roles:
                return None if folder == ["src"] else role
    return None


def _default(package: Package) -> Role:
    return Role.LIBRARY if package.crate.is_library else Role.BINARY


def _loose(folders: list[str], name: str) -> Role:
    if name == "build.rs":
        return Role.BUILD_SCRIPT
    if name == "main.rs" or folders[-1:] == ["bin"]:
        return Role.BINARY
    if name in _TEST_MODULES:
        return Role.TEST
    return _FOLDERS.get(folders[-1], Role.LIBRARY) if folders else Role.LIBRARY
