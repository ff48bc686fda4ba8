"""asm-forge and simd-optimize: their commands, what they read out of recorded code, and one real run each."""

import shutil

import pytest

from perfrules.model.conclusion import Evidence, Status
from perfrules.model.issue import Bench
from perfrules.specialists import asm_forge, compiler, simd_optimize
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.specialist import Unreadable, work
from perfrules.specialists.weigh import weigh
from tests.specialists.data import DATA
from tests.specialists.loops_crate import (
    DOT,
    LARGEST,
    POSITION,
    REMAINDERS,
    SUM,
    TEXTS,
    ZIPPED,
    write_loops,
)
from tests.specialists.steps import make_desk, make_site, make_step
from tests.specialists.timed_crate import STEPS, write_timed

WAYS = {way.name: way for each in requirements() if each.specialist == "asm-forge" for way in each.ways}
needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="needs cargo")


@pytest.fixture
def recorded(tmp_path):
    """A specialist's evidence about a place of the crate, by recorded code and remarks."""

    def made(specialist, place, code="x86_64.s"):
        root = write_loops(tmp_path / "tiny")
        step = make_step(specialist.__name__.rpartition(".")[2].replace("_", "-"), place)
        site = make_site(root, step, "", tmp_path / "out")
        assembly = compiler.assembly_of(step, site, compiler.CRATE)
        assembly.parent.mkdir(parents=True, exist_ok=True)
        assembly.write_text((DATA / "compiler" / code).read_text().replace('"/tiny"', f'"{root}"'))
        remarks = compiler.remarks_of(step, site, compiler.CRATE)
        shutil.copytree(DATA / "compiler" / "remarks", remarks, dirs_exist_ok=True)
        evidence = specialist.parse(step, site, {compiler.CRATE: None})
        return evidence, specialist.conclude(step, site, evidence)

    return made


def counts(evidence):
    return {figure.name: figure.value for figure in evidence.figures if figure.value}


def lines(evidence):
    return {
        (each.location.region.start_line, figure.name)
        for each in evidence.observations
        if each.location is not None
        for figure in each.figures
    }


def test_the_crate_is_compiled_and_the_benchmark_where_there_is_one(tmp_path):
    root = write_loops(tmp_path / "tiny")
    step = make_step("asm-forge", DOT, benches=(Bench("tiny", "loops-bench", "dot"),))
    site = make_site(root, step, "", tmp_path / "out")
    crate, bench = asm_forge.plan(step, site)
    assert crate.argv[:4] == ("cargo", "rustc", "--release", "--lib")
    assert bench.argv[2:8] == ("--profile", "bench", "--package", "tiny", "--bench", "loops-bench")
    assert crate.env["RUSTC_BOOTSTRAP"] == "loops_bench,tiny"
    assert simd_optimize.plan(step, site) == (crate, bench)  # so that it is compiled once


@pytest.mark.parametrize(
    ("path", "target"),
    [("src/main.rs", ("--bin", "tiny")), ("src/bin/tool.rs", ("--bin", "tool")), ("src/lib.rs", ("--lib",))],
)
def test_the_target_is_the_one_that_has_the_file(tmp_path, path, target):
    root = write_loops(tmp_path / "tiny")
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("fn main() {}\n")
    step = make_step("asm-forge", (path, 1, "main"))
    (root / "src/lib.rs").touch()
    (command,) = asm_forge.plan(step, make_site(root, step, "", tmp_path / "out"))
    assert command.argv[3 : 3 + len(target)] == target


def test_red_flags_are_counted_and_those_in_loops_apart(recorded):
    evidence, conclusion = recorded(asm_forge, TEXTS)
    found = counts(evidence)
    assert found["allocations in loops"] == found["allocations"] == 2
    assert found["divisions in loops"] == 2
    assert found["unwraps"] == 1
    assert "unwraps in loops" not in found  # it leaves a loop at its first round only: the check was hoisted
    assert {(40, "divisions in loops"), (41, "allocations in loops"), (40, "unwraps")} <= lines(evidence)
    assert conclusion.status is Status.DIAGNOSED
    assert conclusion.result.startswith("`texts`: allocations in loops 2, divisions in loops 2")
    assert conclusion.result.endswith("; unwraps 1")


def test_a_scalar_loop_goes_to_simd_optimize(recorded):
    evidence, conclusion = recorded(asm_forge, POSITION)
    assert counts(evidence) == {"scalar loops": 1}
    assert conclusion.specialist == "simd-optimize"


def test_a_vectorised_loop_and_its_rest_are_no_scalar_loop(recorded):
    for code in ("x86_64.s", "aarch64.s"):
        evidence, _ = recorded(asm_forge, DOT, code)
        assert counts(evidence) == {"bounds checks": 1}


def test_a_generic_function_is_looked_at_where_it_was_inlined(recorded):
    evidence, _ = recorded(asm_forge, LARGEST)
    assert counts(evidence) == {"scalar loops": 1}
    assert lines(evidence) == {(60, "scalar loops")}


def test_divisions_on_another_processor(recorded):
    evidence, _ = recorded(asm_forge, REMAINDERS, "aarch64.s")
    assert counts(evidence)["divisions in loops"] == 5


@pytest.mark.parametrize("specialist", [asm_forge, simd_optimize])
def test_a_function_without_machine_code_is_said_to_have_none(recorded, specialist):
    evidence, conclusion = recorded(specialist, ("src/lib.rs", 1, None))
    assert evidence == Evidence()
    assert conclusion.result.startswith("no machine code")


@pytest.mark.parametrize("specialist", [asm_forge, simd_optimize])
def test_code_that_is_cut_off_is_refused(tmp_path, specialist):
    step = make_step("asm-forge", DOT)
    site = make_site(write_loops(tmp_path / "tiny"), step, "", tmp_path / "out")
    with pytest.raises(Unreadable, match=r"^code\.s: no function in it$"):
        specialist.parse(step, site, {compiler.CRATE: None})


def test_loops_with_reason_and_advice(recorded):
    evidence, conclusion = recorded(simd_optimize, POSITION)
    assert counts(evidence) == {"loops not vectorised": 1}
    assert lines(evidence) == {(28, "loops not vectorised")}
    assert conclusion.result.startswith("`position`: 0 of 1 loops vectorised; line 28 is not vectorised: it ")
    assert "chunks_exact" in conclusion.result


def test_loops_that_are_vectorised(recorded):
    evidence, conclusion = recorded(simd_optimize, DOT)
    assert (counts(evidence), lines(evidence)) == ({}, {(6, "loops vectorised")})
    assert conclusion.result == "`dot`: 1 of 1 loops vectorised"


def test_the_model_is_asked_for_the_loops_where_it_is_there(tmp_path):
    root = write_loops(tmp_path / "tiny")
    step = make_step("asm-forge", DOT)
    site = make_site(root, step, asm_forge.WITH_MODEL, tmp_path / "out")
    crate, model = asm_forge.plan(step, site)
    assert model.argv[1:3] == ("-m", "perfrules.specialists.loop_model")
    assert model.argv[4:] == (f"{root}/src/lib.rs:4-10", str(compiler.assembly_of(step, site, crate.name)))


@needs_cargo
def test_the_compiler_is_asked_and_a_change_is_weighed(tmp_path):
    root = write_loops(tmp_path / "tiny")
    modelled = not any(Machine().lacks(need) for need in WAYS[asm_forge.WITH_MODEL].needs)

    def evidence(specialist, place):
        step = make_step(specialist, place)
        way = asm_forge.WITH_MODEL if modelled else ""
        site = make_site(root, step, way, tmp_path / "out", tmp_path / "target")
        return work(step, site, make_desk())

    rounds = {
        figure.name
        for each in evidence("asm-forge", SUM).observations
        for figure in each.figures
        if "llvm-mca" in each.text
    }
    assert rounds == ({"cycles a round", "units"} if modelled else set())

    assert counts(evidence("asm-forge", TEXTS))["allocations in loops"] > 0
    assert counts(evidence("simd-optimize", SUM)) == {"loops not vectorised": 1}
    assert counts(evidence("simd-optimize", ZIPPED)) == {}
    before = evidence("asm-forge", DOT), evidence("simd-optimize", POSITION)
    assert counts(before[0])["bounds checks"] == 1
    library = root / "src/lib.rs"
    changed = library.read_text().replace("0..left.len()", "0..left.len().min(right.len())")
    chunks = "values.iter().filter(|value| **value == wanted).count().checked_sub(1)"
    start, end = changed.index("    for (index, value) in values"), changed.index("    None\n}")
    library.write_text(changed[:start] + f"    {chunks}\n" + changed[end + len("    None\n") :])
    after = evidence("asm-forge", DOT), evidence("simd-optimize", POSITION)
    assert weigh(before[0], after[0]).weight == "better"
    assert "bounds checks: 1 → 0" in weigh(before[0], after[0]).text
    assert weigh(before[1], after[1]).text == "loops not vectorised: 1 → 0"


@needs_cargo
def test_a_generic_function_has_its_code_in_the_benchmark(tmp_path):
    root = write_timed(tmp_path / "timed")
    library, bench = root / "src/lib.rs", root / "benches/steps.rs"
    line = library.read_text().count("\n") + 3
    generic = "\npub fn at<T: Copy>(values: &[T], places: &[usize], to: &mut Vec<T>) {\n"
    body = "    for place in places {\n        to.push(values[*place]);\n    }\n}\n"
    library.write_text(library.read_text() + generic + body)
    places = "std::hint::black_box(&vec![3, 1])"
    use = f"    timed::at(&codes, {places}, &mut Vec::new());\n    let arguments"
    bench.write_text(bench.read_text().replace("    let arguments", use, 1))
    step = make_step("asm-forge", ("src/lib.rs", line, "at"))
    site = make_site(root, step, "", tmp_path / "out", tmp_path / "target")
    assert work(step, site, make_desk()) == Evidence()
    step = make_step("asm-forge", ("src/lib.rs", line, "at"), benches=(STEPS,))
    site = make_site(root, step, "", tmp_path / "out", tmp_path / "target")
    evidence = work(step, site, make_desk())
    assert counts(evidence)["bounds checks"] >= 1
    assert lines(evidence) <= {(at, figure.name) for at in (line, line + 1) for figure in evidence.figures}
