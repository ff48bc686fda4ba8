"""Criterion's files, one function each: from decoded JSON (or CBOR) to data.

Each raises :class:`FormatError` with a reason for a person. Keys that are not known are passed over, so
that a newer Criterion that adds some is still read.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from perfrules.analysts.benchmarks.data import (
    BenchmarkName,
    Estimate,
    Estimates,
    Relative,
    Sample,
    Throughput,
)
from perfrules.analysts.benchmarks.stats import Fences

_UNITS: dict[str, Literal["bytes", "bytes-decimal", "elements", "bits"]] = {
    "Bytes": "bytes",
    "BytesDecimal": "bytes-decimal",
    "Elements": "elements",
    "Bits": "bits",
}


class FormatError(ValueError):
    """A file that does not hold what its name says."""


def benchmark_name(data: object) -> BenchmarkName:
    """``benchmark.json``."""
    group = _text(data, "group_id")
    function, value = _optional_text(data, "function_id"), _optional_text(data, "value_str")
    full = _optional_text(data, "full_id") or "/".join(part for part in (group, function, value) if part)
    return BenchmarkName(full, group, function, value)


def throughput(data: object) -> Throughput | None:
    """The amount of work in ``benchmark.json``."""
    value = _get(data, "throughput", None)
    if value is None:
        return None
    if isinstance(value, dict) and len(value) == 1:
        kind, amount = next(iter(value.items()))
        if kind in _UNITS and isinstance(amount, int) and not isinstance(amount, bool):
            return Throughput(_UNITS[kind], amount)
    if isinstance(value, dict) and isinstance(both := value.get("ElementsAndBytes"), dict):
        return Throughput("elements", int(_number(both, "elements")))
    raise FormatError("a throughput of unknown kind")


def estimates(data: object) -> Estimates:
    """``estimates.json`` of a run."""
    slope = _get(data, "slope", None)
    return Estimates(
        mean=_estimate(data, "mean"),
        median=_estimate(data, "median"),
        median_abs_dev=_estimate(data, "median_abs_dev"),
        std_dev=_estimate(data, "std_dev"),
        slope=_estimate(data, "slope") if slope is not None else None,
    )


def relative(data: object) -> Relative:
    """``change/estimates.json``."""
    return Relative(_estimate(data, "mean"), _estimate(data, "median"))


def sample(data: object) -> Sample:
    """``sample.json``."""
    mode = _optional_text(data, "sampling_mode") or ""
    return _sample(mode, _numbers(data, "iters"), _numbers(data, "times"))


class Measurement(NamedTuple):
    """A run of cargo-criterion: one file holds what Criterion keeps in several."""

    name: str | None
    """The name that the user gave the run (``--history-id``)."""
    estimates: Estimates
    sample: Sample
    change: Relative | None
    """Against the run before."""


def measurement(data: object) -> Measurement:
    """A measurement file of cargo-criterion."""
    changes = _get(data, "changes", None)
    return Measurement(
        _optional_text(data, "history_id"),
        estimates(_get(data, "estimates")),
        _sample("", _numbers(data, "iterations"), _numbers(data, "values")),
        relative(changes) if changes is not None else None,
    )


def record(data: object) -> tuple[BenchmarkName, Throughput | None, str]:
    """``benchmark.cbor`` of cargo-criterion; the text is the name of its latest measurement's file."""
    entry = _get(data, "id")
    return benchmark_name(entry), throughput(entry), _text(data, "latest_record")


def fences(data: object) -> Fences:
    """``tukey.json``."""
    if not isinstance(data, list) or len(data) != 4:
        raise FormatError("not a list of four fences")
    low_severe, low_mild, high_mild, high_severe = (_finite(value, "a fence") for value in data)
    if not low_severe <= low_mild <= high_mild <= high_severe:
        raise FormatError("fences out of order")
    return low_severe, low_mild, high_mild, high_severe


def _sample(mode: str, iterations: tuple[float, ...], times: tuple[float, ...]) -> Sample:
    if len(iterations) != len(times):
        raise FormatError(f"{len(iterations)} iteration counts for {len(times)} times")
    if len(times) < 2:
        raise FormatError("fewer than two samples")
    if min(iterations) <= 0 or min(times) <= 0:
        raise FormatError("a sample without time or iterations")
    return Sample(mode, iterations, times)


def _estimate(data: object, key: str) -> Estimate:
    entry = _get(data, key)
    interval = _get(entry, "confidence_interval")
    return Estimate(
        _number(entry, "point_estimate"),
        _number(interval, "lower_bound"),
        _number(interval, "upper_bound"),
        _number(interval, "confidence_level"),
        _number(entry, "standard_error"),
    )


_REQUIRED = object()


def _get(data: object, key: str, default: object = _REQUIRED) -> object:
    if not isinstance(data, dict):
        raise FormatError("not an object")
    if key not in data:
        if default is _REQUIRED:
            raise FormatError(f"no `{key}`")
        return default
    value: object = data[key]
    return value


def _text(data: object, key: str) -> str:
    value = _get(data, key)
    if not isinstance(value, str):
        raise FormatError(f"`{key}` is not a text")
    return value


def _optional_text(data: object, key: str) -> str | None:
    return None if _get(data, key, None) is None else _text(data, key)


def _number(data: object, key: str) -> float:
    return _finite(_get(data, key), f"`{key}`")


def _numbers(data: object, key: str) -> tuple[float, ...]:
    value = _get(data, key)
    if not isinstance(value, list):
        raise FormatError(f"`{key}` is not a list")
    return tuple(_finite(number, f"an entry of `{key}`") for number in value)


def _finite(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FormatError(f"{what} is not a number")
    try:
        number = float(value)
    except OverflowError:
        raise FormatError(f"{what} is not a finite number") from None
    if not math.isfinite(number):
        raise FormatError(f"{what} is not a finite number")
    return number
