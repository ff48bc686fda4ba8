"""Compares perfrules with cargo-perf: on real crates, on labelled fixes, and on snippets of what each rule is about.

    cargo install cargo-perf
    python benchmarks/vs_cargo_perf.py CRATE... [--fixes fixes.json --bench DIR] [--cargo-perf PATH] [--verbose]

`fixes.json` and DIR are those of benchmarks/fixes.py. There both tools see the labelled files alone, not the
crate around them. Of the snippets, the first of a rule is the plain case; the others say the same in a way
that a reader of syntax alone does not see, or are near misses, where silence is right.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from perfrules.rules.loader import load_rules

PEERS = {
    "async-block-in-async": "blocking-fs-in-async blocking-sleep-in-async blocking-call-in-async "
    "blocking-wait-in-async block-on-in-async blocking-helper-in-async",
    "lock-across-await": "lock-across-await refcell-across-await",
    "unbounded-channel": "unbounded-channel",
    "unbounded-spawn": "spawn-per-item thread-per-item",
    "n-plus-one-query": "query-in-loop",
    "clone-in-hot-loop": "clone-in-loop clone-last-use clone-to-borrow clone-to-read clone-to-iterate "
    "clone-in-lookup-key clone-for-slice clone-to-match clone-under-lock arc-clone-to-borrow copy-for-reader",
    "regex-in-loop": "regex-in-loop regex-per-call",
    "collect-then-iterate": "needless-collect collect-to-iterate collect-then-read-once collect-to-look",
    "vec-no-capacity": "vec-without-capacity push-after-new reserve-after-new",
    "hashmap-no-capacity": "vec-without-capacity",
    "string-no-capacity": "string-without-capacity",
    "format-in-loop": "temporary-in-loop formatted-key-in-loop format-push-string-in-loop same-text-in-loop",
    "string-concat-loop": "string-rebuilt-in-loop",
    "mutex-in-loop": "lock-in-loop lock-in-parallel-loop async-lock-in-loop",
}
"""Of each of cargo-perf's rules: those of ours about the same matter."""


class Snippet(NamedTuple):
    """A piece of code; ``costly`` says whether a tool should speak."""

    rule: str
    variant: str
    costly: bool
    code: str


SNIPPETS = [
    Snippet("clone-in-hot-loop", "plain loop", True, """
        pub fn count(rows: &[u32], title: &String) -> usize {
            let mut seen = 0;
            for row in rows { if matches(&title.clone(), *row) { seen += 1; } }
            seen
        }
        fn matches(title: &str, row: u32) -> bool { title.len() > row as usize }
        """),
    Snippet("clone-in-hot-loop", "iterator closure", True, """
        pub fn count(rows: &[u32], title: &String) -> usize {
            rows.iter().filter(|row| matches(&title.clone(), **row)).count()
        }
        fn matches(title: &str, row: u32) -> bool { title.len() > row as usize }
        """),
    Snippet("clone-in-hot-loop", "by path", True, """
        pub fn count(rows: &[u32], title: &String) -> usize {
            let mut seen = 0;
            for row in rows { if matches(&String::clone(title), *row) { seen += 1; } }
            seen
        }
        fn matches(title: &str, row: u32) -> bool { title.len() > row as usize }
        """),
    Snippet("clone-in-hot-loop", "from a factory, by path", True, """
        pub struct Page { words: Vec<String> }
        fn load() -> Page { Page { words: Vec::new() } }
        pub fn count(rows: &[u32]) -> usize {
            let page = load();
            let mut seen = 0;
            for row in rows {
                let words = Vec::clone(&page.words);
                if words.len() > *row as usize { seen += 1; }
            }
            seen
        }
        """),
    Snippet("clone-in-hot-loop", "for a callee that only reads", True, """
        pub fn count(rows: &[u32], title: String) -> usize {
            let mut seen = 0;
            for row in rows { if matches(title.clone(), *row) { seen += 1; } }
            seen
        }
        fn matches(title: String, row: u32) -> bool { title.len() > row as usize }
        """),
    Snippet("clone-in-hot-loop", "each for another owner", False, """
        pub struct Row { title: String, number: u32 }
        pub fn rows(numbers: &[u32], title: &String) -> Vec<Row> {
            numbers.iter().map(|number| Row { title: title.clone(), number: *number }).collect()
        }
        """),
    Snippet("clone-in-hot-loop", "counted pointer", False, """
        use std::sync::Arc;
        pub fn share(rows: &[u32], title: Arc<str>) {
            for row in rows { hand_over(title.clone(), *row); }
        }
        fn hand_over(title: Arc<str>, row: u32) { println!("{title} {row}"); }
        """),
    Snippet("regex-in-loop", "plain loop", True, """
        use regex::Regex;
        pub fn count(lines: &[String]) -> usize {
            let mut seen = 0;
            for line in lines { if Regex::new(r"^a+$").unwrap().is_match(line) { seen += 1; } }
            seen
        }
        """),
    Snippet("regex-in-loop", "iterator closure", True, """
        use regex::Regex;
        pub fn count(lines: &[String]) -> usize {
            lines.iter().filter(|line| Regex::new(r"^a+$").unwrap().is_match(line)).count()
        }
        """),
    Snippet("regex-in-loop", "renamed import", True, """
        use regex::Regex as Pattern;
        pub fn count(lines: &[String]) -> usize {
            let mut seen = 0;
            for line in lines { if Pattern::new(r"^a+$").unwrap().is_match(line) { seen += 1; } }
            seen
        }
        """),
    Snippet("async-block-in-async", "plain call", True, """
        pub async fn load(path: &str) -> String { std::fs::read_to_string(path).unwrap() }
        """),
    Snippet("async-block-in-async", "behind a function", True, """
        fn read(path: &str) -> String { std::fs::read_to_string(path).unwrap() }
        pub async fn load(path: &str) -> usize {
            let text = read(path);
            tokio::task::yield_now().await;
            text.len()
        }
        """),
    Snippet("async-block-in-async", "in spawn_blocking", False, """
        pub async fn load(path: String) -> String {
            tokio::task::spawn_blocking(move || std::fs::read_to_string(path).unwrap()).await.unwrap()
        }
        """),
    Snippet("lock-across-await", "plain guard", True, """
        use std::sync::Mutex;
        pub async fn save(state: &Mutex<Vec<u8>>) {
            let mut guard = state.lock().unwrap();
            tokio::task::yield_now().await;
            guard.push(1);
        }
        """),
    Snippet("lock-across-await", "temporary in the argument", True, """
        use std::sync::Mutex;
        pub async fn save(state: &Mutex<u64>) { send(*state.lock().unwrap()).await; }
        async fn send(id: u64) { tokio::task::yield_now().await; let _ = id; }
        """),
    Snippet("lock-across-await", "guard from a function", True, """
        use std::sync::{Mutex, MutexGuard};
        pub struct Shared { state: Mutex<Vec<u8>> }
        impl Shared {
            fn state(&self) -> MutexGuard<'_, Vec<u8>> { self.state.lock().unwrap() }
            pub async fn save(&self) {
                let mut guard = self.state();
                tokio::task::yield_now().await;
                guard.push(1);
            }
        }
        """),
    Snippet("lock-across-await", "dropped in time", False, """
        use std::sync::Mutex;
        pub async fn save(state: &Mutex<Vec<u8>>) {
            let mut guard = state.lock().unwrap();
            guard.push(1);
            drop(guard);
            tokio::task::yield_now().await;
        }
        """),
    Snippet("mutex-in-loop", "plain loop", True, """
        use std::sync::Mutex;
        pub fn add(rows: &[u64], sum: &Mutex<u64>) { for row in rows { *sum.lock().unwrap() += row; } }
        """),
    Snippet("mutex-in-loop", "lazy adapter", True, """
        use std::sync::Mutex;
        pub fn add(rows: &[u64], sum: &Mutex<Vec<u64>>) {
            rows.iter().filter(|row| **row > 3).for_each(|row| sum.lock().unwrap().push(*row));
        }
        """),
    Snippet("vec-no-capacity", "plain loop", True, """
        pub fn squares(rows: &[u64]) -> Vec<u64> {
            let mut out = Vec::new();
            for row in rows { out.push(row * row); }
            out
        }
        """),
    Snippet("vec-no-capacity", "number not known", False, """
        pub fn large(rows: impl Iterator<Item = u64>) -> Vec<u64> {
            let mut out = Vec::new();
            for row in rows { if row > 1_000 { out.push(row); } }
            out
        }
        """),
    Snippet("string-concat-loop", "copied by format", True, """
        pub fn joined(words: &[String]) -> String {
            let mut out = String::new();
            for word in words { out = format!("{out} {word}"); }
            out
        }
        """),
    Snippet("string-concat-loop", "copied by clone", True, """
        pub fn joined(words: &[String]) -> String {
            let mut out = String::new();
            for word in words { out = out.clone() + word; }
            out
        }
        """),
    Snippet("string-concat-loop", "+ that appends in place", False, """
        pub fn joined(words: &[String]) -> String {
            let mut out = String::new();
            for word in words { out = out + word; }
            out
        }
        """),
    Snippet("format-in-loop", "only to be appended", True, """
        pub fn joined(words: &[String]) -> String {
            let mut out = String::with_capacity(1_000);
            for word in words { out.push_str(&format!("<{word}>")); }
            out
        }
        """),
    Snippet("format-in-loop", "in an error path", False, """
        pub fn checked(words: &[String]) -> Result<(), String> {
            for word in words { if word.is_empty() { return Err(format!("empty: {word}")); } }
            Ok(())
        }
        """),
    Snippet("collect-then-iterate", "plain chain", True, """
        pub fn sum(rows: &[u64]) -> u64 {
            rows.iter().map(|row| row * 2).collect::<Vec<_>>().iter().sum()
        }
        """),
    Snippet("collect-then-iterate", "through a variable", True, """
        pub fn sum(rows: &[u64]) -> u64 {
            let doubled: Vec<u64> = rows.iter().map(|row| row * 2).collect();
            doubled.into_iter().filter(|row| *row > 3).sum()
        }
        """),
    Snippet("unbounded-spawn", "plain loop", True, """
        pub async fn fetch_all(urls: Vec<String>) {
            for url in urls { tokio::spawn(async move { get(url).await }); }
        }
        async fn get(url: String) { let _ = url; }
        """),
    Snippet("unbounded-spawn", "iterator closure", True, """
        pub async fn fetch_all(urls: Vec<String>) {
            urls.into_iter().for_each(|url| { tokio::spawn(async move { get(url).await }); });
        }
        async fn get(url: String) { let _ = url; }
        """),
    Snippet("unbounded-channel", "plain call", True, """
        pub fn start() {
            let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<u64>();
            std::thread::spawn(move || { for n in 0..u64::MAX { sender.send(n).unwrap(); } });
            drop(receiver);
        }
        """),
]  # fmt: skip

Results = list[tuple[str, str, int]]
"""Path below what was scanned, rule, line."""


def main() -> int:
    """Compare on what the command line names."""
    options = _options()
    program = shutil.which(options.cargo_perf)
    if program is None:
        print("cargo-perf not found: cargo install cargo-perf, or give its path", file=sys.stderr)
        return 2
    known = {info.id for info in load_rules()[0].infos}
    unknown = {rule for ours in PEERS.values() for rule in ours.split()} - known
    if unknown:
        print(f"no such rules any more: {' '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    if options.crates:
        compare_crates(options.crates, program, options.verbose)
    if options.fixes and options.bench:
        compare_fixes(options.fixes, options.bench, program)
    compare_snippets(program, options.verbose)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crates", nargs="*", type=Path)
    parser.add_argument("--fixes", type=Path)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--cargo-perf", default="cargo-perf", help="path of the program")
    parser.add_argument(
        "--verbose", action="store_true", help="results by rule, and rules that spoke of a snippet"
    )
    return parser.parse_args()


def ours(folder: Path, select: str = "") -> dict[str, Any]:
    """Our report on a folder, as SARIF."""
    command = [
        sys.executable,
        "-m",
        "perfrules",
        "scan",
        str(folder),
        "--format",
        "sarif",
        "--quiet",
        "--no-progress",
    ]
    return _sarif([*command, *(["--select", select] if select else [])], folder)


def theirs(folder: Path, program: str) -> dict[str, Any]:
    """Cargo-perf's report on a folder, as SARIF."""
    return _sarif([program, "--path", ".", "--format", "sarif"], folder)


def _sarif(command: list[str], folder: Path) -> dict[str, Any]:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        report: dict[str, Any] = json.loads(run.stdout)
    except ValueError:
        raise SystemExit(f"{command[0]}: no SARIF: {run.stderr[-500:]}") from None
    for one in report["runs"]:
        for result in one["results"]:
            place = result["locations"][0]["physicalLocation"]["artifactLocation"]
            place["uri"] = place["uri"].removeprefix("./").removeprefix(f"{folder}/")
    return report


def results_of(report: dict[str, Any]) -> Results:
    """The results that are not suppressed."""
    found: Results = []
    for run in report["runs"]:
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]
            if not result.get("suppressions"):
                found.append(
                    (place["artifactLocation"]["uri"], result["ruleId"], place["region"]["startLine"])
                )
    return found


def compare_crates(crates: list[Path], program: str, verbose: bool) -> None:
    """Results per 1,000 lines, tests and examples left out by each tool's own rules."""
    print(f"{'crate':28} {'lines':>8} {'perfrules':>10} {'cargo-perf':>11}   (per 1,000 lines)")
    sums: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {"perfrules": Counter(), "cargo-perf": Counter()}
    for crate in crates:
        folder = crate.resolve()
        lines = sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.rs"))
        row = {"perfrules": results_of(ours(folder)), "cargo-perf": results_of(theirs(folder, program))}
        sums["lines"] += lines
        for tool, results in row.items():
            sums[tool] += len(results)
            rules[tool].update(rule for _, rule, _ in results)
        _row(crate.name, lines, len(row["perfrules"]), len(row["cargo-perf"]))
    _row("all", sums["lines"], sums["perfrules"], sums["cargo-perf"])
    for tool, counts in rules.items() if verbose else ():
        print(f"{tool}: {', '.join(f'{rule} {count}' for rule, count in counts.most_common())}")
    print()


def _row(name: str, lines: int, our_count: int, their_count: int) -> None:
    per = 1000 / max(1, lines)
    print(
        f"{name:28} {lines:8,} {our_count:4} {our_count * per:5.2f} {their_count:5} {their_count * per:5.2f}"
    )


def compare_fixes(fixes: Path, bench: Path, program: str) -> None:
    """Both tools on the labelled files, scored by benchmarks/fixes.py."""
    listed = json.loads(fixes.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        for side, key in (("before", "path"), ("after", "fixed_path")):
            for fix in listed:
                source, copy = bench / side / fix["id"] / fix[key], root / side / fix["id"] / fix[key]
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, copy)
            for tool, report in (
                ("perfrules", ours(root / side)),
                ("cargo-perf", theirs(root / side, program)),
            ):
                (root / f"{tool}-{side}.sarif").write_text(json.dumps(report), "utf-8")
        for tool in ("perfrules", "cargo-perf"):
            scorer = [
                sys.executable,
                str(Path(__file__).with_name("fixes.py")),
                "score",
                "--fixes",
                str(fixes),
            ]
            reports = [f"--{side}={root / f'{tool}-{side}.sarif'}" for side in ("before", "after")]
            run = subprocess.run(
                [*scorer, "--bench", str(bench), *reports], capture_output=True, text=True, check=True
            )
            print(f"{tool} on the fixes: {run.stdout.strip().splitlines()[-1]}")
    print()


def compare_snippets(program: str, verbose: bool) -> None:
    """Which tool speaks of which snippet, with a rule that is about it."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        source = root / "src"
        source.mkdir()
        manifest = (
            '[package]\nname = "snippets"\nversion = "0.1.0"\n[dependencies]\nregex = "1"\ntokio = "1"\n'
        )
        (root / "Cargo.toml").write_text(manifest, "utf-8")
        for at, snippet in enumerate(SNIPPETS):
            (source / f"s{at}.rs").write_text(snippet.code, "utf-8")
        modules = "".join(f"mod s{at};\n" for at in range(len(SNIPPETS)))
        (source / "lib.rs").write_text(modules, "utf-8")
        our_results = results_of(ours(root, "all"))
        their_results = results_of(theirs(root, program))
    right: Counter[str] = Counter()
    print(f"{'about':22} {'variant':26} {'should':8} {'perfrules':10} cargo-perf")
    for at, snippet in enumerate(SNIPPETS):
        path = f"src/s{at}.rs"
        peers = PEERS[snippet.rule].split()
        we = [rule for uri, rule, _ in our_results if uri == path and rule in peers]
        they = [rule for uri, rule, _ in their_results if uri == path and rule == snippet.rule]
        right["perfrules"] += bool(we) == snippet.costly
        right["cargo-perf"] += bool(they) == snippet.costly
        cells = [_word(snippet.costly), _word(bool(we)), _word(bool(they))]
        named = f"  {' '.join(sorted(set(we)))}" if verbose else ""
        print(f"{snippet.rule:22} {snippet.variant:26} {cells[0]:8} {cells[1]:10} {cells[2]}{named}")
    total = len(SNIPPETS)
    print(f"right: perfrules {right['perfrules']} of {total}, cargo-perf {right['cargo-perf']} of {total}")


def _word(speaks: bool) -> str:
    return "speak" if speaks else "silent"


if __name__ == "__main__":
    sys.exit(main())
