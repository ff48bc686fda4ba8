"""Functions whose result depends on their arguments alone, and whether working it out takes long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from perfrules.index import flow
from perfrules.index.derived import once_per_project
from perfrules.index.effects import call_node
from perfrules.index.facts import Call
from perfrules.index.infer import Inference, inference_at
from perfrules.index.knowledge import Signature
from perfrules.index.loops import is_loop
from perfrules.index.project import FunctionRef, Project

DEEPEST = 4
_EFFECTS = frozenset(
    {"io", "blocks", "locks", "random", "clock", "logs", "queries", "spawns-task", "spawns-thread"}
)
_WORK = frozenset({"linear", "sorts", "parses", "serializes", "expensive", "allocates", "formats"})
_CHANGES = frozenset(
    """
    set replace take swap borrow_mut get_or_init store load lock try_lock fetch_add fetch_sub fetch_or
    fetch_and compare_exchange update as_ptr as_mut_ptr cast next recv send wake
    """.split()
)
"""Methods that change, or read what others may have changed, behind a shared reference."""
_PURE_MACROS = frozenset(
    """
    vec format matches assert assert_eq assert_ne debug_assert debug_assert_eq debug_assert_ne panic
    unreachable todo unimplemented concat stringify
    """.split()
)


class Purity(NamedTuple):
    """What calling a function does."""

    pure: bool
    """It changes nothing outside, and the same arguments give the same result."""
    works: bool
    """It loops, allocates, or calls something that goes through data."""


def purity(project: Project, ref: FunctionRef) -> Purity:
    """Whether a function of the project is pure, as far as all that it calls is known; else it is not."""
    return _judge(project).of(ref, DEEPEST)


class _Judge:
    """Remembers the functions asked about."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[tuple[str, int, int], Purity] = {}

    def of(self, ref: FunctionRef, depth: int) -> Purity:
        key = ref.unit.display, ref.function.index, depth
        known = self._known.get(key)
        if known is None:
            self._known[key] = Purity(pure=True, works=False)  # what calls itself is no less pure by that
            known = self._known[key] = self._judged(ref, depth)
        return known

    def _judged(self, ref: FunctionRef, depth: int) -> Purity:
        unit, function = ref
        inference = inference_at(self.project, unit, function.start)
        if (
            inference is None
            or depth == 0
            or function.body_start < 0
            or function.is_async
            or function.is_unsafe
            or not function.return_type
            or any("&mut" in "".join(p.type.split()) or "&mut" in p.name for p in function.parameters)
            or _touches_shared_state(ref)
        ):
            return Purity(pure=False, works=False)
        works = any(is_loop(self.project, unit, loop) for loop in unit.loops_of(function.index))
        for call in _calls(ref):
            found = self._call(inference, call, depth)
            if not found.pure:
                return found
            works = works or found.works
        return Purity(pure=True, works=works)

    def _call(self, inference: Inference, call: Call, depth: int) -> Purity:
        if call.kind == "macro":
            return Purity(call.name in _PURE_MACROS, call.name in ("vec", "format"))
        node = call_node(inference.unit, call)
        if node is None or (call.kind == "method" and call.name in _CHANGES):
            return Purity(pure=False, works=False)
        callee = inference.callee(node)
        if isinstance(callee, FunctionRef):
            return self.of(callee, depth - 1)
        if isinstance(callee, Signature):
            changes = callee.receiver == "&mut self" and not _of_own_variable(inference, call)
            return Purity(not callee.effects & _EFFECTS and not changes, bool(callee.effects & _WORK))
        constructs = call.kind == "path" and call.name[:1].isupper()
        return Purity(constructs, works=False)


def _of_own_variable(inference: Inference, call: Call) -> bool:
    """Whether what a method changes is a variable of the function itself, or a temporary."""
    node = call_node(inference.unit, call)
    binding = flow.binding_of(inference, node) if node is not None else None
    return binding is None or not inference.binding_type(binding).is_reference


def _touches_shared_state(ref: FunctionRef) -> bool:
    """Whether the body has code that may read or change more than its arguments."""
    source = ref.unit.syntax.source[ref.function.body_start : ref.function.end]
    return any(word in source for word in (b"unsafe", b"static ", b".await", b"asm!"))


def _calls(ref: FunctionRef) -> Iterator[Call]:
    calls = ref.unit.facts.calls
    at = bisect_left(calls, ref.function.start, key=lambda call: call.name_start)
    while at < len(calls) and calls[at].name_start < ref.function.end:
        yield calls[at]
        at += 1


@once_per_project
def _judge(project: Project) -> _Judge:
    return _Judge(project)
