"""Reads the assembly that rustc writes with ``-Zverbose-asm``: whose instructions, and in which loops.

LLVM comments its assembly: each ``.loc`` with the call stack of what was inlined, blocks with the loops that
they are in, memory accesses that spill a register. x86-64 in AT&T's syntax, and AArch64.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perfrules.specialists.command import text as text_of
from perfrules.specialists.specialist import Unreadable

_FILE = re.compile(r'\t\.file\t\d+ "(?P<folder>[^"]*)" "(?P<name>[^"]*)"')
_SYMBOL = re.compile(r'(?!\.?L)"?(?P<name>[^\s":#]+)"?:')
_BLOCK = re.compile(r"(?P<label>\.?LBB\d+_\d+):")
_UNNAMED = re.compile(r"\s*(?:#|//|;) ?%bb\.\d+:")
_COMMENT = re.compile(r"\s+(?:#|//|;)(?: +|=|$)")
_HEADER = re.compile(r"=>\s*This (?P<inner>Inner )?Loop Header: Depth=\d+")
_INSIDE = re.compile(r"in Loop: Header=(?P<header>BB\d+_\d+)")
_FRAME = re.compile(r"(?P<file>[^\[\]]*?):(?P<line>\d+)(?::\d+)?")
_TARGET = re.compile(r"\.?LBB\d+_\d+")
_CALLEE = re.compile(r'\*?"?(?P<name>[A-Za-z_$][^\s"@(,]*)"?(?:@\w+)?(?:\(%rip\))?')
_FAR = re.compile(r":got_lo12:(?P<name>[^\]\s]+)\]")
"""On AArch64, the address of a function that is called next."""
_CALL = re.compile(r"callq?|blr?")
_LEAVE = re.compile(r"callq?|jmpq?|bl?")
_BRANCH = re.compile(r"j\w+|b|b\.\w+|cbn?z|tbn?z")
_PACKED = re.compile(
    r"v?p(?:add|sub|mul|madd|max|min|and|or|xor|cmp|abs|avg|sad|shuf|sll|srl|sra|unpck|blend)\w*"
    r"|v?(?:add|sub|mul|div|max|min|sqrt|f\w+)p[sd]"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A place in source."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, and where it comes from."""

    op: str
    args: str
    frames: tuple[Frame, ...]
    """Innermost first: what was inlined, into what. Empty where the compiler does not tell."""
    spills: bool = False
    """It moves a register to the stack, or back, for want of registers."""

    @property
    def callee(self) -> str | None:
        """The symbol that is called, or jumped to for good; None if only a run tells which."""
        if far := _FAR.search(self.args):
            return far["name"]
        if not _LEAVE.fullmatch(self.op) or _TARGET.fullmatch(self.args):
            return None
        found = _CALLEE.fullmatch(self.args)
        return found["name"] if found else None

    @property
    def calls(self) -> bool:
        """It calls something and comes back."""
        return _CALL.fullmatch(self.op) is not None

    @property
    def divides(self) -> bool:
        """It divides integers."""
        scalar = re.fullmatch(r"i?div[bwlq]?|[us]div", self.op) is not None
        return scalar and not re.search(r"\bv\d+\.", self.args)

    @property
    def packed(self) -> bool:
        """It computes with several values at once."""
        if re.search(r"\bv\d+\.\d+[bhsd]\b", self.args):
            return not self.op.startswith(("movi", "dup", "ld", "st"))
        operands = re.findall(r"%[xyz]mm\d+", self.args)
        several = len(set(operands)) > 1 or (bool(operands) and "(" in self.args)  # not just made zero
        return several and _PACKED.fullmatch(self.op) is not None

    @property
    def loads(self) -> bool:
        """It reads memory that is not the stack's."""
        if re.search(r"\[(?!sp\b)", self.args):
            return self.op.startswith("ld")
        source = re.search(r"\((?!%rsp|%rip|%rbp\))[^)]*\)(?P<rest>,)?", self.args)
        if source is None or self.op.startswith("lea"):
            return False
        return source["rest"] is not None or "cmp" in self.op


@dataclass(slots=True)
class Block:
    """Instructions that run one after another."""

    label: str
    """As in ``BB3_1``; empty if nothing jumps there."""
    header: str | None = None
    """The first block of the innermost loop that it is in."""
    inner: bool = False
    """It heads a loop that has none inside."""
    instructions: list[Instruction] = field(default_factory=list)


@dataclass(slots=True)
class Routine:
    """The machine code of one function."""

    symbol: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def instructions(self) -> Iterator[Instruction]:
        """All, in their order."""
        return (each for block in self.blocks for each in block.instructions)

    @property
    def home(self) -> Frame | None:
        """A place in the function itself, not in what was inlined."""
        return next((each.frames[-1] for each in self.instructions if each.frames), None)

    @property
    def innermost(self) -> Iterator[list[Block]]:
        """The blocks of each loop that has no loop inside."""
        for head in self.blocks:
            if head.inner:
                yield [block for block in self.blocks if block.header == head.label]

    def repeats(self, block: Block) -> bool:
        """It is in a loop, or is where a loop is left for: such as the call of a panic."""
        return block.header is not None or any(
            before.header is not None and block.label and block.label in _jumps(before)
            for before in self.blocks
        )


def read(path: Path) -> list[Routine]:
    """The functions of a file; raises :class:`~perfrules.specialists.specialist.Unreadable`."""
    lines = text_of(path).splitlines()
    folders = {found["name"]: found["folder"] for line in lines if (found := _FILE.match(line))}
    routines = list(_routines(lines, folders, path.name))
    if not routines:
        raise Unreadable(f"{path.name}: no function in it")
    return routines


def _routines(lines: Iterable[str], folders: Mapping[str, str], name: str) -> Iterator[Routine]:
    symbol, routine = "", None
    frames: tuple[Frame, ...] = ()
    known: dict[str, tuple[Frame, ...]] = {}
    for line in lines:
        if found := _SYMBOL.match(line):
            symbol, frames = found["name"], ()
        elif line.startswith("\t.loc\t"):
            told = _COMMENT.split(line, maxsplit=1)[1:]
            frames = known.setdefault(told[0], _frames(told[0], folders)) if told else ()
        elif line.startswith("\t.cfi_startproc"):
            routine = Routine(symbol, [Block("")])
        elif line.startswith("\t.cfi_endproc") and routine is not None:
            yield routine
            routine = None
        elif routine is not None:
            _add(line, routine, frames)
    if routine is not None:
        raise Unreadable(f"{name}: it ends in the middle of `{routine.symbol}`")


def _add(line: str, routine: Routine, frames: tuple[Frame, ...]) -> None:
    named = _BLOCK.match(line)
    if named is not None or _UNNAMED.match(line):
        routine.blocks.append(Block(_plain(named["label"]) if named else ""))
    block = routine.blocks[-1]
    words, *comment = _COMMENT.split(line, maxsplit=1)
    said = line[len(words) :]
    if not block.instructions:
        if header := _HEADER.search(said):
            block.header, block.inner = block.label, header["inner"] is not None
        elif inside := _INSIDE.search(said):
            block.header = block.header or inside["header"]
    if not words.startswith("\t") or words.startswith(("\t.", "\t#", "\t//")):
        return
    op, _, args = words.strip().partition("\t")
    if op:
        spills = bool(comment) and comment[0].rstrip().endswith(("Spill", "Reload"))
        block.instructions.append(Instruction(op, args.strip(), frames, spills))


def _frames(said: str, folders: Mapping[str, str]) -> tuple[Frame, ...]:
    """A call stack as in ``core/a.rs:7:9 @[ src/b.rs:3:5 ]``; places of line 0 are none."""
    found = [_FRAME.fullmatch(part.strip(" ]")) for part in said.split("@[")]
    return tuple(
        Frame(f"{folders[each['file']]}/{each['file']}" if each["file"] in folders else each["file"], line)
        for each in found
        if each is not None and each["file"] and (line := int(each["line"]))
    )


def _jumps(block: Block) -> set[str]:
    return {
        _plain(label)
        for each in block.instructions
        if _BRANCH.fullmatch(each.op)
        for label in _TARGET.findall(each.args)
    }


def _plain(label: str) -> str:
    return label.lstrip(".")[1:] if label.lstrip(".").startswith("LBB") else label
