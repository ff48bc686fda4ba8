"""Kinds of places in code: test code, error paths, start-up, code that runs once …

``cold-path`` stands for the places whose cost is not run time that anybody waits for.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.hotness.error_text import builds_error_text, only_errors_call
from perfrules.hotness.once import runs_once
from perfrules.hotness.services import sets_up
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.source import Role

_ROLES = {
    "test": Role.TEST,
    "bench": Role.BENCH,
    "example": Role.EXAMPLE,
    "build-script": Role.BUILD_SCRIPT,
    "library": Role.LIBRARY,
    "binary": Role.BINARY,
}
COLD = frozenset({"error-path", "drop", "formatting", "debug-log", "cold", "once", "const", "proc-macro"})
PLACES = (*_ROLES, *sorted(COLD), "cold-path", "start-up", "main", "async", "waiting", "unsafe")
"""All words for places."""

_START_UP = re.compile(
    r"^(?:main|init|initialize|setup|configure|bootstrap|usage|help"
    r"|(?:parse|read|load)_(?:args|cli|config|settings|options)|load_config\w*"
    r"|init_\w+|setup_\w+|build_(?:cli|app|parser)|cli|app|args|configure_\w+|register_\w+)$"
)
_CONFIGURATION = frozenset({"config", "configuration", "settings", "cli", "args", "opts"})
"""Modules that read configuration and arguments."""
_FROM_CONFIGURATION = re.compile(r"(?:^|_)(?:from|load|parse|read)_(?:config|settings|args|env)$")
_MACROS = re.compile(r"derive|macro|codegen")
_ERROR_METHODS = frozenset(
    """map_err ok_or_else ok_or unwrap_or_else or_else expect expect_err context with_context wrap_err
    wrap_err_with unwrap_or_default inspect_err err_context change_context""".split()
)
"""Methods whose arguments are mostly about failure. ``unwrap_or_else`` counts for its closure."""
_CONTEXT = re.compile(r"^with_\w*context$")
"""A project's own ``with_context``."""
_ERROR_MACROS = frozenset(
    """panic unreachable unimplemented todo bail ensure anyhow eyre debug_assert debug_assert_eq
    debug_assert_ne error warn whatever format_err err throw compile_error""".split()
)
_ERROR_MACRO = re.compile(r"^(?:bail|ensure)_\w+$|_(?:bail|errs?|errors?)$")
"""A project's own: ``bail_parse_error``, ``internal_err``."""
_REPORTS = re.compile(r"^(?:(?:add|emit|push|report|log|send|record)_(?:\w+_)?)?errors?$")
"""Functions that are given what went wrong: ``add_compile_error``, ``self.error``."""
_FAILED = re.compile(
    r"(?:(?:\w+::)*Ready\(|Some\(|Ok\()*(?:(?:Result::)?Err\(|Some\((?:ref )?(?:\w+_)?err(?:or)?\))"
)
"""Patterns that take what went wrong: ``Poll::Ready(Err(e))``, ``Some(last_err)``."""
_LET_FAILED = re.compile(rf"let {_FAILED.pattern}")
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
_ERROR_NAME = re.compile(r"(?:^|_)(?:err|error|errors|fail|failed|failure|panic|warn|warning|abort)(?:_|$)")
_ERROR_TYPE = re.compile(r"\b\w*(?:Error|Err|Diagnostic|Failure|Exception)\b")
_ERROR_VARIANT = re.compile(r"(?:^|::)(?:Err|\w*Error(?:Kind)?)(?:::|\b)")
_FORMATTER = re.compile(r"\bFormatter(?:<'_>)?$")
_ERROR_MODULES = frozenset({"error", "errors"})
_COLD_ATTRIBUTE = re.compile(r"^cold$")
_REPEATS = frozenset({"for_expression", "while_expression", "loop_expression"})
_BUILDING, _BUILDER = re.compile(r"^(?:try_)?(?:build|install|register)$"), re.compile(r"Builder(?:<|$)")
_BINDING, _SERVER = re.compile(r"^(?:bind|listen)(?:_\w+)?$"), re.compile(r"(?:Server|Builder)(?:<|$)")
_FORMATTING = re.compile(r"^(?:(?:\w+::)*)(?:Debug|Display|LowerHex|UpperHex|Pointer|Binary)$")


def in_place(project: Project, unit: FileUnit, node: Node, place: str) -> bool:
    """Whether a node stands in a place of :data:`PLACES`."""
    key = (place, node.id)
    known = unit.places.get(key)
    if known is None:
        known = unit.places[key] = _in_place(project, unit, node, place)
    return known


def _in_place(project: Project, unit: FileUnit, node: Node, place: str) -> bool:
    match place:
        case "test":
            return unit.in_test(node.start_byte)
        case "bench" | "example" | "build-script" | "library" | "binary":
            return unit.file.role is _ROLES[place]
        case "cold-path":
            return _cold(project, unit, node)
        case "proc-macro":
            return is_proc_macro(unit)
        case "main":
            function = unit.function_at(node.start_byte)
            return function is not None and function.name == "main" and function.self_type is None
        case "start-up":
            return _starts_up(project, unit, node)
        case "async":
            return is_async(unit, node)
        case "waiting":
            return waits(unit, node)
        case "unsafe":
            return _unsafe(unit, node)
        case "drop" | "formatting" | "cold":
            return _function_place(project, unit, unit.function_at(node.start_byte)) == place
        case "error-path":
            return place in _around(unit, node) or _builds_error_text(project, unit, node)
        case _:
            return place in _around(unit, node)


def _builds_error_text(project: Project, unit: FileUnit, node: Node) -> bool:
    def fails(use: Node) -> bool:
        return "error-path" in _around(unit, use)

    return builds_error_text(project, unit, node, fails) or only_errors_call(project, unit, node, fails)


def _cold(project: Project, unit: FileUnit, node: Node) -> bool:
    return (
        is_proc_macro(unit)
        or not _ERROR_MODULES.isdisjoint(unit.module.split("::"))
        or _function_place(project, unit, unit.function_at(node.start_byte)) is not None
        or bool(_around(unit, node))
        or _builds_error_text(project, unit, node)
    )


def is_proc_macro(unit: FileUnit) -> bool:
    """Whether the file runs inside the compiler: a crate of macros that builds on ``syn`` and ``quote``."""
    crate = unit.file.crate
    return crate is not None and {"syn", "quote"} <= crate.dependencies and bool(_MACROS.search(crate.name))


def _function_place(project: Project, unit: FileUnit, function: Function | None) -> str | None:
    """``drop``, ``formatting`` or ``cold`` for what the whole function is."""
    while function is not None:
        trait = (function.trait or "").split("<")[0]
        if trait.rpartition("::")[2] == "Drop":
            return "drop"
        if function.name == "fmt" and _FORMATTING.match(trait):
            return "formatting"
        if any(_FORMATTER.search(parameter.type) for parameter in function.parameters):
            return "formatting"
        if any(_COLD_ATTRIBUTE.match(text) for text in function.attributes):
            return "cold"
        if _ERROR_NAME.search(function.name) or _returns_error(function):
            return "cold"
        if dict(function.tags).get("tier", "").upper() == "COLD":
            return "cold"
        function = unit.facts.functions[function.parent] if function.parent is not None else None
    return None


def _returns_error(function: Function) -> bool:
    """Whether a function makes an error: its result is one, or it belongs to one."""
    result = function.return_type
    plain = not result.startswith(("Result", "Option", "io::Result", "impl")) and "<" not in result
    own = (function.self_type or "").split("<")[0].strip()
    return (plain and bool(_ERROR_TYPE.search(result))) or own.endswith(("Error", "ErrorKind", "Diagnostic"))


def _around(unit: FileUnit, node: Node) -> set[str]:
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
            name in _ERROR_MACROS
            or _ERROR_MACRO.search(name)
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
    return bool(
        re.match(
            r"(?:return\s+)?(?:(?:Some\()?Err\(|(?:\w+::)*(?:bail\w*|\w+_err(?:or)?)!)|panic!|unreachable!|todo!"
            r"|(?:std::)?process::(?:exit|abort)|abort\(",
            last,
        )
    )


def _starts_up(project: Project, unit: FileUnit, node: Node) -> bool:
    """Code that runs once when a program starts.

    In ``main`` and what only it leads to, and where a builder makes what it was set up for, outside loops;
    and what reads configuration and arguments, makes services or binds servers, with their loops, which have
    few rounds.
    """
    function = unit.function_at(node.start_byte)
    if function is not None and (
        _FROM_CONFIGURATION.search(function.name)
        or not _CONFIGURATION.isdisjoint(unit.module.split("::"))
        or (_BINDING.match(function.name) and _SERVER.search(function.self_type or ""))
        or sets_up(FunctionRef(unit, function))
    ):
        return True
    loops = unit.loop_candidates(node.start_byte)
    if function is None or any(loop.kind != "maybe-closure" for loop in loops):
        return False
    if function.self_type is None and _START_UP.match(function.name):
        return True
    if _BUILDING.match(function.name) and _BUILDER.search(function.self_type or ""):
        return True
    return runs_once(project, FunctionRef(unit, function))


def is_async(unit: FileUnit, node: Node) -> bool:
    """Whether the nearest body around a node is asynchronous."""
    function = unit.function_at(node.start_byte)
    if function is not None and unit.syntax.source.find(b"async", function.start, function.end) < 0:
        return False  # asked of every call, and quicker than a look around
    for around in unit.syntax.ancestors(node):
        if around.type == "async_block":
            return True
        if around.type == "closure_expression":
            return around.children[0].type == "async" if around.children else False
        if around.type == "function_item":
            return function is not None and function.is_async
    return False


def waits(unit: FileUnit, node: Node) -> bool:
    """Whether the asynchronous code around a node waits for something each time the node runs: its nearest
    loop holds an ``.await``, or outside loops its body does."""
    if not is_async(unit, node):
        return False
    for around in unit.syntax.ancestors(node):
        if around.type in _REPEATS or around.type in ("async_block", "function_item"):
            return b".await" in unit.syntax.source[around.start_byte : around.end_byte]
    return False


def _unsafe(unit: FileUnit, node: Node) -> bool:
    if any(around.type == "unsafe_block" for around in unit.syntax.ancestors(node)):
        return True
    function = unit.function_at(node.start_byte)
    return function is not None and function.is_unsafe
