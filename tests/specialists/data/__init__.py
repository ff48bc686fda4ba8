"""Recorded outputs of tools; README.md tells where they come from."""

from pathlib import Path

DATA = Path(__file__).parent
