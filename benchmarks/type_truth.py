"""How often the type inference knows an expression's type, and how often it is right, by the compiler's word.

    python benchmarks/type_truth.py CRATE... [--sample 3000] [--show 10]

Each CRATE is the folder of a library that builds here. The compiler prints it with every expression's type
(``rustc -Zunpretty=hir,typed``, see :mod:`typed_hir`); its functions are matched with ours by type, name and
parameters, their expressions by plain text and order, and a sample, spread evenly over kinds of
expressions and crates, is compared. Left out: macros' arguments and names of called functions.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from tree_sitter import Node
from type_match import agree, read_compiler_type
from typed_hir import Typed, TypedFunction, functions, parameters_text, plain_text

from perfrules.index.build import build
from perfrules.index.facts import Function
from perfrules.index.infer import Inference, inference_at
from perfrules.index.project import FileUnit, Project, base_name
from perfrules.index.types import Type
from perfrules.targets import TargetRequest, resolve

_LITERALS = ("integer", "float", "string", "raw_string", "char", "boolean")
KINDS = {
    "identifier": "identifier",
    "self": "identifier",
    "field_expression": "field",
    "call_expression": "call",
    "index_expression": "index",
    "unary_expression": "unary",
    "reference_expression": "reference",
    "binary_expression": "binary",
    **{f"{name}_literal": "literal" for name in _LITERALS},
}
_ALIKE = 0.5
"""Share of a function's expressions that the compiler's function has to have, to be the same one."""


@dataclass(slots=True)
class Pair:
    """An expression with both types."""

    crate: str
    kind: str
    place: str
    text: str
    ours: Type
    theirs: Type
    right: bool
    cause: str
    """Why it is unknown or wrong, told by the smallest part that is."""

    @property
    def known(self) -> bool:
        """Whether the inference gave a type, be it behind references."""
        return self.ours.peeled().known


def main() -> int:
    """Measure the crates named on the command line."""
    arguments = _arguments()
    sys.setrecursionlimit(20_000)
    pairs: list[Pair] = []
    for crate in arguments.crates:
        printed = typed_print(crate.resolve(), arguments.work)
        found = [] if printed is None else compare(crate.resolve(), functions(printed))
        print(f"{crate.name}: {len(found)} expressions matched", file=sys.stderr)
        pairs.extend(found)
    if not pairs:
        print("nothing to compare", file=sys.stderr)
        return 2
    sample = spread(pairs, arguments.sample, arguments.seed) if arguments.sample else pairs
    report(sample, len(pairs), arguments.show, arguments.seed)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("crates", nargs="+", type=Path, help="folders of library crates")
    parser.add_argument("--sample", type=int, default=3000, help="expressions to compare; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="causes and examples to print")
    default = Path(tempfile.gettempdir()) / "perfrules-type-truth"
    parser.add_argument("--work", type=Path, default=default, help="where builds and prints are kept")
    return parser.parse_args()


def typed_print(crate: Path, work: Path) -> str | None:
    """The compiler's print of a crate, made once; None if it does not build."""
    kept = work / f"{crate.name}.hir"
    if not kept.exists():
        work.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "RUSTC_BOOTSTRAP": "1", "CARGO_TARGET_DIR": str(work / "target")}
        command = ["cargo", "rustc", "--quiet", "--lib", "--", "-Zunpretty=hir,typed", "--cap-lints=allow"]
        run = subprocess.run(command, cwd=crate, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"{crate.name}: does not build: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        kept.write_text(run.stdout, "utf-8")
    return kept.read_text("utf-8")


# -- matching --------------------------------------------------------------------------------------


def compare(crate: Path, printed: list[TypedFunction]) -> list[Pair]:
    """All expressions of a crate that the compiler's print has too."""
    request = TargetRequest(
        targets=(str(crate),), cwd=crate, crate=None, since=None, exclude=(), include_generated=True
    )
    project = build(resolve(request).files)
    theirs: dict[tuple[str, str], list[TypedFunction]] = defaultdict(list)
    for function in printed:
        theirs[function.self_type, function.name].append(function)
    iterators = frozenset(name for name in project.types if _is_iterator(project, name))
    pairs: list[Pair] = []
    for unit in project.files.values():
        for function in unit.facts.functions:
            owner = base_name(function.self_type) if function.self_type else ""
            candidates = theirs.get((owner, function.name), [])
            if function.body_start < 0 or unit.in_test(function.start) or not candidates:
                continue
            inference = inference_at(project, unit, function.body_start)
            if inference is not None and inference.function is function:
                best, matched = _best(list(_expressions(unit, function)), candidates, function, unit)
                if best is not None:
                    candidates.remove(best)
                pairs.extend(_pairs(crate.name, inference, matched, iterators))
    return pairs


def _is_iterator(project: Project, name: str) -> bool:
    return project.has_impl(name, "Iterator")


def _expressions(unit: FileUnit, function: Function) -> Iterator[tuple[Node, str]]:
    """The function's own expressions with their plain text, outer ones first."""
    root = unit.syntax.root.descendant_for_byte_range(function.body_start, function.end - 1)
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if node.type in ("function_item", "token_tree", "macro_invocation", "attribute_item"):
            continue
        if node.type in KINDS:
            yield node, plain_text(unit.syntax.text(node))
        stack.extend(reversed(node.named_children))


def _best(
    ours: list[tuple[Node, str]], candidates: list[TypedFunction], function: Function, unit: FileUnit
) -> tuple[TypedFunction | None, list[tuple[Node, Typed]]]:
    """The candidate that has most of our expressions, and ours with its."""
    modules = tuple(function.qualified.split("::")[:-1])
    stem = Path(unit.display).parent.name if Path(unit.display).stem == "mod" else Path(unit.display).stem
    shown = [parameters_text(p.type) for p in function.parameters if p.name != "self"]
    texts = [text for _, text in ours]
    wanted = set(texts)
    best: tuple[TypedFunction | None, list[tuple[Node, Typed]]] = (None, [])
    best_score: tuple[float, float, bool] = (0.0, 0.0, False)
    for candidate in candidates:
        usable = [typed for typed in candidate.expressions if typed.text in wanted]
        blocks = SequenceMatcher(None, texts, [t.text for t in usable], autojunk=False).get_matching_blocks()
        matched = [(ours[a + k][0], usable[b + k]) for a, b, size in blocks for k in range(size)]
        header = sum(text in candidate.header for text in shown) / max(1, len(shown))
        near = not candidate.modules or candidate.modules[-1] in (stem, *modules)
        score = (len(matched) / max(1, len(ours)), header, near)
        if (score[1:], score[0]) > (best_score[1:], best_score[0]):
            best, best_score = (candidate, matched), score
    return best if best_score[0] >= _ALIKE else (None, [])


def _pairs(
    crate: str, inference: Inference, matched: list[tuple[Node, Typed]], iterators: frozenset[str]
) -> Iterator[Pair]:
    unit = inference.unit
    wrong: set[int] = set()
    for node, typed in reversed(matched):
        kind = _kind(node)
        if kind is None or _in_macro(unit, node) or _is_callee(unit, node):
            continue
        ours, theirs = inference.type_of(node), read_compiler_type(typed.type)
        if not theirs.known:
            continue
        right = agree(ours, theirs, unit.imports, iterators)
        if not right:
            wrong.add(node.id)
        line = unit.syntax.line(node.start_byte)
        cause = _cause(inference, node, wrong) if not right or not ours.peeled().known else ""
        yield Pair(crate, kind, f"{unit.display}:{line}", typed.text, ours, theirs, right, cause)


def _kind(node: Node) -> str | None:
    kind = KINDS[node.type]
    if kind == "call":
        function = _function_of(node)
        kind = "method call" if function is not None and function.type == "field_expression" else "call"
    return kind


def _function_of(call: Node) -> Node | None:
    function = call.child_by_field_name("function")
    if function is not None and function.type == "generic_function":
        function = function.child_by_field_name("function")
    return function


def _is_callee(unit: FileUnit, node: Node) -> bool:
    """Whether the node names what a call calls."""
    parent = unit.syntax.parent(node)
    return parent is not None and (
        parent.type == "generic_function"
        or (parent.type == "call_expression" and parent.child_by_field_name("function") == node)
    )


def _in_macro(unit: FileUnit, node: Node) -> bool:
    for around in (node, *unit.syntax.ancestors(node)):
        if around.type in ("macro_invocation", "function_item"):
            return around.type == "macro_invocation"
        if around.start_byte in unit.syntax.macros and around.type == "call_expression":
            return True
    return False


# -- causes ----------------------------------------------------------------------------------------


def _cause(inference: Inference, node: Node, wrong: set[int]) -> str:
    """The construct that made ``node``'s type unknown or wrong; ``wrong`` holds the wrong parts so far."""

    def bad(part: Node | None) -> bool:
        return part is not None and (part.id in wrong or not inference.type_of(part).peeled().known)

    kind, text = node.type, inference.syntax.text
    if kind == "call_expression":
        function = _function_of(node)
        if function is None or function.type != "field_expression":
            return f"call {plain_text(text(function))}" if function is not None else kind
        receiver, name = function.child_by_field_name("value"), function.child_by_field_name("field")
        if receiver is None or name is None:
            return kind
        if bad(receiver):
            return _cause(inference, receiver, wrong)
        return f"method {inference.type_of(receiver).peeled().name}.{text(name)}"
    if kind in ("identifier", "self"):
        binding = inference.scope.binding(text(node), node.start_byte)
        return f"binding by {binding.source}" if binding is not None else "name without binding"
    parts = [
        child for child in node.named_children if child.type not in ("field_identifier", "mutable_specifier")
    ]
    part = next((child for child in parts if bad(child)), None)
    if part is not None:
        return _cause(inference, part, wrong)
    if kind == "field_expression":
        return f"field of {inference.type_of(parts[0]).peeled().name}"
    return kind


# -- figures ---------------------------------------------------------------------------------------


def spread(pairs: list[Pair], wanted: int, seed: int) -> list[Pair]:
    """A sample in which kinds, and in them crates, have as equal shares as there is material."""
    chooser = random.Random(seed)
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair.kind, pair.crate].append(pair)
    for group in groups.values():
        chooser.shuffle(group)
    kinds = sorted({kind for kind, _ in groups})
    queues = {
        kind: _in_turn([group for (of, _), group in sorted(groups.items()) if of == kind]) for kind in kinds
    }
    return list(_in_turn_of(queues.values(), wanted))


def _in_turn(lists: list[list[Pair]]) -> Iterator[Pair]:
    for at in range(max(map(len, lists))):
        for one in lists:
            if at < len(one):
                yield one[at]


def _in_turn_of(queues: Iterable[Iterator[Pair]], wanted: int) -> Iterator[Pair]:
    left = list(queues)
    while left and wanted > 0:
        for queue in list(left):
            pair = next(queue, None)
            if pair is None:
                left.remove(queue)
            elif wanted > 0:
                wanted -= 1
                yield pair


def report(pairs: list[Pair], matched: int, show: int, seed: int) -> None:
    """Print the shares, and examples."""
    crates = len({pair.crate for pair in pairs})
    print(f"{len(pairs)} of {matched} matched expressions, from {crates} crates (seed {seed})\n")
    print(f"{'kind':12} {'number':>7} {'known':>7} {'complete':>9} {'right of known':>15}")
    for kind in (*sorted({pair.kind for pair in pairs}), "all", "no literals"):
        group = [
            p for p in pairs if kind in (p.kind, "all") or (kind == "no literals" and p.kind != "literal")
        ]
        known = [pair for pair in group if pair.known]
        complete = sum(_full(pair.ours) for pair in known)
        right = sum(pair.right for pair in known)
        print(
            f"{kind:12} {len(group):7} {_share(len(known), len(group)):>7} {_share(complete, len(group)):>9}"
            f" {_share(right, len(known)):>15}"
        )
    if show:
        _examples("wrong", [pair for pair in pairs if not pair.right], show, seed)
        _examples("unknown", [pair for pair in pairs if not pair.known], show, seed)


def _full(of: Type) -> bool:
    return of.known and all(map(_full, of.args))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _examples(title: str, pairs: list[Pair], show: int, seed: int) -> None:
    print(f"\n{title}: {len(pairs)}, most frequent causes first")
    causes = Counter(pair.cause for pair in pairs)
    for cause, count in causes.most_common(show):
        print(f"{count:5}  {cause}")
        group = [pair for pair in pairs if pair.cause == cause]
        for pair in random.Random(seed).sample(group, min(3, len(group))):
            print(
                f"       {pair.crate} {pair.place}: {pair.text[-60:]}  ours {pair.ours}, compiler {pair.theirs}"
            )


if __name__ == "__main__":
    sys.exit(main())
