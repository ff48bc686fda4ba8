"""The knowledge files are well-formed, and name only types that some file describes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).resolve().parent.parent / "rules" / "knowledge"
FILES = sorted(FOLDER.glob("*.yaml"))
EFFECTS = {
    "allocates", "grows", "blocks", "io", "locks", "expensive", "serializes", "parses", "formats",
    "spawns-task", "spawns-thread", "hashes", "logs", "panics", "linear", "shifts", "sorts", "clones",
    "unbounded", "random", "clock", "queries",
}  # fmt: skip
SECTIONS = {"crate", "types", "traits", "functions", "macros"}
TRAIT_KEYS = {"path", "params", "like", "iterates", "known-length", "functions", "methods"}
TYPE_KEYS = TRAIT_KEYS | {"clone", "size", "owns", "deref", "fields"}
CLONE = {"heap", "refcount", "copy", "cheap", "inherit"}
RECEIVERS = ("self", "&self", "&mut self")
# Type names that need no description: keywords, closures, and words of the format.
WORDS = frozenset("const mut impl Self turbofish Fn FnMut FnOnce".split())
PROJECTIONS = ("Item", "Target", "Owned", "Joined")
PATH = re.compile(r"[A-Za-z_]\w*(::[A-Za-z_]\w*)*")
WORD = re.compile(r"(?<!::)\b([A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)")
VARIABLE = re.compile(r"[A-Z]\d?")
OPEN, CLOSE = "([<", ")]>"

Entry = dict[str, Any]


def load(file: Path) -> Entry:
    data: Entry = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return data


DATA = {file.stem: load(file) for file in FILES}
FOREACH_FILE = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def balanced(text: str) -> bool:
    """Whether brackets match; the ``>`` of ``->`` is no bracket."""
    stack = []
    for char in text.replace("->", ""):
        if char in OPEN:
            stack.append(char)
        elif char in CLOSE and (not stack or OPEN.index(stack.pop()) != CLOSE.index(char)):
            return False
    return not stack


def split(text: str) -> list[str]:
    """Split at the commas that stand in no brackets."""
    parts, depth = [""], 0
    for char in text.replace("->", "\0"):
        depth += (char in OPEN) - (char in CLOSE)
        if char == "," and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return [part.replace("\0", "->").strip() for part in parts if part.strip()]


def read(signature: str) -> tuple[str, list[str], str, list[str]]:
    """Name, parameters, return type and effects of a signature."""
    head, mark, tail = signature.partition(" ! ")
    effects = tail.split(", ") if mark else []
    start = head.index("(")
    end = head.index(")", start)
    while head.count("(", start, end) > head.count(")", start, end + 1):
        end = head.index(")", end + 1)
    rest = head[end + 1 :]
    assert rest == "" or re.match(r" -> \S", rest), f"after the parameters: {rest!r}"
    return head[:start], split(head[start + 1 : end]), rest.removeprefix(" -> "), effects


def lists_of(data: Entry) -> list[tuple[str, list[str]]]:
    """All lists of signatures of a file with their place."""
    found = [(section, data.get(section, [])) for section in ("functions", "macros")]
    for section in ("types", "traits"):
        for name, entry in data.get(section, {}).items():
            found += [(f"{name} {kind}", entry.get(kind, [])) for kind in ("functions", "methods")]
    return found


KNOWN = {name for data in DATA.values() for section in ("types", "traits") for name in data.get(section, {})}
PATHS = {
    path
    for data in DATA.values()
    for section in ("types", "traits")
    for entry in data.get(section, {}).values()
    for path in as_list(entry.get("path", []))
}


def unknown_names(text: str, parameters: list[str]) -> list[str]:
    return [
        name
        for name in WORD.findall(text)
        if name not in WORDS | KNOWN | PATHS
        and name not in parameters
        and not VARIABLE.fullmatch(name)
        and not (name.partition("::")[0] in parameters and name.partition("::")[2] in PROJECTIONS)
    ]


def test_there_are_files() -> None:
    assert {"std", "std-io", "std-sync", "tokio"} <= DATA.keys()


@FOREACH_FILE
def test_lines_are_short(file: Path) -> None:
    assert [line for line in file.read_text(encoding="utf-8").splitlines() if len(line) > 110] == []


@FOREACH_FILE
def test_keys(file: Path) -> None:
    data = DATA[file.stem]
    assert "crate" in data
    assert data.keys() <= SECTIONS
    assert all(re.fullmatch(r"\w+", crate) for crate in as_list(data["crate"]))
    for section, allowed in (("types", TYPE_KEYS), ("traits", TRAIT_KEYS)):
        for name, entry in data.get(section, {}).items():
            assert entry.keys() <= allowed, f"{name}: {sorted(entry.keys() - allowed)}"


@FOREACH_FILE
def test_values(file: Path) -> None:
    data = DATA[file.stem]
    for section in ("types", "traits"):
        for name, entry in data.get(section, {}).items():
            assert entry.get("clone", "heap") in CLONE, name
            assert entry.get("owns", "heap") in ("heap", "inherit"), name
            size = entry.get("size", 0)
            parameters = entry.get("params", [])
            if isinstance(size, str):
                assert size == "inherit" or unknown_names(size, parameters) == [], name
            else:
                assert type(size) is int, name
            assert entry.get("known-length", True) is True, name
            assert all(isinstance(parameter, str) for parameter in parameters), name
            for path in as_list(entry.get("path", [])):
                assert PATH.fullmatch(path), f"{name}: {path}"
            for key in ("deref", "like", "iterates"):
                text = entry.get(key, "")
                assert isinstance(text, str), f"{name}: {key}"
                assert balanced(text), f"{name}: {key}"
                assert unknown_names(text, parameters) == [], f"{name}: {key}"
            for field, text in entry.get("fields", {}).items():
                assert unknown_names(text, parameters) == [], f"{name}.{field}"


@FOREACH_FILE
def test_signatures(file: Path) -> None:
    data = DATA[file.stem]
    for place, signatures in lists_of(data):
        for signature in signatures:
            where = f"{place}: {signature}"
            assert isinstance(signature, str), where
            assert "  " not in signature, where
            assert balanced(signature), where
            name, parameters, returns, effects = read(signature)
            assert PATH.fullmatch(name), where
            assert ("::" in name) == (place == "functions"), where
            assert len(set(effects)) == len(effects), where
            assert set(effects) <= EFFECTS, where
            assert (bool(parameters) and parameters[0] in RECEIVERS) == place.endswith("methods"), where
            assert not any(parameter in RECEIVERS for parameter in parameters[1:]), where
            assert ".." not in parameters[:-1], where
            assert balanced(returns), where


@FOREACH_FILE
def test_names_in_signatures_are_known(file: Path) -> None:
    data = DATA[file.stem]
    for section in ("types", "traits"):
        for name, entry in data.get(section, {}).items():
            for kind in ("functions", "methods"):
                for signature in entry.get(kind, []):
                    _, parameters, returns, _ = read(signature)
                    text = " ".join([*(p for p in parameters if p not in RECEIVERS), returns])
                    assert unknown_names(text, entry.get("params", [])) == [], f"{name}: {signature}"
    for section in ("functions", "macros"):
        for signature in data.get(section, []):
            _, parameters, returns, _ = read(signature)
            assert unknown_names(" ".join([*parameters, returns]), []) == [], signature


@FOREACH_FILE
def test_names_are_unique(file: Path) -> None:
    data = DATA[file.stem]
    groups = [data.get("functions", []), data.get("macros", [])]
    for section in ("types", "traits"):
        entries = data.get(section, {}).values()
        groups += [[*entry.get("functions", []), *entry.get("methods", [])] for entry in entries]
    for group in groups:
        names = [read(signature)[0] for signature in group]
        assert sorted(names) == sorted(set(names))
    assert not data.get("types", {}).keys() & data.get("traits", {}).keys()


def test_types_of_different_files_have_different_paths() -> None:
    seen: dict[str, str] = {}
    for stem, data in DATA.items():
        for section in ("types", "traits"):
            for entry in data.get(section, {}).values():
                for path in as_list(entry.get("path", [])):
                    assert path not in seen, f"{path} in {seen[path]} and {stem}"
                    seen[path] = stem


def test_paths_and_functions_are_of_the_file_s_crates() -> None:
    for stem, data in DATA.items():
        functions = [read(signature)[0] for signature in data.get("functions", [])]
        assert [name for name in functions if not name.split("::")[0].islower()] == [], stem
        if as_list(data["crate"]) == ["std"]:
            assert all(name.startswith("std::") for name in functions)
