"""linux-perf-profile: its commands, what it concludes, and real runs of perf and callgrind."""

import pytest

from perfrules.model.conclusion import Evidence, Figure, Status
from perfrules.specialists import linux_perf_profile
from perfrules.specialists.command import Outcome
from perfrules.specialists.linux_perf_profile import STACKS
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.own_evidence import AT_LEAST, SHARE
from perfrules.specialists.specialist import Unreadable, work
from tests.specialists.steps import make_desk, make_site, make_step
from tests.specialists.tiny_crate import COLD, HOT, write_tiny

(REQUIRED,) = [each for each in requirements() if each.specialist == "linux-perf-profile"]
COUNTERS, CLOCK, CALLGRIND = (way.name for way in REQUIRED.ways)


def site_of(tmp_path, way, *places, rounds=1):
    step = make_step("linux-perf-profile", *(places or (HOT,)))
    return step, make_site(write_tiny(tmp_path / "tiny", rounds), step, way, tmp_path / "out")


def test_the_clock_needs_one_recording(tmp_path):
    step, site = site_of(tmp_path, CLOCK)
    build, record, script = linux_perf_profile.plan(step, site)
    assert build.builds == "tiny"
    assert "record -e cpu-clock -F 4999 --call-graph dwarf,16384 --max-size=256M -o" in record.text
    assert record.text.endswith("-- '{executable}' --test-threads 1")
    assert (record.alone, script.alone) == (True, False)
    assert "script --full-source-path -F comm,tid,time,event,period,ip,sym,srcline -i" in script.text


def test_counters_are_recorded_at_most_four_at_a_time(tmp_path):
    step, site = site_of(tmp_path, COUNTERS)
    commands = linux_perf_profile.plan(step, site)
    events = [command.argv[command.argv.index("-e") + 1] for command in commands if command.alone]
    assert events[0] == "cycles"
    assert max(len(each.split(",")) for each in events) == 4
    assert {"branch-misses", "L1-dcache-load-misses", "LLC-load-misses", "dTLB-load-misses"} <= {
        event for each in events for event in each.split(",")
    }


def script(tmp_path, name, text, status=0, recorded=0):
    out, err = tmp_path / f"{name}.out", tmp_path / f"{name}.err"
    out.write_text(text)
    err.write_text("error: no such event")
    return {
        f"record-{name}": Outcome(f"record-{name}", "", recorded, 0.0, 0.0, out, err),
        f"script-{name}": Outcome(f"script-{name}", "", status, 0.0, 0.0, out, err),
    }


def sample(event, period, lib, *lines):
    frames = "".join(f"\t 10 tiny::f\n  {lib}:{line}\n" for line in lines)
    return f"tiny 1 2.000001: {period} {event}:\n{frames}\n"


def test_counters_are_joined_to_functions(tmp_path):
    step, site = site_of(tmp_path, COUNTERS)
    lib = f"{tmp_path}/tiny/src/lib.rs"
    events = {"cycles": 40, "instructions": 20, "branches": 10, "branch-misses": 1}
    loads = {"L1-dcache-loads": 100, "L1-dcache-load-misses": 5, "LLC-loads": 4, "LLC-load-misses": 2}
    pages = {"dTLB-loads": 100, "dTLB-load-misses": 1}
    outcomes = {
        **script(tmp_path, "time", sample("cycles", 30, lib, 7) + sample("cycles", 10, lib, 19, 27)),
        **script(tmp_path, "pace", "".join(sample(event, n, lib, 7) for event, n in events.items())),
        **script(tmp_path, "memory", "".join(sample(event, n, lib, 8) for event, n in loads.items())),
        **script(tmp_path, "pages", "".join(sample(event, n, lib, 8) for event, n in pages.items())),
    }
    evidence = linux_perf_profile.parse(step, site, outcomes)
    assert evidence.figure(SHARE) == 75.0
    hot = evidence.observations[0]
    assert hot.location.function == "scramble"
    ratios = {figure.name: figure.value for figure in hot.figures}
    assert ratios["instructions per cycle"] == 0.5
    assert ratios["branch misses"] == 10.0
    assert (ratios["L1d misses"], ratios["LLC misses"], ratios["dTLB misses"]) == (5.0, 50.0, 1.0)
    assert "0.5 instructions per cycle, 10 % branch misses, 50 % LLC misses" in hot.text
    assert "L1d" not in hot.text
    assert (site.folder / STACKS).read_text().splitlines() == ["scramble 30", "tests::runs;seldom 10"]


def test_events_that_the_processor_lacks_are_done_without(tmp_path):
    step, site = site_of(tmp_path, COUNTERS)
    lib = f"{tmp_path}/tiny/src/lib.rs"
    failed = [script(tmp_path, name, "", status=255) for name in ("memory", "pages")]
    pace = sample("cycles", 40, lib, 7) + sample("instructions", 120, lib, 7)
    outcomes = {**script(tmp_path, "time", sample("cycles", 30, lib, 7)), **script(tmp_path, "pace", pace)}
    found = linux_perf_profile.parse(step, site, outcomes | failed[0] | failed[1])
    ratios = {figure.name: figure.value for figure in found.observations[0].figures}
    assert ratios["instructions per cycle"] == 3.0
    assert "LLC misses" not in ratios


def test_a_recording_that_was_ended_at_its_limit_is_read(tmp_path):
    """perf ends as the program did that it stopped: by a signal."""
    step, site = site_of(tmp_path, CLOCK)
    text = sample("cpu-clock", 1, f"{tmp_path}/tiny/src/lib.rs", 7)
    assert (
        linux_perf_profile.parse(step, site, script(tmp_path, "time", text, recorded=143)).figure(SHARE)
        == 100
    )


def test_without_a_recording_it_is_told_why(tmp_path):
    step, site = site_of(tmp_path, CLOCK)
    with pytest.raises(Unreadable, match=r"record-time failed \(status 255\): error: no such event"):
        linux_perf_profile.parse(step, site, script(tmp_path, "time", "", status=254, recorded=255))


def test_a_recording_without_samples_is_unreadable(tmp_path):
    step, site = site_of(tmp_path, CLOCK)
    with pytest.raises(Unreadable, match=r"time\.out: perf script printed nothing"):
        linux_perf_profile.parse(step, site, script(tmp_path, "time", ""))


def test_a_profile_that_names_no_own_line_is_unreadable(tmp_path):
    """As where addr2line is missing: nothing may be concluded from what no place is known of."""
    step, site = site_of(tmp_path, CLOCK)
    text = "tiny 1 2.000001: 5 cpu-clock:\n\t 10 tiny::f\n  ??:0\n\n"
    with pytest.raises(Unreadable, match="no line of this project"):
        linux_perf_profile.parse(step, site, script(tmp_path, "time", text))


def evidence(**figures):
    names = {"share": SHARE, "least": AT_LEAST, "margin": "margin of the share", "samples": "samples"}
    names["allocating"] = "share of that in the allocator"
    return Evidence(figures=tuple(Figure(names[name], value, "") for name, value in figures.items()))


@pytest.mark.parametrize(
    ("found", "specialist", "said"),
    [
        (evidence(share=34.0, margin=2.0, samples=2000), "asm-forge", "takes 34.0 % (± 2.0) of the samples"),
        (evidence(share=34.0, margin=2.0, samples=2000, allocating=30), "heap-profile", "30 % of that"),
        (evidence(share=0.3, margin=0.2, samples=2000), None, "hardly matters in the tests of tiny"),
        (evidence(share=0.3, margin=3.0, samples=2000), "asm-forge", "takes 0.3 % (± 3.0)"),
        (evidence(share=50.0, margin=20.0, samples=40), None, "only 40 samples"),
        (evidence(share=1.0), None, "takes 1.0 % of the instructions: it hardly matters"),
        (evidence(least=1.0), "asm-forge", "takes at least 1.0 % of the instructions"),
        (evidence(least=0.0), None, "hardly matters"),
    ],
)
def test_who_goes_on(tmp_path, found, specialist, said):
    conclusion = linux_perf_profile.conclude(*site_of(tmp_path, CLOCK), found)
    assert conclusion.status is Status.DIAGNOSED
    assert said in conclusion.result
    assert conclusion.specialist == specialist


def test_the_librarys_part_is_named(tmp_path):
    step, site = site_of(tmp_path, CLOCK)
    lib = f"{tmp_path}/tiny/src/lib.rs"
    frames = f"\t 10 std::collections::HashMap<K, V>::insert\n  /rustc/0/map.rs:9\n\t 20 f\n  {lib}:7\n"
    text = f"tiny 1 2.0: 10 cpu-clock:\n{frames}\n" * 150
    found = linux_perf_profile.parse(step, site, script(tmp_path, "time", text))
    assert found.observations[0].text == (
        "`scramble`: 100.0 % of the samples, 100.0 % without own callees, 100.0 % in `HashMap::insert`"
    )
    result = linux_perf_profile.conclude(step, site, found).result
    assert result == "`scramble` takes 100.0 % of the samples; 100 % in `HashMap::insert`"


def lacking(way):
    """Why a way is not open on this machine."""
    machine = Machine()
    needs = next(each for each in REQUIRED.ways if each.name == way).needs
    return ", ".join(f"{need.name}: {why}" for need in needs if (why := machine.lacks(need)))


@pytest.mark.skipif(bool(lacking(CLOCK)), reason=lacking(CLOCK))
def test_a_real_recording_by_the_clock(tmp_path):
    """The function that all the time goes to is found, with the other one not in sight."""
    step, site = site_of(tmp_path, CLOCK, HOT, COLD, rounds=40_000_000)
    found = work(step, site, make_desk())
    assert found.figure("samples") > 50
    assert found.figure(SHARE) > 50
    hot, cold = found.observations[:2]
    assert (hot.location.path, hot.location.function) == ("src/lib.rs", "scramble")
    assert (cold.location.function, cold.text) == ("seldom", "`seldom`: in no sample")
    lines = [each.location.region.start_line for each in found.observations if each.text.startswith("line ")]
    assert 4 <= lines[0] <= 12
    stacks = (site.folder / STACKS).read_text().splitlines()
    assert any("scramble" in stack for stack in stacks)
    assert found.charts[0].bars[0].label == "scramble"


@pytest.mark.skipif(bool(lacking(CALLGRIND)), reason=lacking(CALLGRIND))
def test_a_real_run_of_callgrind(tmp_path):
    step, site = site_of(tmp_path, CALLGRIND, rounds=200_000)
    found = work(step, site, make_desk())
    assert found.figure(SHARE) > 50
    assert found.observations[0].location.function == "scramble"
    conclusion = linux_perf_profile.conclude(step, site, found)
    assert conclusion.specialist == "asm-forge"
