"""A small crate, and a rule that asks a question about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfrules import scan
from perfrules.engine import Diagnosis, diagnose_all
from perfrules.model.report import Report
from tests.llm.server import Server

RULE = Path(__file__).parent / "doubtful-clone.yaml"
SOURCE = """pub fn names(all: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for name in all {
        found.push(name.clone());
    }
    found
}
"""
DISPUTED = """pub fn falls(prices: &[Vec<u32>], windows: &[u32]) -> Vec<u32> {
    let mut found = Vec::new();
    for row in prices {
        let own = row.to_vec();
        for window in windows {
            for price in &own {
                found.push(price.saturating_sub(*window));
            }
        }
    }
    found
}
"""
"""A copy that is only read, and loops inside each other: two analysts lead to two specialists."""
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
    asking = _asking(url, provider, llm)
    return scan(["."], cwd=folder, rules=[RULE], select=["doubtful-clone"], llm=asking)


def diagnose(
    folder: Path,
    url: str | None = None,
    provider: str = "openai",
    rule: str = "temporary-in-loop",
    **llm: Any,
) -> Diagnosis:
    """Phase 1 by two rules, of two analysts, whose open questions and disagreements go to a server."""
    asking = _asking(url, provider, {"disagreements": True} | llm if url or llm else llm)
    return diagnose_all(["."], cwd=folder, rules=[RULE], select=[rule, "nested-loops"], llm=asking)


def undecided(report: Report) -> list[str]:
    """What the report says was not decided, and why."""
    return [note.message for note in report.diagnostics if note.code == "undecided"]


def address(server: Server, provider: str) -> str:
    """Where a provider's library is pointed to."""
    return server.url + ("/v1" if provider == "openai" else "")


def _asking(url: str | None, provider: str, llm: dict[str, Any]) -> dict[str, Any]:
    asking = {"model": f"{provider}:scripted", "base_url": url, "backoff": 0.001, "timeout": 20.0}
    return asking | llm if url or llm else {}
