"""YAML files as plain data, read fast, with places for error messages.

Reading is the slow part of starting up, so what was read is kept as JSON under the user's cache
folder, keyed by the files' contents; a damaged or missing cache is simply made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class YamlError(Exception):
    """A file that is not YAML; line and column count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """One file. ``data`` holds dicts, lists, strings, numbers, booleans and None."""

    path: Path
    text: str
    data: Any
    error: YamlError | None = None

    def place(
        self, keys: Sequence[str | int], *, of_key: bool = False, inside: bool = False
    ) -> tuple[int, int]:
        """1-based line and column of the value (or of the last key itself) at a path of keys; with
        ``inside`` of the first line of a block of text, which is below the value's start.

        As far down as the path leads; composing the file again is slow, and done for errors only.
        """
        from ruamel.yaml import YAML

        node = YAML(typ="safe").compose(self.text)
        mark = node.start_mark if node is not None else None
        for depth, key in enumerate(keys):
            if node is None:
                break
            if node.id == "mapping":
                pair = next(((k, v) for k, v in node.value if k.value == str(key)), None)
                if pair is None:
                    break
                node = pair[1]
                mark = pair[0].start_mark if of_key and depth == len(keys) - 1 else node.start_mark
            elif node.id == "sequence" and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                mark = node.start_mark
            else:
                break
        below = inside and node is not None and getattr(node, "style", None) in ("|", ">")
        return (mark.line + 1 + below, mark.column + 1) if mark is not None else (1, 1)


def read_all(paths: Sequence[Path], cache: Path | None) -> list[Document]:
    """Read files in order. A file that is not YAML has ``error`` set; an unreadable one raises OSError."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]
    stored = cache / f"yaml-{digest}.json" if cache is not None else None
    if stored is not None:
        try:
            data = json.loads(stored.read_text(encoding="utf-8"))
            return [Document(path, text, item) for path, text, item in zip(paths, texts, data, strict=True)]
        except (OSError, ValueError):
            pass
    documents = [_read(path, text) for path, text in zip(paths, texts, strict=True)]
    if stored is not None and not any(document.error for document in documents):
        _store(stored, json.dumps([document.data for document in documents]))
    return documents


def _read(path: Path, text: str) -> Document:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        data = YAML(typ="safe").load(text)
        json.dumps(data)
        return Document(path, text, data)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return Document(path, text, None, YamlError(str(error.problem or error.context), line, column))
    except (YAMLError, TypeError, ValueError) as error:
        return Document(path, text, None, YamlError(str(error).splitlines()[0], 1, 1))


def _store(path: Path, text: str) -> None:
    """Write whole or not at all; a cache that cannot be written is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, path)
    except OSError:
        return


def cache_folder() -> Path:
    """The user's cache folder for perfrules; nothing is created."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "perfrules"


def bundled(folder: str = "") -> Path:
    """The rules that ship with perfrules: inside the wheel, or at the top of a source checkout."""
    package = Path(__file__).parent
    inside = package / "bundled_rules"
    return (inside if inside.is_dir() else package.parent / "rules") / folder


def bundled_table(name: str) -> Any:
    """The data of a table that ships with perfrules, beside the rules. Raises :class:`YamlError`."""
    document = read_all([bundled() / name], cache_folder())[0]
    if document.error is not None:
        raise document.error
    return document.data
