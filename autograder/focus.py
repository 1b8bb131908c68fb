"""Chooses the function that a screen is about."""

from collections.abc import Mapping

from autograder.fingerprint import Cause
from autograder.records import FunctionResult
from autograder.reports.submission_view import needs_work
from autograder.workbench import Change


def focus(change: Change, results: Mapping[str, FunctionResult], current: str) -> str:
    """The function that was edited; of several, the first that fails.

    Where no function was edited, but something that functions need or that is run with them, it
    is the one that the screen was about, unless another one is wrong because of that.

    Args:
        change: what a save has changed.
        results: for all functions, as they are now.
        current: the function that the screen was about.
    """
    if change.unfinished:
        return change.unfinished[0]
    if not change.causes:
        return current
    nearest = min(change.causes.values())
    group = [name for name, cause in change.causes.items() if cause is nearest]
    failing = [name for name in group if needs_work(results[name])]
    if nearest is not Cause.OWN:
        broken = [name for name in failing if is_right(change.before.get(name))]
        if current in group and (current in failing or not broken):
            return current
        failing = broken or failing
    if current in group and not failing:
        return current
    return (failing or group)[0]


def is_right(function: FunctionResult | None) -> bool:
    return function is not None and not needs_work(function)


def came_out_otherwise(
    change: Change, results: Mapping[str, FunctionResult], current: str
) -> list[str]:
    """The other functions that were edited, or have other points or another status by now."""
    return [
        name
        for name, cause in change.causes.items()
        if name != current and name in change.before
        if cause is Cause.OWN or outcome(change.before[name]) != outcome(results[name])
    ]


def outcome(function: FunctionResult) -> tuple[str, int]:
    return function.status, function.score
