"""What enums are made of."""

from __future__ import annotations

from perfrules.index.size import size_of
from perfrules.index.types import UNIT, Type
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "largest-variant",
    of=Param("capture", "match", doc="an enum"),
    gap=Param("int", required=True, doc="so many bytes larger than the next"),
    as_=Param("string", "variant", doc="the name of the largest variant in messages"),
)
def largest_variant(match: Match, of: str, gap: int, as_: str) -> bool:
    """One variant of the enum is larger than all others by so many bytes, padding and what type parameters
    stand for aside. The numbers are `{largest}` and `{second}`. Nothing is said of enums that have a variant
    of unknown size."""
    node = match.get(of)
    item = next((i for i in match.unit.facts.types if node is not None and i.start == node.start_byte), None)
    if item is None or len(item.variants) < 2:
        return False
    names, generics = match.project.names(match.unit, item.start), frozenset(item.parameters)
    sizes = []
    for variant in item.variants:
        parts = [_without(names.read(field.type, generics), generics) for field in variant.fields]
        found = [size_of(match.project, match.unit, part) for part in parts]
        sizes.append((sum(size.bytes for size in found), all(size.exact for size in found), variant.name))
    sizes.sort(reverse=True)
    (largest, _, name), (second, second_exact, _) = sizes[0], sizes[1]
    if largest - second < gap or not all(exact for _, exact, _ in sizes[1:]) or not second_exact:
        return False
    match.values[as_], match.values["largest"], match.values["second"] = name, largest, second
    return True


def _without(of: Type, generics: frozenset[str]) -> Type:
    """The type with `()` for parameters, what belongs to them, and arrays that are as long as one says."""
    if of.path.partition("::")[0] in generics or (of.name in generics and not of.path):
        return UNIT
    return of._replace(args=tuple(_without(part, generics) for part in of.args))
