"""Benchmarks for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from perfrules import __version__
from perfrules.analysts.benchmarks.analysis import Analysis, Row
from perfrules.analysts.benchmarks.compare import Compared
from perfrules.analysts.benchmarks.data import Estimate, Run
from perfrules.analysts.benchmarks.findings import function_place
from perfrules.analysts.benchmarks.reach import Reached
from perfrules.analysts.benchmarks.source.discover import Benchmark
from perfrules.analysts.benchmarks.source.targets import BenchTarget
from perfrules.analysts.benchmarks.stability import Stability
from perfrules.analysts.benchmarks.trend import Trend
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic
from perfrules.report.json import diagnostic_object, finding_object, location_object
from perfrules.report.safe import escape_json

Object = dict[str, Any]


def listing(
    targets: Sequence[BenchTarget],
    benchmarks: Sequence[tuple[Benchmark, Sequence[Reached]]],
    notes: Sequence[Diagnostic],
) -> str:
    """Targets and benchmarks."""
    return _dump(
        {
            "targets": [
                {
                    "name": target.name,
                    "crate": target.crate.name,
                    "harness": target.harness,
                    "missingFeatures": list(target.missing),
                }
                for target in targets
            ],
            "benchmarks": [_benchmark(benchmark, functions) for benchmark, functions in benchmarks],
        },
        notes,
    )


def report(analysis: Analysis, findings: Sequence[Finding], notes: Sequence[Diagnostic]) -> str:
    """Figures and findings."""
    return _dump(
        {
            "benchmarks": [_row(row) for row in analysis.rows],
            "commonChange": analysis.common,
            "growths": [asdict(growth) for growth in analysis.growths],
            "findings": [finding_object(finding) for finding in findings],
        },
        notes,
    )


def trend(trends: Sequence[Trend], notes: Sequence[Diagnostic]) -> str:
    """Medians run by run."""
    listed = [
        {
            "name": one.measured.name.full,
            "runs": [
                {"run": name, "median": median} for name, median in zip(one.names, one.medians, strict=True)
            ],
            "changePoints": [{"run": one.names[point.at], "change": point.change} for point in one.points],
        }
        for one in trends
    ]
    return _dump({"trends": listed}, notes)


def _dump(document: Object, notes: Sequence[Diagnostic]) -> str:
    whole = {
        "schemaVersion": 1,
        "tool": {"name": "perfrules", "version": __version__},
        **document,
        "diagnostics": [diagnostic_object(note) for note in notes],
    }
    return escape_json(json.dumps(whole, ensure_ascii=False, indent=2)) + "\n"


def _benchmark(benchmark: Benchmark, functions: Sequence[Reached]) -> Object:
    return {
        "name": str(benchmark.name),
        "known": benchmark.name.known,
        "harness": benchmark.harness,
        "target": benchmark.target.name if benchmark.target is not None else None,
        "location": location_object(benchmark.location),
        "functions": [_function(one) for one in functions],
    }


def _function(one: Reached) -> Object:
    return {
        "name": one.ref.function.qualified,
        "calls": one.calls,
        "confidence": round(one.confidence, 4),
        "location": location_object(function_place(one.ref)),
    }


def _row(row: Row) -> Object:
    run, name = row.measured.runs[row.run], row.measured.name
    return {
        "name": name.full,
        "group": name.group,
        "function": name.function,
        "parameter": name.value,
        "runs": list(row.measured.runs),
        "run": row.run,
        "nanoseconds": _figures(run),
        "throughput": run.throughput and asdict(run.throughput),
        "change": row.compared and _compared(row.compared),
        "stability": row.stability and _stability(row.stability),
        "location": row.source and location_object(row.source.location),
        "functions": [_function(one) for one in row.functions],
    }


def _figures(run: Run) -> Object | None:
    if run.estimates is None:
        return None
    estimates = run.estimates
    return {
        "typical": _estimate(estimates.typical),
        "mean": _estimate(estimates.mean),
        "median": _estimate(estimates.median),
    }


def _estimate(estimate: Estimate) -> Object:
    return {"point": estimate.point, "low": estimate.low, "high": estimate.high, "level": estimate.level}


def _compared(compared: Compared) -> Object:
    return {
        "base": compared.base,
        "verdict": compared.verdict.value,
        **asdict(compared.change),
        "source": compared.source,
        "mean": compared.mean and _estimate(compared.mean),
        "mannWhitneyP": compared.p_value,
        "fastest": compared.floor,
        "doubts": list(compared.doubts),
    }


def _stability(stability: Stability) -> Object:
    return {
        "variation": stability.variation,
        "intervalWidth": stability.interval,
        "drift": stability.drift,
        "driftP": stability.drift_p_value,
        "outliers": asdict(stability.outliers),
        "complaints": list(stability.complaints),
    }
