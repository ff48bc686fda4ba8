"""A small crate, and a rule that asks a question about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfrules import scan
from perfrules.model.report import Report

RULE = Path(__file__).parent / "doubtful-clone.yaml"
SOURCE = """pub fn names(all: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for name in all {
        found.push(name.clone());
    }
    found
}
"""
SECOND = SOURCE.replace("names", "others")
CONFIRMED: dict[str, Any] = {
    "verdict": "confirmed",
    "reason": "A copy each.",
    "lines": [4],
    "confidence": 0.9,
}
DISMISSED: dict[str, Any] = CONFIRMED | {"verdict": "dismissed", "reason": "The copies are kept."}


def make(folder: Path, source: str = SOURCE, path: str = "src/lib.rs") -> Path:
    """Write the crate."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text('[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n')
    file.write_text(source)
    return folder


def judge(folder: Path, url: str | None = None, provider: str = "openai", **llm: Any) -> Report:
    """A scan whose open questions go to a server."""
    asking = {"model": f"{provider}:scripted", "base_url": url, "backoff": 0.001, "timeout": 20.0} | llm
    return scan(["."], cwd=folder, rules=[RULE], select=["doubtful-clone"], llm=asking if url or llm else {})
