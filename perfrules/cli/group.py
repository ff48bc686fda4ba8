"""Groups of commands that suggest the nearest name, and tell what is wrong in one line."""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from perfrules.suggest import hint

USAGE, INTERRUPTED = 2, 130


class Group(click.Group):
    """For an unknown command, the nearest is suggested."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name."""
        names = self.list_commands(ctx)
        if args[0] not in names:
            ctx.fail(f"no command `{args[0]}`{hint(args[0], names)}")
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """Imports a command when it is asked for; ``commands_at`` gives its place as ``module:attribute``."""

    def __init__(self, *args: Any, commands_at: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order they are declared."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in self.commands_at:
            return None
        module, _, attribute = self.commands_at[name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


def run(command: click.Command, args: Sequence[str] | None, prog_name: str) -> NoReturn:
    """Run and exit: 2 and one line on standard error for a wrong call, 130 for an interrupt.

    Without the search for garbage in cycles: a scan makes millions of objects that live to its end and next
    to no cycles, so that the search takes a fifth of its time and frees nothing that could be measured. The
    interpreter would search once more on its way out: what is frozen by then it leaves alone.
    """
    gc.disable()
    atexit.register(gc.freeze)
    try:
        status = command.main(args, prog_name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        fail(error.format_message())
    except click.Abort:
        sys.exit(INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


class Choice(click.Choice[str]):
    """One of some words; for any other, the nearest is suggested."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself."""
        if value not in self.choices:
            self.fail(
                f"`{value}` is not one of {', '.join(self.choices)}{hint(value, self.choices)}", param, ctx
            )
        return str(value)


class OutputPath(click.Path):
    """A file to be written; that it cannot be is said before the work is done, not after."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Its path."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if (reason := _why_not_written(path)) is not None:
            fail(f"cannot write {path}: {os.strerror(reason)}")
        return path


def _why_not_written(path: Path) -> int | None:
    if path.is_dir():
        return errno.EISDIR
    if not path.exists() and not path.parent.is_dir():
        return errno.ENOENT
    return None if os.access(path if path.exists() else path.parent, os.W_OK) else errno.EACCES


def fail(message: str) -> NoReturn:
    """Say what is wrong with the call in one line, and exit with status 2."""
    click.echo(f"perfrules: error: {' '.join(message.split())}", err=True)
    sys.exit(USAGE)
