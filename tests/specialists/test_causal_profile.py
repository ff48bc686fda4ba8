"""causal-profile: its commands, what it concludes, and real runs of callgrind and coz."""

import shutil

import pytest

from perfrules.model.conclusion import Status
from perfrules.model.issue import Bench
from perfrules.specialists import causal_estimate, causal_profile
from perfrules.specialists.command import Outcome
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.readiness import readiness
from perfrules.specialists.specialist import concluded, work
from perfrules.specialists.workload import NoWorkload
from tests.specialists.data import DATA
from tests.specialists.steps import make_desk, make_site, make_step
from tests.specialists.tiny_crate import COLD, HOT, write_tiny

BENCH = Bench("tiny", "speed", "scramble")
NEEDS_VALGRIND = pytest.mark.skipif(
    not all(map(shutil.which, ("cargo", "valgrind", "addr2line"))), reason="needs cargo, valgrind, addr2line"
)


@pytest.fixture
def crate(tmp_path):
    return write_tiny(tmp_path / "tiny", 20_000)


@pytest.fixture
def concludes(crate, tmp_path):
    """What is concluded of a profile of coz whose only line is one of the hot function."""

    def made(*gains, line=HOT[1]):
        step = make_step("causal-profile", HOT, benches=(BENCH,))
        site = make_site(crate, step, "coz", tmp_path / "out")
        text = "startup\ttime=1\n"
        for number, gain in enumerate((0.0, *gains)):
            period = round(1_000_000 * (1 - gain))
            speedup = number / max(len(gains), 1)
            text += (
                f"experiment\tselected={site.folder}/tree/src/lib.rs:{line}\tspeedup={speedup:.2f}"
                f"\tduration={100 * period}\tselected-samples=30\n"
                "throughput-point\tname=perfrules\tdelta=100\n"
            )
        (site.folder / "profile.coz").write_text(text)
        outcome = Outcome("coz", "", 0, 0.0, 0.0, site.folder / "coz.out", site.folder / "coz.err")
        evidence = causal_profile.parse(step, site, {"coz": outcome})
        return evidence, causal_profile.conclude(step, site, evidence)

    return made


def test_a_steep_line_is_worth_it(concludes):
    evidence, conclusion = concludes(0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    assert (conclusion.status, conclusion.specialist) == (Status.DIAGNOSED, "asm-forge")
    assert "`scramble` is steep at line 7: the program gains 0.60 % for each percent" in conclusion.result
    assert evidence.observations[0].location.region.start_line == 7
    assert [bar.value for bar in evidence.charts[0].bars] == pytest.approx([10, 20, 30, 40, 50, 60])


@pytest.mark.parametrize(
    ("gains", "reason"),
    [
        ((0.0, 0.01, -0.01, 0.0, 0.01, 0.0), "not on the critical path"),
        ((-0.05, -0.1, -0.14, -0.2, -0.26, -0.3), "threads contend for something"),
        ((0.1, 0.2, 0.3), "too few experiments"),
        ((), "too few experiments"),
    ],
)
def test_other_curves_end_there(concludes, gains, reason):
    _, conclusion = concludes(*gains)
    assert conclusion.specialist is None
    assert reason in conclusion.reason


def test_lines_of_other_functions_do_not_count(concludes):
    _, conclusion = concludes(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, line=COLD[1])
    assert "too few experiments with lines of `scramble`" in conclusion.result


def test_where_coz_cannot_tell_the_estimate_does(crate, tmp_path, monkeypatch):
    step = make_step("causal-profile", HOT, benches=(BENCH,))
    site = make_site(crate, step, "coz", tmp_path / "out")
    monkeypatch.setattr(shutil, "which", lambda name, path=None: f"/bin/{name}")
    names = [command.name for command in causal_profile.plan(step, site)]
    assert names == ["copy", "point", "build-for-coz", "coz", "tidy", "build", "callgrind", "inlined"]
    (site.folder / "profile.coz").write_text("startup\ttime=1\n")
    (site.folder / "callgrind.out").write_bytes((DATA / "callgrind" / "semver.out").read_bytes())
    outcome = Outcome("coz", "", 0, 0.0, 0.0, site.folder / "coz.out", site.folder / "coz.err")
    evidence = causal_profile.parse(step, site, {"coz": outcome, "callgrind": outcome})
    conclusion = causal_profile.conclude(step, site, evidence)
    assert conclusion.result.startswith("coz could not tell; `scramble` does not run")
    assert (conclusion.way, conclusion.simulated) == (causal_estimate.WAY, True)


def test_coz_gets_a_progress_point(crate, tmp_path, monkeypatch):
    step = make_step("causal-profile", HOT, benches=(BENCH,))
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    copy, point, build, run, tidy = causal_profile.plan(step, make_site(crate, step, "coz", tmp_path / "out"))
    assert copy.argv == ("cp", "-R", str(crate), str(tmp_path / "out" / "tree"))
    assert tidy.argv == ("rm", "-rf", str(tmp_path / "out" / "tree"))
    assert build.cwd == tmp_path / "out" / "tree"
    source = (crate / "src/lib.rs").read_bytes()
    body = int(point.argv[-2])
    assert source[:body].endswith(b"pub fn scramble(seed: u64, rounds: u64) -> u64 ")
    assert build.argv[:4] == ("cargo", "rustc", "--bench", "speed")
    assert build.argv[-2:] == ("-C", "relocation-model=static")
    assert "--no-run" not in build.argv
    assert run.alone
    assert run.argv[1:3] == ("run", "--source-scope")
    assert run.argv[-4:-1] == ("--bench", "--profile-time", "40")


def test_without_a_benchmark_callgrind_has_to_do(crate, tmp_path, monkeypatch):
    step = make_step("causal-profile", HOT)
    site = make_site(crate, step, "coz", tmp_path / "out")
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    with pytest.raises(NoWorkload, match="coz needs a benchmark"):
        causal_profile.plan(step, site)
    monkeypatch.setattr(shutil, "which", lambda name, path=None: f"/bin/{name}")
    assert [command.name for command in causal_profile.plan(step, site)] == ["build", "callgrind", "inlined"]
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None if name == "addr2line" else name)
    assert [command.name for command in causal_profile.plan(step, site)] == ["build", "callgrind"]


@pytest.mark.parametrize(("share", "times", "bound"), [(50, 2, 4 / 3), (100, 4, 4), (0, 9, 1), (90, 1e9, 10)])
def test_amdahl(share, times, bound):
    assert causal_estimate.bound(share, times) == pytest.approx(bound)


@NEEDS_VALGRIND
def test_a_real_estimate(crate, tmp_path):
    step = make_step("causal-profile", HOT, COLD)
    site = make_site(crate, step, "coz", tmp_path / "out")  # there is no benchmark: callgrind steps in
    evidence = work(step, site, make_desk())
    share = evidence.figure("share")
    assert 20 < share < 100
    hot, cold = evidence.observations
    assert (hot.location.function, cold.location.function) == ("scramble", "seldom")
    # Each round multiplies, adds, divides and compares; seldom is one instruction or two.
    assert hot.figures[0].value > 20_000 * 5
    assert 0 < cold.figures[0].value < 100
    required = [each for each in requirements() if each.specialist == "causal-profile"]
    conclusion = concluded(step, site, evidence, readiness(Machine(), required)[0])
    assert (conclusion.specialist, conclusion.simulated, conclusion.way) == (
        "asm-forge",
        True,
        causal_estimate.WAY,
    )
    told = f"coz needs a benchmark; an estimate: `scramble` is {share:.1f} % of the instructions"
    assert conclusion.result.startswith(told)


@NEEDS_VALGRIND
def test_what_is_inlined_costs_what_it_costs_elsewhere(crate, tmp_path):
    def instructions(name):
        step = make_step("causal-profile", HOT)
        site = make_site(crate, step, causal_estimate.WAY, tmp_path / name, tmp_path / "target")
        return work(step, site, make_desk()).observations[0].figures[0].value

    apart = instructions("apart")
    lib = crate / "src/lib.rs"
    lib.write_text(lib.read_text().replace("#[inline(never)]", "#[inline(always)]"))
    assert instructions("inlined") == pytest.approx(apart, rel=0.3)


SPEED = """\
fn main() {
    let mut words = std::env::args().skip_while(|word| word != "--profile-time");
    let seconds: f64 = words.nth(1).unwrap().parse().unwrap();
    let start = std::time::Instant::now();
    while start.elapsed().as_secs_f64() < seconds {
        std::hint::black_box(tiny::scramble(std::hint::black_box(7), 20_000));
    }
}
"""


@pytest.mark.skipif(
    any(
        readiness(Machine(), [each])[0].way != "coz"
        for each in requirements()
        if each.specialist == "causal-profile"
    ),
    reason="needs cargo, coz, and the right to use perf events",
)
def test_a_real_run_of_coz(crate, tmp_path, monkeypatch):
    monkeypatch.setattr(causal_profile, "SECONDS", 8.0)
    (crate / "benches").mkdir()
    (crate / "benches" / "speed.rs").write_text(SPEED)
    source = (crate / "src" / "lib.rs").read_text()
    with (crate / "Cargo.toml").open("a") as manifest:
        manifest.write('[[bench]]\nname = "speed"\nharness = false\n')
    step = make_step("causal-profile", HOT, benches=(BENCH,))
    site = make_site(crate, step, "coz", tmp_path / "out")
    work(step, site, make_desk())
    said = (site.folder / "profile.coz").read_text()
    assert f"experiment\tselected={site.folder}/tree/src/lib.rs:" in said
    assert not (site.folder / "tree").exists()
    assert (crate / "src" / "lib.rs").read_text() == source
    visits = [int(line.rpartition("=")[2]) for line in said.splitlines() if "name=perfrules" in line]
    assert sum(visits) > 100


@NEEDS_VALGRIND
def test_a_real_estimate_of_something_small(crate, tmp_path):
    step = make_step("causal-profile", COLD)
    site = make_site(crate, step, causal_estimate.WAY, tmp_path / "out")
    evidence = work(step, site, make_desk())
    conclusion = causal_profile.conclude(step, site, evidence)
    assert conclusion.specialist is None
    assert conclusion.reason.endswith("% of the instructions: not worth it")


def test_a_function_that_does_not_run(crate, tmp_path):
    step = make_step("causal-profile", HOT)
    site = make_site(crate, step, causal_estimate.WAY, tmp_path / "out")
    (site.folder / "callgrind.out").write_bytes((DATA / "callgrind" / "semver.out").read_bytes())
    evidence = causal_profile.parse(step, site, {})
    assert evidence.figure("total") == 1634
    assert "does not run in this workload" in causal_profile.conclude(step, site, evidence).result


def test_lines_alone_do_without_addr2line(tmp_path):
    root = tmp_path / "build" / "semver"
    (root / "src").mkdir(parents=True)
    (root / "Cargo.toml").write_text('[package]\nname = "semver"\nversion = "1.0.0"\n')
    (root / "src/lib.rs").write_text("mod parse;\n")
    body = "\n" * 340 + "fn comparator() {\n" + "    //\n" * 200 + "}\n"
    (root / "src/parse.rs").write_text(body)
    step = make_step("causal-profile", ("src/parse.rs", 345, "comparator"))
    site = make_site(root, step, causal_estimate.WAY, tmp_path / "out")
    recorded = (DATA / "callgrind" / "semver.out").read_text().replace("/build/semver", str(root))
    (site.folder / "callgrind.out").write_text(recorded)
    evidence = causal_profile.parse(step, site, {})
    assert 0 < evidence.figure("own share") <= evidence.figure("share") <= 100
