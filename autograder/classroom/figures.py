"""The statistics of a class report: proportions, correlations, differences, with intervals.

All intervals cover 95 %. Sources:
Wilson, "Probable inference", JASA 22 (1927); Fisher, Metron 1 (1921); Newcombe, "Interval
estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
method 10; Kelley, "The selection of upper and lower groups", J. Educ. Psychol. 30 (1939).
"""

import math
import statistics
from collections.abc import Sequence

import msgspec

Z = statistics.NormalDist().inv_cdf(0.975)
TAIL = 0.27
"""Kelley's share of a class in the upper and in the lower group."""
MIN_CORRELATED = 10
"""With fewer students a correlation says nothing: its interval spans most of what is possible."""
MIN_TAILED = 20
"""With fewer, a group has less than five students."""


class Estimate(msgspec.Struct, frozen=True):
    """A figure, and the interval around it; the interval is None where there is none."""

    value: float
    low: float | None = None
    high: float | None = None


def rounded(*values: float) -> Estimate:
    return Estimate(*(round(value, 6) for value in values))


def wilson(share: float, count: float) -> tuple[float, float]:
    """Wilson's score interval of a share among so many.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    """
    square = Z * Z / count
    middle = share + square / 2
    half = Z * math.sqrt(share * (1 - share) / count + square / (4 * count))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    return max(0.0, low), min(1.0, high)


def proportion(hits: int, count: int) -> Estimate | None:
    """How many of so many; None of none."""
    return rounded(hits / count, *wilson(hits / count, count)) if count else None


def correlation(xs: Sequence[float], ys: Sequence[float]) -> Estimate | None:
    """Pearson's r with Fisher's interval, tanh(atanh r ± z / √(n - 3)).

    With 0 and 1 as `xs` it is the point-biserial correlation, with both it is phi. None for
    few values, or where either is the same throughout.
    """
    if len(xs) < MIN_CORRELATED or len(set(xs)) == 1 or len(set(ys)) == 1:
        return None
    r = max(-1.0, min(1.0, statistics.correlation(xs, ys)))
    if math.isclose(abs(r), 1):
        return rounded(r)
    half = Z / math.sqrt(len(xs) - 3)
    return rounded(r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))


def discrimination(passed: Sequence[bool], totals: Sequence[int]) -> Estimate | None:
    """D: the share that passed in the upper 27 % by total, less that in the lower 27 %.

    Students who tie at the edge of a group share the places that are left. The interval is
    Newcombe's. None for few students, or where the groups would be the same.
    """
    size = math.floor(TAIL * len(totals) + 0.5)
    ordered = sorted(totals)
    if len(totals) < MIN_TAILED or ordered[size - 1] == ordered[-size]:
        return None
    low = share_in_tail(passed, totals, size)
    high = share_in_tail(passed, [-total for total in totals], size)
    (low_1, high_1), (low_2, high_2) = wilson(high, size), wilson(low, size)
    return rounded(
        high - low,
        high - low - math.hypot(high - low_1, high_2 - low),
        high - low + math.hypot(high_1 - high, low - low_2),
    )


def share_in_tail(passed: Sequence[bool], totals: Sequence[int], size: int) -> float:
    """The share that passed among the `size` lowest totals."""
    edge = sorted(totals)[size - 1]
    below = [hit for hit, total in zip(passed, totals, strict=True) if total < edge]
    tied = [hit for hit, total in zip(passed, totals, strict=True) if total == edge]
    return (sum(below) + sum(tied) / len(tied) * (size - len(below))) / size
