"""How much a finding matters, how sure a rule is, and where a finding leads."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """Ordered from least to most; printed in lower case."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The severity as users write it: ``low``, ``medium``, ``high`` or ``critical``."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Severity:
        """The severity named by ``word``; raises ``KeyError`` for any other word."""
        return cls[word.upper()]


class Precision(StrEnum):
    """How often a finding of a rule is right: SARIF's word, with GitHub's four values."""

    VERY_HIGH = "very-high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Category(StrEnum):
    """The nine categories; every finding ends in exactly one."""

    ALLOCATION_HOTSPOT = "allocation-hotspot"
    VECTORIZATION_OPPORTUNITY = "vectorization-opportunity"
    CODEGEN_ISSUE = "codegen-issue"
    BENCHMARK_REGRESSION = "benchmark-regression"
    MICROARCH_BOTTLENECK = "microarch-bottleneck"
    PGO_CANDIDATE = "pgo-candidate"
    CRITICAL_PATH_UNCLEAR = "critical-path-unclear"
    NEEDS_PMU_DATA = "needs-pmu-data"
    GENERAL_OPTIMIZATION = "general-optimization"


class Analyst(StrEnum):
    """The independent phase 1 views."""

    BENCHMARKS = "benchmarks"
    ANTIPATTERNS = "antipatterns"
    HOTSPOTS = "hotspots"


class Applicability(StrEnum):
    """How far a fix can be trusted: rustc's words."""

    MACHINE_APPLICABLE = "machine-applicable"
    MAYBE_INCORRECT = "maybe-incorrect"
    HAS_PLACEHOLDERS = "has-placeholders"
    UNSPECIFIED = "unspecified"


class Ease(StrEnum):
    """How easily a finding is mended: rules/synthesis.yaml says which are which."""

    EASY = "Easy"
    MEDIUM = "Medium"
    HARD = "Hard"


SPECIALIST: dict[Category, str] = {
    Category.ALLOCATION_HOTSPOT: "heap-profile",
    Category.VECTORIZATION_OPPORTUNITY: "simd-optimize",
    Category.CODEGEN_ISSUE: "asm-forge",
    Category.BENCHMARK_REGRESSION: "bench-compare",
    Category.MICROARCH_BOTTLENECK: "perf-topdown",
    Category.PGO_CANDIDATE: "pgo-bolt",
    Category.CRITICAL_PATH_UNCLEAR: "causal-profile",
    Category.NEEDS_PMU_DATA: "linux-perf-profile",
    Category.GENERAL_OPTIMIZATION: "asm-forge",
}
"""The specialist each category leads to, unless a rule recommends another."""

SPECIALIST_TYPE: dict[str, str] = {
    "heap-profile": "Diagnostic",
    "perf-topdown": "Diagnostic",
    "linux-perf-profile": "Diagnostic",
    "causal-profile": "Diagnostic",
    "asm-forge": "Optimization",
    "simd-optimize": "Optimization",
    "pgo-bolt": "Optimization",
    "bench-compare": "Measurement",
}
"""What a specialist does: only Optimization changes anything, source or build settings."""
