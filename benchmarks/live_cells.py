"""The properties as an instructor would put them into a notebook, in the kernel.

Imported by the grade cells of `beside_nbgrader.py`.
"""

import contextlib
import io
from collections.abc import Callable
from typing import Any

from live import asks, hypothesis_test

from autograder.catalogue import EXERCISES
from autograder.grading import points_by_property
from autograder.worker import service

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def earned(function: Callable[..., Any]) -> float:
    """The points of a function of the notebook, each property tried on all its examples."""
    exercise = BY_NAME[function.__name__]
    program = service.Program()
    program._namespaces[exercise.module] = {exercise.name: function}  # noqa: SLF001 - it is here already
    ask = asks(program, exercise.module)
    points = points_by_property(exercise)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        held = [p for p in exercise.core_properties if holds(hypothesis_test(exercise, p, ask))]
    return sum(points[prop.id] for prop in held) / 100


def holds(test: Callable[[], None]) -> bool:
    try:
        test()
    except AssertionError:
        return False
    return True
