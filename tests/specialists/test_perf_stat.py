"""perf stat's output in its three forms, recorded and made up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.perf_stat import SEPARATOR, Count, Metric, read
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA


def recorded(name):
    return read((DATA / "perf_stat" / name).read_text(encoding="utf-8"), name)


@pytest.mark.parametrize(
    ("file", "metrics"),
    [
        (
            "intel-spr-topdown.txt",
            {
                "tma_frontend_bound": (32.0, 100.0),
                "tma_bad_speculation": (5.2, 100.0),
                "tma_retiring": (13.8, 100.0),
                "tma_backend_bound": (49.0, 100.0),
            },
        ),
        (
            "intel-spr.csv",
            {
                "tma_backend_bound": (70.1, 100.0),
                "tma_bad_speculation": (2.7, 100.0),
                "tma_memory_bound": (50.5, 100.0),
            },
        ),
        ("intel-spr.json", {"tma_retiring": (15.251513, 100.0), "tma_memory_bound": (50.220860, 100.0)}),
        (
            "intel-hybrid.txt",
            {
                "tma_bad_speculation": (13.6, 63.36),
                "tma_frontend_bound": (41.1, 63.54),
                "tma_backend_bound": (39.2, 63.93),
                "tma_retiring": (5.4, 64.15),
            },
        ),
        (
            "intel-hybrid.json",
            {
                "tma_bad_speculation": (13.719821, 63.0),
                "tma_frontend_bound": (41.016738, 63.0),
                "tma_retiring": (5.374638, 64.0),
            },
        ),
        (
            "intel-tigerlake-topdown.txt",
            {"tma_retiring": (25.1, 100.0), "tma_bad_speculation": (13.5, 100.0)},
        ),
        (
            "amd-zen4-level1.txt",
            {
                "bad_speculation": (0.8, 50.0),
                "retiring": (87.1, 50.0),
                "smt_contention": (0.0, 50.01),
                "frontend_bound": (2.4, 50.0),
                "backend_bound": (9.7, 49.99),
            },
        ),
        (
            "amd-zen4-level2.txt",
            {
                "bad_speculation": (0.0, 20.08),
                "backend_bound": (67.5, 20.0),
                "backend_bound_memory": (1.7, 20.0),
                "retiring": (26.3, 20.08),
            },
        ),
        (
            "arm-neoverse-n2.txt",
            {
                "bad_speculation": (0.0, 66.79),
                "retiring": (5.1, 66.79),
                "frontend_bound": (26.7, 67.08),
                "backend_bound": (68.8, 66.43),
            },
        ),
    ],
)
def test_metrics_of_recorded_outputs(file, metrics):
    stat = recorded(file)
    found = {name: stat.metric(name) for name in metrics}
    assert {name: (metric.value, metric.running) for name, metric in found.items()} == metrics


@pytest.mark.parametrize(
    ("file", "event", "value"),
    [
        ("intel-spr-topdown.txt", "topdown-retiring", 588_397_905),
        ("intel-spr.csv", "branch-misses", 51_102),
        ("intel-spr.json", "instructions", 38_620_409),
        ("intel-hybrid.txt", "cycles", 6_313_960),
        ("amd-zen4-level1.txt", "de_no_dispatch_per_slot.backend_stalls", 26_954_108_433),
        ("arm-neoverse-n2.txt", "stall_slot_backend", 11_746_647_747),
        ("arm-cortex-a76.txt", "cycles", 45_157_063_927),
        ("no-counters.csv", "page-faults", 50),
        ("no-counters.csv", "cycles", None),
        ("no-counters.json", "cycles", None),
    ],
)
def test_counts_of_recorded_outputs(file, event, value):
    """Of two kinds of cores, the one counts that ran more of the time."""
    assert recorded(file).value(event) == value


def test_what_could_not_be_counted_is_listed():
    assert Count("cycles", None, 100.0) in recorded("no-counters.csv").counts


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "counted nothing"),
        ("# started on Wed\n\n", "counted nothing"),
        ("event syntax error: 'no-such-event'\n", "no counts"),
        ("12;;cycles;1000;100.00;;\n34;;instr", "CSV format, or cut off"),
        ('{"counter-value" : "1", "event" : "cycles"}\n{"counter-value" : "1', "JSON format, or cut off"),
        ("{}\n[1]\n", "JSON format"),
    ],
)
def test_damaged_output_is_told_in_one_line(text, complaint):
    with pytest.raises(Unreadable, match=complaint) as caught:
        read(text, "pace.csv")
    assert str(caught.value).startswith("pace.csv: ")
    assert "\n" not in str(caught.value)


EVENTS = st.sampled_from(["cycles", "l1-dcache-loads", "topdown.slots", "de_src_op_disp.all", "ex_ret_ops"])
PERCENT = st.integers(1, 10000).map(lambda hundredths: hundredths / 100)
COUNTS = st.lists(st.tuples(EVENTS, st.none() | st.integers(0, 10**15), PERCENT), min_size=1, max_size=6).map(
    lambda rows: [Count(event, None if value is None else float(value), pct) for event, value, pct in rows]
)
METRICS = st.lists(
    st.tuples(
        st.sampled_from(["tma_retiring", "frontend_bound", "smt_contention"]),
        st.integers(0, 1000).map(lambda tenths: tenths / 10),
    ),
    max_size=3,
)


def value_of(count):
    return "<not counted>" if count.value is None else f"{count.value:.0f}"


@given(COUNTS, METRICS)
def test_csv_says_what_was_written(counts, metrics):
    rows = [
        [value_of(count), "", f"{count.event}:u", "1000", f"{count.running:.2f}", "", ""] for count in counts
    ]
    lines = ["# started on Wed Nov 25 02:46:35 2026", "", *(SEPARATOR.join(row) for row in rows)]
    lines += [SEPARATOR.join(["", "", "", "", "", f"{value:.1f}", f"%  {name}"]) for name, value in metrics]
    stat = read("\n".join(lines) + "\n")
    assert list(stat.counts) == counts
    assert list(stat.metrics) == [Metric(name, value, "%", counts[-1].running) for name, value in metrics]


@given(COUNTS, METRICS)
def test_json_says_what_was_written(counts, metrics):
    records = [
        {
            "counter-value": value_of(count),
            "event": f"cpu_core/{count.event}/u",
            "pcnt-running": count.running,
        }
        for count in counts
    ]
    records += [{"metric-value": str(value), "metric-unit": f"%  {name}"} for name, value in metrics]
    stat = read("\n".join(json.dumps(record) for record in records))
    assert list(stat.counts) == counts
    assert list(stat.metrics) == [Metric(name, value, "%", counts[-1].running) for name, value in metrics]


@given(COUNTS, METRICS)
def test_the_table_says_what_was_written(counts, metrics):
    lines = ["", " Performance counter stats for './a.out':", ""]
    for count in counts[:-1]:
        value = value_of(count) if count.value is None else f"{count.value:,.0f}"
        lines.append(f"{value:>18}      {count.event:<32} {'':<40}({count.running:.2f}%)")
    last = counts[-1]
    value = value_of(last) if last.value is None else f"{last.value:,.0f}"
    texts = [f"#  {number:7.1f} %  {name}" for name, number in metrics] or [""]
    texts[-1] += f"        ({last.running:.2f}%)"
    lines.append(f"{value:>18}      {last.event:<32} {texts[0]}")
    lines += [f"{'':50}{text}" for text in texts[1:]]
    lines += ["", "       1.783366587 seconds time elapsed", "", "       0.313692000 seconds user"]
    stat = read("\n".join(lines))
    assert list(stat.counts) == counts
    assert list(stat.metrics) == [Metric(name, number, "%", last.running) for name, number in metrics]
