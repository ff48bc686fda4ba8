"""What a model was told and has said in a run, line by line as it happens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from perfrules.llm.agent import Note
from perfrules.model.step import Step
from perfrules.pipeline.crew import Crew


@contextmanager
def transcript(crew: Crew, step: Step, who: str) -> Iterator[Note]:
    """Writes ``steps/N/WHO-model.jsonl`` in the run's folder; a run that is gone on with writes on."""
    path = crew.run.folder / "steps" / str(step.number) / f"{who}-model.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:

        def note(entry: Mapping[str, Any]) -> None:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            file.flush()

        yield note
