"""Diagnostics: what kept a part of the work from being done."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.model.report import Diagnostic
from perfrules.report.sarif.places import artifact
from perfrules.report.sarif.values import Object, name


def invocation(notes: Sequence[Diagnostic]) -> Object:
    """The run; a fault of perfrules itself or of the call means that it did not succeed."""
    index = {code: number for number, code in enumerate(_codes(notes))}
    return {
        "executionSuccessful": not any(note.internal or note.usage for note in notes),
        "toolExecutionNotifications": [_notification(note, index[note.code]) for note in notes],
    }


def notification_descriptors(notes: Sequence[Diagnostic]) -> list[Object]:
    """The kinds of diagnostics that occur."""
    return [_descriptor(code) for code in _codes(notes)]


def _descriptor(code: str) -> Object:
    """GitHub's rules ask of these what they ask of rules."""
    text = {"text": code.replace("-", " ").capitalize() or "Diagnostic"}
    return {"id": code, **name(code), "shortDescription": text, "fullDescription": text, "help": text}


def _codes(notes: Sequence[Diagnostic]) -> list[str]:
    return sorted({note.code for note in notes})


def _notification(note: Diagnostic, index: int) -> Object:
    found: Object = {
        "level": note.level,
        "message": {"text": note.message},
        "descriptor": {"id": note.code, "index": index},
    }
    if note.path is not None:
        physical: Object = {"artifactLocation": artifact(note.path)}
        if note.line is not None:
            physical["region"] = {"startLine": note.line}
            if note.column is not None:
                physical["region"]["startColumn"] = note.column
        found["locations"] = [{"physicalLocation": physical}]
    return found
