"""Rule files to rules: those that ship with perfrules, and a user's own on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from perfrules.model.report import Diagnostic
from perfrules.rules import words
from perfrules.rules.errors import RuleError
from perfrules.rules.rule import Pack, Rule, read_rule
from perfrules.rules.ruleset import RuleSet
from perfrules.suggest import hint
from perfrules.yamlfile import Document, bundled, cache_folder, read_all

__all__ = ["RuleSet", "load_rules"]

UTILS = "utils.yaml"
"""Conditions that the rules of a folder, and of the folders in it, share by ``matches``."""
_NO_RULES = ("knowledge",)

words.load()


def load_rules(paths: Sequence[Path] = (), *, bundle: bool = True) -> tuple[RuleSet, list[Diagnostic]]:
    """All rules: the bundled ones, and those of files and folders given, which win over them.

    A broken rule file is reported with its place, and left out.
    """
    problems: list[Diagnostic] = []
    files = [*_rule_files(bundled())] if bundle else []
    own = [file for path in paths for file in _given(path, problems)]
    documents = read_all(files, cache_folder()) + _read_own(own, problems)
    packs = _packs(
        documents, [bundled(), *(path if path.is_dir() else path.parent for path in paths)], problems
    )
    data: dict[str, tuple[Document, Mapping[str, Any], Pack]] = {}
    for document in documents:
        if document.path.name == UTILS:
            continue
        if (checked := _rule_data(document, data, problems)) is not None:
            data[str(checked["id"])] = (document, checked, packs[document.path])
    rules: list[Rule] = []
    for document, checked, pack in data.values():
        try:
            rules.append(read_rule(document, checked, pack))
        except RuleError as error:
            problems.append(as_diagnostic(document, error))
    rules.sort(key=lambda rule: rule.info.id)
    ids = {rule.info.id for rule in rules}
    for rule in rules:
        for name in sorted(rule.yields_to - ids):
            wrong = RuleError(f"`yields-to` names no rule `{name}`{hint(name, ids)}", ("yields-to",))
            problems.append(as_diagnostic(rule.document, wrong))
    return RuleSet(tuple(rules), {rule.info.id: data[rule.info.id][2] for rule in rules}), problems


def _rule_files(folder: Path) -> list[Path]:
    """YAML files below a folder; bundled data at its top level is no rule."""
    return [
        path
        for path in sorted(folder.glob("**/*.y*ml"))
        if path.suffix in (".yaml", ".yml")
        and not any(part.startswith(".") or part in _NO_RULES for part in path.relative_to(folder).parts)
        and (path.parent != folder or folder != bundled() or path.name == UTILS)
    ]


def _given(path: Path, problems: list[Diagnostic]) -> list[Path]:
    if path.is_dir():
        files = _rule_files(path)
        if not files:
            problems.append(
                Diagnostic(
                    "error", "no-rules", "no rule files (*.yaml) in this folder", path.as_posix(), usage=True
                )
            )
        return files
    if not path.exists():
        problems.append(
            Diagnostic("error", "no-rules", "no such rule file or folder", path.as_posix(), usage=True)
        )
        return []
    shared = path.parent / UTILS
    return [shared, path] if shared.is_file() and shared != path else [path]


def _read_own(files: Sequence[Path], problems: list[Diagnostic]) -> list[Document]:
    documents = []
    for path in dict.fromkeys(files):
        try:
            documents += read_all([path], None)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            problems.append(
                Diagnostic("error", "bad-rule", f"cannot be read: {reason}", path.as_posix(), usage=True)
            )
    return documents


def _packs(
    documents: Iterable[Document], roots: Iterable[Path], problems: list[Diagnostic]
) -> dict[Path, Pack]:
    """Each file's pack: the utils of its folder and of those above, up to the folder that was given."""
    utils: dict[Path, Mapping[str, Any]] = {}
    listed = list(documents)
    for document in listed:
        if document.path.name == UTILS:
            if isinstance(document.data, dict):
                utils[document.path.parent] = document.data
            else:
                problems.append(
                    as_diagnostic(document, RuleError("utils are a mapping of names to conditions"))
                )
    tops = set(roots)
    packs = {}
    for document in listed:
        merged: dict[str, Any] = {}
        for folder in (document.path.parent, *document.path.parent.parents):
            merged = {**utils.get(folder, {}), **merged}
            if folder in tops:
                break
        if bundled() not in document.path.parents:
            merged = {**utils.get(bundled(), {}), **merged}
        packs[document.path] = Pack(document.path.parent, merged)
    return packs


def _rule_data(
    document: Document,
    known: Mapping[str, tuple[Document, Mapping[str, Any], Pack]],
    problems: list[Diagnostic],
) -> Mapping[str, Any] | None:
    """The document's data with what it ``extends`` filled in; None, and a problem, if it is no rule."""
    if document.error is not None:
        problems.append(
            Diagnostic(
                "error",
                "bad-rule",
                f"not YAML: {document.error}",
                document.path.as_posix(),
                document.error.line,
                document.error.column,
                usage=True,
            )
        )
        return None
    data = document.data
    try:
        if not isinstance(data, dict):
            raise RuleError("a rule file is a mapping that starts with `id:`")
        if "extends" in data:
            base = known.get(str(data["extends"]))
            if base is None:
                raise RuleError(
                    f"no rule `{data['extends']}` to extend{hint(str(data['extends']), known)}", ("extends",)
                )
            inherited = {key: value for key, value in base[1].items() if key not in _replaced(data)}
            same = str(data.get("id", data["extends"])) == str(data["extends"])
            if not same:
                inherited.pop("examples", None)
            inherited.setdefault("pack", base[0].path.parent.name)
            data = {**inherited, "id": data["extends"], **data}
        if not isinstance(data.get("id"), str):
            raise RuleError("a rule needs an `id`, such as `clone-in-loop`")
        return data
    except RuleError as error:
        problems.append(as_diagnostic(document, error))
        return None


def _replaced(data: Mapping[str, Any]) -> set[str]:
    """Keys of a base rule that the extending rule's keys stand in for."""
    return {"match", "query"} if {"match", "query"} & data.keys() else set()


def as_diagnostic(document: Document, error: RuleError) -> Diagnostic:
    """A mistake in a rule file with its line and column."""
    line, column = document.place(error.keys, of_key=error.of_key, inside=error.in_text)
    return Diagnostic(
        "error",
        "bad-rule",
        error.message,
        document.path.as_posix(),
        line + error.line_offset,
        column,
        usage=True,
    )
