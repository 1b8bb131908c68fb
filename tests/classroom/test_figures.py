"""The statistics agree with scipy, and with the examples of those who invented them."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from autograder.classroom.figures import (
    MIN_CORRELATED,
    MIN_TAILED,
    correlation,
    discrimination,
    proportion,
    wilson,
)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_proportion_has_the_interval_of_wilson(counts):
    hits, count = counts
    found = proportion(hits, count)
    expected = stats.binomtest(hits, count).proportion_ci(method="wilson")

    assert found.value == pytest.approx(hits / count, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_of_none_there_is_no_proportion():
    assert proportion(0, 0) is None


PAIRS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 10_000)), min_size=MIN_CORRELATED, max_size=60
)


@given(PAIRS)
def test_a_correlation_has_the_interval_of_fisher(pairs):
    passed, rests = zip(*pairs, strict=True)
    assume(len(set(passed)) == 2)
    assume(len(set(rests)) > 1)
    found = correlation([float(hit) for hit in passed], rests)
    expected = stats.pearsonr(passed, rests)

    assert found.value == pytest.approx(stats.pointbiserialr(passed, rests).statistic, abs=1e-6)
    if abs(found.value) < 1 - 1e-6:
        interval = expected.confidence_interval()
        assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-5)


@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        pytest.param([0, 1] * 4, range(8), id="too-few"),
        pytest.param([1] * 20, range(20), id="all-right"),
        pytest.param([0, 1] * 10, [5] * 20, id="the-same-points"),
    ],
)
def test_where_a_correlation_would_say_nothing_there_is_none(xs, ys):
    assert correlation(xs, list(ys)) is None


def test_a_perfect_correlation_has_no_interval():
    found = correlation([0.0, 1.0] * 10, [3, 7] * 10)

    assert (found.value, found.low, found.high) == (1, None, None)


def newcombe(hits_1: int, count_1: int, hits_2: int, count_2: int) -> tuple[float, float]:
    """Method 10 as it stands in the paper, on scipy's intervals of Wilson."""
    first, second = hits_1 / count_1, hits_2 / count_2
    low_1, high_1 = stats.binomtest(hits_1, count_1).proportion_ci(method="wilson")
    low_2, high_2 = stats.binomtest(hits_2, count_2).proportion_ci(method="wilson")
    theta = first - second
    delta = math.sqrt((first - low_1) ** 2 + (high_2 - second) ** 2)
    epsilon = math.sqrt((high_1 - first) ** 2 + (second - low_2) ** 2)
    return theta - delta, theta + epsilon


def test_the_check_itself_gives_the_example_of_the_paper():
    """Newcombe 1998, table II, contrast (a): 56/70 - 48/80."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(st.lists(st.booleans(), min_size=MIN_TAILED, max_size=300), st.randoms())
def test_d_compares_the_best_and_the_worst_27_percent(passed, rng):
    totals = list(range(len(passed)))
    size = round(0.27 * len(passed))
    upper, lower = sum(passed[-size:]), sum(passed[:size])
    order = list(range(len(passed)))
    rng.shuffle(order)
    found = discrimination([passed[i] for i in order], [totals[i] for i in order])

    assert found.value == pytest.approx((upper - lower) / size, abs=1e-6)
    expected = newcombe(upper, size, lower, size)
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-6)


def test_students_who_tie_share_the_places_that_are_left():
    """22 students, 6 in each tail; of the 8 in the middle of each half, any could be in it."""
    totals = [0] * 4 + [1] * 8 + [2] * 8 + [3] * 2
    passed = [False] * 4 + [True, False] * 4 + [True] * 6 + [False] * 2 + [True] * 2
    found = discrimination(passed, totals)

    low = (0 + 2 * 4 / 8) / 6
    high = (2 + 4 * 6 / 8) / 6
    assert found.value == pytest.approx(high - low, abs=1e-6)


@pytest.mark.parametrize(
    "totals",
    [
        pytest.param(list(range(MIN_TAILED - 1)), id="too-few"),
        pytest.param([50] * 40, id="all-alike"),
        pytest.param([0] + [50] * 38 + [100], id="both-groups-alike"),
    ],
)
def test_where_the_groups_would_say_nothing_there_is_no_d(totals):
    assert discrimination([i % 2 == 0 for i in totals], totals) is None


def test_an_interval_stays_within_what_is_possible():
    for share, count in [(0, 5), (1, 5), (0, 1), (1, 1), (0, 10_000)]:
        low, high = wilson(share, count)
        assert 0 <= low <= high <= 1
