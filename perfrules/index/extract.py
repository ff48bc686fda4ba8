"""A parsed file to its facts, by one query and one sweep over what it captured."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from tree_sitter import Node, Query, QueryCursor

from perfrules.index import adapters
from perfrules.index.facts import (
    Call,
    Comment,
    Constant,
    Field,
    FileFacts,
    Function,
    Impl,
    Import,
    Item,
    Loop,
    Parameter,
    TypeItem,
    Variant,
)
from perfrules.syntax.parser import LANGUAGE, Syntax

_CALLABLE = "[(identifier) (scoped_identifier)]"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("function", "(function_item) @node"),
    ("function", "(function_signature_item) @node"),
    ("mod", "(mod_item name: (_) @name body: (_)) @node"),
    ("impl", "(impl_item) @node"),
    ("trait", "(trait_item name: (_) @name) @node"),
    ("struct", "(struct_item) @node"),
    ("union", "(union_item) @node"),
    ("enum", "(enum_item) @node"),
    ("alias", "(type_item) @node"),
    ("for", "(for_expression value: (_) @iterated body: (_) @body) @node"),
    ("while", "(while_expression condition: (_) @iterated body: (_) @body) @node"),
    ("loop", "(loop_expression body: (_) @body) @node"),
    (
        "closure",
        "(call_expression function: (field_expression value: (_) @iterated field: (field_identifier) @name)"
        " arguments: (arguments (closure_expression body: (_) @body) @node)"
        f" (#any-of? @name {' '.join(f'{chr(34)}{n}{chr(34)}' for n in sorted(adapters.ALWAYS | adapters.SOMETIMES))}))",
    ),
    ("method", "(call_expression function: (field_expression field: (field_identifier) @name)) @node"),
    (
        "method",
        "(call_expression function: (generic_function function:"
        " (field_expression field: (field_identifier) @name))) @node",
    ),
    ("path", f"(call_expression function: {_CALLABLE} @name) @node"),
    ("path", f"(call_expression function: (generic_function function: {_CALLABLE} @name)) @node"),
    ("macro", f"(call_expression function: (try_expression {_CALLABLE} @name)) @node"),
    ("macro", f"(macro_invocation macro: {_CALLABLE} @name) @node"),
    ("use", "(use_declaration argument: (_) @name) @node"),
    ("const", "(const_item) @node"),
    ("static", "(static_item) @node"),
    ("attribute", "(attribute_item (attribute) @name) @node"),
    ("inner", "(inner_attribute_item (attribute) @name) @node"),
)
_KINDS = [kind for kind, _ in _PATTERNS]
_QUERY = Query(LANGUAGE, "\n".join(pattern for _, pattern in _PATTERNS))

_SPACE = re.compile(rb"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_TAG = re.compile(rb"///?!?[ \t]*([A-Z][A-Za-z-]{1,20}):[ \t]*([A-Za-z0-9_-]+)[ \t]*\.?[ \t]*$", re.MULTILINE)
_TEST_ATTRIBUTE = re.compile(
    r"^(?:\w+::)*(?:test|bench|rstest|test_case|quickcheck|proptest|divan::bench|wasm_bindgen_test|test_log)\b"
    r"|^cfg\s*\(\s*(?:test\b|(?:all|any)\s*\((?:[^()]|\([^()]*\))*\btest\b(?!\s*=))"
)
_NOT_TEST = re.compile(r"\bnot\s*\(\s*test\b")
_PERFRULES = re.compile(rb"//(!?)/?[ \t]*perfrules:[ \t]*([^\n]*)")
_SPAN = tuple[int, int]


def is_test_attribute(text: str) -> bool:
    """Whether an attribute makes its item test or bench code."""
    return bool(_TEST_ATTRIBUTE.search(text)) and not _NOT_TEST.search(text)


def extract(syntax: Syntax, path: str) -> FileFacts:
    """All facts of one file."""
    found: dict[str, list[dict[str, list[Node]]]] = defaultdict(list)
    for pattern, captures in QueryCursor(_QUERY).matches(syntax.root):
        found[_KINDS[pattern]].append(captures)
    return _Extraction(syntax, found).facts(path)


class _Extraction:
    """One file's extraction; the methods fill in the facts kind by kind."""

    def __init__(self, syntax: Syntax, found: dict[str, list[dict[str, list[Node]]]]) -> None:
        self.syntax = syntax
        self.source = syntax.source
        self.text = syntax.text
        self.found = found
        self.attributes, self.first_offsets = self._attributes()
        self.tags = self._tags()
        self.inner = tuple(self.text(m["name"][0]) for m in found["inner"])
        self.test_spans = self._test_spans()

    def facts(self, path: str) -> FileFacts:
        """Assemble the facts; the order matters: loops need functions, calls need both."""
        impls = self._impls()
        functions = self._functions()
        owner = _Owner(functions)
        loops = self._loops(owner)
        return FileFacts(
            path=path,
            lines=len(self.syntax.line_starts),
            functions=functions,
            loops=loops,
            calls=self._calls(owner, loops),
            types=self._types(),
            impls=impls,
            imports=self._imports(),
            constants=self._constants(),
            items=self._items(),
            comments=self._comments(),
            attributes=self.inner,
            test_spans=self.test_spans,
        )

    # -- attributes, tags, comments ---------------------------------------------------------

    def _attributes(self) -> tuple[dict[int, tuple[str, ...]], dict[int, int]]:
        """Attributes by the offset of the item they stand on, and where the first of them starts."""
        spans = sorted((m["node"][0].start_byte, m["node"][0].end_byte, self.text(m["name"][0])) for m in self.found["attribute"])
        texts: dict[int, tuple[str, ...]] = {}
        firsts: dict[int, int] = {}
        for start, end, text in spans:
            before = texts.pop(start, ())
            first = firsts.pop(start, start)
            target = self._skip_space(end)
            texts[target] = (*before, text)
            firsts[target] = first
        return texts, firsts

    def _skip_space(self, offset: int) -> int:
        skipped = _SPACE.match(self.source, offset)
        return skipped.end() if skipped else offset

    def _tags(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """``Name: value`` doc lines by the offset of the item below them."""
        tags: dict[int, tuple[tuple[str, str], ...]] = {}
        starts = {first: item for item, first in self.first_offsets.items()}
        for m in _TAG.finditer(self.source):
            target = self._skip_space(m.end())
            target = starts.get(target, target)
            tags[target] = (*tags.get(target, ()), (m.group(1).decode().lower(), m.group(2).decode()))
        return tags

    def _comments(self) -> tuple[Comment, ...]:
        comments = []
        for m in _PERFRULES.finditer(self.source):
            line = self.syntax.line(m.start())
            before = self.source[self.syntax.line_starts[line - 1] : m.start()]
            text = m.group(2).decode("utf-8", "replace").strip()
            comments.append(Comment(line, text, bool(m.group(1)), not before.strip()))
        return tuple(comments)

    def _test_spans(self) -> tuple[_SPAN, ...]:
        if any(is_test_attribute(text) for text in self.inner):
            return ((0, len(self.source)),)
        marked = {start for start, texts in self.attributes.items() if any(map(is_test_attribute, texts))}
        if not marked:
            return ()
        spans = [
            (node.start_byte, node.end_byte)
            for kind in ("function", "mod", "impl", "struct", "enum", "trait", "const", "static", "use")
            for m in self.found[kind]
            if (node := m["node"][0]).start_byte in marked
        ]
        return tuple(sorted(spans))

    def _in_test(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.test_spans)

    def _items(self) -> tuple[Item, ...]:
        """Items with attributes; every item, if the file has comments that speak to perfrules."""
        all_items = b"perfrules:" in self.source
        items: list[Item] = []
        claimed = set()
        for kind in ("function", "mod", "impl", "trait", "struct", "union", "enum", "alias", "const", "static", "use"):
            for m in self.found[kind]:
                node = m["node"][0]
                if all_items or node.start_byte in self.attributes:
                    claimed.add(node.start_byte)
                    items.append(self._item(node))
        for start in self.attributes.keys() - claimed:
            node = self.syntax.root.descendant_for_byte_range(start, start + 1)
            if node is None:
                continue
            around = [n for n in (node, *self.syntax.ancestors(node)) if n.start_byte == start and n.parent is not None]
            items.append(self._item(around[-1] if around else node))
        return tuple(sorted(items, key=lambda item: (item.start, -item.end)))

    def _item(self, node: Node) -> Item:
        name = node.child_by_field_name("name")
        first = self.syntax.line(self.first_offsets.get(node.start_byte, node.start_byte))
        while first > 1 and self.syntax.line_text(first - 1).lstrip().startswith(("///", "/**", "#[")):
            first -= 1
        return Item(
            kind=node.type,
            name=self.text(name) if name else "",
            start=node.start_byte,
            end=node.end_byte,
            first_line=first,
            last_line=self.syntax.line(max(node.start_byte, node.end_byte - 1)),
            attributes=self.attributes.get(node.start_byte, ()),
        )

    # -- functions -------------------------------------------------------------------------

    def _functions(self) -> tuple[Function, ...]:
        containers: list[tuple[int, int, str, str, str | None]] = []
        for m in self.found["mod"]:
            containers.append((*_span(m["node"][0]), "mod", self.text(m["name"][0]), None))
        for m in self.found["trait"]:
            name = self.text(m["name"][0])
            containers.append((*_span(m["node"][0]), "trait", name, name))
        for m in self.found["impl"]:
            node = m["node"][0]
            of, trait = node.child_by_field_name("type"), node.child_by_field_name("trait")
            containers.append((*_span(node), "impl", self.text(of) if of else "", self.text(trait) if trait else None))
        nodes = sorted((m["node"][0] for m in self.found["function"]), key=lambda n: (n.start_byte, -n.end_byte))
        containers.sort(key=lambda c: (c[0], -c[1]))
        functions: list[Function] = []
        open_functions: list[Function] = []
        open_containers: list[tuple[int, int, str, str, str | None]] = []
        next_container = 0
        for node in nodes:
            start, end = node.start_byte, node.end_byte
            while next_container < len(containers) and containers[next_container][0] <= start:
                open_containers.append(containers[next_container])
                next_container += 1
            open_containers = [c for c in open_containers if c[1] > start]
            open_functions = [f for f in open_functions if f.end > start]
            parent = open_functions[-1] if open_functions else None
            inner = open_containers[-1] if open_containers else None
            if inner is not None and parent is not None and parent.start > inner[0]:
                inner = None
            function = self._function(node, len(functions), open_containers, inner, parent)
            functions.append(function)
            if end > start:
                open_functions.append(function)
        return tuple(functions)

    def _function(
        self,
        node: Node,
        index: int,
        containers: list[tuple[int, int, str, str, str | None]],
        inner: tuple[int, int, str, str, str | None] | None,
        parent: Function | None,
    ) -> Function:
        name_node = node.child_by_field_name("name")
        name = self.text(name_node) if name_node else ""
        modules = [c[3] for c in containers if c[2] == "mod"]
        self_type = trait = None
        if inner is not None and inner[2] in ("impl", "trait"):
            self_type, trait = inner[3], inner[4]
        prefix = [parent.qualified] if parent else modules
        qualified = "::".join([*prefix, *([_base_name(self_type)] if self_type else []), name])
        parameters_node = node.child_by_field_name("parameters")
        returns = node.child_by_field_name("return_type")
        body = node.child_by_field_name("body")
        head = self.source[node.start_byte : name_node.start_byte if name_node else node.end_byte].decode("utf-8", "replace")
        generics = node.child_by_field_name("type_parameters")
        where = next((c for c in node.children if c.type == "where_clause"), None)
        words = head.split()
        return Function(
            index=index,
            name=name,
            qualified=qualified,
            self_type=self_type,
            trait=trait,
            generics=" ".join(self.text(n) for n in (generics, where) if n is not None),
            parameters=tuple(self._parameters(parameters_node)) if parameters_node else (),
            return_type=self.text(returns) if returns else "",
            is_async="async" in words,
            is_const="const" in words,
            is_unsafe="unsafe" in words,
            is_public=words[:1] == ["pub"] or (trait is not None and inner is not None),
            attributes=self.attributes.get(node.start_byte, ()),
            tags=self.tags.get(node.start_byte, ()),
            start=node.start_byte,
            end=node.end_byte,
            body_start=body.start_byte if body else -1,
            name_start=name_node.start_byte if name_node else node.start_byte,
            line=self.syntax.line(node.start_byte),
            in_test=self._in_test(node.start_byte),
            parent=parent.index if parent else None,
        )

    def _parameters(self, node: Node) -> list[Parameter]:
        parameters = []
        for child in node.named_children:
            if child.type == "self_parameter":
                parameters.append(Parameter("self", self.text(child), child.start_byte))
            elif child.type == "parameter":
                pattern, of = child.child_by_field_name("pattern"), child.child_by_field_name("type")
                name = ""
                if pattern is not None and pattern.type in ("identifier", "self"):
                    name = self.text(pattern)
                elif pattern is not None and pattern.type in ("mut_pattern", "ref_pattern"):
                    name = self.text(pattern.named_children[-1])
                parameters.append(Parameter(name, self.text(of) if of else "", child.start_byte))
        return parameters

    # -- loops and calls ---------------------------------------------------------------------

    def _loops(self, owner: _Owner) -> tuple[Loop, ...]:
        raw: list[tuple[int, int, int, _SPAN | None, str, str]] = []
        for kind in ("for", "while", "loop"):
            for m in self.found[kind]:
                iterated = _span(m["iterated"][0]) if "iterated" in m else None
                raw.append((*_span(m["node"][0]), m["body"][0].start_byte, iterated, kind, ""))
        for m in self.found["closure"]:
            name = self.text(m["name"][0])
            if name in adapters.SOMETIMES and not self._is_iterator(m["iterated"][0]):
                kind = "maybe-closure"
            else:
                kind = "closure"
            raw.append((*_span(m["node"][0]), m["body"][0].start_byte, _span(m["iterated"][0]), kind, name))
        raw.sort(key=lambda r: (r[0], -r[1]))
        loops: list[Loop] = []
        stack: list[Loop] = []
        for start, end, body, iterated, kind, adapter in raw:
            function = owner.of(start)
            stack = [loop for loop in stack if loop.end >= end and loop.function == function]
            depth = 1 + sum(1 for loop in stack if loop.body_start <= start and loop.kind != "maybe-closure")
            loop = Loop(kind, start, end, body, iterated, adapter, self.syntax.line(start), depth, function)
            loops.append(loop)
            stack.append(loop)
        return tuple(loops)

    def _is_iterator(self, node: Node) -> bool:
        """Whether an expression is an iterator by its look alone."""
        while True:
            if node.type == "parenthesized_expression" and node.named_child_count:
                node = node.named_children[0]
                continue
            if node.type == "range_expression":
                return True
            function = node.child_by_field_name("function") if node.type == "call_expression" else None
            if function is not None and function.type == "generic_function":
                function = function.child_by_field_name("function")
            if function is None or function.type != "field_expression":
                return False
            name_node, value = function.child_by_field_name("field"), function.child_by_field_name("value")
            if name_node is None or value is None:
                return False
            name = self.text(name_node)
            if name in adapters.YIELDS_ITERATOR:
                return True
            if name not in adapters.CONSUMES_LAZILY:
                return False
            node = value

    def _calls(self, owner: _Owner, loops: tuple[Loop, ...]) -> tuple[Call, ...]:
        raw: list[tuple[int, int, int, str, str, str]] = []
        text = self.text
        for m in self.found["method"]:
            name = m["name"][0]
            node = m["node"][0]
            raw.append((node.start_byte, node.end_byte, name.start_byte, "method", text(name), ""))
        for kind in ("path", "macro"):
            for m in self.found[kind]:
                name, node = m["name"][0], m["node"][0]
                if kind == "macro" and node.type == "call_expression" and name.start_byte not in self.syntax.macros:
                    continue
                path = text(name)
                raw.append((node.start_byte, node.end_byte, name.start_byte, kind, path.rpartition("::")[2].strip(), path))
        for block in self.syntax.blocks.values():
            raw.append((block.start, block.end, block.start, "macro", block.path.rpartition("::")[2], block.path))
        raw.sort(key=lambda r: r[2])
        depth = _Depth(loops)
        calls = [
            Call(kind, name, path, start, end, name_start, owner.of(name_start), depth.at(name_start))
            for start, end, name_start, kind, name, path in raw
        ]
        return tuple(calls)

    # -- types, impls, imports, constants -------------------------------------------------------

    def _types(self) -> tuple[TypeItem, ...]:
        items: list[TypeItem] = []
        for kind in ("struct", "union", "enum", "trait", "alias"):
            for m in self.found[kind]:
                node = m["node"][0]
                name = node.child_by_field_name("name")
                body = node.child_by_field_name("body")
                aliased = node.child_by_field_name("type")
                generics = node.child_by_field_name("type_parameters")
                attributes = self.attributes.get(node.start_byte, ())
                text = self.text(name) if name else ""
                items.append(
                    TypeItem(
                        kind=kind,
                        name=text,
                        qualified=text,
                        parameters=self._type_parameters(generics),
                        fields=self._fields(body) if kind in ("struct", "union") and body else (),
                        variants=self._variants(body) if kind == "enum" and body else (),
                        aliased=self.text(aliased) if aliased else "",
                        derives=_derives(attributes),
                        attributes=attributes,
                        tags=self.tags.get(node.start_byte, ()),
                        is_public=self.source[node.start_byte : node.start_byte + 4] == b"pub ",
                        start=node.start_byte,
                        end=node.end_byte,
                        in_test=self._in_test(node.start_byte),
                    )
                )
        return tuple(sorted(items, key=lambda t: t.start))

    def _type_parameters(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        names = []
        for child in node.named_children:
            name = child.child_by_field_name("name") or (child if child.type == "type_identifier" else None)
            if name is not None and child.type != "lifetime_parameter":
                names.append(self.text(name))
        return tuple(names)

    def _fields(self, body: Node) -> tuple[Field, ...]:
        fields: list[Field] = []
        if body.type == "ordered_field_declaration_list":
            public = False
            for child in body.named_children:
                if child.type == "visibility_modifier":
                    public = True
                elif child.type not in ("attribute_item", "line_comment", "block_comment"):
                    fields.append(Field(str(len(fields)), self.text(child), child.start_byte, (), public))
                    public = False
            return tuple(fields)
        for child in body.named_children:
            if child.type == "field_declaration":
                name, of = child.child_by_field_name("name"), child.child_by_field_name("type")
                if name is not None and of is not None:
                    fields.append(
                        Field(
                            self.text(name),
                            self.text(of),
                            child.start_byte,
                            self.attributes.get(child.start_byte, ()),
                            self.source[child.start_byte : child.start_byte + 4] == b"pub ",
                        )
                    )
        return tuple(fields)

    def _variants(self, body: Node) -> tuple[Variant, ...]:
        variants = []
        for child in body.named_children:
            if child.type == "enum_variant":
                name, inner = child.child_by_field_name("name"), child.child_by_field_name("body")
                variants.append(
                    Variant(self.text(name) if name else "", self._fields(inner) if inner else (), child.start_byte)
                )
        return tuple(variants)

    def _impls(self) -> tuple[Impl, ...]:
        impls = []
        for m in self.found["impl"]:
            node = m["node"][0]
            of, trait = node.child_by_field_name("type"), node.child_by_field_name("trait")
            generics = node.child_by_field_name("type_parameters")
            body = node.child_by_field_name("body")
            associated = []
            for child in body.named_children if body else ():
                if child.type == "type_item":
                    name, value = child.child_by_field_name("name"), child.child_by_field_name("type")
                    if name is not None and value is not None:
                        associated.append((self.text(name), self.text(value)))
            impls.append(
                Impl(
                    self.text(of) if of else "",
                    self.text(trait) if trait else None,
                    self.text(generics) if generics else "",
                    node.start_byte,
                    node.end_byte,
                    tuple(associated),
                )
            )
        return tuple(impls)

    def _imports(self) -> tuple[Import, ...]:
        imports: list[Import] = []
        for m in self.found["use"]:
            imports.extend(_use_tree(self.text(m["name"][0])))
        return tuple(imports)

    def _constants(self) -> tuple[Constant, ...]:
        constants = []
        for kind in ("const", "static"):
            for m in self.found[kind]:
                node = m["node"][0]
                name, of, value = (node.child_by_field_name(f) for f in ("name", "type", "value"))
                constants.append(
                    Constant(
                        kind,
                        self.text(name) if name else "",
                        self.text(of) if of else "",
                        self.text(value) if value else "",
                        node.start_byte,
                        node.end_byte,
                    )
                )
        return tuple(sorted(constants, key=lambda c: c.start))


class _Owner:
    """The innermost function at an offset, asked in any order."""

    def __init__(self, functions: tuple[Function, ...]) -> None:
        self.functions = functions
        self.starts = [function.start for function in functions]

    def of(self, offset: int) -> int | None:
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return None
        # The nearest start is the innermost candidate; if it has ended, one of its parents may hold.
        function: Function | None = self.functions[at]
        while function is not None and function.end <= offset:
            function = None if function.parent is None else self.functions[function.parent]
        return None if function is None else function.index


class _Depth:
    """Loop depth at increasing offsets, by a sweep."""

    def __init__(self, loops: tuple[Loop, ...]) -> None:
        self.loops = [loop for loop in loops if loop.kind != "maybe-closure"]
        self.next = 0
        self.open: list[Loop] = []

    def at(self, offset: int) -> int:
        while self.next < len(self.loops) and self.loops[self.next].start <= offset:
            self.open.append(self.loops[self.next])
            self.next += 1
        if not self.open:
            return 0
        self.open = [loop for loop in self.open if loop.end > offset]
        return sum(1 for loop in self.open if repeats(loop, offset))


def repeats(loop: Loop, offset: int) -> bool:
    """Whether code at ``offset`` runs once an iteration: the body, and a ``while`` loop's condition."""
    if loop.body_start <= offset < loop.end:
        return True
    return loop.kind == "while" and loop.start <= offset < loop.end


def _span(node: Node) -> _SPAN:
    return node.start_byte, node.end_byte


def _base_name(text: str | None) -> str:
    """``Foo`` of ``&'a mut path::Foo<T>``."""
    if not text:
        return ""
    head = text.split("<", 1)[0].strip()
    return re.split(r"[\s&:]+", head)[-1] or text


def _derives(attributes: tuple[str, ...]) -> frozenset[str]:
    names: set[str] = set()
    for text in attributes:
        if text.startswith("derive"):
            names.update(part.strip().rpartition("::")[2] for part in text[text.find("(") + 1 : text.rfind(")")].split(","))
    return frozenset(names - {""})


def _use_tree(text: str, prefix: str = "") -> list[Import]:
    """The names that ``use TEXT`` brings in."""
    text = text.strip()
    if text.endswith("}"):
        head, _, inner = text.partition("{")
        base = prefix + "".join(head.split())
        return [imported for part in _split_top(inner[:-1]) for imported in _use_tree(part, base)]
    path, _, alias = text.partition(" as ")
    full = prefix + "".join(path.split())
    if full.endswith("::self"):
        full = full.removesuffix("::self")
    name = alias.strip() or full.rpartition("::")[2]
    return [Import(name, full)] if name else []


def _split_top(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]
