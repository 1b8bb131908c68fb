"""Properties with Hypothesis live around each call, in the process of the student's code."""

import os
from collections.abc import Callable, Sequence

import hypothesis
from floor import keep_files

from autograder.engine import Reply, attempt
from autograder.exercise import Exercise, Property
from autograder.inputs import Example
from autograder.observation import Observation
from autograder.worker import service

Ask = Callable[[Sequence[bytes]], list[Reply]]


def asks(program: service.Program, module: str) -> Ask:
    """What makes calls of the functions of one of a program's modules here."""

    def ask(calls: Sequence[bytes]) -> list[Reply]:
        decoded = [service.DECODE_CALL(call) for call in calls]
        program.use(module)
        for call in decoded:
            keep_files(os.curdir, call)
        return [Observation(program.call(call)) for call in decoded]

    return ask


def hypothesis_test(exercise: Exercise, prop: Property, ask: Ask) -> Callable[[], None]:
    """A test that fails where Hypothesis finds an example that breaks the property."""

    @hypothesis.settings(
        max_examples=prop.domain.count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(prop.domain.strategy)
    def holds(example: Example) -> None:
        assert attempt(exercise, prop, example, ask).finding is None

    return holds
