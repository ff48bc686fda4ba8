"""perf-topdown: its commands, what it concludes, and one real run of cachegrind."""

import re
import shutil

import pytest

from perfrules.model.conclusion import Evidence, Figure, Status
from perfrules.specialists import perf_topdown
from perfrules.specialists.command import Outcome, text
from perfrules.specialists.processor import Processor
from perfrules.specialists.specialist import Unreadable, work
from tests.specialists.data import DATA
from tests.specialists.steps import make_desk, make_site, make_step
from tests.specialists.tiny_crate import COLD, HOT, write_tiny

PACE = (
    "2000;;cycles;1;100.00;;\n1000;;instructions;1;100.00;;\n"
    "100;;branches;1;100.00;;\n8;;branch-misses;1;100.00;;\n"
)
CACHES = (
    "400;;L1-dcache-loads;1;100.00;;\n4;;L1-dcache-load-misses;1;100.00;;\n"
    "<not supported>;;L1-icache-load-misses;0;100.00;;\n1000;;instructions;1;100.00;;\n"
)


def recorded(name):
    return (DATA / "perf_stat" / name).read_text()


@pytest.fixture
def on(tmp_path, monkeypatch):
    """A site on a processor, with what perf stat has written there."""

    def made(processor, **files):
        monkeypatch.setattr(perf_topdown, "processor", lambda: processor)
        step = make_step("perf-topdown", HOT)
        site = make_site(write_tiny(tmp_path / "tiny", 1), step, "perf stat", tmp_path / "out")
        outcomes = {}
        for name, output in {"pace": PACE, "caches": CACHES, **files}.items():
            file = site.folder / f"{name}.csv"
            file.write_text(output or "")
            outcomes[name] = Outcome(name, "", 0 if output is not None else 129, 0.0, 0.0, file, file)
        return step, site, outcomes

    return made


AMD = Processor("EPYC", {"topdown": ("-M", "PipelineL1"), "memory": ("-M", "backend_bound_memory")})
ARM = Processor("Neoverse N2", {"topdown": ("-e", "cpu_cycles,stall_slot_frontend")}, 5)
OTHER = Processor("Zen 3", {})


def test_the_processor_chooses_the_events(on):
    step, site, _ = on(AMD)
    commands = perf_topdown.plan(step, site)
    assert [command.name for command in commands] == ["build", "topdown", "memory", "pace", "caches"]
    assert all(command.alone for command in commands[1:])
    assert "stat -x ';' -o" in commands[1].text
    assert commands[1].text.endswith("-M PipelineL1 -- '{executable}' --test-threads 1")
    quick = [command.name for command in perf_topdown.plan(*on(OTHER)[:2])]
    assert quick == ["build", "pace", "caches"]


def test_figures_and_bars_of_a_counted_run(on):
    memory = "10;;backend_stalls;1;100.00;9.0;%  backend_bound_memory\n"
    step, site, outcomes = on(AMD, topdown=recorded("amd-zen4-level1.txt"), memory=memory)
    evidence = perf_topdown.parse(step, site, outcomes)
    assert [(bar.label, bar.value) for bar in evidence.charts[0].bars] == [
        ("retiring", 87.1),
        ("bad speculation", 0.8),
        ("frontend bound", 2.4),
        ("backend bound", 9.7),
    ]
    figures = {figure.name: figure.value for figure in evidence.figures}
    assert figures["memory bound"] == 9.0
    assert figures["cycles per instruction"] == 2.0
    assert figures["branch misses"] == 8.0
    assert figures["L1d misses"] == 1.0
    assert "L1i misses" not in figures
    assert any(observation.text == "branch misses: 8 %, above 5" for observation in evidence.observations)
    assert perf_topdown.conclude(step, site, evidence).specialist == "simd-optimize"


def test_what_shares_the_counters_too_much_is_not_trusted(on):
    """A recorded run of two levels at once: each was counted in a fifth of the time."""
    recorded_both = recorded("amd-zen4-level2.txt")
    step, site, outcomes = on(AMD, topdown=recorded_both, memory=recorded_both)
    evidence = perf_topdown.parse(step, site, outcomes)
    assert (evidence.figure("backend bound"), evidence.figure("memory bound")) == (67.5, 1.7)
    conclusion = perf_topdown.conclude(step, site, evidence)
    assert conclusion.specialist is None
    assert conclusion.result.startswith("not to be trusted: an event was counted in 20 % of the time only")


def test_arms_events_are_turned_into_shares(on):
    step, site, outcomes = on(ARM, topdown=recorded("arm-neoverse-n2.txt").replace("%  ", "%  other_"))
    evidence = perf_topdown.parse(step, site, outcomes)
    assert evidence.figure("backend bound") == pytest.approx(68.8, abs=0.3)
    assert perf_topdown.conclude(step, site, evidence).specialist == "linux-perf-profile"


def test_without_topdown_events_the_quick_counters_tell(on):
    step, site, outcomes = on(OTHER)
    evidence = perf_topdown.parse(step, site, outcomes)
    assert not evidence.charts
    conclusion = perf_topdown.conclude(step, site, evidence)
    assert conclusion.specialist == "asm-forge"
    assert conclusion.result == "2.00 cycles per instruction, branch misses 8.0 %"


def test_a_run_that_left_nothing_is_unreadable(on):
    step, site, outcomes = on(OTHER, caches="")
    with pytest.raises(Unreadable, match=r"caches\.csv: perf counted nothing"):
        perf_topdown.parse(step, site, outcomes)


def test_a_perf_without_such_events_leaves_the_quick_counters(on):
    """Older ones know no PipelineL1: that run fails, and is done without."""
    step, site, outcomes = on(AMD, topdown=None, memory=None)
    assert [command.optional for command in perf_topdown.plan(step, site)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    evidence = perf_topdown.parse(step, site, outcomes)
    assert evidence.figure("retiring") is None
    assert "no top-down events" in evidence.observations[0].text
    assert perf_topdown.conclude(step, site, evidence).specialist == "asm-forge"


def test_a_machine_that_counts_nothing_is_told(on):
    nothing = "<not supported>;;cycles;0;100.00;;\n"
    with pytest.raises(Unreadable, match="counted none of the processor's events"):
        perf_topdown.parse(*on(OTHER, pace=nothing, caches=nothing))


def slots(retiring, speculation, frontend, backend, memory=None, counted=100.0):
    names = (
        "retiring",
        "bad speculation",
        "frontend bound",
        "backend bound",
        "memory bound",
        "least counted",
    )
    values = (retiring, speculation, frontend, backend, memory, counted)
    return Evidence(
        figures=tuple(Figure(n, v, "%") for n, v in zip(names, values, strict=True) if v is not None)
    )


@pytest.mark.parametrize(
    ("evidence", "specialist", "reason"),
    [
        (slots(25, 13, 3, 59), "linux-perf-profile", "data comes too late"),
        (slots(25, 13, 3, 59, memory=40), "linux-perf-profile", "data comes too late"),
        (slots(25, 13, 3, 59, memory=10), "asm-forge", "units are busy"),
        (slots(45, 30, 15, 10), "asm-forge", "cannot foresee"),
        (slots(45, 5, 35, 15), "pgo-bolt", "size and layout"),
        (slots(87, 1, 2, 10), "simd-optimize", "the pipeline is busy"),
        (slots(60, 10, 15, 15), None, "no bottleneck"),
        (slots(25, 13, 3, 59, counted=49.9), "linux-perf-profile", "data comes too late"),
        (slots(25, 13, 3, 59, counted=49.4), None, "shared by too many events"),
    ],
)
def test_who_goes_on(on, evidence, specialist, reason):
    """Half of the time is enough: AMD's level 1 needs twice the counters that are free, and gets 49.98 %."""
    conclusion = perf_topdown.conclude(*on(AMD)[:2], evidence)
    assert conclusion.status is Status.DIAGNOSED
    assert conclusion.specialist == specialist
    assert reason in conclusion.reason


def simulated(share, retiring, speculation, frontend, backend):
    figures = slots(retiring, speculation, frontend, backend).figures
    return Evidence(figures=(Figure("share of the cycles", share, "%"), *figures))


@pytest.mark.parametrize(
    ("evidence", "specialist", "reason"),
    [
        (simulated(0.4, 20, 0, 0, 80), None, "hardly runs in this workload"),
        (simulated(30, 20, 0, 0, 80), "linux-perf-profile", "(by a model)"),
        (simulated(30, 60, 30, 0, 10), "asm-forge", "(by a model)"),
        (simulated(30, 95, 2, 0, 3), "simd-optimize", "no misses to speak of"),
        (simulated(30, 70, 10, 10, 10), None, "no bottleneck"),
    ],
)
def test_who_goes_on_after_a_simulation(tmp_path, evidence, specialist, reason):
    step = make_step("perf-topdown", HOT)
    site = make_site(write_tiny(tmp_path / "tiny", 1), step, "cachegrind", tmp_path / "out")
    conclusion = perf_topdown.conclude(step, site, evidence)
    assert conclusion.result.startswith("simulated: `scramble` itself takes")
    assert conclusion.specialist == specialist
    assert reason in conclusion.reason


def test_a_simulation_that_names_no_own_line_is_unreadable(tmp_path):
    step = make_step("perf-topdown", HOT)
    site = make_site(write_tiny(tmp_path / "tiny", 1), step, "cachegrind", tmp_path / "out")
    shutil.copy(DATA / "cachegrind" / "crc32fast.out", site.folder / "cachegrind.out")
    with pytest.raises(Unreadable, match="no line of this project"):
        perf_topdown.parse(step, site, {})


@pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed")
@pytest.mark.skipif(not shutil.which("cargo"), reason="cargo is not installed")
def test_a_real_run_of_cachegrind(tmp_path):
    """The totals are those that cachegrind prints, and the branch that cannot be foreseen is found."""
    step = make_step("perf-topdown", HOT, COLD)
    site = make_site(write_tiny(tmp_path / "tiny", 200_000), step, "cachegrind", tmp_path / "out")
    evidence = work(step, site, make_desk())
    said = text(site.folder / "cachegrind.err")
    for printed, figure in (
        (r"I\s+refs", "instructions of the run"),
        (r"I1\s+misses", "L1i misses of the run"),
        (r"D1\s+misses", "L1d misses of the run"),
        (r"LLd misses", "last-level data misses of the run"),
        (r"Mispredicts", "mispredicted branches of the run"),
    ):
        total = re.findall(rf"== {printed}:\s+([\d,]+)", said)[-1]
        assert evidence.figure(figure) == int(total.replace(",", "")), figure
    assert evidence.figure("share of the cycles") > 50
    assert evidence.figure("bad speculation") > 15
    hot, cold = evidence.observations[:2]
    assert (hot.location.function, hot.location.path) == ("scramble", "src/lib.rs")
    assert cold.location.function == "seldom"
    assert hot.figures[0].value > 50 > 1 > cold.figures[0].value
    conclusion = perf_topdown.conclude(step, site, evidence)
    assert (conclusion.specialist, conclusion.status) == ("asm-forge", Status.DIAGNOSED)
