"""Source bytes to a tree, macro arguments included.

A macro call whose rewriting the grammar does not accept is rewritten otherwise, or left as it is: it alone,
so that one macro with a language of its own does not hide what the file's others hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node, Parser, Query, QueryCursor

from perfrules.syntax.macros import MacroCall, holds_items, rewrite
from perfrules.syntax.parser import LANGUAGE, Parsed, Syntax, error_nodes

_ROUNDS = 6
"""How often calls are put back: a nested one may fail only after its outer one."""

_PLACES = Query(
    LANGUAGE,
    """
    (source_file (macro_invocation) @item)
    (source_file (expression_statement (macro_invocation) @item))
    (declaration_list (macro_invocation) @member)
    (_ type: (macro_invocation) @other)
    (_ pattern: (macro_invocation) @other)
    (match_pattern (macro_invocation) @other)
    (type_arguments (macro_invocation) @other)
    """,
)


def parse(source: bytes) -> Syntax:
    """One file, to be parsed when first asked about its nodes. What is not Rust becomes ERROR nodes."""
    return Syntax(source, _parsed)


def _parsed(source: bytes) -> Parsed:
    parser = Parser(LANGUAGE)
    choice = _Choice()
    best = latest = choice.parse(parser, source)
    fewest = errors = _errors(best)
    plain: Parsed | None = None
    for _ in range(_ROUNDS):
        if not errors or not latest.macros:
            return latest
        if plain is None and not all(_around(error, latest.macros) for error in errors):
            plain = Parsed(parser.parse(source), ())
            if choice.learn(plain.tree.root_node):
                errors = []
        if errors and not choice.blame(errors, latest.macros, source):
            break
        latest = choice.parse(parser, source)
        errors = _errors(latest)
        if len(errors) < len(fewest):
            best, fewest = latest, errors
    # Errors that remain are the file's own, or a rewriting's that spilled over.
    plain = plain or Parsed(parser.parse(source), ())
    return plain if len(_errors(plain)) < len(fewest) else best


def _errors(parsed: Parsed) -> list[Node]:
    return error_nodes(parsed.tree.root_node)


class _Choice:
    """How the calls of one file are rewritten."""

    def __init__(self) -> None:
        self.items: set[int] = set()
        """Starts of calls that stand for items, as far as they are known."""
        self.bare: set[int] = set()
        """Starts of those of which only what they hold is left."""
        self.skip: set[int] = set()
        """Starts of those that are left as they are."""

    def parse(self, parser: Parser, source: bytes) -> Parsed:
        """The file with its calls rewritten so."""
        text, calls = rewrite(source, self.skip, self.bare)
        return Parsed(parser.parse(text), calls)

    def learn(self, plain: Node) -> bool:
        """See in the file as written which calls stand where no expression may; False if none does.

        Where items stand but no blocks, braces are taken off; other items, types and patterns stay.
        """
        found = QueryCursor(_PLACES).captures(plain)
        members, others = found.get("member", []), found.get("other", [])
        self.items = {call.start_byte for call in (*members, *found.get("item", ()))}
        self.bare = {call.start_byte for call in members if call.children[-1].children[0].type == "{"}
        self.skip |= {call.start_byte for call in (*members, *others)} - self.bare
        return bool(members or others)

    def blame(self, errors: list[Node], calls: Sequence[MacroCall], source: bytes) -> bool:
        """Rewrite the calls that hold errors otherwise, or not at all; False if no call holds any."""
        guilty = {call.start: call for error in errors for call in self._guilty(error, calls)}
        for start, call in guilty.items():
            keeps_items = start not in self.bare and holds_items(source, call)
            (self.bare if keeps_items else self.skip).add(start)
        return bool(guilty)

    def _guilty(self, error: Node, calls: Sequence[MacroCall]) -> list[MacroCall]:
        """The innermost call around an error; without one, those in it: such as stand for items first, then
        such as became blocks, which may hold any language."""
        around = _around(error, calls)
        if around is not None:
            return [around]
        start, end = error.start_byte, error.end_byte
        within = [call for call in calls if call.start <= start < call.end or start <= call.start < end]
        if error.is_missing and not within:  # a `;` behind what became an expression
            before = [call for call in calls if call.start in self.items and call.end <= start]
            return [max(before, key=lambda call: call.end)] if before else []
        items = [call for call in within if call.start in self.items]
        return items or [call for call in within if call.delimiter == "{"] or within


def _around(error: Node, calls: Sequence[MacroCall]) -> MacroCall | None:
    start, end = error.start_byte, error.end_byte
    around = [call for call in calls if call.start <= start < call.end and end <= call.end]
    return max(around, key=lambda call: call.start) if around else None
