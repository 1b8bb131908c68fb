"""From the weights of an exercise's properties to points, and from outcomes to a score."""

from collections.abc import Sequence
from fractions import Fraction


def share_points(points: int, weights: Sequence[Fraction]) -> list[int]:
    """Shares integer points out by weight, so that the shares add up to the points.

    Largest remainder (Hamilton's method); equal remainders go to the earlier share.
    """
    if not weights:
        return []
    total = sum(weights)
    exact = [points * weight / total for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: points - sum(shares)]:
        shares[i] += 1
    return shares
