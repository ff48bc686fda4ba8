"""pgo-bolt: its commands, what it concludes, and a real run of each way."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.model.conclusion import Evidence, Figure, Status
from perfrules.specialists import pgo_bolt
from perfrules.specialists.elf import code_size
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.specialist import Unreadable, work
from perfrules.specialists.workload import NoWorkload
from tests.specialists.steps import make_desk, make_site, make_step
from tests.specialists.timed_crate import STEP, STEPS, write_timed

WAYS = {way.name: way for each in requirements() if each.specialist == "pgo-bolt" for way in each.ways}
PGO, BOLT = "PGO alone", pgo_bolt.WITH_BOLT


@pytest.fixture
def at(tmp_path):
    """A step and a site for a way."""

    def made(way, *, benches=(STEPS,)):
        step = make_step("pgo-bolt", STEP, benches=benches)
        return step, make_site(write_timed(tmp_path / "timed"), step, way, tmp_path / "out")

    return made


def figures(time, size=(1000.0, 900.0)):
    """Evidence of a change of time, in percent, that both rounds agree on."""
    sign = (time > 0) - (time < 0)
    return Evidence(
        figures=(
            Figure("time change: run", time, "%"),
            Figure("time change: run, at least", time - 1, "%"),
            Figure("time change: run, at most", time + 1, "%"),
            Figure("time verdict: run", sign, ""),
            Figure("code before", size[0], "bytes"),
            Figure("code after", size[1], "bytes"),
        )
    )


def test_counts_are_made_merged_and_used_before_anything_is_measured(at):
    step, site = at(PGO)
    commands = {command.name: command for command in pgo_bolt.plan(step, site)}
    assert list(commands)[:5] == ["build-counting", "count", "merge", "build-before", "build-after"]
    assert list(commands)[5:] == ["time-before-1", "time-after-1", "time-before-2", "time-after-2"]
    assert all(each.alone == each.name.startswith("time-") for each in commands.values())
    assert commands["build-counting"].env["RUSTFLAGS"] == f"-Cprofile-generate={site.folder / 'counts'}"
    assert commands["build-before"].env["RUSTFLAGS"] == ""
    assert f"-Cprofile-use={site.folder / 'merged.profdata'}" in commands["build-after"].env["RUSTFLAGS"]
    targets = {each.argv[-2:] for each in commands.values() if each.builds}
    assert targets == {("--target", Machine().host)}  # else build scripts would count, too
    folders = [each.env["CARGO_TARGET_DIR"] for each in commands.values() if each.builds]
    assert len(set(folders)) == 3


def test_flags_of_the_environment_stay_in_all_builds(at, monkeypatch):
    monkeypatch.setenv("RUSTFLAGS", "-Ctarget-cpu=native")
    builds = [each for each in pgo_bolt.plan(*at(PGO)) if each.builds]
    assert all(each.env["RUSTFLAGS"].startswith("-Ctarget-cpu=native") for each in builds)


def test_what_bolt_has_laid_out_is_measured(at):
    step, site = at(BOLT)
    commands = {command.name: command for command in pgo_bolt.plan(step, site)}
    assert "--emit-relocs" in commands["build-after"].env["RUSTFLAGS"]
    assert list(commands)[5:8] == ["bolt-build-counting", "bolt-count", "bolt"]
    assert commands["bolt"].argv[-2:] == ("-o", str(site.folder / "bolted"))
    assert commands["time-after-1"].argv[0] == str(site.folder / "bolted")
    assert commands["time-before-1"].argv[0] == "{before}"


def test_tests_are_no_workload_for_a_profile(at):
    with pytest.raises(NoWorkload, match="needs a benchmark"):
        pgo_bolt.plan(*at(PGO, benches=()))


def test_a_gain_comes_with_the_settings(at):
    step, site = at(PGO)
    gain = pgo_bolt.conclude(step, site, figures(-12.0))
    assert gain.status is Status.MEASURED
    assert gain.result == "PGO alone: faster: −12.0 % (−13.0 % to −11.0 %) time; code 1,000 → 900 bytes"
    assert f"-Cprofile-use={site.folder / 'merged.profdata'}" in gain.reason
    assert "llvm-bolt" in pgo_bolt.conclude(*at(BOLT), figures(-12.0)).reason


@pytest.mark.parametrize("time", [0.0, 7.0])
def test_no_gain_is_said_to_be_none(at, time):
    step, site = at(PGO)
    none = pgo_bolt.conclude(step, site, figures(time))
    assert (none.status, none.reason) == (Status.MEASURED, "the layout is no bottleneck")


@pytest.mark.parametrize("way", [PGO, BOLT])
def test_a_real_profile(at, way):
    machine = Machine()
    for need in WAYS[way].needs:
        if (why := machine.lacks(need)) is not None:
            pytest.skip(f"{need.name}: {why}")
    step, site = at(way)
    evidence = work(step, site, make_desk())
    assert evidence.figure("time before: run") > 0
    assert evidence.figure("time after: run") > 0
    assert 0 < evidence.figure("code after") != evidence.figure("code before")
    assert (site.folder / "merged.profdata").stat().st_size > 0
    assert pgo_bolt.conclude(step, site, evidence).status is Status.MEASURED


def elf(*sections):
    """A file with sections of (flags, size)."""
    table = b"".join(
        struct.pack("<IIQQQQIIQQ", 0, 1, flags, 0, 0, size, 0, 0, 1, 0) for flags, size in sections
    )
    head = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, 62, 1, 0, 0, 64, 0, 64, 0, 0, 64, len(sections), 0
    )
    return head + table


def test_code_is_what_can_run(tmp_path):
    (tmp_path / "program").write_bytes(elf((0x6, 100), (0x2, 1000), (0x4, 7)))
    assert code_size(tmp_path / "program") == 107


def test_a_program_of_another_kind_counts_whole(tmp_path):
    (tmp_path / "program").write_bytes(b"MZ" + bytes(40))
    assert code_size(tmp_path / "program") == 42


def test_a_program_that_is_not_there(tmp_path):
    with pytest.raises(Unreadable, match=r"^program: No such file"):
        code_size(tmp_path / "program")


@given(st.lists(st.tuples(st.sampled_from([0, 2, 4, 6]), st.integers(0, 2**40))), st.data())
def test_a_program_that_is_cut_off_is_refused(tmp_path_factory, sections, data):
    whole = elf(*sections)
    path = tmp_path_factory.mktemp("elf") / "program"
    path.write_bytes(whole)
    assert code_size(path) == sum(size for flags, size in sections if flags & 4)
    path.write_bytes(whole[: data.draw(st.integers(6, len(whole) - 1))])
    with pytest.raises(Unreadable, match=r"^program: the ELF file is cut off$"):
        code_size(path)
