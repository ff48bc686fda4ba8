"""One report that has everything: each severity, fixes, call paths, suppressions, and hostile text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfrules.model.finding import Edit, Evidence, Finding, Fix, RuleInfo, Suppression
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Analyst, Applicability, Category, Precision, Severity

ROOT = Path("/home/someone/project")

CLONE = RuleInfo(
    id="clone-in-loop",
    title="Value cloned on every iteration",
    pack="allocation",
    default=True,
    analyst=Analyst.ANTIPATTERNS,
    category=Category.ALLOCATION_HOTSPOT,
    kind="allocation-hotspot",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    specialist="heap-profile",
    help=(
        "# Why\n\nA `String` clone **allocates** each time; see [the book](https://example.org/b).\n"
        "It is cheap on an `Arc<str>`.\n\n```rust\nlet x = &name;\n```\n"
    ),
    clippy=("clippy::redundant_clone",),
    references=("The Rust Performance Book", "https://nnethercote.github.io/perf-book/heap-allocations.html"),
    tags=("allocation-hotspot", "clone"),
)
LOCK = replace(
    CLONE,
    id="lock-across-await",
    title="Lock held across an await",
    pack="async",
    category=Category.CRITICAL_PATH_UNCLEAR,
    kind="lock-contention",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    specialist="causal-profile",
    help="",
    clippy=(),
    references=(),
    tags=(),
)
GAP = replace(
    LOCK,
    id="no-benchmark",
    title="Hot function without a benchmark",
    pack="hotspot",
    default=False,
    analyst=Analyst.HOTSPOTS,
    severity=Severity.LOW,
    precision=Precision.LOW,
)


def _finding(rule: RuleInfo, message: str, place: Location, snippet: str) -> Finding:
    return Finding(
        rule_id=rule.id,
        message=message,
        location=place,
        severity=rule.severity,
        category=rule.category,
        kind=rule.kind,
        analyst=rule.analyst,
        specialist=rule.specialist,
        snippet=snippet,
        fingerprint=f"{rule.id}-{place.region.start_line}",
    )


_LEXER = "src/lexer.rs"
_NEXT = "lexer::Lexer::next_token"

FINDINGS = (
    replace(
        _finding(
            LOCK,
            "the guard `state` lives across an `.await`",
            Location("src/net/server.rs", Region(88, 9, 92, 15), "net::server::handle"),
            "        self.state",
        ),
        severity=Severity.CRITICAL,
        advice="drop the guard before the `.await`, or use `tokio::sync::Mutex`",
    ),
    replace(
        _finding(
            CLONE,
            "`name` is cloned on every iteration of the loop at line 40",
            Location(_LEXER, Region(42, 20, 42, 32), _NEXT),
            "            use_it(name.clone());",
        ),
        severity=Severity.HIGH,
        evidence=(
            Evidence("the loop is nested two deep"),
            Evidence(
                "called from the benchmark `lex_large`",
                "measurement",
                Location("benches/lex.rs", Region(12, 5, 12, 20), "lex_large"),
            ),
            Evidence("called in a loop", "heuristic", Location("src/lib.rs", Region(7, 9, 7, 30), "parse")),
            Evidence("the type of `name` is `String`"),
        ),
        related=(Evidence("the loop at line 40", location=Location(_LEXER, Region(40, 5, 44, 6), _NEXT)),),
        fix=Fix(
            "borrow instead of cloning",
            Applicability.MAYBE_INCORRECT,
            (Edit(Region(42, 20, 42, 20), "&"), Edit(Region(42, 24, 42, 32), "")),
        ),
        ambiguous="Could the loop borrow `name` instead of cloning it?",
    ),
    _finding(
        CLONE,
        "`行` is cloned | <b>often</b> [see](1) @someone \x1b[31mred\x1b[0m \u202etxet",
        Location("src/odd name: ü#1.rs", Region(3, 11, 3, 12), "odd::`r#fn`"),
        "\tlet 行列 = 行.clone(); // \x1b[2J ``` </details> \u202e",
    ),
    _finding(
        CLONE,
        "`t` is cloned in a line that a macro or a generator has written",
        Location("src/odd name: ü#1.rs", Region(9, 1503, 9, 1512)),
        "    " + "let t = t; " * 136 + "f(t.clone()); " + "let t = t; " * 50,
    ),
    replace(
        _finding(
            CLONE,
            "`key` is cloned on every iteration of the loop at line 4",
            Location("src/cache.rs", Region(5, 9, 5, 20), "cache::get"),
            "        key.clone()",
        ),
        suppression=Suppression(
            "inSource", "keys are a byte long", Location("src/cache.rs", Region(4, 1, 4, 60))
        ),
    ),
    replace(
        _finding(
            GAP, "`decode` has no benchmark", Location("src/decode.rs", Region(1, 1, 1, 1)), "fn decode() {"
        ),
        suppression=Suppression("external"),
    ),
    _finding(
        GAP,
        "`parse` is hot and has no benchmark",
        Location(_LEXER, Region(60, 8, 60, 13)),
        "pub fn parse() {",
    ),
)

REPORT = Report(
    version="0.1.0",
    root=ROOT,
    findings=FINDINGS,
    rules=(CLONE, LOCK, GAP),
    diagnostics=(
        Diagnostic("warning", "unused-suppression", "nothing to allow here", "src/lib.rs", 3, 1),
        Diagnostic("error", "syntax-error", "this part could not be parsed", "src/broken.rs", 17, 5),
        Diagnostic("note", "too-large", f"{ROOT}/src/big.rs has 12 MB", f"{ROOT}/src/big.rs"),
        Diagnostic(
            "error", "bad-config", "unknown key `slect`", "/etc/perfrules/perfrules.toml", 2, usage=True
        ),
    ),
    files=120,
    lines=45_210,
    crates=("lexer", "lexer-cli"),
)

CLEAN = replace(REPORT, findings=(), diagnostics=())
