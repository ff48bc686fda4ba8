"""Types of expressions inside one function, as far as names and signatures tell.

Every answer is either right by construction or :data:`UNKNOWN`; nothing is guessed from the look of
a name. Answers are computed when asked for, once.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from perfrules.index.facts import Function
from perfrules.index.knowledge import KnownType, Signature
from perfrules.index.project import FileUnit, FunctionRef, Project, base_name
from perfrules.index.scope import Binding, Scope
from perfrules.index.types import NEVER, UNIT, UNKNOWN, Type, parse_type, reference, substitute, unify

def inference_at(project: Project, unit: FileUnit, offset: int) -> Inference | None:
    """The inference of the outermost function around a byte offset; None outside functions.

    Nested functions see nothing of the outer one, but rarely matter enough to be kept apart.
    """
    function = unit.function_at(offset)
    if function is None:
        return None
    known = unit.inferences.get(function.index)
    if known is None:
        node = unit.syntax.root.descendant_for_byte_range(function.start, function.end)
        while node is not None and node.type not in ("function_item", "function_signature_item"):
            around = unit.syntax.ancestors(node)
            node = around[0] if around else None
        if node is None:
            return None
        known = unit.inferences[function.index] = Inference(project, unit, function, node)
    return known


_MAX_DEPTH = 40
_SMART_POINTERS = frozenset({"Box", "Rc", "Arc", "Cow", "Ref", "RefMut", "MutexGuard", "RwLockReadGuard", "RwLockWriteGuard"})
_INTEGER = Type("{integer}")
_FLOAT = Type("{float}")
_STR = Type("&", (Type("str"),))
_BOOL = Type("bool")
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})


class Inference:
    """Types inside one function of one file."""

    def __init__(self, project: Project, unit: FileUnit, function: Function, node: Node) -> None:
        self.project = project
        self.unit = unit
        self.syntax = unit.syntax
        self.function = function
        self.scope = Scope(unit.syntax, node)
        self._types: dict[int, Type] = {}
        self._patterns: dict[int, dict[str, Type]] = {}
        self._depth = 0
        self._generics = _generic_bounds(function.generics)

    # -- entry points ----------------------------------------------------------------------

    def type_of(self, node: Node) -> Type:
        """The type of an expression, or :data:`UNKNOWN`."""
        key = node.id
        known = self._types.get(key)
        if known is not None:
            return known
        handler = _EXPRESSIONS.get(node.type)
        if handler is None or self._depth >= _MAX_DEPTH:
            return UNKNOWN
        self._types[key] = UNKNOWN  # an expression that needs its own type has none
        self._depth += 1
        try:
            found = self._types[key] = handler(self, node)
        finally:
            self._depth -= 1
        return found

    def binding_type(self, binding: Binding) -> Type:
        """The type that a binding's name has."""
        key = binding.pattern.id
        if key not in self._patterns:
            self._patterns[key] = {}
            types: dict[str, Type] = {}
            self._destructure(binding.pattern, self._source_type(binding), types)
            self._patterns[key] = types
        return self._patterns[key].get(binding.name, UNKNOWN)

    def read_type(self, text: str) -> Type:
        """A type as written in this function: ``Self`` and aliases resolved."""
        return self.resolve(parse_type(text))

    def resolve(self, of: Type, unit: FileUnit | None = None, self_type: str | None = None, depth: int = 0) -> Type:
        """``of`` with ``Self`` and type aliases replaced by what they stand for."""
        unit = unit or self.unit
        own = self_type if self_type is not None else self.function.self_type
        if of.name == "Self" and not of.path and own and own != "Self":
            return self.resolve(parse_type(own), unit, own, depth + 1) if depth < 4 else UNKNOWN
        if not of.path or of.name not in ("[;]",):
            ref = self.project.type_item(of.name, unit) if of.name[:1].isupper() else None
            if ref is not None and ref.item.kind == "alias" and depth < 4:
                inner = parse_type(ref.item.aliased)
                names = dict(zip(ref.item.parameters, of.args, strict=False))
                return self.resolve(substitute(inner, names), ref.unit, own, depth + 1)
        if not of.args:
            return of
        return Type(of.name, tuple(self.resolve(arg, unit, own, depth) for arg in of.args), of.path)

    # -- bindings --------------------------------------------------------------------------

    def _source_type(self, binding: Binding) -> Type:
        origin = binding.origin
        match binding.source:
            case "parameter":
                if origin.type == "self_parameter":
                    return self._self_type(self.syntax.text(origin))
                of = origin.child_by_field_name("type")
                return self.read_type(self.syntax.text(of)) if of is not None else UNKNOWN
            case "let":
                of, value = origin.child_by_field_name("type"), origin.child_by_field_name("value")
                declared = self.read_type(self.syntax.text(of)) if of is not None else UNKNOWN
                if value is not None and (not declared.known or _has_hole(declared)):
                    actual = self.type_of(value)
                    return _fill(declared, actual) if declared.known else actual
                if not declared.known and value is None:
                    return self._assigned_later(binding)
                return declared
            case "for":
                value = origin.child_by_field_name("value")
                return self.item_type(self.type_of(value)) if value is not None else UNKNOWN
            case "condition":
                value = origin.child_by_field_name("value")
                return self.type_of(value) if value is not None else UNKNOWN
            case "match":
                around = next((a for a in self.syntax.ancestors(origin) if a.type == "match_expression"), None)
                value = around.child_by_field_name("value") if around is not None else None
                return self.type_of(value) if value is not None else UNKNOWN
            case "closure":
                return self._closure_parameter(binding)

    def _self_type(self, text: str) -> Type:
        own = self.read_type("Self")
        if own.name == "Self":
            own = Type("Self")
        if text.startswith("&"):
            return Type("&mut" if "mut" in text.split("self")[0] else "&", (own,))
        if ":" in text:
            return self.read_type(text.split(":", 1)[1])
        return own

    def _assigned_later(self, binding: Binding) -> Type:
        """``let x; … x = value;``"""
        for use in self.scope.uses_of(binding):
            parent = self.syntax.parent(use)
            if parent is not None and parent.type == "assignment_expression":
                left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
                if left == use and right is not None:
                    return self.type_of(right)
        return UNKNOWN

    def _closure_parameter(self, binding: Binding) -> Type:
        of = binding.origin.child_by_field_name("type") if binding.origin.type == "parameter" else None
        if of is not None:
            return self.read_type(self.syntax.text(of))
        ancestors = self.syntax.ancestors(binding.origin)
        closure = next((a for a in ancestors if a.type == "closure_expression"), None)
        if closure is None:
            return UNKNOWN
        around = self.syntax.ancestors(closure)
        if len(around) < 2 or around[0].type != "arguments" or around[1].type != "call_expression":
            return UNKNOWN
        call = around[1]
        position = [child.id for child in around[0].named_children].index(closure.id)
        found = self.signature(call)
        if found is None:
            return UNKNOWN
        signature, names = found
        if position >= len(signature.parameters):
            return UNKNOWN
        wanted = signature.parameters[position]
        if wanted.name != "fn" or binding.position >= len(wanted.args) - 1:
            return UNKNOWN
        self._bind_arguments(signature, call, names, skip=position)
        return _only_bound(substitute(wanted.args[binding.position], names))

    def _destructure(self, pattern: Node, of: Type, into: dict[str, Type]) -> None:
        """Give every name of ``pattern`` its type, ``of`` being the whole's."""
        kind = pattern.type
        children = pattern.named_children
        if kind in ("identifier", "self_parameter", "shorthand_field_identifier"):
            into["self" if kind == "self_parameter" else self.syntax.text(pattern)] = of
            return
        if kind == "mut_pattern" and children:
            self._destructure(children[-1], of, into)
        elif kind == "ref_pattern" and children:
            self._destructure(children[-1], reference(of), into)
        elif kind == "reference_pattern" and children:
            self._destructure(children[-1], of.args[0] if of.is_reference and of.args else UNKNOWN, into)
        elif kind == "captured_pattern" and children:
            for child in children:
                self._destructure(child, of, into)
        elif kind in ("or_pattern", "match_pattern") and children:
            self._destructure(children[0], of, into)
        elif kind == "tuple_pattern":
            inner, wrap = _unwrapped(of)
            parts = inner.args if inner.name == "()" and len(inner.args) == len(children) else ()
            for at, child in enumerate(children):
                self._destructure(child, wrap(parts[at]) if at < len(parts) else UNKNOWN, into)
        elif kind == "slice_pattern":
            inner, wrap = _unwrapped(of)
            element = wrap(inner.args[0]) if inner.name in ("[]", "[;]", "Vec") and inner.args else UNKNOWN
            for child in children:
                whole = child.type == "captured_pattern"
                self._destructure(child, UNKNOWN if whole else element, into)
        elif kind == "tuple_struct_pattern":
            self._destructure_variant(pattern, of, into)
        elif kind == "struct_pattern":
            self._destructure_struct(pattern, of, into)

    def _destructure_variant(self, pattern: Node, of: Type, into: dict[str, Type]) -> None:
        name_node = pattern.child_by_field_name("type")
        name = self.syntax.text(name_node) if name_node is not None else ""
        inner, wrap = _unwrapped(of)
        last = name.rpartition("::")[2]
        parts: list[Type] = []
        if last in ("Some", "Ok") and inner.name in ("Option", "Result") and inner.args:
            parts = [inner.args[0]]
        elif last == "Err" and inner.name == "Result" and len(inner.args) > 1:
            parts = [inner.args[1]]
        elif last in ("Ready", "Break", "Continue", "Owned", "Borrowed", "Left"):
            parts = [inner.args[0]] if inner.args and last not in ("Owned", "Borrowed") else []
        elif last not in ("Some", "Ok", "Err"):
            parts = self.field_types(name, inner)
        children = [child for child in pattern.named_children if child != name_node]
        if any(child.type == "remaining_field_pattern" for child in children):
            cut = next(at for at, child in enumerate(children) if child.type == "remaining_field_pattern")
            children, parts = children[:cut], parts[:cut]
        for at, child in enumerate(children):
            self._destructure(child, wrap(parts[at]) if at < len(parts) else UNKNOWN, into)

    def _destructure_struct(self, pattern: Node, of: Type, into: dict[str, Type]) -> None:
        name_node = pattern.child_by_field_name("type")
        name = self.syntax.text(name_node) if name_node is not None else ""
        inner, wrap = _unwrapped(of)
        fields = self.fields(name, inner)
        for child in pattern.named_children:
            if child.type != "field_pattern":
                continue
            label, sub = child.child_by_field_name("name"), child.child_by_field_name("pattern")
            if label is None:
                continue
            found = wrap(fields.get(self.syntax.text(label), UNKNOWN))
            self._destructure(sub or label, found, into)

    # -- fields ------------------------------------------------------------------------------

    def fields(self, name: str, of: Type) -> dict[str, Type]:
        """Fields of the struct or variant that a path names, for the value type ``of``."""
        parts = name.split("<", 1)[0].replace(" ", "").split("::")
        if parts[0] == "Self" and self.function.self_type:
            parts[0] = base_name(self.function.self_type)
        last = parts[-1]
        owner = of.name if of.known and of.name not in ("()", "[]") else (parts[-2] if len(parts) > 1 else last)
        ref = self.project.type_item(owner, self.unit)
        if ref is None and owner != last:
            ref = self.project.type_item(last, self.unit)
        if ref is None:
            return {}
        variant = next((v for v in ref.item.variants if v.name == last), None)
        members = variant.fields if variant is not None else ref.item.fields
        names = dict(zip(ref.item.parameters, of.args, strict=False))
        own = ref.item.name
        return {f.name: self.resolve(substitute(parse_type(f.type), names), ref.unit, own) for f in members}

    def field_types(self, name: str, of: Type) -> list[Type]:
        """Types of a tuple struct's or tuple variant's fields."""
        return list(self.fields(name, of).values())

    def autoderef(self, of: Type) -> list[Type]:
        """``of`` and what ``.`` looks at behind it: references, smart pointers, ``Deref`` targets."""
        chain: list[Type] = []
        here = of
        while here.known and len(chain) < 8:
            chain.append(here)
            here = self._deref(here)
        return chain

    def _deref(self, of: Type) -> Type:
        if of.name in ("&", "&mut") and of.args:
            return of.args[0]
        if of.name == "[;]":
            return Type("[]", of.args)
        ref = self.project.type_item(of.name, self.unit)
        if ref is not None:
            for unit, impl in self.project.impls.get(of.name, ()):
                if impl.trait is not None and base_name(impl.trait) == "Deref":
                    target = dict(impl.associated).get("Target")
                    if target is not None:
                        names = dict(zip(ref.item.parameters, of.args, strict=False))
                        return self.resolve(substitute(parse_type(target), names), unit, impl.self_type)
            return UNKNOWN
        known = self.project.knowledge.types.get(of.name)
        if known is not None and known.deref is not None:
            return substitute(known.deref, _parameters(known, of))
        if of.name in _SMART_POINTERS and of.args:
            return of.args[-1]
        return UNKNOWN

    def item_type(self, of: Type) -> Type:
        """What ``for x in value`` gives for a value of type ``of``."""
        if not of.known:
            return UNKNOWN
        inner, wrap = _unwrapped(of)
        if inner.name in ("[]", "[;]") and inner.args:
            return wrap(inner.args[0])
        if inner.name in ("impl", "dyn") and inner.args:
            inner = next((a for a in inner.args if a.name in _ITERATORS), inner.args[0])
        if inner.name in _ITERATORS:
            return inner.args[0] if inner.args else UNKNOWN
        bound = self._bound(inner)
        if bound is not None and bound.name in _ITERATORS and bound.args:
            return bound.args[0]
        known = self._known(inner)
        while known is not None:
            names = _parameters(known, inner)
            if known.iterates is not None:
                item = substitute(known.iterates, names)
                if of.is_reference and item.name == "()" and len(item.args) == 2 and not known.like:
                    return Type("()", tuple(wrap(part) if at else reference(part) for at, part in enumerate(item.args)))
                return wrap(item) if known.like is None else item
            if known.like is None:
                break
            inner = substitute(known.like, names)
            if inner.name in _ITERATORS:
                return inner.args[0] if inner.args else UNKNOWN
            known = self._known(inner)
        for unit, impl in self.project.impls.get(inner.name, ()):
            trait = base_name(impl.trait) if impl.trait else ""
            if trait == "Iterator" and not of.name == "&":
                item_text = dict(impl.associated).get("Item")
                if item_text is not None:
                    return self.resolve(parse_type(item_text), unit, impl.self_type)
        return UNKNOWN

    def is_iterator(self, of: Type) -> bool | None:
        """Whether a value is an iterator itself; None if its type is unknown."""
        here = of.peeled()
        if not here.known:
            return None
        if here.name in ("impl", "dyn"):
            return any(arg.name in _ITERATORS for arg in here.args)
        if here.name in _ITERATORS:
            return True
        bound = self._bound(here)
        if bound is not None:
            return bound.name in _ITERATORS
        known = self._known(here)
        seen = 0
        while known is not None and known.like is not None and seen < 4:
            if known.like.name in _ITERATORS:
                return True
            known = self._known(known.like)
            seen += 1
        if known is not None:
            return False
        if self.project.type_item(here.name, self.unit) is not None:
            return self.project.has_impl(here.name, "Iterator")
        return None

    def _bound(self, of: Type) -> Type | None:
        """The first bound of a type parameter."""
        bounds = self._generics.get(of.name) if not of.args else None
        return bounds[0] if bounds else None

    def bounds(self, of: Type) -> tuple[Type, ...] | None:
        """The bounds of a generic parameter of the function; None if ``of`` is not one."""
        return self._generics.get(of.name) if not of.args else None

    def _known(self, of: Type) -> KnownType | None:
        """What the knowledge files say of a type, unless the project defines one of that name."""
        if not of.known or of.name in self._generics:
            return None
        if of.name[:1].isupper() and self.project.type_item(of.name, self.unit) is not None:
            return None
        knowledge = self.project.knowledge
        return knowledge.types.get(of.name) or knowledge.traits.get(of.name)

    # -- calls -------------------------------------------------------------------------------

    def callee(self, call: Node) -> FunctionRef | Signature | None:
        """What a call expression calls: a function of the project, or a library's signature."""
        function = _called(call)
        if function is None:
            return None
        if function.type == "field_expression":
            value, name = function.child_by_field_name("value"), function.child_by_field_name("field")
            if value is None or name is None:
                return None
            found = self._method(self.type_of(value), self.syntax.text(name))
            return found[0] if found is not None else None
        if function.type == "try_expression":
            path = self.syntax.text(function.named_children[0]) if function.named_children else ""
            return self.project.knowledge.macros.get(path.rpartition("::")[2])
        return self._path_callee(self.syntax.text(function))

    def signature(self, call: Node) -> tuple[Signature, dict[str, Type]] | None:
        """The library signature behind a method call, with the receiver's type arguments."""
        function = _called(call)
        if function is None or function.type != "field_expression":
            return None
        value, name = function.child_by_field_name("value"), function.child_by_field_name("field")
        if value is None or name is None:
            return None
        found = self._method(self.type_of(value), self.syntax.text(name))
        if found is None or not isinstance(found[0], Signature):
            return None
        return found[0], dict(found[1])

    def _method(self, receiver: Type, name: str) -> tuple[FunctionRef | Signature, dict[str, Type], Type] | None:
        """A method by its receiver's type: what it is, type arguments, and the type it was found on."""
        for here in self.autoderef(receiver):
            if here.name in ("&", "&mut"):
                continue
            ref = self.project.method(here.name, name, self.unit)
            if ref is not None:
                return ref, self._impl_arguments(ref, here), here
            for bound in (*(self.bounds(here) or ()), *(here.args if here.name in ("impl", "dyn") else ())):
                ref = self.project.method(bound.name, name, self.unit)
                if ref is not None:
                    return ref, {}, here
                found = self._library_method(bound, name)
                if found is not None:
                    return (*found, here)
            found = self._library_method(here, name)
            if found is not None:
                return (*found, here)
        return None

    def _library_method(self, of: Type, name: str) -> tuple[Signature, dict[str, Type]] | None:
        """A method of a library type, of the types it is like, or of iterators."""
        here = of
        for _ in range(4):
            known = self._known(here)
            if known is None:
                if here.name not in self._generics and self.project.has_impl(here.name, "Iterator"):
                    here = Type("Iterator", (self.item_type(here),))
                    continue
                return None
            names = _parameters(known, here)
            names["Self"] = of
            signature = known.method(name)
            if signature is not None:
                return signature, names
            if here.name == "ExactSizeIterator":
                here = Type("Iterator", here.args)
            elif known.like is not None:
                here = substitute(known.like, names)
            else:
                return None
        return None

    def _impl_arguments(self, ref: FunctionRef, receiver: Type) -> dict[str, Type]:
        """What the type parameters of a method's impl stand for, given the receiver."""
        item = self.project.type_item(receiver.name, ref.unit)
        names = dict(zip(item.item.parameters, receiver.args, strict=False)) if item is not None else {}
        own = parse_type(ref.function.self_type or "")
        for mine, actual in zip(own.args, receiver.args, strict=False):
            unify(mine, actual, lambda name: len(name) <= 2 or name in names, names)
        names["Self"] = receiver
        return names

    def _returned(self, ref: FunctionRef, names: dict[str, Type]) -> Type:
        """The type that a call of a project's function has."""
        function = ref.function
        of = parse_type(function.return_type) if function.return_type else UNIT
        of = self.resolve(substitute(of, names), ref.unit, function.self_type or "")
        generic = set(_generic_bounds(function.generics)) - names.keys()
        of = _without(of, generic)
        return Type("Future", (of,)) if function.is_async else of

    def _path_callee(self, path: str) -> FunctionRef | Signature | None:
        segments = [s for s in _strip_generics(path).split("::") if s]
        if not segments:
            return None
        name = segments[-1]
        if len(segments) == 1:
            local = self.project.free_function(name, self.unit)
            if local is not None:
                return local
        else:
            owner = segments[-2]
            if owner == "Self" and self.function.self_type:
                owner = base_name(self.function.self_type)
            if owner[:1].isupper():
                method = self.project.method(owner, name, self.unit)
                if method is not None:
                    return method
                known = self.project.knowledge.types.get(owner) or self.project.knowledge.traits.get(owner)
                if known is not None and self.project.type_item(owner, self.unit) is None:
                    return known.function(name) or known.method(name)
                return None
        imported = self.unit.imports.get(segments[0])
        full = "::".join([*(imported.split("::") if imported else segments[:1]), *segments[1:]])
        functions = self.project.knowledge.functions
        if full in functions:
            return functions[full]
        tail = full.split("::")
        if len(tail) >= 2 and tail[0] not in ("crate", "self", "super"):
            candidates = self.project.knowledge.by_tail.get("::".join(tail[-2:]), ())
            if len(candidates) == 1 and candidates[0].split("::")[0] in (tail[0], "std") and tail[0] in _ROOTS | {candidates[0].split("::")[0]}:
                return functions[candidates[0]]
        if len(segments) > 1:
            return self.project.free_function(name, self.unit)
        return None

    def _call(self, node: Node) -> Type:
        function = _called(node)
        if function is None:
            return UNKNOWN
        if function.type == "field_expression":
            return self._method_call(node, function)
        if function.type == "try_expression":
            return self._macro(node, function)
        path = self.syntax.text(function)
        segments = [s for s in _strip_generics(path).split("::") if s]
        last = segments[-1] if segments else ""
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
        if last in ("Some", "Ok", "Err") and first is not None:
            inner = self.type_of(first)
            if last == "Some":
                return Type("Option", (inner,))
            return Type("Result", (inner, UNKNOWN) if last == "Ok" else (UNKNOWN, inner))
        if last[:1].isupper():
            return self._constructor(segments)
        callee = self._path_callee(path)
        if isinstance(callee, FunctionRef):
            owner = self._owner_type(segments, path)
            names = self._impl_arguments(callee, owner) if owner.known else {}
            return self._returned(callee, names)
        if isinstance(callee, Signature):
            names = self._owner_arguments(segments, path)
            if callee.receiver and first is not None:  # UFCS: Trait::method(value)
                names.setdefault("Self", self.type_of(first).peeled())
            self._bind_arguments(callee, node, names)
            return self._result(callee, names, node)
        local = self.scope.binding(last, node.start_byte) if len(segments) == 1 else None
        if local is not None:
            of = self.binding_type(local).peeled()
            return of.args[-1] if of.name == "fn" and of.args else UNKNOWN
        return UNKNOWN

    def _owner_type(self, segments: list[str], path: str) -> Type:
        if len(segments) < 2 or not segments[-2][:1].isupper():
            return UNKNOWN
        return self.resolve(parse_type(path.rpartition("::")[0] if not path.endswith(">") else segments[-2]))

    def _owner_arguments(self, segments: list[str], path: str) -> dict[str, Type]:
        owner = self._owner_type(segments, path)
        if not owner.known:
            return {}
        known = self.project.knowledge.types.get(owner.name)
        names = _parameters(known, owner) if known is not None else {}
        if known is not None and known.parameters and not owner.args:
            owner = Type(owner.name, tuple(Type(p) for p in known.parameters))
        if known is not None:
            names["Self"] = owner
        return names

    def _constructor(self, segments: list[str]) -> Type:
        last = segments[-1]
        if last == "Self":
            return self.read_type("Self")
        owner = segments[-2] if len(segments) > 1 else ""
        if owner == "Self":
            return self.read_type("Self")
        if owner[:1].isupper() and self.project.type_item(owner, self.unit) is not None:
            return Type(owner)
        if self.project.type_item(last, self.unit) is not None:
            return self.resolve(Type(last))
        return UNKNOWN

    def _method_call(self, node: Node, function: Node) -> Type:
        value, name_node = function.child_by_field_name("value"), function.child_by_field_name("field")
        if value is None or name_node is None:
            return UNKNOWN
        name = self.syntax.text(name_node)
        receiver = self.type_of(value)
        if name in ("clone", "to_owned") and receiver.known:
            return self._cloned(receiver, name)
        found = self._method(receiver, name)
        if found is None:
            return self._generic_method(name, node)
        callee, names, owner = found
        if isinstance(callee, FunctionRef):
            return self._returned(callee, names)
        names = dict(names)
        names.setdefault("Self", owner)
        self._bind_arguments(callee, node, names)
        return self._result(callee, names, node)

    def _cloned(self, receiver: Type, name: str) -> Type:
        inner = receiver.peeled()
        if name == "to_owned":
            if inner.name == "str":
                return Type("String")
            if inner.name == "[]":
                return Type("Vec", inner.args)
        if inner.name in ("str", "[]") or (inner.name in ("dyn", "impl")):
            return receiver
        bounds = self.bounds(inner)
        if bounds is not None and not any(b.name in ("Clone", "Copy") for b in bounds):
            return receiver if receiver.is_reference else inner
        return inner

    def _generic_method(self, name: str, node: Node) -> Type:
        """Methods that mean the same on every type."""
        if name == "to_string":
            return Type("String")
        if name in ("len", "count", "capacity"):
            return Type("usize")
        if name.startswith("is_") or name in ("contains", "starts_with", "ends_with", "eq", "contains_key"):
            return _BOOL
        refs = self.project.methods_by_name.get(name, ())
        if len(refs) == 1 and name not in self.project.knowledge.effects_by_method:
            returned = parse_type(refs[0].function.return_type)
            if refs[0].function.return_type and not _mentions_parameter(returned, refs[0]):
                return self._returned(refs[0], {})
        return self._expected(node) if name in ("into", "collect", "parse", "sum", "unwrap_or_default") else UNKNOWN

    def _bind_arguments(self, signature: Signature, call: Node, names: dict[str, Type], skip: int = -1) -> None:
        """Bind a signature's variables by the types of the arguments; closures by their results."""
        arguments = call.child_by_field_name("arguments")
        if arguments is None or not signature.parameters:
            return
        given = [child for child in arguments.named_children if child.type not in ("line_comment", "block_comment")]
        if signature.receiver and _called(call) is not None and _called(call).type != "field_expression":  # type: ignore[union-attr]
            given = given[1:]
        for at, (wanted, node) in enumerate(zip(signature.parameters, given, strict=False)):
            if at == skip:
                continue
            if wanted.name == "fn" and wanted.args:
                result = wanted.args[-1]
                if _variables(result, names):
                    unify(result, self._closure_result(node), lambda n: _is_variable(n) and not names.get(n, UNKNOWN).known, names)
            elif _variables(wanted, names):
                unify(wanted, self.type_of(node), lambda n: _is_variable(n) and not names.get(n, UNKNOWN).known, names)

    def _closure_result(self, node: Node) -> Type:
        if node.type == "closure_expression":
            returned = node.child_by_field_name("return_type")
            if returned is not None:
                return self.read_type(self.syntax.text(returned))
            body = node.child_by_field_name("body")
            return self.type_of(body) if body is not None else UNKNOWN
        if node.type in ("identifier", "scoped_identifier", "generic_function"):
            path = self.syntax.text(node)
            segments = [s for s in _strip_generics(path).split("::") if s]
            last = segments[-1] if segments else ""
            if last[:1].isupper():
                return self._constructor(segments)
            callee = self._path_callee(path)
            if isinstance(callee, FunctionRef):
                return self._returned(callee, {"Self": self._owner_type(segments, path)})
            if isinstance(callee, Signature):
                names = self._owner_arguments(segments, path)
                return _only_bound(substitute(callee.returns, names))
        return UNKNOWN

    def _result(self, signature: Signature, names: dict[str, Type], node: Node) -> Type:
        returns = signature.returns
        if returns.name == "turbofish":
            return self._turbofish(node, names)
        if _mentions(returns, "turbofish"):
            names = {**names, "turbofish": self._turbofish(node, names)}
        return _only_bound(substitute(returns, names))

    def _turbofish(self, node: Node, names: dict[str, Type]) -> Type:
        function = node.child_by_field_name("function")
        if function is not None and function.type == "generic_function":
            arguments = function.child_by_field_name("type_arguments")
            if arguments is not None and arguments.named_child_count:
                of = self.read_type(self.syntax.text(arguments.named_children[0]))
            else:
                of = UNKNOWN
        else:
            of = self._expected(node)
        item = names.get("Item", UNKNOWN)
        if of.name in _OF_ITEMS and item.known and (not of.args or of.args == (UNKNOWN,)):
            return Type(of.name, (item,), of.path)
        if of.name == "Result" and of.args and item.name == "Result" and item.args:
            inner = of.args[0]
            if inner.name in _OF_ITEMS and inner.args in ((), (UNKNOWN,)):
                return Type("Result", (Type(inner.name, (item.args[0],)), *of.args[1:]))
        if of.name in ("HashMap", "BTreeMap", "FxHashMap") and item.name == "()" and all(not a.known for a in of.args):
            return Type(of.name, item.args, of.path)
        return of

    def _expected(self, node: Node) -> Type:
        """The type that an expression's surroundings declare: a let's annotation, the function's result."""
        child = node
        for around in self.syntax.ancestors(node):
            kind = around.type
            if kind == "let_declaration":
                of = around.child_by_field_name("type")
                return self.read_type(self.syntax.text(of)) if of is not None else UNKNOWN
            if kind in ("const_item", "static_item"):
                of = around.child_by_field_name("type")
                return parse_type(self.syntax.text(of)) if of is not None else UNKNOWN
            if kind == "return_expression" or (kind == "function_item" and child == around.child_by_field_name("body")):
                text = self.function.return_type
                return self.read_type(text) if text else UNKNOWN
            if kind == "field_initializer":
                return self._initialised(around)
            if kind == "try_expression":
                return UNKNOWN
            if kind == "block":
                if any(c.start_byte >= child.end_byte and "comment" not in c.type for c in around.named_children):
                    return UNKNOWN
            elif kind == "expression_statement":
                if around.child_count > 1:
                    return UNKNOWN
            elif kind not in ("parenthesized_expression", "if_expression", "else_clause", "match_arm", "match_block", "match_expression", "unsafe_block"):
                return UNKNOWN
            child = around
        return UNKNOWN

    def _initialised(self, initializer: Node) -> Type:
        label = initializer.child_by_field_name("field")
        struct = next((a for a in self.syntax.ancestors(initializer) if a.type == "struct_expression"), None)
        name = struct.child_by_field_name("name") if struct is not None else None
        if label is None or name is None:
            return UNKNOWN
        return self.fields(self.syntax.text(name), UNKNOWN).get(self.syntax.text(label), UNKNOWN)

    def _macro(self, node: Node, function: Node) -> Type:
        path = self.syntax.text(function.named_children[0]) if function.named_children else ""
        name = path.rpartition("::")[2]
        arguments = node.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
        if name in ("vec", "smallvec"):
            element = self.type_of(first) if first is not None else UNKNOWN
            return Type("Vec" if name == "vec" else "SmallVec", (element,))
        if name == "dbg" and first is not None:
            return self.type_of(first)
        signature = self.project.knowledge.macros.get(name)
        return signature.returns if signature is not None and signature.returns.name != "turbofish" else UNKNOWN

    # -- other expressions ---------------------------------------------------------------------

    def _name(self, node: Node) -> Type:
        name = self.syntax.text(node)
        binding = self.scope.binding(name, node.start_byte)
        if binding is not None:
            return self.binding_type(binding)
        if name[:1].isupper():
            if name == "None":
                return Type("Option", (UNKNOWN,))
            constant = self.project.constant(name, self.unit)
            if constant is not None:
                return self.resolve(parse_type(constant.type))
            ref = self.project.type_item(name, self.unit)
            if ref is not None and ref.item.kind == "struct":
                return Type(name)
        return UNKNOWN

    def _self(self, node: Node) -> Type:
        binding = self.scope.binding("self", node.start_byte)
        return self.binding_type(binding) if binding is not None else UNKNOWN

    def _path(self, node: Node) -> Type:
        segments = _strip_generics(self.syntax.text(node)).split("::")
        last = segments[-1]
        if last.isupper() and len(segments) > 1 and segments[-2] in _NUMBERS:
            return Type(segments[-2])
        if last.isupper():
            constant = self.project.constant(last, self.unit)
            if constant is not None:
                return self.resolve(parse_type(constant.type))
        return self._constructor(segments) if last[:1].isupper() else UNKNOWN

    def _field(self, node: Node) -> Type:
        value, name_node = node.child_by_field_name("value"), node.child_by_field_name("field")
        if value is None or name_node is None:
            return UNKNOWN
        name = self.syntax.text(name_node)
        for here in self.autoderef(self.type_of(value)):
            if here.name == "()" and name.isdigit() and int(name) < len(here.args):
                return here.args[int(name)]
            if here.name[:1].isupper():
                found = self.fields(here.name, here).get(name)
                if found is not None:
                    return found
        return UNKNOWN

    def _index(self, node: Node) -> Type:
        children = node.named_children
        if len(children) < 2:
            return UNKNOWN
        index = children[1]
        is_range = index.type == "range_expression" or self.type_of(index).name.startswith("Range")
        for here in self.autoderef(self.type_of(children[0])):
            if here.name in ("[]", "[;]", "Vec", "VecDeque", "SmallVec", "ArrayVec") and here.args:
                return Type("[]", here.args[:1]) if is_range else here.args[0]
            if here.name in ("str", "String") and is_range:
                return Type("str")
            if here.name in ("HashMap", "BTreeMap", "IndexMap", "FxHashMap") and len(here.args) > 1:
                return here.args[1]
            for _, impl in self.project.impls.get(here.name, ()):
                if impl.trait and base_name(impl.trait) == "Index" and not is_range:
                    output = dict(impl.associated).get("Output")
                    if output is not None:
                        return self.resolve(parse_type(output))
        return UNKNOWN

    def _unary(self, node: Node) -> Type:
        operand = node.named_children[0] if node.named_children else None
        if operand is None:
            return UNKNOWN
        of = self.type_of(operand)
        if node.children[0].type == "*":
            chain = self.autoderef(of)
            return chain[1] if len(chain) > 1 else UNKNOWN
        return of.peeled()

    def _reference(self, node: Node) -> Type:
        value = node.child_by_field_name("value")
        mutable = any(child.type == "mutable_specifier" for child in node.children)
        return reference(self.type_of(value), mutable=mutable) if value is not None else UNKNOWN

    def _binary(self, node: Node) -> Type:
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is not None and operator.type in _COMPARISONS:
            return _BOOL
        if left is None or right is None:
            return UNKNOWN
        of = self.type_of(left).peeled()
        if of in (_INTEGER, _FLOAT):
            other = self.type_of(right).peeled()
            return other if other.name in _NUMBERS else of
        return of if of.name in _NUMBERS or of.name in ("String", "Duration") else UNKNOWN

    def _try(self, node: Node) -> Type:
        inner = self.type_of(node.named_children[0]) if node.named_children else UNKNOWN
        return inner.args[0] if inner.name in ("Result", "Option") and inner.args else UNKNOWN

    def _await(self, node: Node) -> Type:
        inner = self.type_of(node.named_children[0]) if node.named_children else UNKNOWN
        if inner.name in ("impl", "dyn") and inner.args:
            inner = inner.args[0]
        if inner.name == "Future":
            return inner.args[0] if inner.args else UNKNOWN
        return inner

    def _block(self, node: Node) -> Type:
        if any(child.type == "async" for child in node.children[:1]):
            return Type("Future", (UNKNOWN,))
        children = [c for c in node.named_children if c.type not in ("line_comment", "block_comment", "label")]
        if not children:
            return UNIT
        last = children[-1]
        if last.type == "block":
            return self._block(last)
        if last.type == "expression_statement":
            inner = last.named_children[0] if last.named_children else None
            if last.children[-1].type == ";" or inner is None:
                return NEVER if inner is not None and inner.type in _DIVERGING else UNIT
            return self.type_of(inner)
        return UNIT if last.type in ("let_declaration",) else self.type_of(last)

    def _if(self, node: Node) -> Type:
        branches = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
        return self._first_known([branch for branch in branches if branch is not None])

    def _else(self, node: Node) -> Type:
        return self.type_of(node.named_children[0]) if node.named_children else UNKNOWN

    def _match(self, node: Node) -> Type:
        body = node.child_by_field_name("body")
        arms = [arm.child_by_field_name("value") for arm in body.named_children if arm.type == "match_arm"] if body else []
        return self._first_known([arm for arm in arms if arm is not None])

    def _first_known(self, nodes: list[Node]) -> Type:
        """The type of the first branch that has a full one; branches agree in correct programs."""
        partial = UNKNOWN
        for node in nodes:
            if node.type in _DIVERGING:
                continue
            of = self.type_of(node)
            if of.known and of != NEVER and not _has_hole(of):
                return of
            if of.known and of != NEVER and not partial.known:
                partial = of
        return partial

    def _struct(self, node: Node) -> Type:
        name = node.child_by_field_name("name")
        if name is None:
            return UNKNOWN
        text = self.syntax.text(name)
        if text.split("<")[0] == "Self":
            return self.read_type("Self")
        of = self.read_type(text)
        segments = _strip_generics(text).split("::")
        if len(segments) > 1 and segments[-2][:1].isupper():
            return self._constructor(segments)
        return of

    def _closure(self, node: Node) -> Type:
        return Type("fn", (self._closure_result(node),))

    def _tuple(self, node: Node) -> Type:
        return Type("()", tuple(self.type_of(c) for c in node.named_children if c.type not in ("line_comment", "block_comment")))

    def _array(self, node: Node) -> Type:
        children = [c for c in node.named_children if c.type not in ("attribute_item", "line_comment", "block_comment")]
        length = node.child_by_field_name("length")
        size = self.syntax.text(length) if length is not None else str(len(children))
        return Type("[;]", (self.type_of(children[0]) if children else UNKNOWN,), size)

    def _cast(self, node: Node) -> Type:
        of = node.child_by_field_name("type")
        return self.read_type(self.syntax.text(of)) if of is not None else UNKNOWN

    def _integer(self, node: Node) -> Type:
        text = self.syntax.text(node)
        return next((Type(n) for n in _NUMBERS if text.endswith(n)), _INTEGER)

    def _float(self, node: Node) -> Type:
        text = self.syntax.text(node)
        return next((Type(n) for n in ("f32", "f64") if text.endswith(n)), _FLOAT)

    def _string(self, node: Node) -> Type:
        text = self.syntax.source[node.start_byte : node.start_byte + 1]
        return Type("&", (Type("[;]", (Type("u8"),)),)) if text == b"b" else _STR

    def _range(self, node: Node) -> Type:
        ends = [self.type_of(child) for child in node.named_children]
        inner = next((end for end in ends if end.name in _NUMBERS), ends[0] if ends else UNKNOWN)
        inclusive = any(child.type == "..=" for child in node.children)
        if len(node.named_children) < 2:
            return Type("RangeFrom" if node.children[0].type != ".." else "RangeTo", (inner,))
        return Type("RangeInclusive" if inclusive else "Range", (inner,))

    def _inner(self, node: Node) -> Type:
        return self.type_of(node.named_children[0]) if node.named_children else UNIT


_EXPRESSIONS: dict[str, Callable[[Inference, Node], Type]] = {
    "identifier": Inference._name,
    "shorthand_field_identifier": Inference._name,
    "self": Inference._self,
    "scoped_identifier": Inference._path,
    "call_expression": Inference._call,
    "field_expression": Inference._field,
    "index_expression": Inference._index,
    "unary_expression": Inference._unary,
    "reference_expression": Inference._reference,
    "binary_expression": Inference._binary,
    "try_expression": Inference._try,
    "await_expression": Inference._await,
    "block": Inference._block,
    "unsafe_block": Inference._inner,
    "async_block": lambda _self, _node: Type("Future", (UNKNOWN,)),
    "if_expression": Inference._if,
    "else_clause": Inference._else,
    "match_expression": Inference._match,
    "struct_expression": Inference._struct,
    "closure_expression": Inference._closure,
    "tuple_expression": Inference._tuple,
    "array_expression": Inference._array,
    "type_cast_expression": Inference._cast,
    "integer_literal": Inference._integer,
    "float_literal": Inference._float,
    "string_literal": Inference._string,
    "raw_string_literal": Inference._string,
    "char_literal": lambda _self, _node: Type("char"),
    "boolean_literal": lambda _self, _node: _BOOL,
    "range_expression": Inference._range,
    "parenthesized_expression": Inference._inner,
    "unit_expression": lambda _self, _node: UNIT,
    "negative_literal": Inference._inner,
    "assignment_expression": lambda _self, _node: UNIT,
    "return_expression": lambda _self, _node: NEVER,
    "break_expression": lambda _self, _node: NEVER,
    "continue_expression": lambda _self, _node: NEVER,
}
_ITERATORS = frozenset({"Iterator", "ExactSizeIterator", "DoubleEndedIterator", "ParallelIterator", "IntoIterator"})
_OF_ITEMS = frozenset({"Vec", "HashSet", "BTreeSet", "VecDeque", "Box", "SmallVec", "FxHashSet", "BinaryHeap", "LinkedList", "IndexSet"})
_NUMBERS = ("u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64")
_DIVERGING = frozenset({"return_expression", "break_expression", "continue_expression"})
_ROOTS = frozenset({"fs", "thread", "mem", "io", "env", "process", "iter", "time", "net", "str", "ptr", "cmp", "std"})


def _called(call: Node) -> Node | None:
    """The function part of a call, without its turbofish."""
    function = call.child_by_field_name("function")
    if function is not None and function.type == "generic_function":
        function = function.child_by_field_name("function")
    return function


def _strip_generics(path: str) -> str:
    """``Vec::new`` of ``Vec::<u8>::new``; white space removed."""
    if "<" not in path:
        return "".join(path.split())
    out, depth = [], 0
    for char in path:
        if char == "<":
            depth += 1
        elif char == ">":
            depth -= 1
        elif depth == 0 and not char.isspace():
            out.append(char)
    return "".join(out).replace("::::", "::").removesuffix("::")


def _parameters(known: KnownType, of: Type) -> dict[str, Type]:
    names = dict(zip(known.parameters, of.args, strict=False))
    for missing in known.parameters[len(of.args) :]:
        names[missing] = UNKNOWN
    return names


def _unwrapped(of: Type) -> tuple[Type, Callable[[Type], Type]]:
    """The value behind references, and how matching through them wraps what is taken out."""
    inner = of.peeled()
    while inner.name == "Box" and inner.args:
        inner = inner.args[0]
    if not of.is_reference:
        return inner, lambda part: part
    mutable = of.name == "&mut"
    return inner, lambda part: reference(part, mutable=mutable)


def _has_hole(of: Type) -> bool:
    return not of.known or any(_has_hole(arg) for arg in of.args)


def _fill(declared: Type, actual: Type) -> Type:
    """``declared`` with its holes filled from ``actual``."""
    if not declared.known:
        return actual
    if declared.name != actual.name or len(declared.args) != len(actual.args):
        return declared
    return Type(declared.name, tuple(map(_fill, declared.args, actual.args)), declared.path)


def _is_variable(name: str) -> bool:
    """Signatures' type variables are single capitals, or a capital and a digit."""
    return name[:1].isupper() and (len(name) == 1 or (len(name) == 2 and name[1].isdigit()))


def _variables(of: Type, bound: dict[str, Type]) -> bool:
    return (not of.args and _is_variable(of.name) and not bound.get(of.name, UNKNOWN).known) or any(
        _variables(arg, bound) for arg in of.args
    )


def _mentions(of: Type, name: str) -> bool:
    return of.name == name or any(_mentions(arg, name) for arg in of.args)


def _mentions_parameter(of: Type, ref: FunctionRef) -> bool:
    return any(_mentions(of, name) for name in _generic_bounds(ref.function.generics)) or any(
        _mentions(of, name) for name in ("Self", "T", "K", "V", "E", "S")
    )


def _only_bound(of: Type) -> Type:
    """Variables that nothing bound become unknown."""
    if not of.args:
        return UNKNOWN if _is_variable(of.name) and not of.path else of
    return Type(of.name, tuple(_only_bound(arg) for arg in of.args), of.path)


def _without(of: Type, names: set[str]) -> Type:
    if not of.args:
        return UNKNOWN if of.name in names else of
    return Type(of.name, tuple(_without(arg, names) for arg in of.args), of.path)


def _generic_bounds(text: str) -> dict[str, tuple[Type, ...]]:
    """Bounds of the type parameters of ``<'a, T: A + B> where U: C``."""
    from perfrules.index.knowledge import split_list

    found: dict[str, tuple[Type, ...]] = {}
    head, _, where = text.partition("where")
    head = head.strip().removeprefix("<").removesuffix(">")
    for part in (*split_list(head), *split_list(where)):
        name, _, bounds = part.strip().partition(":")
        name = name.strip()
        if name.isidentifier() and not name.startswith("const "):
            of = parse_type(f"impl {bounds}") if bounds.strip() else Type("impl")
            found[name] = (*found.get(name, ()), *(arg for arg in of.args if arg.known))
    return found
