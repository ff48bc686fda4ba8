"""The JSON Schema of rule files, made from the words that are registered."""

from __future__ import annotations

from typing import Any

from perfrules.hotness.places import PLACES
from perfrules.hotness.severity import WORK
from perfrules.model.severity import SPECIALIST, Analyst, Applicability, Category, Precision, Severity
from perfrules.rules import words
from perfrules.rules.conditions import WORDS
from perfrules.rules.pattern_syntax import CALL_PLACES, EFFECTS, PATTERN_KEYS
from perfrules.rules.rule import ONCE, REQUIRED
from perfrules.rules.spec import REGISTRY, Param, Predicate

Schema = dict[str, Any]
_STRING: Schema = {"type": "string"}
_BOOL: Schema = {"type": "boolean"}
_INT: Schema = {"type": "integer"}
_NUMBER: Schema = {"type": "number"}
_CONDITION: Schema = {"$ref": "#/$defs/condition"}
_PATTERN: Schema = {"$ref": "#/$defs/pattern"}

words.load()


def json_schema() -> Schema:
    """A schema (draft 2020-12) for one rule file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A perfrules rule",
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": list(REQUIRED)}, {"required": ["extends"]}],
        "properties": _rule(),
        "$defs": {"condition": _condition(), "pattern": {"type": "object", **_object(_pattern_keys())}},
    }


def _rule() -> Schema:
    return {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "extends": {**_STRING, "description": "A rule whose keys this one takes over."},
        "title": _STRING,
        "pack": _STRING,
        "default": {**_BOOL, "description": "Whether the rule runs when nothing is selected."},
        "analyst": _words(Analyst),
        "category": _words(Category),
        "kind": _STRING,
        "severity": _words([severity.word for severity in Severity]),
        "precision": _words(Precision),
        "specialist": _words(sorted(set(SPECIALIST.values()))),
        "clippy": _several(_STRING),
        "tags": _several(_STRING),
        "options": {"type": "object", "description": "Named values, written `${name}` in the rule."},
        "utils": {"type": "object", "additionalProperties": _CONDITION},
        "match": _PATTERN,
        "query": {**_STRING, "description": "A tree-sitter query; findings are about @match."},
        "at": {**_STRING, "description": "The capture that findings are located at."},
        "skip": _several(_words(PLACES)),
        "where": _CONDITION,
        "worth": _CONDITION,
        "once": _words(ONCE),
        "work": _words(WORK),
        "impact": _object({"factor": {"type": "number", "exclusiveMinimum": 1}, "because": _STRING}),
        "yields-to": _several(_STRING),
        "ambiguous": _object({"when": _CONDITION, "question": _STRING}),
        "message": _STRING,
        "evidence": _several(_STRING),
        "related": {"type": "object", "additionalProperties": _STRING},
        "advice": _STRING,
        "fix": _object(
            {
                "description": _STRING,
                "applicability": _words(Applicability),
                "replace": _STRING,
                "at": _STRING,
                "edits": {"type": "array", "items": _object({"at": _STRING, "replace": _STRING})},
            }
        ),
        "help": {**_STRING, "description": "Markdown: why it costs, when it does not, before and after."},
        "references": _several(_STRING),
        "examples": _object({"bad": _examples(), "good": _examples()}),
    }


def _condition() -> Schema:
    properties: Schema = {name: {} for name in WORDS}
    properties["all"] = properties["any"] = {"type": "array", "items": _CONDITION}
    properties["not"] = _CONDITION
    properties["matches"] = _STRING
    for name in ("inside", "has", "precedes", "follows", "defined", "used", "alive"):
        properties[name] = {"type": "object"}
    for name, predicate in REGISTRY.items():
        properties[name] = _predicate(predicate)
    one: Schema = {"type": "object", "minProperties": 1, **_object(properties)}
    return {"anyOf": [one, {"type": "array", "items": _CONDITION}]}


def _predicate(predicate: Predicate) -> Schema:
    whole: Schema = {
        "type": "object",
        **_object({name: _param(param) for name, param in predicate.params.items()}),
        "required": [name for name, param in predicate.params.items() if param.required],
    }
    if predicate.primary is None:
        return {**whole, "description": predicate.doc}
    return {"anyOf": [whole, _param(predicate.params[predicate.primary])], "description": predicate.doc}


def _param(param: Param) -> Schema:
    described: Schema = {"description": param.doc} if param.doc else {}
    option = {"type": "string", "pattern": r"\$\{[a-z0-9-]+\}"}
    word: Schema = {"enum": list(param.choices)} if param.choices else _STRING
    match param.kind:
        case "int":
            return {"anyOf": [_INT, option], **described}
        case "number":
            return {"anyOf": [_NUMBER, option], **described}
        case "bool":
            return {"anyOf": [_BOOL, option], **described}
        case "strings" | "captures":
            return {**_several(word), **described}
        case "condition":
            return {**_CONDITION, **described}
        case _:
            return {**word, **described}


def _pattern_keys() -> Schema:
    keys: Schema = {key: _several(_STRING) for key in PATTERN_KEYS}
    keys["effect"] = _several(_words(EFFECTS))
    keys["call"] = _words(CALL_PLACES)
    keys["query"] = _STRING
    keys["any-of"] = {"type": "array", "items": _PATTERN}
    return keys


def _examples() -> Schema:
    located = _object({"path": _STRING, "code": _STRING})
    return {"type": "array", "minItems": 1, "items": {"anyOf": [_STRING, located]}}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _words(choices: Any) -> Schema:
    return {"enum": [str(choice) for choice in choices]}


def _several(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}
