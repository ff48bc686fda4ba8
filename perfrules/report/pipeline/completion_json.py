"""Phase 2's outcome for programs."""

from __future__ import annotations

import json

from perfrules.pipeline.phase2 import Completion, Row
from perfrules.pipeline.records import unstructured
from perfrules.report.json import Object, location_object
from perfrules.report.safe import escape_json

SCHEMA_VERSION = 1


def render(completion: Completion) -> str:
    """All rows with their evidence, and where the patch is."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "run": completion.id,
        "folder": str(completion.folder),
        "patch": str(completion.patch) if completion.patch is not None else None,
        "model": completion.spent or None,
        "results": [_row(row) for row in completion.rows],
    }
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _row(row: Row) -> Object:
    return {
        "number": row.step.number,
        "id": row.step.issue.id,
        "location": location_object(row.step.issue.location),
        "title": row.step.issue.lead.message,
        "specialist": row.step.specialist,
        "status": str(row.status),
        "result": row.result,
        "conclusions": unstructured(row.conclusions),
        "changes": unstructured(row.changes),
    }
