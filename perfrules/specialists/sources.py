"""Own source behind the places that tools name: which function a line belongs to."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from perfrules.index.extract import extract
from perfrules.index.facts import FileFacts, Function
from perfrules.model.location import Location, Region
from perfrules.model.step import Step
from perfrules.specialists.site import Site
from perfrules.syntax import Syntax, parse

NO_OWN_LINE = (
    "the profile names no line of this project's own source: "
    "is addr2line (binutils) missing, or debug information left out, or paths remapped?"
)


def is_named(function: Location, symbol: str) -> bool:
    """Whether a symbol's demangled name is that of a function, or of a closure in it."""
    return set(re.findall(r"\w+", function.function or "?")) <= set(re.findall(r"\w+", symbol))


class Sources:
    """The files of a site's tree, each read once."""

    def __init__(self, site: Site) -> None:
        self._site = replace(site, root=site.root.resolve())  # debug information follows links
        self._files: dict[str, tuple[Syntax, FileFacts]] = {}
        self._places: dict[tuple[str, int], Location | None] = {}
        self._functions: dict[tuple[str, int], Location | None] = {}

    def place(self, path: str, line: int) -> Location | None:
        """A place that a tool names, with the function around it; None where it is not own source."""
        if (path, line) not in self._places:
            self._places[path, line] = self._place(path, line)
        return self._places[path, line]

    def function(self, place: Location) -> Location | None:
        """The whole innermost function around a place; None outside of functions."""
        key = place.path, place.region.start_line
        if key not in self._functions:
            self._functions[key] = self._function(*key)
        return self._functions[key]

    def of_findings(self, step: Step) -> tuple[Location, ...]:
        """The functions that a step's findings stand in, the leading one's first."""
        found = [self.function(finding.location) for finding in step.issue.findings]
        return tuple(dict.fromkeys(function for function in found if function is not None))

    def _place(self, path: str, line: int) -> Location | None:
        place = self._site.place(path, line)
        function = None if place is None else self.function(place)
        return place if place is None or function is None else replace(place, function=function.function)

    def _function(self, path: str, line: int) -> Location | None:
        syntax, facts = self._read(path)
        around = [
            (syntax.line(function.start), syntax.line(max(function.end - 1, function.start)), function)
            for function in facts.functions
        ]
        inside = [each for each in around if each[0] <= line <= each[1]]
        if not inside:
            return None
        function: Function = max(inside, key=lambda each: each[2].start)[2]
        region = Region(*syntax.position(function.start), *syntax.position(function.end))
        return Location(path, region, function.qualified)

    def _read(self, path: str) -> tuple[Syntax, FileFacts]:
        if path not in self._files:
            try:
                source = Path(self._site.root / path).read_bytes()
            except OSError:
                source = b""
            syntax = parse(source)
            self._files[path] = syntax, extract(syntax, path)
        return self._files[path]
