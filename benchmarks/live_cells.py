"""The properties as an instructor would put them into a notebook: Hypothesis live, in the kernel.

Imported by the grade cells of `nbgrader.py`.
"""

import contextlib
import io
import os
from collections.abc import Callable, Sequence
from typing import Any

import hypothesis
from floor import keep_files

from autograder.catalogue import EXERCISES
from autograder.engine import Reply, attempt
from autograder.exercise import Exercise, Property
from autograder.grading import points_by_property
from autograder.inputs import Example
from autograder.observation import Observation
from autograder.worker import service

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def earned(function: Callable[..., Any]) -> float:
    """The points of a function of the notebook, each property tried on all its examples."""
    exercise = BY_NAME[function.__name__]
    program = service.Program()
    program._namespaces[exercise.module] = {exercise.name: function}  # noqa: SLF001 - it is here already

    def ask(calls: Sequence[bytes]) -> list[Reply]:
        decoded = [service.DECODE_CALL(call) for call in calls]
        for call in decoded:
            keep_files(os.curdir, call)
        return [Observation(program.call(call)) for call in decoded]

    points = points_by_property(exercise)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        held = [prop for prop in exercise.core_properties if holds(exercise, prop, ask)]
    return sum(points[prop.id] for prop in held) / 100


def holds(
    exercise: Exercise, prop: Property, ask: Callable[[Sequence[bytes]], list[Reply]]
) -> bool:
    """Whether Hypothesis finds nothing that breaks a property."""

    @hypothesis.settings(
        max_examples=prop.domain.count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(prop.domain.strategy)
    def test(example: Example) -> None:
        assert attempt(exercise, prop, example, exercise.module, ask) is None

    try:
        test()
    except AssertionError:
        return False
    return True
