"""Runs a command that does not outlive the one who asked for it.

Started as a program: ``python supervisor.py COMMAND...``. Whoever starts it holds the other end of standard
input open. When that is closed, by intention or because its holder was killed, everything that the command
has started is killed, too. Python's standard library alone, for it is started often.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys

NOT_STARTED = 127
"""The exit status for a command that could not be started, as shells have it."""


def main(command: list[str]) -> int:
    """The command's exit status; that of a signal as 128 + its number."""
    ended = _told_of_children()
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return NOT_STARTED
    while process.poll() is None:
        ready, _, _ = select.select([0, ended], [], [])
        if 0 in ready and not os.read(0, 1):
            break
        if ended in ready:
            os.read(ended, 512)
    # Also after a regular end: what it left in the background would disturb what comes next.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    return 128 - status if status < 0 else status


def _told_of_children() -> int:
    """A file descriptor that has something to read when a child has ended."""
    ended, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
