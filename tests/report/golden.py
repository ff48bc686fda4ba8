"""The expected output of each format. Run as a module, it writes what the formats say now."""

from __future__ import annotations

from pathlib import Path

from perfrules.report import RenderOptions, render
from tests.report.sample import CLEAN, REPORT

FOLDER = Path(__file__).parent / "snapshots"

CASES = {
    "text.txt": (REPORT, "text", RenderOptions()),
    "text-narrow-all.txt": (REPORT, "text", RenderOptions(width=60, verbose=True, show_suppressed=True)),
    "text-color.txt": (REPORT, "text", RenderOptions(color=True)),
    "text-clean.txt": (CLEAN, "text", RenderOptions()),
    "report.json": (REPORT, "json", RenderOptions()),
    "report.sarif": (REPORT, "sarif", RenderOptions()),
    "report.md": (REPORT, "markdown", RenderOptions()),
    "clean.md": (CLEAN, "markdown", RenderOptions()),
    "github.txt": (REPORT, "github", RenderOptions()),
}


def write() -> None:
    """Take the output of today as expected."""
    FOLDER.mkdir(exist_ok=True)
    for name, (report, format, options) in CASES.items():
        (FOLDER / name).write_bytes(render(report, format, options=options).encode())


if __name__ == "__main__":
    write()
