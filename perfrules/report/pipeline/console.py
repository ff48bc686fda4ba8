"""What rich draws, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.report.options import RenderOptions

if TYPE_CHECKING:
    from rich.console import RenderableType


def drawn_lines(options: RenderOptions, *parts: RenderableType) -> list[str]:
    """The lines of parts drawn one below the other, without blanks at their ends; text gets only colour."""
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    console = Console(
        file=text,
        width=options.width,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in parts:
        console.print(part)
    return [line.rstrip() for line in text.getvalue().splitlines()]
