"""Calls: what is called, what its arguments tell, and what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer import methods, paths
from perfrules.index.infer.expected import expected_type
from perfrules.index.infer.generics import (
    CAPITALS,
    fill,
    generic_names,
    has_hole,
    instantiate,
    is_open,
    unify,
)
from perfrules.index.infer.nodes import arguments, called
from perfrules.index.infer.parameters import bind, parameter_types
from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef
from perfrules.index.types import UNIT, UNKNOWN, Type, substitute

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

__all__ = ["arguments", "call", "callee", "expected_type"]

_SAME_ON_ALL = frozenset({"clone", "to_owned", "into_iter"})
_INDEXED = frozenset({"get", "get_mut", "get_unchecked", "get_unchecked_mut"})
"""Methods of slices that give a part, not an element, for a range."""
_COLLECTIONS = frozenset(
    "Vec HashSet BTreeSet VecDeque Box SmallVec FxHashSet BinaryHeap LinkedList IndexSet Rc Arc".split()
)
_MAPS = frozenset("HashMap BTreeMap IndexMap FxHashMap AHashMap".split())


def callee(inference: Inference, node: Node) -> FunctionRef | Signature | None:
    """What a call expression calls."""
    function = called(node)
    if function is None:
        return None
    if function.type == "field_expression":
        found = inference.method(node)
        return found.callee if found is not None else None
    if function.type == "try_expression":
        return inference.names.macro(_macro_path(inference, function))
    if function.type in ("identifier", "scoped_identifier"):
        path = paths.Path.of(inference, function)
        if path.is_local(inference, function):
            return None
        return path.callee(inference)
    return None


def call(inference: Inference, node: Node) -> Type:
    """The type of a call expression."""
    function = called(node)
    if function is None:
        return UNKNOWN
    if function.type == "field_expression":
        return _method_call(inference, node)
    if function.type == "try_expression":
        return _macro(inference, node, function)
    if function.type in ("identifier", "scoped_identifier"):
        path = paths.Path.of(inference, function)
        if not path.is_local(inference, function):
            return _path_call(inference, node, path)
    of = inference.type_of(function).peeled()
    bounds = of.args if of.name in ("impl", "dyn", "Box") else inference.bounds(of)
    of = next((bound for bound in bounds or () if bound.name == "fn"), of)
    return of.args[-1] if of.name == "fn" and of.args else UNKNOWN


def _method_call(inference: Inference, node: Node) -> Type:
    found = inference.method(node)
    if found is None:
        return UNKNOWN
    if isinstance(found.callee, FunctionRef):
        return returned(inference, found.callee, dict(found.names), node, is_method=True)
    name = found.callee.name
    if name in _SAME_ON_ALL and found.universal:
        return methods.cloned(inference, found.on, name)
    names = dict(found.names)
    if name == "into_iter" and found.callee.receiver == "self":
        lent = _items_lent(inference, node)
        if lent is not None:
            return Type(found.callee.returns.name, (lent,), found.callee.returns.path)
    if name in _INDEXED and found.on.name == "[]" and _is_range(inference, arguments(node)[:1]):
        names["T"] = found.on
    return _library_result(inference, found.callee, names, node, is_method=True)


def _items_lent(inference: Inference, node: Node) -> Type | None:
    """The item of ``value.into_iter()`` where the value is a reference: those that it refers to, lent."""
    function = called(node)
    value = function.child_by_field_name("value") if function is not None else None
    of = inference.type_of(value) if value is not None else UNKNOWN
    return inference.item_type(of) if of.is_reference else None


def _is_range(inference: Inference, given: list[Node]) -> bool:
    return any(inference.type_of(node).name.startswith("Range") for node in given)


def _path_call(inference: Inference, node: Node, path: paths.Path) -> Type:
    given = arguments(node)
    built = path.library_variant(inference, [inference.type_of(child) for child in given])
    if built is not None:
        return built
    constructed = path.constructed(inference)
    if constructed is not None:
        return paths.constructed_by(inference, path, constructed, given)
    of = path.callee(inference)
    if of is None:
        return _cloned_by_path(inference, path, given)
    names = path.names(inference, of)
    if isinstance(of, FunctionRef):
        return returned(inference, of, names, node, is_method=False)
    if of.receiver and given:  # Trait::method(value)
        names.setdefault("Self", inference.type_of(given[0]).peeled())
        names.setdefault("Item", inference.item_type(inference.type_of(given[0])))
    return _library_result(inference, of, names, node, is_method=False)


def _cloned_by_path(inference: Inference, path: paths.Path, given: list[Node]) -> Type:
    """``Arc::clone(&shared)``, where nothing but a derive or a library gives the type its ``clone``."""
    if path.name != "clone" or not path.owner.known or len(given) != 1:
        return UNKNOWN
    of = methods.cloned(inference, inference.type_of(given[0]), "clone")
    return of if of.name == path.owner.name else UNKNOWN


def returned(
    inference: Inference, ref: FunctionRef, names: dict[str, Type], node: Node, *, is_method: bool
) -> Type:
    """What a call of a project's function gives."""
    function = ref.function
    generics = generic_names(ref)
    there = inference.project.names(ref.unit, ref.start)
    of = there.read(function.return_type, generics) if function.return_type else UNIT
    if "Self" not in names and function.self_type is not None:
        in_trait = function.self_type == function.trait
        of = substitute(of, {"Self": UNKNOWN if in_trait else there.read(function.self_type, generics)})
    explicit = _turbofish(node)
    own = [name for name in methods.own_generics(ref) if name]
    names.update(
        (name, inference.read_type(inference.syntax.text(given)))
        for name, given in zip(own, explicit, strict=False)
    )
    if is_open(of, generics, names):
        wanted = parameter_types(inference, ref, is_method=is_method)
        bind(inference, wanted, arguments(node), generics, names)
    result = instantiate(inference, of, names, generics)
    if has_hole(result) and not function.is_async:
        result = fill(result, expected_type(inference, node))
    return Type("Future", (result,), "std::future::Future") if function.is_async else result


def _library_result(
    inference: Inference, signature: Signature, names: dict[str, Type], node: Node, *, is_method: bool
) -> Type:
    returns = signature.returns
    if not is_method:  # `Vec::new()`: Self is `Vec<T>`, T to be bound; of a trait's function it is open
        returns = substitute(returns, {"Self": names.pop("Self", UNKNOWN)})
    bind(
        inference,
        parameter_types(inference, signature, is_method=is_method),
        arguments(node),
        CAPITALS,
        names,
    )
    if _mentions(returns, "turbofish") and "turbofish" not in names:
        names["turbofish"] = _chosen(inference, node, returns, names)
    result = instantiate(inference, returns, names, CAPITALS)
    is_free = not is_method and not result.known and returns == UNKNOWN
    open_result = has_hole(result) and (result.known or is_free)
    return fill(result, expected_type(inference, node)) if open_result else result


def _chosen(inference: Inference, node: Node, returns: Type, names: dict[str, Type]) -> Type:
    """What the caller chose: by a turbofish, or by what the surroundings expect."""
    explicit = _turbofish(node)
    if explicit:
        of = inference.read_type(inference.syntax.text(explicit[-1]))
    else:
        found: dict[str, Type] = {}
        unify(inference, returns, expected_type(inference, node), ("turbofish",), found)
        of = found.get("turbofish", UNKNOWN)
        if not of.known and returns.name == "Result":
            of = _expected_unwrapped(inference, node)
    return _collected(inference, of, names.get("Item", UNKNOWN))


def _expected_unwrapped(inference: Inference, node: Node) -> Type:
    """What is expected of ``node?`` or ``node.unwrap()``."""
    parent = inference.syntax.parent(node)
    if parent is not None and parent.type == "field_expression":
        name = inference.syntax.text(parent).rpartition(".")[2].strip()
        outer = inference.syntax.parent(parent)
        if (
            name in ("unwrap", "expect", "unwrap_or_default", "unwrap_or", "unwrap_or_else")
            and outer is not None
        ):
            return expected_type(inference, outer)
    if parent is not None and parent.type == "try_expression":
        return expected_type(inference, parent)
    return UNKNOWN


def _collected(inference: Inference, of: Type, item: Type) -> Type:
    """``Vec<_>`` with the item type of the iterator that is collected into it."""
    if not item.known or not has_hole(of):
        return of
    known = inference.known(of)
    parameters = len(known.parameters) if known is not None else 0
    if of.name in _MAPS and item.name == "()" and len(item.args) == 2:
        return fill(Type(of.name, (*of.args, UNKNOWN, UNKNOWN)[:2], of.path), Type(of.name, item.args))
    if of.name in _COLLECTIONS and parameters:
        inner = Type("[]", (item,)) if of.name in ("Box", "Rc", "Arc") else item
        return fill(Type(of.name, (*of.args, UNKNOWN)[:1], of.path), Type(of.name, (inner,)))
    if of.name in ("Result", "Option") and item.name == of.name and of.args and item.args:
        return fill(
            Type(of.name, (_collected(inference, of.args[0], item.args[0]), *of.args[1:]), of.path), item
        )
    return of


def _turbofish(node: Node) -> list[Node]:
    """The type arguments written at a call; lifetimes left out."""
    function = node.child_by_field_name("function")
    given = function.child_by_field_name("type_arguments") if function is not None else None
    return [child for child in given.named_children if child.type != "lifetime"] if given is not None else []


def _macro_path(inference: Inference, function: Node) -> str:
    return (
        "".join(inference.syntax.text(function.named_children[0]).split()) if function.named_children else ""
    )


def _macro(inference: Inference, node: Node, function: Node) -> Type:
    path = _macro_path(inference, function)
    signature = inference.names.macro(path)
    if signature is None:
        return UNKNOWN
    given = arguments(node)
    if signature.name == "vec":
        element = inference.type_of(given[0]) if given else UNKNOWN
        own = Type("Vec", (element,), "std::vec::Vec")
        return fill(own, expected_type(inference, node)) if has_hole(own) else own
    return _library_result(inference, signature, {}, node, is_method=False)


def opaque_macro(inference: Inference, node: Node) -> Type:
    """The type of a macro call whose arguments were not understood as expressions."""
    name = node.child_by_field_name("macro")
    signature = inference.names.macro(inference.syntax.text(name)) if name is not None else None
    return instantiate(inference, signature.returns, {}, CAPITALS) if signature is not None else UNKNOWN


def _mentions(of: Type, name: str) -> bool:
    return of.name == name or any(_mentions(arg, name) for arg in of.args)
