"""Names and paths: constants, constructors, functions as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer import places
from perfrules.index.infer.generics import CAPITALS, generic_names, instantiate, unify
from perfrules.index.infer.iteration import likes, required
from perfrules.index.infer.methods import impl_arguments
from perfrules.index.knowledge import KnownType, Signature
from perfrules.index.project import FunctionRef, TypeRef
from perfrules.index.types import UNIT, UNKNOWN, Type, strip_generics, substitute

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

PRIMITIVES = frozenset("u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char str".split())


@dataclass(frozen=True, slots=True)
class Path:
    """A path in an expression."""

    text: str
    """Without generic arguments and space."""
    name: str
    """Its last segment."""
    owner: Type
    """The type before the last segment; unknown for a module or nothing."""

    @classmethod
    def of(cls, inference: Inference, node: Node) -> Path:
        """The path that an identifier or a scoped identifier spells."""
        raw = inference.syntax.text(node)
        text = strip_generics(raw)
        prefix = raw[: -len(text.rpartition("::")[2])].rstrip().removesuffix("::") if "::" in raw else ""
        owner = UNKNOWN
        head = strip_generics(prefix).rpartition("::")[2]
        if prefix.startswith("<") or head[:1].isupper() or (prefix in PRIMITIVES and prefix):
            owner = inference.read_type(
                prefix[1:-1] if prefix.startswith("<") and " as " not in prefix else prefix
            )
            if prefix.startswith("<") and " as " in prefix:
                owner = inference.read_type(prefix[1:].partition(" as ")[0])
        return cls(text, text.rpartition("::")[2], owner)

    def is_local(self, inference: Inference, node: Node) -> bool:
        """Whether it names a variable."""
        return "::" not in self.text and inference.scope.binding(self.text, node.start_byte) is not None

    def callee(self, inference: Inference) -> FunctionRef | Signature | None:
        """The function or associated function that it names."""
        if not self.owner.known:
            return inference.names.function(self.text) if not self.text.startswith("::") else None
        bounds = inference.bounds(self.owner)
        if bounds is not None:
            found = (_of_type(inference, bound, self.name) for bound in bounds)
            return next((one for one in found if one is not None), None)
        found_there = _of_type(inference, self.owner, self.name)
        if found_there is None and self.owner.name in PRIMITIVES:  # `use std::str; str::from_utf8(…)`
            return inference.names.function(self.text)
        return found_there

    def names(self, inference: Inference, callee: FunctionRef | Signature) -> dict[str, Type]:
        """What ``Self`` and the owner's parameters stand for."""
        if not self.owner.known:
            return {}
        if isinstance(callee, FunctionRef):
            meaning = inference.find(self.owner)
            if isinstance(meaning, TypeRef) and meaning.item.kind == "trait":
                return {}
            owner = self.owner
            if isinstance(meaning, TypeRef) and meaning.item.parameters and not owner.args:
                return {}
            return impl_arguments(inference, callee, owner)
        known = inference.known(self.owner)
        if known is None:
            return {"Self": self.owner}
        if known.is_trait:
            return {}
        names = dict(zip(known.parameters, self.owner.args, strict=False))
        pattern = tuple(map(Type, required(known, len(self.owner.args))))
        return {**names, "Self": Type(self.owner.name, pattern or self.owner.args, self.owner.path)}

    def library_variant(self, inference: Inference, given: list[Type]) -> Type | None:
        """The type of ``Some(x)``, ``Ok(x)``, ``Poll::Ready(x)`` …; None for anything else."""
        first = given[0] if given else UNKNOWN
        last = self.text.rpartition("::")[2]
        if self.owner.known and inference.known(self.owner) is None:
            return None
        if not self.owner.known and inference.names.variant(self.text) is not None:
            return None
        match last:
            case "Some":
                return Type("Option", (first,), "std::option::Option")
            case "Ok":
                return Type("Result", (first, UNKNOWN), "std::result::Result")
            case "Err":
                return Type("Result", (UNKNOWN, first), "std::result::Result")
            case "Ready" if self.owner.name == "Poll":
                return Type("Poll", (first,), self.owner.path)
            case "Borrowed" if self.owner.name == "Cow":
                return Type("Cow", (first.peeled(),), self.owner.path)
            case "Owned" if self.owner.name == "Cow":
                return Type("Cow", (UNKNOWN,), self.owner.path)
        if not self.owner.known and last[:1].isupper():
            known = inference.names.type(last, self.text if "::" in self.text else "")
            if isinstance(known, KnownType) and not known.is_trait:
                return Type(last, (first,) if known.parameters else (), known.path)
        if self.owner.known and last[:1].isupper():
            return Type(self.owner.name, self.owner.args, self.owner.path)
        return None

    def constructed(self, inference: Inference) -> TypeRef | None:
        """The project's type that it constructs, as a tuple struct or a variant."""
        if not self.name[:1].isupper():
            return None
        return places.named_type(inference, self.text)


def _of_type(inference: Inference, owner: Type, name: str) -> FunctionRef | Signature | None:
    """An associated function of a type, or a method called by path."""
    ref = inference.project.method_of(owner, name, inference.unit)
    if ref is not None:
        return ref
    meaning = inference.names.find(owner)
    if isinstance(meaning, KnownType):
        for _, known in likes(inference, owner):
            found = known.function(name) or known.method(name)
            if found is not None:
                return found
    elif meaning is None and name == "default":
        return inference.project.knowledge.traits["Default"].function(name)
    elif isinstance(meaning, TypeRef):
        for trait in ("Default", "FromStr", "From", "TryFrom"):
            found = inference.project.knowledge.traits[trait].function(name)
            if found is not None:
                return found
    return None


def constructed_by(inference: Inference, path: Path, of: TypeRef, given: list[Node]) -> Type:
    """The type of ``Struct(…)`` or ``Enum::Variant(…)``: its parameters by the values given."""
    if path.owner.known and path.owner.name == of.item.name and path.owner.args:
        return path.owner
    own = inference.own.get("Self", UNKNOWN)
    if path.text.partition("::")[0] == "Self" and own.known:
        return own
    variant = next((v for v in of.item.variants if v.name == path.name), None)
    members = variant.fields if variant is not None else of.item.fields
    wanted = [member.type for member in members]
    return with_arguments(inference, of, dict(zip(wanted, given, strict=False)))


def with_arguments(inference: Inference, of: TypeRef, given: dict[str, Node]) -> Type:
    """A generic type with its arguments bound by values, each with its declared type as text."""
    names: dict[str, Type] = {}
    if of.item.parameters:
        generics = frozenset(of.item.parameters)
        there = inference.project.names(of.unit, of.start)
        for declared, node in given.items():
            unify(inference, there.read(declared, generics), inference.type_of(node), generics, names)
    return Type(of.item.name, tuple(names.get(name, UNKNOWN) for name in of.item.parameters), of.path)


def name(inference: Inference, node: Node) -> Type:
    """The type of a plain name: a variable, a constant, a unit struct or variant, a function."""
    text = inference.syntax.text(node)
    binding = inference.scope.binding(text, node.start_byte)
    if binding is not None:
        return inference.binding_type(binding)
    return path(inference, node)


def path(inference: Inference, node: Node) -> Type:
    """The type of a path as a value."""
    of = Path.of(inference, node)
    if of.name == "None" and (not of.owner.known or of.owner.name == "Option"):
        return Type("Option", (UNKNOWN,), "std::option::Option")
    if of.name[:1].isupper():
        constant = _constant(inference, of)
        if constant.known:
            return constant
        constructed = of.constructed(inference)
        if constructed is not None:
            return _constructor(inference, of, constructed)
        if not of.owner.known:
            unit = inference.names.type(of.name, of.text if "::" in of.text else "")
            if isinstance(unit, KnownType) and not unit.is_trait:
                return Type(unit.name, (UNKNOWN,) * len(unit.parameters), unit.path)
        known = inference.known(of.owner) if of.owner.known else None
        if known is not None and known.clone == "copy" and not known.parameters and not of.name.isupper():
            return of.owner
        return UNKNOWN
    return function_value(inference, of, [])


def _constructor(inference: Inference, of: Path, item: TypeRef) -> Type:
    """A unit struct or variant, or the function that a tuple struct or tuple variant is."""
    variant = next((v for v in item.item.variants if v.name == of.name), None)
    members = variant.fields if variant is not None else item.item.fields
    made = constructed_by(inference, of, item, [])
    if not any(member.name == "0" for member in members):
        return made
    return Type("fn", (*places.fields(inference, of.text, made).values(), made))


def _constant(inference: Inference, of: Path) -> Type:
    if of.owner.name in PRIMITIVES and of.name in (
        "MAX",
        "MIN",
        "EPSILON",
        "INFINITY",
        "NEG_INFINITY",
        "NAN",
    ):
        return of.owner
    if of.owner.name in PRIMITIVES and of.name == "BITS":
        return Type("u32")
    if of.owner.known:
        meaning = inference.names.find(of.owner)
        if isinstance(meaning, KnownType):  # `Duration::ZERO`, `NonZero::<u32>::MIN`
            return of.owner if meaning.clone == "copy" and of.name in ("MIN", "MAX", "ZERO") else UNKNOWN
        for ref in inference.project.constants.get(of.name, ()):
            impl = ref.unit.impl_at(ref.item.start)
            if impl is not None and meaning is not None:
                there = inference.project.names(ref.unit, ref.start)
                generics = frozenset(meaning.item.parameters)
                own = there.read(impl.self_type, generics)
                if own.path == meaning.path:
                    return instantiate(inference, there.read(ref.item.type, generics), {"Self": of.owner})
        return UNKNOWN
    if of.text.startswith(("std::f64::consts::", "core::f64::consts::", "f64::consts::")):
        return Type("f64")
    found = inference.names.constant(of.text)
    if found is None:
        return UNKNOWN
    return inference.project.names(found.unit, found.start).read(found.item.type)


def function_value(inference: Inference, of: Path, passed: list[Type]) -> Type:
    """The type of a function named as a value, given the types that it will be called with."""
    callee = of.callee(inference)
    if callee is None:
        return UNKNOWN
    names = of.names(inference, callee)
    if isinstance(callee, FunctionRef):
        there = inference.project.names(callee.unit, callee.start)
        generics = generic_names(callee)
        wanted = [there.read(p.type, generics) for p in callee.function.parameters if p.name != "self"]
        if len(wanted) < len(callee.function.parameters):
            wanted.insert(0, Type("Self"))
        text = callee.function.return_type
        returns = there.read(text, generics) if text else UNIT
        if "Self" not in names and callee.function.self_type not in (None, callee.function.trait):
            names["Self"] = there.read(callee.function.self_type or "", generics)
        variables: frozenset[str] = generics
        if callee.function.is_async:
            returns = Type("Future", (returns,), "std::future::Future")
        for want, actual in zip(wanted, passed, strict=False):
            unify(inference, want, actual, variables, names)
        parts = [instantiate(inference, part, names, variables) for part in (*wanted, returns)]
        return Type("fn", tuple(parts))
    own = names.pop("Self", None)
    if callee.receiver and passed:
        own = passed[0].peeled()
        known = inference.known(own)
        if known is not None:
            names.update(zip(known.parameters, own.args, strict=False))
    returns = substitute(callee.returns, {"Self": own}) if own is not None else callee.returns
    given = passed[1:] if callee.receiver else passed
    for want, actual in zip(callee.parameters, given, strict=False):
        unify(inference, want, actual, CAPITALS, names)
    arity = len(callee.parameters) + bool(callee.receiver)
    return Type("fn", (*[UNKNOWN] * arity, instantiate(inference, returns, names, CAPITALS)))
