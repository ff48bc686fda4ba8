"""Keys: from the environment, else from a keyring. They go into requests and nowhere else."""

from __future__ import annotations

import os

SERVICE = "perfrules"
"""In the keyring; the user is the provider's name."""


def key_for(provider: str, url: str | None) -> str | None:
    """The key for a provider's service; None where there is none.

    An address of one's own gets a key only from PERFRULES_API_KEY, never that of another service.
    """
    if url:
        return os.environ.get("PERFRULES_API_KEY") or None
    return os.environ.get(variable(provider)) or _kept(provider)


def variable(provider: str) -> str:
    """The environment variable of a provider's key."""
    return f"{provider.upper()}_API_KEY"


def _kept(provider: str) -> str | None:
    try:
        import keyring

        return keyring.get_password(SERVICE, provider) or None
    except Exception:  # no such package, no backend, a locked one: each raises errors of its own
        return None
