"""How much work evaluating an expression is."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate

_LEAVES = frozenset(
    {"return_expression", "break_expression", "continue_expression", "await_expression", "yield_expression"}
)
"""What cannot move into a closure."""
_LOOPS = frozenset({"for_expression", "while_expression", "loop_expression"})
_KEYS = frozenset({"range_expression", "reference_expression"})
"""An index that is no number: of a slice, or a key to look up."""
_OPERATORS = frozenset(
    "unary_expression binary_expression parenthesized_expression reference_expression type_cast_expression "
    "tuple_expression array_expression".split()
)
_LITERALS = frozenset(
    "string_literal raw_string_literal char_literal integer_literal float_literal boolean_literal".split()
)
_LOOKS = frozenset({"len", "is_empty", "is_some", "is_none", "is_ok", "is_err"})
"""Methods that only look at a field."""
_CONSTANT = frozenset(
    {
        "new",
        "from_secs",
        "from_millis",
        "from_micros",
        "from_nanos",
        "max_value",
        "min_value",
        "size_of",
        "align_of",
        "null",
        "null_mut",
        "dangling",
        "from_secs_f32",
        "empty",
        "from_str_radix",
    }
)
"""Functions of std whose result the compiler computes if the arguments are constants."""
_CONSTANT_NEW = frozenset(
    "String Vec VecDeque BTreeMap BTreeSet BinaryHeap LinkedList Cell RefCell OnceCell OnceLock UnsafeCell "
    "Mutex RwLock Condvar Once Duration Bytes".split()
)
"""Types of libraries whose ``new`` does nothing at run time."""
_FREE_MACROS = frozenset(
    "matches concat stringify env option_env line column file module_path include_str include_bytes cfg "
    "addr_of addr_of_mut const_format_args".split()
)


@predicate("deferrable", primary="of", of=Param("capture", "match", doc="an expression"))
def deferrable(match: Match, of: str) -> bool:
    """Evaluating the expression does some work (a call that neither only looks nor has a constant result,
    a loop, slicing), and it could stand in a closure: no `return`, `break`, `?` or `.await`."""
    node = match.get(of)
    return node is not None and not _leaves(node) and _works(match, node)


@predicate("constant", primary="of", of=Param("capture", "match", doc="an expression"))
def constant(match: Match, of: str) -> bool:
    """The expression's value is fixed when it is compiled: literals, constants, and operators on such."""
    node = match.get(of)
    return node is not None and _is_constant(match, node)


def _leaves(node: Node) -> bool:
    """Whether evaluating the expression may leave it early."""
    if node.type in _LEAVES:
        return True
    if node.type == "closure_expression":
        return False
    return any(
        _leaves(child) for child in node.named_children if child.type not in ("async_block", "function_item")
    ) or (node.type == "try_expression" and not _is_macro_name(node))


def _is_macro_name(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and parent.type == "call_expression"
        and parent.child_by_field_name("function") == node
    )


def _works(match: Match, node: Node) -> bool:
    kind = node.type
    if kind in _LOOPS:
        return True
    if kind in ("closure_expression", "async_block", *_LITERALS):
        return False
    if kind == "call_expression":
        return _call_works(match, node)
    if kind == "index_expression" and any(child.type in _KEYS for child in node.named_children[1:]):
        return True
    if kind == "binary_expression" and match.inference is not None:
        left = node.child_by_field_name("left")
        of = match.inference.type_of(left).peeled() if left is not None else None
        if of is not None and of.name in ("String", "Vec", "PathBuf"):
            return True
    return any(_works(match, child) for child in node.named_children)


def _call_works(match: Match, call: Node) -> bool:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return True
    if function.type == "generic_function":
        function = function.child_by_field_name("function") or function
    inside = any(_works(match, child) for child in arguments.named_children)
    if function.type == "try_expression":
        name = match.unit.syntax.text(function.named_children[0]).rpartition("::")[2]
        return name not in _FREE_MACROS and not (name == "vec" and not arguments.named_child_count)
    if function.type == "field_expression":
        field, value = function.child_by_field_name("field"), function.child_by_field_name("value")
        name = match.unit.syntax.text(field) if field is not None else ""
        if name in _LOOKS or name.startswith("as_"):
            return inside or (value is not None and _works(match, value))
        callee = match.inference.callee(call) if match.inference is not None else None
        fixed = isinstance(callee, FunctionRef) and callee.function.is_const
        return not (
            fixed and value is not None and _is_constant(match, value) and _all_constant(match, arguments)
        )
    path = "".join(match.unit.syntax.text(function).split())
    owner, _, name = path.rpartition("::")
    callee = match.inference.callee(call) if match.inference is not None else None
    if name[:1].isupper() and not isinstance(callee, FunctionRef):
        return inside
    if not _all_constant(match, arguments):
        return True
    if isinstance(callee, FunctionRef):
        return not callee.function.is_const
    owner = owner.split("<", 1)[0].rstrip(":").rpartition("::")[2]
    if not isinstance(callee, Signature) or name not in _CONSTANT:
        return True
    return name == "new" and owner not in _CONSTANT_NEW and not owner.startswith("Atomic")


def _all_constant(match: Match, arguments: Node) -> bool:
    return all(_is_constant(match, child) for child in arguments.named_children)


def _is_constant(match: Match, node: Node) -> bool:
    if node.type in _LITERALS:
        return True
    if node.type in ("identifier", "scoped_identifier"):
        name = match.unit.syntax.text(node).rpartition("::")[2]
        return name.isupper() or (name[:1].isupper() and node.type == "scoped_identifier")
    if node.type in _OPERATORS:
        operands = [
            child
            for child in node.named_children
            if not child.type.endswith("_type") and child.type != "type_identifier"
        ]
        return all(_is_constant(match, child) for child in operands)
    return False
