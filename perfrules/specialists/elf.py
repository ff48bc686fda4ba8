"""How large a program's machine code is."""

from __future__ import annotations

import struct
from pathlib import Path

from perfrules.specialists.specialist import Unreadable

_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SECTION = struct.Struct("<IIQQQQIIQQ")
_RUNS = 0x4
"""The flag of sections that hold instructions."""


def code_size(path: Path) -> int:
    """Bytes of instructions in an ELF file of 64 bits; of another kind of program, the whole file's.

    Raises :class:`~perfrules.specialists.specialist.Unreadable`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from None
    if data[:6] != b"\x7fELF\x02\x01":
        return len(data)
    try:
        header = _HEADER.unpack_from(data)
        start, size, number = header[6], header[11], header[12]
        sections = [_SECTION.unpack_from(data, start + at * size) for at in range(number)]
    except struct.error:
        raise Unreadable(f"{path.name}: the ELF file is cut off") from None
    return sum(section[5] for section in sections if section[2] & _RUNS)
