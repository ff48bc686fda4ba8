"""One rule, read and checked from its YAML document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perfrules.hotness.places import PLACES
from perfrules.hotness.severity import WORK
from perfrules.model.finding import RuleInfo
from perfrules.model.severity import SPECIALIST, Analyst, Applicability, Category, Precision, Severity
from perfrules.rules.conditions import compile_condition
from perfrules.rules.errors import RuleError
from perfrules.rules.pattern_syntax import compile_pattern
from perfrules.rules.patterns import Pattern
from perfrules.rules.spec import Condition, Scope, check_keys, check_word
from perfrules.yamlfile import Document, bundled

KEYS = (
    "id", "extends", "title", "pack", "default", "analyst", "category", "kind", "severity", "precision",
    "specialist", "clippy", "tags", "options", "utils", "match", "query", "at", "skip", "where", "once",
    "work", "impact", "yields-to", "ambiguous", "message", "evidence", "related", "advice", "fix", "help",
    "references", "examples", "worth",
)  # fmt: skip
REQUIRED = ("id", "title", "category", "severity", "precision", "message", "help", "examples")
ONCE = ("line", "loop", "function", "file")
DEFAULT_SKIP = ("test", "bench", "example", "build-script", "cold-path", "start-up")
"""Where rules are silent unless they say otherwise: a cost there is no cost at run time."""
OFF_PACKS = ("pedantic",)
"""Packs whose rules are off unless selected."""
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FixSpec:
    """How to mend a finding: a replacement for each of some captures."""

    description: str
    applicability: Applicability
    edits: tuple[tuple[str, str], ...]
    """Capture and template."""


@dataclass(frozen=True, slots=True)
class ImpactSpec:
    """How much a finding may cost: a factor, and the template of what says so."""

    factor: float
    because: str


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of Rust, with the lines that its ``//~ rule-id`` markers expect findings on."""

    text: str
    bad: bool
    index: int
    path: str = "src/lib.rs"


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule."""

    info: RuleInfo
    document: Document
    data: Mapping[str, Any]
    """The document's data, a base rule's keys merged in."""
    options: Mapping[str, Any]
    pattern: Pattern
    where: Condition | None
    at: str
    """The capture that findings are located at."""
    skip: frozenset[str]
    once: str
    yields_to: frozenset[str]
    question: str
    ambiguous: Condition | None
    message: str
    evidence: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    """Capture and template."""
    advice: str
    fix: FixSpec | None
    examples: tuple[Example, ...]
    work: str
    """How much is done at each place: ``light``, ``normal`` or ``heavy``, for the severity."""
    impact: ImpactSpec | None = None
    worth: Condition | None = None
    """Where a finding is worth a word unasked: those elsewhere are for who selects the rule."""
    settled: bool = False
    """The user has said how severe findings are; hotness changes nothing."""
    unasked: bool = False
    """The rule runs because it is on by default."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What the files of one folder share."""

    root: Path
    utils: Mapping[str, Any] = field(default_factory=dict)


def read_rule(
    document: Document, data: Mapping[str, Any], pack: Pack, options: Mapping[str, Any] | None = None
) -> Rule:
    """Compile a rule; raises :class:`RuleError`. ``options`` overrides the rule's own option values."""
    check_keys(data, KEYS, (), "a rule")
    for key in REQUIRED:
        if key not in data:
            raise RuleError(f"the rule has no `{key}`")
    given = dict(_mapping(data, "options"))
    given.update(options or {})
    utils = {**pack.utils, **_mapping(data, "utils")}
    # The queries of bundled rules are known to compile: a test compiles them all.
    scope = Scope(utils, given, strict=bundled() not in document.path.parents)
    question, ambiguous = _ambiguous(data, scope)
    return Rule(
        info=_info(document, data, pack),
        document=document,
        data=data,
        options=given,
        pattern=_pattern(data, scope),
        where=compile_condition(data["where"], ("where",), scope) if "where" in data else None,
        at=str(data.get("at", "match")),
        skip=frozenset(_words(data, "skip", DEFAULT_SKIP, PLACES)),
        once=check_word(data.get("once", ""), ("", *ONCE), ("once",), "`once`"),
        yields_to=frozenset(_words(data, "yields-to", ())),
        question=question,
        ambiguous=ambiguous,
        message=str(data["message"]),
        evidence=tuple(_words(data, "evidence", ())),
        related=tuple((str(k), str(v)) for k, v in _mapping(data, "related").items()),
        advice=str(data.get("advice", "")),
        fix=_fix(data),
        examples=tuple(_examples(data)),
        work=check_word(data.get("work", "normal"), WORK, ("work",), "`work`"),
        impact=_impact(data),
        worth=compile_condition(data["worth"], ("worth",), scope) if "worth" in data else None,
    )


def _info(document: Document, data: Mapping[str, Any], pack: Pack) -> RuleInfo:
    category = Category(check_word(data["category"], tuple(Category), ("category",), "`category`"))
    folder = document.path.parent
    name = str(data.get("pack") or folder.name)
    return RuleInfo(
        id=str(data["id"]),
        title=str(data["title"]),
        pack=name,
        default=bool(data.get("default", name not in OFF_PACKS)),
        analyst=Analyst(
            check_word(data.get("analyst", "antipatterns"), tuple(Analyst), ("analyst",), "`analyst`")
        ),
        category=category,
        kind=str(data.get("kind", category.value)),
        severity=Severity.parse(
            check_word(data["severity"], [s.word for s in Severity], ("severity",), "`severity`")
        ),
        precision=Precision(check_word(data["precision"], tuple(Precision), ("precision",), "`precision`")),
        specialist=check_word(
            data.get("specialist", SPECIALIST[category]),
            sorted(set(SPECIALIST.values())),
            ("specialist",),
            "`specialist`",
        ),
        help=str(data["help"]).strip() + "\n",
        clippy=tuple(_words(data, "clippy", ())),
        references=tuple(_words(data, "references", ())),
        tags=tuple(_words(data, "tags", ())),
    )


def _pattern(data: Mapping[str, Any], scope: Scope) -> Pattern:
    if ("match" in data) == ("query" in data):
        raise RuleError("a rule has either `match` (a pattern) or `query` (a tree-sitter query)")
    if "query" in data:
        return compile_pattern({"query": data["query"]}, (), scope)
    return compile_pattern(data["match"], ("match",), scope)


def _ambiguous(data: Mapping[str, Any], scope: Scope) -> tuple[str, Condition | None]:
    spec = _mapping(data, "ambiguous")
    if not spec:
        return "", None
    check_keys(spec, ("when", "question"), ("ambiguous",), "`ambiguous`")
    if "question" not in spec:
        raise RuleError("`ambiguous` needs a `question`", ("ambiguous",))
    condition = compile_condition(spec["when"], ("ambiguous", "when"), scope) if "when" in spec else None
    return str(spec["question"]), condition


def _impact(data: Mapping[str, Any]) -> ImpactSpec | None:
    spec = _mapping(data, "impact")
    if not spec:
        return None
    check_keys(spec, ("factor", "because"), ("impact",), "`impact`")
    factor = spec.get("factor")
    if isinstance(factor, bool) or not isinstance(factor, int | float) or factor <= 1:
        raise RuleError("`factor` is a number above 1: how many times slower it is", ("impact", "factor"))
    if not spec.get("because"):
        raise RuleError("`impact` says `because` of what", ("impact",))
    return ImpactSpec(float(factor), str(spec["because"]))


def _fix(data: Mapping[str, Any]) -> FixSpec | None:
    spec = _mapping(data, "fix")
    if not spec:
        return None
    check_keys(spec, ("description", "applicability", "replace", "at", "edits"), ("fix",), "`fix`")
    word = check_word(
        spec.get("applicability", "maybe-incorrect"),
        tuple(Applicability),
        ("fix", "applicability"),
        "`applicability`",
    )
    edits: list[tuple[str, str]] = []
    if "replace" in spec:
        edits.append((str(spec.get("at", "match")), str(spec["replace"])))
    for at, edit in enumerate(spec.get("edits") or ()):
        if not isinstance(edit, dict) or set(edit) != {"at", "replace"}:
            raise RuleError("an edit is a mapping of `at` (a capture) and `replace`", ("fix", "edits", at))
        edits.append((str(edit["at"]), str(edit["replace"])))
    if not edits:
        raise RuleError("`fix` needs `replace` or `edits`", ("fix",))
    return FixSpec(str(spec.get("description", data["title"])), Applicability(word), tuple(edits))


def _examples(data: Mapping[str, Any]) -> list[Example]:
    spec = _mapping(data, "examples")
    check_keys(spec, ("bad", "good"), ("examples",), "`examples`")
    if not spec.get("bad") or not spec.get("good"):
        raise RuleError("a rule proves itself by at least one bad and one good example", ("examples",))
    found = []
    for word in ("bad", "good"):
        for index, item in enumerate(spec[word]):
            keys: Keys = ("examples", word, index)
            if isinstance(item, dict):
                check_keys(item, ("path", "code"), keys, "an example")
            elif not isinstance(item, str):
                raise RuleError("an example is Rust code, or a mapping of `path` and `code`", keys)
            text = str(item["code"]) if isinstance(item, dict) else item
            path = str(item.get("path", "src/lib.rs")) if isinstance(item, dict) else "src/lib.rs"
            found.append(Example(text, word == "bad", index, path))
    return found


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise RuleError(f"`{key}` takes a mapping", (key,))
    return value


def _words(
    data: Mapping[str, Any], key: str, default: Sequence[str], choices: Sequence[str] = ()
) -> Sequence[str]:
    if key not in data:
        return default
    value = data[key]
    items = [] if value is None else value if isinstance(value, list) else [value]
    for at, item in enumerate(items):
        if choices:
            check_word(item, choices, (key, at) if isinstance(value, list) else (key,), f"`{key}`")
    return [str(item) for item in items]
