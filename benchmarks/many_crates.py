"""Scans real crates: nothing may crash, two runs must agree to the byte, SARIF must be valid, and it must be quiet.

    python benchmarks/many_crates.py CRATE... [--select RULES] [--top N]

Each crate (a folder) is scanned twice with another hash seed and from another folder. Prints findings per
1,000 lines, in all and for the noisiest rule of each crate, and ends with status 1 if anything is amiss:
a rule above 3 or all rules together above 6 findings per 1,000 lines, a crash, a difference, invalid SARIF.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from jsonschema import Draft4Validator

PROJECT = Path(__file__).resolve().parent.parent
SCHEMA = Draft4Validator(json.loads((PROJECT / "tests/report/sarif-schema-2.1.0.json").read_text()))
PER_RULE, IN_ALL = 3.0, 6.0
"""Findings per 1,000 lines that the default rules may give."""


def scan(crate: Path, cwd: Path, seed: str, format_: str, select: str) -> subprocess.CompletedProcess[bytes]:
    """One run of the real command."""
    command = [sys.executable, "-m", "perfrules", "scan", str(crate), "--format", format_, "--quiet"]
    if select:
        command += ["--select", select]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)


def problems_of(crate: Path, select: str) -> tuple[list[str], Counter[str], int]:
    """What is amiss with one crate, its findings by rule, and its lines."""
    with tempfile.TemporaryDirectory() as elsewhere:
        first = scan(crate, crate, "1", "sarif", select)
        second = scan(crate, Path(elsewhere), "2", "sarif", select)
    problems = []
    if first.returncode not in (0, 1) or b"Traceback" in first.stderr:
        problems.append(f"exit status {first.returncode}: {first.stderr.decode()[:300].strip()}")
    if first.stdout != second.stdout:
        problems.append("two runs differ")
    problems += [f"SARIF: {error.message}" for error in SCHEMA.iter_errors(json.loads(first.stdout))]
    report = json.loads(scan(crate, crate, "3", "json", select).stdout)
    return problems, Counter(report["summary"]["byRule"]), report["summary"]["linesScanned"]


def main() -> None:
    """Scan the crates and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crates", nargs="+", type=Path)
    parser.add_argument("--select", default="")
    parser.add_argument("--top", type=int, default=25, help="how many rules to list at the end")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    all_lines, amiss = 0, 0
    print(f"{'crate':32} {'lines':>8} {'findings':>8} {'/1000':>6}  noisiest rule")
    for crate in options.crates:
        problems, by_rule, lines = problems_of(crate.resolve(), options.select)
        total += by_rule
        all_lines += lines
        thousands = max(lines, 1000) / 1000
        rule, most = by_rule.most_common(1)[0] if by_rule else ("", 0)
        density = by_rule.total() / thousands
        if not options.select:
            if density > IN_ALL:
                problems.append(f"{density:.1f} findings per 1,000 lines")
            if most / thousands > PER_RULE:
                problems.append(f"{rule}: {most / thousands:.1f} findings per 1,000 lines")
        noisiest = f"{rule} {most / thousands:.2f}"
        print(f"{crate.name:32} {lines:8} {by_rule.total():8} {density:6.2f}  {noisiest}")
        for problem in problems:
            print(f"    AMISS {problem}")
        amiss += bool(problems)
    print(
        f"\n{all_lines:,} lines, {total.total()} findings, {1000 * total.total() / max(1, all_lines):.2f} per 1,000"
    )
    for rule, count in total.most_common(options.top):
        print(f"{count:6}  {1000 * count / max(1, all_lines):6.3f}  {rule}")
    sys.exit(1 if amiss else 0)


if __name__ == "__main__":
    main()
