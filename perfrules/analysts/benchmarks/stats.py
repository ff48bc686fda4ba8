"""The statistics of samples, in plain Python.

All functions take positive numbers (times of one iteration) in the order they were measured. None
asks a clock or an unseeded generator: the same samples give the same answer.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist, fmean, median, stdev

SEED = 0x5EED
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Change:
    """A relative change, 0.12 for 12 % slower, with the bounds of its confidence interval."""

    point: float
    low: float
    high: float
    level: float

    @property
    def excludes_zero(self) -> bool:
        """Whether even the near end of the interval is on one side of no change."""
        return self.low > 0 or self.high < 0


def bootstrap_change(
    base: Sequence[float], new: Sequence[float], *, resamples: int = 2000, level: float = 0.95
) -> Change:
    """The change of the median, with the percentile interval of the bootstrap.

    Base and new are resampled independently; the interval is that between the (1 ± level) / 2
    quantiles of the ratios of medians, less 1 (Efron and Tibshirani, An Introduction to the Bootstrap,
    1993, chapter 13). Medians of resamples are drawn as :func:`_resampled_medians` says.
    """
    rng = random.Random(SEED)
    ratios = sorted(
        new_median / base_median - 1
        for base_median, new_median in zip(
            _resampled_medians(base, resamples, rng), _resampled_medians(new, resamples, rng), strict=True
        )
    )
    tail = (1 - level) / 2
    point = median(new) / median(base) - 1
    return Change(
        point,
        min(point, quantile(ratios, tail)),
        max(point, quantile(ratios, 1 - tail)),
        level,
    )


def _resampled_medians(values: Sequence[float], count: int, rng: random.Random) -> list[float]:
    """Medians of ``count`` resamples with replacement, each drawn at the cost of two random numbers.

    Resampling picks n uniform positions; the k-th smallest of n uniform numbers has the distribution
    Beta(k, n + 1 − k), and given the (k + 1)-th, the k-th is the largest of k uniform ones below it (David
    and Nagaraja, Order Statistics, 2003, chapter 2). So the middle positions can be drawn directly.
    """
    ordered, n = sorted(values), len(values)
    middle = (n + 1) // 2
    drawn = []
    for _ in range(count):
        if n % 2:
            drawn.append(ordered[_position(rng.betavariate(middle, n + 1 - middle), n)])
        else:
            upper = rng.betavariate(middle + 1, n - middle)
            lower = upper * rng.random() ** (1 / middle)
            drawn.append((ordered[_position(lower, n)] + ordered[_position(upper, n)]) / 2)
    return drawn


def _position(share: float, n: int) -> int:
    return min(int(share * n), n - 1)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of sorted values by linear interpolation (R's type 7, which Criterion uses too)."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def mann_whitney(a: Sequence[float], b: Sequence[float]) -> float:
    """The two-sided p-value of the Mann-Whitney U test: whether one sample tends to larger values.

    Normal approximation with mid-ranks, variance corrected for ties, and continuity correction:
    z = (|U − nm/2| − 1/2) / √(nm/12 · ((N + 1) − Σ(t³ − t) / (N(N − 1)))) (Mann and Whitney 1947; Hollander
    and Wolfe, Nonparametric Statistical Methods, 1999, section 4.1). Good from about eight values a side.
    """
    n, m = len(a), len(b)
    total = n + m
    ranks = _mid_ranks([*a, *b])
    u = sum(ranks[:n]) - n * (n + 1) / 2
    ties = sum(t**3 - t for t in Counter([*a, *b]).values())
    variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    z = max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(variance)
    return min(1.0, 2 * (1 - _NORMAL.cdf(z)))


def _mid_ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, counted from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for at in order[start:end]:
            ranks[at] = (start + 1 + end) / 2
        start = end
    return ranks


def floor_of(values: Sequence[float], share: float = 0.1) -> float:
    """What the fastest samples take: a low quantile, which other work on the machine hardly moves."""
    return quantile(sorted(values), share)


def variation(values: Sequence[float]) -> float:
    """The coefficient of variation: standard deviation (n − 1) over mean."""
    return stdev(values) / fmean(values) if len(values) > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """How samples move from the first to the last of a run."""

    change: float
    """Relative to the median, by the Theil-Sen line."""
    p_value: float
    """Of the Mann-Kendall test."""


def drift(values: Sequence[float]) -> Drift:
    """The trend within one run.

    Size: the median of the slopes of all pairs (Theil 1950; Sen 1968) times the length of the run, over the
    median. Significance: Mann-Kendall, S = number of rising less falling pairs, z = (|S| − 1) / √(n(n −
    1)(2n + 5)/18), corrected for ties (Kendall, Rank Correlation Methods, 1975).
    """
    n = len(values)
    if n < 3:
        return Drift(0.0, 1.0)
    pairs = list(combinations(range(n), 2))
    slope = median([(values[j] - values[i]) / (j - i) for i, j in pairs])
    s = sum((values[j] > values[i]) - (values[j] < values[i]) for i, j in pairs)
    ties = sum(t * (t - 1) * (2 * t + 5) for t in Counter(values).values())
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = max(0, abs(s) - 1) / math.sqrt(variance) if variance > 0 else 0.0
    return Drift(slope * (n - 1) / median(values), min(1.0, 2 * (1 - _NORMAL.cdf(z))))


@dataclass(frozen=True, slots=True)
class Outliers:
    """How many samples lie outside Tukey's fences."""

    low_severe: int
    low_mild: int
    high_mild: int
    high_severe: int
    samples: int

    @property
    def low(self) -> int:
        """Those that were too fast."""
        return self.low_severe + self.low_mild

    @property
    def high(self) -> int:
        """Those that were too slow."""
        return self.high_mild + self.high_severe

    @property
    def severe(self) -> int:
        """Those beyond the outer fences."""
        return self.low_severe + self.high_severe

    @property
    def total(self) -> int:
        """All of them."""
        return self.low + self.high


Fences = tuple[float, float, float, float]
"""Low severe, low mild, high mild, high severe."""


def tukey_fences(values: Sequence[float]) -> Fences:
    """Quartiles ∓ 3 and ∓ 1.5 times the interquartile range (Tukey, Exploratory Data Analysis, 1977)."""
    ordered = sorted(values)
    q1, q3 = quantile(ordered, 0.25), quantile(ordered, 0.75)
    spread = q3 - q1
    return q1 - 3 * spread, q1 - 1.5 * spread, q3 + 1.5 * spread, q3 + 3 * spread


def usual_variation(values: Sequence[float]) -> float:
    """The coefficient of variation without severe outliers.

    A single interruption can double the standard deviation, and does not touch the median that is compared.
    """
    low, _, _, high = tukey_fences(values)
    return variation([value for value in values if low <= value <= high])


def outliers(values: Sequence[float], fences: Fences) -> Outliers:
    """Count the samples outside each fence; one that lies on a fence is inside it."""
    low_severe, low_mild, high_mild, high_severe = fences
    severe_low = sum(value < low_severe for value in values)
    severe_high = sum(value > high_severe for value in values)
    return Outliers(
        severe_low,
        sum(value < low_mild for value in values) - severe_low,
        sum(value > high_mild for value in values) - severe_high,
        severe_high,
        len(values),
    )
