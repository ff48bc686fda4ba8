"""What methods and operators of the standard library make of values that are known."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

from perfrules.analysts.benchmarks.source.name import Name
from perfrules.analysts.benchmarks.source.values import Value

LONGEST = 256
"""Lists are followed up to this length; longer ones are not known."""

_SAME = frozenset(
    "to_string to_owned into as_str as_ref as_mut clone copied cloned iter iter_mut into_iter by_ref borrow "
    "as_bytes as_slice as_mut_slice to_vec into_string into_boxed_slice collect unwrap".split()
)
"""Methods whose result shows like their receiver."""

_OPERATORS: Mapping[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.floordiv,
    "%": operator.mod,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
}
_INTEGER_METHODS: Mapping[str, Callable[[int, int], int]] = {"pow": operator.pow, "min": min, "max": max}


def operation(sign: str, left: Value, right: Value) -> Value:
    """A binary operator's result."""
    if isinstance(left, (str, Name)) and sign == "+":
        return Name.of(left, right if isinstance(right, (str, Name)) else None)
    if type(left) is not int or type(right) is not int or sign not in _OPERATORS:
        return None
    if (sign in "/%" and right <= 0) or left < 0 or (sign in ("<<", ">>") and not 0 <= right < 128):
        return None
    return _OPERATORS[sign](left, right)


def numbers(start: Value, end: Value, *, inclusive: bool) -> Value:
    """The numbers of a range."""
    if type(start) is not int or type(end) is not int or end - start > LONGEST:
        return None
    return list(range(start, end + inclusive))


def method(receiver: Value, name: str, arguments: Sequence[Value]) -> Value:
    """What a method without a closure returns; None where that is not known."""
    if name in _SAME:
        return receiver
    first = arguments[0] if arguments else None
    if isinstance(receiver, str):
        return _of_text(receiver, name, arguments)
    if isinstance(receiver, list):
        return _of_list(receiver, name, first)
    if type(receiver) is int and type(first) is int and name in _INTEGER_METHODS and 0 <= first < 128:
        return _INTEGER_METHODS[name](receiver, first)
    return None


def _of_text(text: str, name: str, arguments: Sequence[Value]) -> Value:
    if name == "len":
        return len(text.encode())
    if name in ("trim", "to_lowercase", "to_uppercase", "to_ascii_lowercase", "to_ascii_uppercase"):
        return {"trim": str.strip}.get(name, str.lower if name.endswith("lowercase") else str.upper)(text)
    if name == "replace" and len(arguments) == 2 and all(isinstance(one, str) for one in arguments):
        return text.replace(arguments[0], arguments[1])
    if name == "repeat" and arguments and type(arguments[0]) is int:
        return text * arguments[0] if len(text) * arguments[0] <= 10_000 else None
    return None


def _of_list(items: list[Value], name: str, first: Value) -> Value:
    if name == "len":
        return len(items)
    if name == "enumerate":
        return [[at, item] for at, item in enumerate(items)]
    if name == "rev":
        return items[::-1]
    if name in ("zip", "chain") and isinstance(first, list):
        return items + first if name == "chain" else [list(pair) for pair in zip(items, first, strict=False)]
    if name in ("take", "skip", "step_by") and type(first) is int and (first > 0 or name != "step_by"):
        return {"take": items[:first], "skip": items[first:], "step_by": items[:: first or 1]}[name]
    if name in ("first", "last", "next") and items:
        return items[-1 if name == "last" else 0]
    return None
