"""What a model may read in phase 2: Rust files of the issue's package, and what the run's tools have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from perfrules.llm.prompt import fenced
from perfrules.pipeline.agents.policy import policy

_WIDEST = 300
"""Characters of a line."""
_SUFFIXES = (".rs", ".toml")
_SAID = (".out", ".err")


@dataclass(frozen=True)
class ReadFile:
    """Reads lines of a file of the package: Rust source, or Cargo.toml."""

    path: str
    """Relative to the project's root, as in the issue."""
    first: int = 1
    last: int = 400


@dataclass(frozen=True)
class ReadEvidence:
    """Reads what a tool of this run has said, by one of the names that are listed."""

    name: str
    first: int = 1
    last: int = 400


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to read for a step."""

    root: Path
    """The plan's root in a tree."""
    package: Path
    """The package's folder in the tree."""
    run: Path | None = None
    """The run's folder."""
    patterns: tuple[str, ...] = ()
    """Of folders in it with commands' output."""

    def file(self, asked: ReadFile) -> str:
        """Lines of a file, numbered and fenced; raises ``ValueError`` for one that is not read."""
        path = self.root / asked.path
        real = path.resolve()
        hidden = any(part.startswith(".") for part in Path(asked.path).parts)
        if real != self.root.resolve() / asked.path or not real.is_relative_to(self.package.resolve()):
            raise ValueError(f"`{asked.path}` is not a file of the package")
        if hidden or path.suffix not in _SUFFIXES or not path.is_file():
            raise ValueError(f"`{asked.path}` is no Rust file or Cargo.toml of the package")
        return page(path, asked.first, asked.last)

    def evidence(self, asked: ReadEvidence) -> str:
        """Lines of a command's output, fenced; raises ``ValueError`` for a name that is not listed."""
        known = self.names()
        if asked.name not in known:
            raise ValueError(f"there is no such evidence, only {', '.join(known) or 'none'}")
        return page(known[asked.name], asked.first, asked.last)

    @property
    def listed(self) -> str:
        """The names of what can be read, in a line."""
        return f"evidence that can be read: {', '.join(self.names()) or 'none'}"

    def names(self) -> dict[str, Path]:
        """The outputs that can be read, by their names."""
        return {
            path.relative_to(self.run).as_posix(): path
            for pattern in self.patterns
            if self.run is not None
            for path in sorted(self.run.glob(f"{pattern}/**/*"))
            if path.suffix in _SAID and path.is_file() and path.stat().st_size
        }


def page(path: Path, first: int, last: int) -> str:
    """Some lines of a file with their numbers, fenced."""
    rules = policy()
    with path.open("rb") as file:
        lines = file.read(rules.bytes).decode("utf-8", "replace").split("\n")
    first = max(1, first)
    shown = lines[first - 1 : min(last, first + rules.lines - 1)]
    head = f"lines {first} to {first + len(shown) - 1} of {len(lines)}"
    return fenced("\n".join([head, *numbered(enumerate(shown, first))]))


def numbered(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Lines with their numbers, as a model sees source; very long ones are cut."""
    return (f"{number:>5} | {line[:_WIDEST]}" for number, line in lines)
