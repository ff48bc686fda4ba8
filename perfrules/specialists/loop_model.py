"""How long a loop's rounds take by llvm-mca's model of the processor, and what holds them up.

Started as a program when the compiler has written the assembly: ``python -m perfrules.specialists.loop_model
LLVM-MCA FILE:START-END... CODE.s...`` prints, as JSON, the loops of the functions on these lines.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from perfrules.specialists.assembly import Frame, Routine, read
from perfrules.specialists.specialist import Unreadable

MOST = 6
"""Loops that are looked at."""
_TIMEOUT = 120.0
_LINES = re.compile(r"(?P<file>.+):(?P<start>\d+)-(?P<end>\d+)")


@dataclass(frozen=True, slots=True)
class Rounds:
    """A loop in the model."""

    file: str
    line: int
    cycles: float
    """Of a round, when nothing misses a cache."""
    units: float
    """Cycles of a round if no instruction waited for another's result: what the processor's units need."""
    processor: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A function in source."""

    file: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.file}:{self.start}-{self.end}"

    def __contains__(self, frame: object) -> bool:
        return isinstance(frame, Frame) and frame.file == self.file and self.start <= frame.line <= self.end


def parsed(text: str) -> list[Rounds]:
    """What the program has printed; raises :class:`~perfrules.specialists.specialist.Unreadable`."""
    try:
        return [Rounds(**each) for each in json.loads(text)]
    except (ValueError, TypeError):
        raise Unreadable("the model of the loops is no JSON of loops") from None


def regions(routines: Iterable[Routine], wanted: Sequence[Lines]) -> Iterator[tuple[Frame, str]]:
    """The innermost loops of functions that call nothing: a place of each, and its assembly."""
    for routine in routines:
        for loop in routine.innermost:
            inside = [each for block in loop for each in block.instructions]
            frames = [
                frame for each in inside for frame in each.frames if any(frame in lines for lines in wanted)
            ]
            if frames and not any(each.calls for each in inside):
                text = "".join(f"\t{each.op}\t{each.args}\n" for each in inside)
                yield min(frames, key=lambda frame: frame.line), text


def modelled(output: str, places: Sequence[Frame]) -> list[Rounds]:
    """What ``llvm-mca --json`` says about loops; raises
    :class:`~perfrules.specialists.specialist.Unreadable`."""
    try:
        data: Any = json.loads(output)
        processor = str(data["TargetInfo"]["CPUName"])
        found = [region["SummaryView"] for region in data["CodeRegions"]]
        return [
            Rounds(
                at.file,
                at.line,
                round(each["TotalCycles"] / each["Iterations"], 1),
                round(float(each["BlockRThroughput"]), 1),
                processor,
            )
            for at, each in zip(places, found, strict=True)
        ]
    except (ValueError, TypeError, KeyError, ZeroDivisionError):
        raise Unreadable("llvm-mca did not tell what it should of each loop") from None


def _main(program: str, *rest: str) -> int:
    wanted = [
        Lines(lines["file"], int(lines["start"]), int(lines["end"]))
        for each in rest
        if (lines := _LINES.fullmatch(each))
    ]
    found: list[Rounds] = []
    try:
        for code in (each for each in rest if each.endswith(".s")):
            if loops := list(regions(read(Path(code)), wanted))[:MOST]:
                found = _ask(program, loops)
                break
    except (Unreadable, OSError, subprocess.SubprocessError) as error:  # the assembly tells enough without
        print(error, file=sys.stderr)
    json.dump([asdict(each) for each in found], sys.stdout)
    return 0


def _ask(program: str, loops: Sequence[tuple[Frame, str]]) -> list[Rounds]:
    text = "".join(
        f"# LLVM-MCA-BEGIN {at}\n{loop}# LLVM-MCA-END {at}\n" for at, (_, loop) in enumerate(loops)
    )
    done = subprocess.run(
        [program, "--json"], input=text, capture_output=True, text=True, timeout=_TIMEOUT, check=False
    )
    if done.returncode != 0:
        raise Unreadable(f"llvm-mca: {(done.stderr.strip().splitlines() or ['it failed'])[0]}")
    return modelled(done.stdout, [at for at, _ in loops])


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
