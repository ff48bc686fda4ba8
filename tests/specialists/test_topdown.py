"""The pipeline's slots by recorded outputs, and which events a processor has."""

import pytest

from perfrules.specialists.cachegrind import Cost
from perfrules.specialists.perf_stat import read
from perfrules.specialists.processor import processor
from perfrules.specialists.thresholds import thresholds
from perfrules.specialists.topdown import (
    BACKEND,
    FRONTEND,
    LEVEL1,
    RETIRING,
    SPECULATION,
    bottleneck,
    from_metrics,
    from_simulation,
    from_stalls,
)
from tests.specialists.data import DATA

LIMITS = thresholds("perf-topdown")


def recorded(name):
    return read((DATA / "perf_stat" / name).read_text(encoding="utf-8"))


def test_arms_stalled_slots_give_what_perf_itself_prints():
    """Neoverse N2 has 5 slots; perf's own metrics stand in the same file."""
    stat = recorded("arm-neoverse-n2.txt")
    mine, perfs = from_stalls(stat, 5), from_metrics(stat)
    assert set(mine.shares) == set(LEVEL1)
    for name in LEVEL1:
        assert mine.shares[name] == pytest.approx(perfs.shares[name], abs=0.3)
    assert mine.counted == perfs.counted == 66.43


def test_older_versions_of_perf_print_fractions():
    stat = read(
        " 3,380,520,038      cpu_cycles          #     0.29 frontend_bound           (67.15%)\n"
        " 3,389,138,804      cpu_cycles          #     0.67 backend_bound            (66.66%)\n"
    )
    slots = from_metrics(stat)
    assert slots.shares == pytest.approx({FRONTEND: 29.0, BACKEND: 67.0})
    assert slots.counted == 66.66


def test_older_arm_processors_tell_two_of_four():
    stat = read("1000;;cpu_cycles;1;100.00;;\n200;;stall_frontend;1;100.00;;\n500;;stall_backend;1;80.00;;\n")
    slots = from_stalls(stat, None)
    assert (slots.shares, slots.counted) == ({FRONTEND: 20.0, BACKEND: 50.0}, 80.0)


def test_without_cycles_nothing_is_told():
    assert from_stalls(recorded("no-counters.csv"), 8).shares == {}


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("intel-spr-topdown.txt", FRONTEND),
        ("intel-spr.csv", BACKEND),
        ("intel-tigerlake-topdown.txt", BACKEND),
        ("amd-zen4-level1.txt", RETIRING),
        ("arm-neoverse-n2.txt", BACKEND),
    ],
)
def test_the_bottleneck_is_what_is_furthest_over_its_threshold(file, found):
    assert bottleneck(from_metrics(recorded(file)).shares, LIMITS) == found


def test_simulated_cycles_are_shared_out():
    cost = Cost({"Ir": 700, "D1mr": 10, "D1mw": 0, "Bcm": 4, "Bim": 6, "I1mr": 5})
    limits = {"miss of the first cache": 10, "miss of all caches": 100, "mispredicted branch": 15}
    shares = from_simulation(cost, limits).shares
    assert shares == {RETIRING: 70.0, SPECULATION: 15.0, FRONTEND: 5.0, BACKEND: 10.0}
    assert from_simulation(Cost({}), limits).shares == {}


def machine(root, cpuinfo, *events, caps=""):
    (root / "proc").mkdir()
    (root / "proc/cpuinfo").write_text(cpuinfo + "\n\nprocessor : 1\nmodel : 0\n")
    for event in events:
        file = root / "sys/bus/event_source/devices" / event
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("event=0x1")
    if caps:
        (root / "sys/bus/event_source/devices/armv8_pmuv3_0/caps").mkdir()
        (root / "sys/bus/event_source/devices/armv8_pmuv3_0/caps/slots").write_text(caps)
    return processor(root)


@pytest.mark.parametrize(
    ("events", "groups"),
    [((), "TopdownL1"), (("cpu/events/topdown-mem-bound",), "TopdownL1,TopdownL2")],
)
def test_intel_has_a_second_level_for_nothing_since_sapphire_rapids(tmp_path, events, groups):
    found = machine(tmp_path, "vendor_id : GenuineIntel\nmodel name : Xeon", *events)
    assert found.groups == {"topdown": ("-M", groups)}
    assert found.name == "Xeon"


@pytest.mark.parametrize(
    ("family", "model", "able"),
    [(25, 0x61, True), (25, 0x11, True), (25, 0x21, False), (26, 2, True), (23, 1, False)],
)
def test_amd_tells_since_zen_4(tmp_path, family, model, able):
    cpuinfo = f"vendor_id\t: AuthenticAMD\ncpu family\t: {family}\nmodel\t\t: {model}\nmodel name\t: EPYC"
    groups = machine(tmp_path, cpuinfo).groups
    assert groups.get("topdown") == (("-M", "PipelineL1") if able else None)


ARM = "CPU implementer : 0x41\nCPU part : 0xd49"
SLOTS = ("stall_slot_frontend", "stall_slot_backend", "stall_slot", "op_retired", "op_spec")


def test_arm_counts_slots_where_the_kernel_has_such_events(tmp_path):
    events = [f"armv8_pmuv3_0/events/{event}" for event in (*SLOTS, "stall_frontend", "stall_backend")]
    found = machine(tmp_path, ARM, *events, caps="0x8\n")
    assert found.slots == 8
    assert found.groups["topdown"][1].split(",") == ["cpu_cycles", *SLOTS]


def test_older_arm_counts_stalled_cycles(tmp_path):
    events = ["armv8_pmuv3_0/events/stall_frontend", "armv8_pmuv3_0/events/stall_backend"]
    found = machine(tmp_path, ARM, *events)
    assert (found.slots, found.groups["topdown"][1]) == (None, "cpu_cycles,stall_frontend,stall_backend")


def test_an_unknown_processor_has_the_quick_counters_alone(tmp_path):
    assert processor(tmp_path).groups == {}
