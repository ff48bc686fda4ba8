"""``perfrules``: the commands, and what becomes of a wrong call."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from perfrules import __version__
from perfrules.cli.group import LazyGroup, run

cli = LazyGroup(
    name="perfrules",
    help="Finds run-time performance problems in Rust code before a profiler is started.",
    commands_at={
        "scan": "perfrules.cli.scan:scan",
        "pipeline": "perfrules.cli.pipeline:pipeline",
        "fix": "perfrules.cli.fix:fix",
        "runs": "perfrules.cli.runs:runs",
        "doctor": "perfrules.cli.doctor:doctor",
        "rules": "perfrules.cli.rules:rules",
        "explain": "perfrules.cli.rules:explain",
        "graph": "perfrules.cli.graph:graph",
        "bench": "perfrules.cli.bench:bench",
        "eval": "perfrules.cli.eval:evaluation",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
click.version_option(__version__, prog_name="perfrules", message="%(prog)s %(version)s")(cli)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The ``perfrules`` command."""
    run(cli, args, "perfrules")


def cargo_main() -> NoReturn:
    """The ``cargo perfrules`` command: cargo hands on the word ``perfrules`` as first argument."""
    run(cli, sys.argv[2:] if sys.argv[1:2] == ["perfrules"] else sys.argv[1:], "cargo perfrules")
