"""Makes a counterexample smaller, by Hypothesis, with every call going through the worker."""

import contextlib
import time
from collections.abc import Callable

import hypothesis
from hypothesis.errors import HypothesisException

from autograder.engine import Finding, attempt
from autograder.exercise import Exercise, Property
from autograder.inputs import Example, size_of
from autograder.session import Session

BUDGET_SECONDS = 2.0
MAX_EXAMPLES = 300


class _BrokenError(Exception):
    """The example breaks the property: what Hypothesis then makes smaller."""


class _OutOfTime(BaseException):
    """The time for shrinking is used up."""


def smaller(
    exercise: Exercise,
    prop: Property,
    finding: Finding,
    session: Session,
    clock: Callable[[], float] = time.monotonic,
) -> Finding:
    """The smallest finding known after the search: the given one, or one that came up."""
    best = finding
    ends = clock() + BUDGET_SECONDS

    @hypothesis.seed(0)
    @hypothesis.settings(
        max_examples=MAX_EXAMPLES,
        database=None,
        deadline=None,
        # Without the phase that explains a failure, which takes most of the time.
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(prop.domain.strategy)
    def search(example: Example) -> None:
        nonlocal best
        if clock() > ends:
            raise _OutOfTime
        found = attempt(exercise, prop, example, session.ask).finding
        if found is not None and found.status == "failed":
            best = min(best, found, key=lambda f: size_of(f.example))
            raise _BrokenError

    with contextlib.suppress(_BrokenError, _OutOfTime, HypothesisException):
        search()
    return best
