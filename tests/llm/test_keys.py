"""Where keys come from, and where they go."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from perfrules.llm.keys import key_for
from perfrules.model.report import Report
from perfrules.report import RenderOptions, render
from tests.llm.crate import CONFIRMED, address, judge, make
from tests.llm.server import Reply, serving

SECRET = "sk-kept-where-it-belongs"


class Memory(KeyringBackend):
    """A keyring of one's own, or one that fails."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, kept: dict[tuple[str, str], str], failure: Exception | None = None) -> None:
        super().__init__()
        self.kept, self.failure = kept, failure
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        if self.failure is not None:
            raise self.failure
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def _without_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "PERFRULES_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def kept(provider: str = "openai", key: str = SECRET) -> Memory:
    ring = Memory({("perfrules", provider): key})
    keyring.set_keyring(ring)
    return ring


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = kept()
    monkeypatch.setenv("OPENAI_API_KEY", "of-the-environment")
    assert key_for("openai", None) == "of-the-environment"
    assert not ring.asked
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert key_for("openai", None) == SECRET
    assert key_for("anthropic", None) is None
    assert ring.asked == [("perfrules", "openai"), ("perfrules", "anthropic")]


def test_an_address_of_ones_own_gets_no_key_of_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = kept()
    assert key_for("openai", "http://127.0.0.1:1") is None
    monkeypatch.setenv("PERFRULES_API_KEY", "for-it")
    assert key_for("openai", "http://127.0.0.1:1") == "for-it"
    assert not ring.asked


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_key_of_a_keyring_is_sent_and_is_nowhere_else(
    provider: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept(provider)
    caplog.set_level(logging.DEBUG)
    with serving([Reply(CONFIRMED)]) as server:
        # where the provider itself is, as its library reads it
        monkeypatch.setenv(f"{provider.upper()}_BASE_URL", address(server, provider))
        report = judge(make(tmp_path), provider=provider, timeout=20.0)
        (headers,) = server.headers
    assert [value.removeprefix("Bearer ") for value in headers.values()].count(SECRET) == 1
    assert [finding.ambiguous for finding in report.findings] == [None]
    shown = [render(report, word, RenderOptions(verbose=True)) for word in ("text", "json", "sarif")]
    files = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert SECRET not in "".join([*shown, *files, *capfd.readouterr(), caplog.text])


def no_key(report: Report) -> bool:
    (finding,) = report.active
    said = [note.message for note in report.diagnostics]
    why = "no key: OPENAI_API_KEY is not set, and no keyring has one for openai"
    return bool(finding.ambiguous) and said == [f"1 of 1 open questions not decided: {why}"]


@pytest.mark.parametrize(
    "ring",
    [
        Memory({}),
        Memory({("perfrules", "openai"): ""}),
        Memory({}, KeyringLocked("locked")),
        Memory({}, RuntimeError("no bus")),
        keyring.backends.fail.Keyring(),
    ],
    ids=["empty", "empty-key", "locked", "broken", "no-backend"],
)
def test_a_keyring_without_a_key_or_broken_is_no_key(ring: KeyringBackend, tmp_path: Path) -> None:
    keyring.set_keyring(ring)
    assert no_key(judge(make(tmp_path), timeout=20.0))


def test_no_keyring_package_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert no_key(judge(make(tmp_path), timeout=20.0))
