"""Points are shared out by weight, to the last hundredth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.scoring import share_points

HALVES = st.integers(0, 20).map(lambda halves: Fraction(halves, 2))
WEIGHTS = st.lists(HALVES, min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("points", "weights", "shares"),
    [
        pytest.param(700, [1], [700], id="one-gets-all"),
        pytest.param(600, [1, 2, 3], [100, 200, 300], id="no-remainder"),
        pytest.param(100, [1, 1, 1], [34, 33, 33], id="equal-weights-favour-the-earlier"),
        pytest.param(200, [1, 1, 1], [67, 67, 66], id="two-left-over"),
        pytest.param(10, [Fraction(1, 2), 1, 1], [2, 4, 4], id="half-a-weight"),
        pytest.param(10, [1, 1, 5], [2, 1, 7], id="the-earlier-of-two-largest-remainders"),
        pytest.param(10, [3, 1, 3], [4, 2, 4], id="the-largest-remainder-not-the-first"),
        pytest.param(1, [1, 2], [0, 1], id="less-than-one-each"),
        pytest.param(0, [1, 2], [0, 0], id="no-points"),
        pytest.param(700, [], [], id="nobody"),
    ],
)
def test_points_go_by_weight_and_then_by_remainder(points, weights, shares):
    assert share_points(points, [Fraction(weight) for weight in weights]) == shares


@given(st.integers(0, 10_000), WEIGHTS)
def test_no_point_is_lost_or_made(points, weights):
    assert sum(share_points(points, weights)) == points


@given(st.integers(0, 10_000), WEIGHTS)
def test_a_share_is_less_than_one_away_from_its_exact_part(points, weights):
    exact = [points * weight / sum(weights) for weight in weights]
    shares = share_points(points, weights)

    assert all(abs(share - part) < 1 for share, part in zip(shares, exact, strict=True))


@given(st.integers(0, 10_000), WEIGHTS)
def test_a_larger_weight_never_gets_less(points, weights):
    pairs = sorted(zip(weights, share_points(points, weights), strict=True))
    by_weight = [max(s for w, s in pairs if w == weight) for weight, _ in pairs]

    assert by_weight == sorted(by_weight)
