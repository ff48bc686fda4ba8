"""A crate without dependencies, with a benchmark that takes Criterion's options and leaves its files."""

from __future__ import annotations

from pathlib import Path

from perfrules.model.issue import Bench

MANIFEST = """\
[package]
name = "timed"
version = "0.1.0"
edition = "2021"

[workspace]

[[bench]]
name = "steps"
harness = false
"""
LIB = """\
/// One step of a toy machine: some of its instructions are much rarer than others.
pub fn step(code: u8, value: u64) -> u64 {
    match code % 7 {
        0 => value.wrapping_add(3),
        1 => value.rotate_left(5),
        2 => value ^ 0x55,
        3 if value % 1_000 == 0 => value.to_string().len() as u64,
        4 => value.wrapping_mul(9),
        _ => value,
    }
}

/// Runs a program.
pub fn run(codes: &[u8]) -> u64 {
    codes.iter().fold(1, |value, code| step(*code, value))
}
"""
BENCH = """\
use std::time::{Duration, Instant};

fn main() {
    let codes: Vec<u8> = (0..20_000u32).map(|at| (at.wrapping_mul(2654435761) >> 13) as u8).collect();
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|each| each == "--profile-time") {
        let time = Duration::from_secs_f64(arguments[at + 1].parse().unwrap());
        let start = Instant::now();
        while start.elapsed() < time.min(Duration::from_millis(200)) {
            std::hint::black_box(timed::run(std::hint::black_box(&codes)));
        }
        return;
    }
    let times: Vec<String> = (0..20)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(timed::run(std::hint::black_box(&codes)));
            format!("{}.0", start.elapsed().as_nanos())
        })
        .collect();
    let folder = std::path::PathBuf::from(std::env::var("CRITERION_HOME").unwrap()).join("run/new");
    std::fs::create_dir_all(&folder).unwrap();
    let name = r#"{"group_id":"run","function_id":null,"value_str":null,"throughput":null,"full_id":"run",
        "directory_name":"run","title":"run"}"#;
    std::fs::write(folder.join("benchmark.json"), name).unwrap();
    let sample = format!(
        r#"{{"sampling_mode":"Flat","iters":[{}],"times":[{}]}}"#,
        vec!["1.0"; times.len()].join(","),
        times.join(",")
    );
    std::fs::write(folder.join("sample.json"), sample).unwrap();
}
"""
STEP = ("src/lib.rs", 2, "step")
STEPS = Bench("timed", "steps", "run")


def write_timed(folder: Path) -> Path:
    """Write it."""
    for name, text in {"Cargo.toml": MANIFEST, "src/lib.rs": LIB, "benches/steps.rs": BENCH}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
