"""Specialists that do as a test says."""

from __future__ import annotations

import pytest

from tests.phase2.yard import Fake

Fakes = dict[str, Fake]


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Fakes:
    """What stands in for specialists, by their names; those that a test does not name find nothing."""
    found: Fakes = {}
    monkeypatch.setattr(
        "perfrules.specialists.specialist.module_of", lambda name: found.setdefault(name, Fake())
    )
    return found
