"""Verdicts as files, one each, in a folder that can be committed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from perfrules.llm.prompt import Prompt
from perfrules.llm.verdict import Verdict, checked


def load(folder: Path, prompt: Prompt, model: str) -> Verdict | None:
    """The verdict kept for a prompt; one that would not pass as an answer counts as none."""
    try:
        data = json.loads((folder / f"{prompt.key(model)}.json").read_text(encoding="utf-8"))
        return checked(data["answer"], prompt.lines)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(folder: Path, prompt: Prompt, model: str, verdict: Verdict) -> None:
    """Keep a verdict."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {"rule": prompt.rule, "model": model, "answer": asdict(verdict)}
    path = folder / f"{prompt.key(model)}.json"
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(path)
