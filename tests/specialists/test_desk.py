"""Commands of a specialist, one after another."""

import pytest

from perfrules.specialists.command import Command
from perfrules.specialists.specialist import CommandFailed
from tests.specialists.steps import make_desk


def test_a_failure_ends_the_work_unless_it_was_optional(tmp_path):
    def fails(name, *, optional):
        return Command(name, ("sh", "-c", "exit 3"), tmp_path, optional=optional)

    last = Command("last", ("true",), tmp_path)
    outcomes = make_desk().run([fails("more", optional=True), last], tmp_path / "out")
    assert {name: outcome.status for name, outcome in outcomes.items()} == {"more": 3, "last": 0}
    with pytest.raises(CommandFailed, match=r"needed failed \(status 3\)"):
        make_desk().run([fails("needed", optional=False), last], tmp_path / "out")
