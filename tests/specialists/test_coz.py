"""coz's profiles, recorded and made up, and the progress point."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists import coz_point
from perfrules.specialists.coz import Curve, Point, Shape, read
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

RECORDED = DATA / "coz" / "trades.coz"


def experiment(line, speedup, duration, delta, samples=50):
    return (
        f"experiment\tselected=/build/src/lib.rs:{line}\tspeedup={speedup:.2f}\tduration={duration}"
        f"\tselected-samples={samples}\nthroughput-point\tname=point\tdelta={delta}\n"
    )


def curve(*gains):
    """Of as many speed-ups as there are gains, at equal distances."""
    points = tuple(Point((number + 1) / len(gains), gain) for number, gain in enumerate(gains))
    return Curve("lib.rs", 1, points)


def test_a_recorded_profile():
    (found,) = [each for each in read(RECORDED, "perfrules") if each.shape != Shape.UNKNOWN]
    assert (found.file, found.line) == ("/build/trades/trades/src/volumes.rs", 24)
    assert found.shape == Shape.STEEP
    assert len(found.points) >= 5
    # By hand: all times and visits at no speed-up, and at one of 50 %.
    time, visits = {}, {}
    lines = RECORDED.read_text().splitlines()
    for first, second in pairwise(lines):
        if first.startswith("experiment") and "volumes.rs:24\t" in first:
            fields = dict(field.split("=") for field in first.split("\t")[1:])
            speedup = float(fields["speedup"])
            time[speedup] = time.get(speedup, 0) + int(fields["duration"])
            visits[speedup] = visits.get(speedup, 0) + int(second.rpartition("=")[2])
    for speedup, gain in found.points:
        assert gain == pytest.approx(1 - (time[speedup] / visits[speedup]) / (time[0.0] / visits[0.0]))


@pytest.mark.parametrize(
    ("gains", "shape"),
    [
        ((0.1, 0.2, 0.3, 0.4, 0.5, 0.6), Shape.STEEP),
        ((0.02, 0.04, 0.06, 0.08, 0.1, 0.12), Shape.RISING),
        ((0.1, 0.2, 0.3, 0.3, 0.3, 0.3), Shape.SATURATED),
        ((0.0, 0.01, -0.01, 0.0, 0.01, 0.0), Shape.FLAT),
        ((-0.05, -0.1, -0.14, -0.2, -0.26, -0.3), Shape.NEGATIVE),
        ((0.1, 0.2, 0.3, 0.4), Shape.UNKNOWN),
        ((0.5, -0.4, 0.6, -0.7, 0.5, -0.3), Shape.UNKNOWN),
    ],
)
def test_shapes(gains, shape):
    assert curve(*gains).shape == shape


def test_runs_add_up_and_idle_experiments_do_not_count(tmp_path):
    file = tmp_path / "profile.coz"
    file.write_text(
        "startup\ttime=1\n"
        + experiment(7, 0, 500, 10, samples=0)
        + experiment(7, 0, 300, 10)
        + experiment(7, 0.5, 100, 10, samples=2)
        + experiment(7, 0.5, 200, 10, samples=9)
        + experiment(7, 0.75, 100, 10, samples=0)
        + experiment(7, 1, 100, 1)
        + experiment(8, 0.5, 100, 10)
        + "runtime\ttime=9\nsamples\tlocation=/build/src/lib.rs:7\tcount=5\n"
    )
    assert read(file, "point") == [Curve("/build/src/lib.rs", 7, (Point(0.5, 1 - 15 / 40),))]
    assert read(file, "another") == []


SPEEDUPS = st.sampled_from([number / 20 for number in range(1, 21)])
COUNTS = st.tuples(st.integers(1, 10**9), st.integers(5, 10**6))


@given(st.dictionaries(st.integers(1, 500), st.tuples(COUNTS, st.dictionaries(SPEEDUPS, COUNTS)), max_size=5))
def test_what_is_written_is_read(tmp_path_factory, lines):
    file = tmp_path_factory.mktemp("coz") / "profile.coz"
    text = "startup\ttime=1\n"
    for line, (base, points) in lines.items():
        text += experiment(line, 0, *base)
        text += "".join(experiment(line, speedup, *counts) for speedup, counts in points.items())
    file.write_text(text)
    found = {each.line: each.points for each in read(file, "point")}
    assert found.keys() == lines.keys()
    for line, ((time, visits), points) in lines.items():
        assert [speedup for speedup, _ in found[line]] == sorted(points)
        for speedup, gain in found[line]:
            assert gain == pytest.approx(1 - (points[speedup][0] / points[speedup][1]) / (time / visits))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("\x7fELF", "is of no known kind"),
        ("experiment\tselected=a.rs:1\tspeedup=0.5", "lacks 'duration'"),
        ("experiment\tselected=a.rs:1\tspeedup=fast\tduration=5\tselected-samples=1", "could not convert"),
        ("throughput-point\tname=point\tdelta=4", "belongs to no experiment"),
        (experiment(1, 0.5, 10, 4)[:-2], "invalid literal"),
    ],
)
def test_damaged_profiles(tmp_path, text, why):
    file = tmp_path / "profile.coz"
    file.write_text(text)
    with pytest.raises(Unreadable, match=r"profile\.coz") as error:
        read(file, "point")
    assert why in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_profile(tmp_path):
    with pytest.raises(Unreadable, match="No such file"):
        read(tmp_path / "profile.coz", "point")


def test_the_progress_point_moves_no_line(tmp_path):
    file = tmp_path / "lib.rs"
    source = "pub fn f() -> u8 {\n    1\n}\n"
    file.write_text(source)
    command = [sys.executable, "-I", "-S", coz_point.__file__, str(file), str(source.index("{")), "point"]
    subprocess.run(command, check=True)
    first, *rest = file.read_text().splitlines()
    assert first.startswith("pub fn f() -> u8 { { use ::core::sync::atomic")
    assert 'b"point\\0"' in first
    assert rest == source.splitlines()[1:]
    failed = subprocess.run([*command[:5], "3", "point"], capture_output=True, text=True, check=False)
    assert failed.returncode != 0
    assert "no function's body starts at byte 3" in failed.stderr
