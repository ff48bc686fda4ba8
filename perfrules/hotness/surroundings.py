"""What stands around a place: errors, logs, code that runs once, constants."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index.project import FileUnit

_ERROR_METHODS = frozenset(
    """map_err ok_or_else ok_or unwrap_or_else or_else expect expect_err context with_context wrap_err
    wrap_err_with unwrap_or_default inspect_err err_context change_context""".split()
)
"""Methods whose arguments are mostly about failure. ``unwrap_or_else`` counts for its closure."""
_CONTEXT = re.compile(r"^with_\w*context$")
"""A project's own ``with_context``."""
_FAILING_MACRO = re.compile(
    r"(?:panic|unreachable|unimplemented|todo|bail|throw|whatever|compile_error|bail_\w+|\w+_(?:bail|errs?|errors?))$"
)
"""Macros that leave with an error, a project's own, too: ``bail_parse_error``, ``internal_err``."""
_ERROR_MACRO = re.compile(
    rf"{_FAILING_MACRO.pattern}|(?:ensure|ensure_\w+|anyhow|eyre|format_err|err|error|warn"
    r"|debug_assert|debug_assert_eq|debug_assert_ne)$"
)
"""Macros whose arguments are about failure."""
_REPORTS = re.compile(r"^(?:(?:add|emit|push|report|log|send|record)_(?:\w+_)?)?errors?$")
"""Functions that are given what went wrong: ``add_compile_error``, ``self.error``."""
_FAILED = re.compile(
    r"(?:(?:\w+::)*Ready\(|Some\(|Ok\()*(?:(?:Result::)?Err\(|Some\((?:ref )?(?:\w+_)?err(?:or)?\))"
)
"""Patterns that take what went wrong: ``Poll::Ready(Err(e))``, ``Some(last_err)``."""
_LET_FAILED = re.compile(rf"let {_FAILED.pattern}")
_LAST_FAILS = re.compile(r"(?:return\s+)?(?:Some\()?Err\(|(?:std::)?process::(?:exit|abort)|abort\(")
_LAST_MACRO = re.compile(r"(?:return\s+)?(?:\w+::)*(\w+)!")
"""How a block ends that leads to failure."""
_CHECKED = {"assert": 1, "assert_eq": 2, "assert_ne": 2}
"""Macros, and how many of their arguments are evaluated each time; the rest is for the message."""
_DEBUG_MACROS = frozenset({"debug", "trace", "dbg", "debug_span", "trace_span", "eprintln", "eprint"})
_DEBUGGING = re.compile(
    r"(?:^|[^!\w.])(?:\w+\.)*(?:DEBUG\w*|VERBOSE|(?:(?:is|generate|emit)_)?debug(?:_info\w*|_mode)?|verbose|print_\w+)\b(?!::)"
    r"|(?:^|[^!\w])cfg!\s*\(debug_assertions\)"
    r"|^let (?:Ok|Some)\(.*\benv::var(?:_os)?\(|\benv::var(?:_os)?\([^)]*\)\.is_(?:ok|some)\("
)
"""Conditions of what is only done on request: for debugging, or where the environment has a variable."""
_ONCE_CALLS = frozenset(
    {"get_or_init", "get_or_try_init", "call_once", "get_or_insert_with", "LazyLock::new", "Lazy::new",
     "OnceLock::new", "LazyCell::new", "OnceCell::new", "from_fn_once", "get_or_init_with"}
)  # fmt: skip
_UNSET = re.compile(r"^(\S+)\.get\(\)\.is_none\(\)$")
"""The question whether a ``OnceCell`` or ``OnceLock`` is still empty."""
_ONCE_MACROS = frozenset({"lazy_static", "thread_local"})
_ERROR_VARIANT = re.compile(r"(?:^|::)(?:Err|\w*Error(?:Kind)?)(?:::|\b)")


def surroundings(unit: FileUnit, node: Node) -> set[str]:
    """``error-path``, ``debug-log``, ``once`` and ``const``, by what stands around the node."""
    found: set[str] = set()
    child = argument = node
    for around in unit.syntax.ancestors(node):
        kind = around.type
        if kind in ("function_item",):
            break
        if kind == "arguments":
            child, argument = around, child
            continue
        if kind == "call_expression":
            _add_call(unit, around, child, argument, found)
        elif kind == "return_expression" or kind == "match_arm" or kind == "block":
            if _fails(unit, around, child):
                found.add("error-path")
        elif kind == "if_expression" and child == around.child_by_field_name("consequence"):
            found.update(_under_condition(unit, around))
        elif kind in ("const_item", "static_item", "const_block"):
            found.add("const")
        elif kind == "struct_expression":
            name = around.child_by_field_name("name")
            if name is not None and _ERROR_VARIANT.search(unit.syntax.text(name)):
                found.add("error-path")
        child = around
    if not found:
        found |= _in_block_macro(unit, node)
    return found


def _under_condition(unit: FileUnit, branch: Node) -> set[str]:
    """``error-path``, ``debug-log`` and ``once``, where the condition of an ``if`` says so."""
    condition = branch.child_by_field_name("condition")
    text = unit.syntax.text(condition) if condition is not None else ""
    found = {"error-path"} if _LET_FAILED.match(text) else set()
    if _DEBUGGING.search(text):
        found.add("debug-log")
    unset = _UNSET.match(text)
    if unset is not None and f"{unset[1]}.set(" in unit.syntax.text(branch):
        found.add("once")
    return found


def _in_block_macro(unit: FileUnit, node: Node) -> set[str]:
    for around in unit.syntax.ancestors(node):
        block = unit.syntax.blocks.get(around.start_byte) if around.type == "block" else None
        if block is not None and block.path.rpartition("::")[2] in _ONCE_MACROS:
            return {"once"}
    return set()


def _add_call(unit: FileUnit, call: Node, child: Node, argument: Node, found: set[str]) -> None:
    if child.type != "arguments":
        return
    function = call.child_by_field_name("function")
    if function is None:
        return
    if function.type == "try_expression" and function.named_children:
        name = unit.syntax.text(function.named_children[0]).rpartition("::")[2]
        if (
            _ERROR_MACRO.match(name)
            or argument in child.named_children[_CHECKED.get(name, len(child.named_children)) :]
        ):
            found.add("error-path")
        elif name in _DEBUG_MACROS:
            found.add("debug-log")
        elif name in _ONCE_MACROS:
            found.add("once")
        return
    if function.type == "field_expression":
        field = function.child_by_field_name("field")
        name = unit.syntax.text(field) if field is not None else ""
        if (name in _ERROR_METHODS or _CONTEXT.match(name) or _REPORTS.match(name)) and (
            name != "unwrap_or_else" or _only_fails(unit, child)
        ):
            found.add("error-path")
        elif name in _ONCE_CALLS:
            found.add("once")
        return
    path = unit.syntax.text(function)
    if "::".join(path.split("::")[-2:]) in _ONCE_CALLS:
        found.add("once")
    elif _REPORTS.match(path.rpartition("::")[2]) or (
        _ERROR_VARIANT.search(path) and path.rpartition("::")[2] not in ("from_str",)
    ):
        found.add("error-path")


def _only_fails(unit: FileUnit, arguments: Node) -> bool:
    """Whether the closure among the arguments takes an error or ends the process."""
    text = unit.syntax.text(arguments)
    return bool(re.search(r"\|\s*_?e(?:rr(?:or)?)?\s*\||panic!|exit\(|unreachable!|abort\(", text))


def _fails(unit: FileUnit, node: Node, child: Node) -> bool:
    """Whether a return, an arm or a block leads to failure."""
    if node.type == "return_expression":
        value = node.named_children[0] if node.named_children else None
        return value is not None and unit.syntax.text(value).startswith(("Err(", "Some(Err("))
    if node.type == "match_arm":
        pattern = node.child_by_field_name("pattern")
        text = unit.syntax.text(pattern).strip() if pattern is not None else ""
        return child.type != "match_pattern" and _FAILED.match(text) is not None
    # A block of a branch that ends in failure is on the way to it, a function's own body is not.
    statements = [c for c in node.named_children if c.type not in ("line_comment", "block_comment")]
    if not statements:
        return False
    parent = unit.syntax.parent(node)
    if parent is None or parent.type in (
        "function_item",
        "for_expression",
        "while_expression",
        "loop_expression",
        "closure_expression",
        "async_block",
    ):
        return False
    last = unit.syntax.text(statements[-1]).lstrip()
    macro = _LAST_MACRO.match(last)
    return _LAST_FAILS.match(last) is not None or (
        macro is not None and _FAILING_MACRO.match(macro[1]) is not None
    )
