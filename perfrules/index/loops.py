"""Which loops really are loops, and how many stand around a place."""

from __future__ import annotations

from bisect import bisect_left

from tree_sitter import Node

from perfrules.index.facts import Loop
from perfrules.index.infer import inference_at
from perfrules.index.project import FileUnit, Project


def is_loop(project: Project, unit: FileUnit, loop: Loop) -> bool:
    """Whether a loop of the index really is one: ``map`` on an Option is not, nor is a retry."""
    if loop.kind != "maybe-closure":
        return loop.kind != "loop" or not retries(unit, loop)
    node = iterated_node(unit, loop)
    inference = inference_at(project, unit, loop.start)
    if inference is None or node is None:
        return False
    return bool(inference.is_iterator(inference.type_of(node)))


def iterated_node(unit: FileUnit, loop: Loop) -> Node | None:
    """The expression that a loop goes over, or its condition."""
    if loop.iterated is None:
        return None
    node = unit.syntax.root.descendant_for_byte_range(*loop.iterated)
    while node is not None and node.end_byte < loop.iterated[1]:
        node = unit.syntax.parent(node)
    return node


LOOPS = frozenset({"for_expression", "while_expression", "loop_expression"})
"""Nodes of loops that are written as such: closures of iterator adapters are none."""


def leaves(unit: FileUnit, loop: Loop, offset: int) -> bool:
    """Whether code in a loop runs on the way out of it: in a block that ends in ``break`` or ``return``, or
    in what these hand out. It runs once for all iterations."""
    if loop.kind not in ("for", "while", "loop"):
        return False
    node = unit.syntax.root.descendant_for_byte_range(offset, offset + 1)
    left = False
    for around in unit.syntax.ancestors(node) if node is not None else ():
        if around.start_byte <= loop.body_start or around.type in ("closure_expression", "async_block"):
            return left
        if around.type == "return_expression" or (around.type == "block" and ends_in(around, "return")):
            return True
        if around.type == "break_expression" or (around.type == "block" and ends_in(around, "break")):
            left = True
        elif around.type in LOOPS:
            left = False
    return left


def ends_in(block: Node, word: str) -> bool:
    """Whether a block ends in ``return`` or ``break``, whatever these hand out."""
    last = last_of(block)
    return last is not None and last.type == f"{word}_expression"


def last_of(block: Node) -> Node | None:
    """The last expression of a block, be it a statement or the block's value."""
    statements = [child for child in block.named_children if not child.type.endswith("_comment")]
    last = statements[-1] if statements else None
    if last is not None and last.type == "expression_statement" and last.named_children:
        last = last.named_children[0]
    return last


def retries(unit: FileUnit, loop: Loop) -> bool:
    """Whether a ``loop`` goes round again only if what it tries has failed: it ends in a ``match`` that every
    arm but those of ``Err`` leaves, or in leaving if an atomic exchange succeeds."""
    body = unit.syntax.root.descendant_for_byte_range(loop.body_start, loop.end)
    last = last_of(body) if body is not None and body.type == "block" else None
    if last is None or last.type not in ("if_expression", "match_expression"):
        return False
    if last.type == "if_expression":
        condition = last.child_by_field_name("condition")
        return (
            condition is not None
            and "compare_exchange" in unit.syntax.text(condition)
            and _leaves_loop(last.child_by_field_name("consequence"))
        )
    arms = [arm for arm in last.named_children[-1].named_children if arm.type == "match_arm"]
    tried = [arm for arm in arms if not unit.syntax.text(arm).startswith("Err(")]
    return 0 < len(tried) < len(arms) and all(_leaves_loop(arm.child_by_field_name("value")) for arm in tried)


def _leaves_loop(node: Node | None) -> bool:
    return node is not None and (
        node.type in ("break_expression", "return_expression")
        or (node.type == "block" and (ends_in(node, "break") or ends_in(node, "return")))
    )


_WAITS = frozenset(
    """
    recv recv_timeout recv_deadline recv_async blocking_recv accept next_event read_event poll_event wait
    wait_timeout wait_while epoll_wait sleep park park_timeout changed notified tick select select_biased
    readline interact
    """.split()
)
"""What a loop calls that waits for an event, the next message or a user, each time around."""


def waits(unit: FileUnit, loop: Loop) -> bool:
    """Whether a loop waits for something to happen in each round: it goes round once an event, however much
    data there is."""
    if loop.kind not in ("while", "loop"):
        return False
    calls = unit.facts.calls
    at = bisect_left(calls, loop.start, key=lambda call: call.name_start)
    while at < len(calls) and calls[at].name_start < loop.end:
        if calls[at].name in _WAITS:
            return True
        at += 1
    return False


def loops_around(project: Project, unit: FileUnit, offset: int) -> list[Loop]:
    """The loops of the same function that repeat a place for all there is to do, innermost first: those that
    wait for events are left out."""
    return [
        loop
        for loop in unit.loop_candidates(offset)
        if is_loop(project, unit, loop) and not waits(unit, loop)
    ]
