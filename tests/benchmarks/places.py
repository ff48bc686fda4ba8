"""Where the fixtures are, and projects from a few lines of source."""

from __future__ import annotations

from pathlib import Path

from perfrules.index.build import build
from perfrules.index.project import Project
from perfrules.targets import TargetRequest, resolve

CRITERION = Path(__file__).resolve().parent.parent / "fixtures" / "criterion"
NAMED, PLAIN, HISTORY = CRITERION / "named", CRITERION / "plain", CRITERION / "cargo-criterion"
CRATE = CRITERION / "crate"

MANIFEST = """
[package]
name = "sut"
version = "0.1.0"
edition = "2021"
[dev-dependencies]
criterion = "0.5"
[features]
default = ["std"]
std = []
extra = []
[[bench]]
name = "b"
harness = false
"""
HEAD = "use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};\nuse sut::*;\n"
TAIL = "criterion_group!(benches, bench);\ncriterion_main!(benches);\n"


def crate(
    folder: Path,
    bench: str,
    library: str = "pub fn work(n: usize) -> usize { n }\n",
    manifest: str = MANIFEST,
) -> Project:
    """A crate with one bench target ``b``."""
    for path, text in (("Cargo.toml", manifest), ("src/lib.rs", library), ("benches/b.rs", bench)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return project(folder)


def project(folder: Path) -> Project:
    """The index of a folder."""
    return build(resolve(TargetRequest(targets=(str(folder),), cwd=folder)).files)
