"""The parsers of Criterion's files: right on real ones, and a reason for every other."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.analysts.benchmarks import files
from perfrules.analysts.benchmarks.files import FormatError
from tests.benchmarks.places import NAMED

PARSERS: tuple[Callable[[object], object], ...] = (
    files.benchmark_name,
    files.throughput,
    files.estimates,
    files.relative,
    files.sample,
    files.fences,
    files.measurement,
    files.record,
)
KEYS = st.sampled_from(
    "mean median slope iters times group_id full_id throughput Bytes confidence_interval point_estimate id "
    "latest_record estimates values iterations sampling_mode".split()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def real(name: str) -> Any:
    return json.loads((NAMED / "bytes" / "64" / "new" / name).read_text(encoding="utf-8"))


@given(st.sampled_from(PARSERS), JSON)
def test_anything_is_read_or_refused(parse: Callable[[object], object], data: object) -> None:
    with contextlib.suppress(FormatError):
        parse(data)


@given(st.data())
def test_a_damaged_file_is_refused_or_still_well_formed(data: st.DataObject) -> None:
    damaged = copy.deepcopy(real("sample.json"))
    key = data.draw(st.sampled_from(sorted(damaged)))
    damaged[key] = data.draw(JSON)
    try:
        sample = files.sample(damaged)
    except FormatError:
        return
    assert len(sample.each) == len(sample.times) >= 2
    assert all(value > 0 for value in sample.each)


@pytest.mark.parametrize(
    ("iterations", "times", "reason"),
    [
        ([1, 1], [5.0], "2 iteration counts for 1 times"),
        ([1], [5.0], "fewer than two samples"),
        ([1, 0], [5.0, 5.0], "without time or iterations"),
        ([1, 1], [5.0, 0.0], "without time or iterations"),
        ([1, 1], [5.0, float("inf")], "not a finite number"),
        ([1, 1], [5.0, 10**400], "not a finite number"),
        ([1, 1], [5.0, True], "not a number"),
        ([1, 1], {}, "not a list"),
    ],
)
def test_samples_that_cannot_be_are_refused(iterations: object, times: object, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        files.sample({"sampling_mode": "Flat", "iters": iterations, "times": times})


def test_keys_of_the_future_are_passed_over() -> None:
    data = {**real("estimates.json"), "entropy": {"point_estimate": "?"}}
    assert files.estimates(data) == files.estimates(real("estimates.json"))


def test_a_name_is_put_together_where_it_is_missing() -> None:
    name = files.benchmark_name({"group_id": "g", "function_id": "f", "value_str": "8"})
    assert name.full == "g/f/8"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Bytes": 3}, ("bytes", 3)),
        ({"BytesDecimal": 3}, ("bytes-decimal", 3)),
        ({"Elements": 3}, ("elements", 3)),
        ({"ElementsAndBytes": {"elements": 2, "bytes": 9}}, ("elements", 2)),
    ],
)
def test_throughputs(value: object, expected: tuple[str, int]) -> None:
    found = files.throughput({"throughput": value})
    assert found is not None
    assert (found.unit, found.amount) == expected


def test_a_throughput_of_the_future_is_refused() -> None:
    with pytest.raises(FormatError, match="unknown kind"):
        files.throughput({"throughput": {"Photons": 3}})
