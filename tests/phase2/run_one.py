"""A run of phase 2 in a process of its own, for tests that kill it: ``run_one.py CRATE PLACE [ID]``.

Specialists do nothing, but for the one that PLACE names, whose command writes its process's number into the
file ``hangs`` beside the crate and hangs. PLACE may be ``check``: then a check hangs, the first time; or
``gate``: then heap-profile proposes asm-forge, and a person is asked. With ID, that run is gone on with.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import perfrules.specialists.specialist as specialist
from perfrules.cli.phase2 import Wish, begin, go_on
from perfrules.model.conclusion import Conclusion, Evidence, Status
from perfrules.pipeline.checks import CHECKS
from perfrules.pipeline.plan import Plan
from perfrules.report.options import RenderOptions
from tests.phase2.yard import Fake, figures, make_step


def main(crate: Path, place: str, run: str | None) -> int:
    """The exit status."""
    checks = CHECKS
    hangs = crate.parent / "hangs"
    stuck = f"sleep 600 & echo $! > {hangs}.part; mv {hangs}.part {hangs}; wait"
    hang = ("sh", "-c", stuck)
    fakes = {"heap-profile": Fake(), "asm-forge": Fake()}
    fakes["bench-compare"] = Fake(Conclusion(Status.MEASURED, "faster"), alone=True, read=_faster)
    if place in fakes:
        fakes[place].argv = hang
    if place == "check":
        # The plan is kept for the next time, when it does not hang.
        checks = (
            shlex.join(("sh", "-c", f"[ -e {hangs}.was ] || {{ touch {hangs}.was; {stuck}; }}")),
            *CHECKS,
        )
    specialist.module_of = fakes.__getitem__
    fix = ("src/lib.rs", "    1\n", "    3 - 2\n")
    steps = (make_step(1, "heap-profile"), make_step(2, fix=fix, root=crate))
    if place == "gate":
        proposal = Conclusion(Status.DIAGNOSED, "allocates", specialist="asm-forge", reason="a ready fix")
        fakes["heap-profile"] = Fake(proposal)
    wish = Wish(RenderOptions(), "text", None, place == "gate", True, False, False, False)
    return go_on(run, wish) if run is not None else begin(Plan("1", crate, steps, checks), wish)


def _faster(*_: object) -> Evidence:
    return figures(**{"instructions before": 2.0, "instructions after": 1.0})


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None))
