"""Times, throughputs and changes as Criterion prints them, digit for digit."""

from __future__ import annotations

from perfrules.analysts.benchmarks.data import Throughput

_TIMES = ((1.0, 1e3, "ps"), (1e3, 1.0, "ns"), (1e6, 1e-3, "µs"), (1e9, 1e-6, "ms"))
_SCALES: dict[str, tuple[float, tuple[str, ...]]] = {
    "bytes": (1024.0, ("B/s", "KiB/s", "MiB/s", "GiB/s")),
    "bytes-decimal": (1000.0, ("B/s", "KB/s", "MB/s", "GB/s")),
    "elements": (1000.0, ("elem/s", "Kelem/s", "Melem/s", "Gelem/s")),
    "bits": (1000.0, ("b/s", "Kb/s", "Mb/s", "Gb/s")),
}


def time(nanoseconds: float) -> str:
    """A time with five digits and the unit that suits it: ``1.1077 µs``."""
    for below, factor, unit in _TIMES:
        if nanoseconds < below:
            return f"{digits(nanoseconds * factor)} {unit}"
    return f"{digits(nanoseconds * 1e-9)} s"


def throughput(amount: Throughput, nanoseconds: float) -> str:
    """How much is processed in a second, in the unit that suits it."""
    step, names = _SCALES[amount.unit]
    rate = amount.amount * (1e9 / nanoseconds)
    scale = 0
    while scale + 1 < len(names) and rate >= step ** (scale + 1):
        scale += 1
    return f"{digits(rate / step**scale)} {names[scale]}"


def change(share: float) -> str:
    """A relative change with its sign: ``+1.2300%``."""
    percent = share * 1e2
    return f"{'-' if percent < 0 else '+'}{digits(abs(percent))}%"


def digits(number: float) -> str:
    """Five digits, as Criterion's ``short`` gives them."""
    for below, places in ((10, 4), (100, 3), (1000, 2), (10000, 1)):
        if number < below:
            return f"{number:.{places}f}"
    return f"{number:.0f}"
