"""``python -m perfrules``."""

from perfrules.cli.main import main

main()
