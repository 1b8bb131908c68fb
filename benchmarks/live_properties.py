"""The properties as an ordinary test file, the student's code in-process.

Run by `run.py` in a fresh pytest for each submission, as many autograders do it.
"""

import os
from pathlib import Path

import pytest
from live import asks, hypothesis_test

from autograder.catalogue import EXERCISES
from autograder.exercise import Exercise, Property
from autograder.worker import service
from autograder.worker.protocol import Modules

PROPERTIES = int(os.environ["PROPERTIES"])
FUNCTIONS = os.environ["FUNCTIONS"].split()
GRADED = [exercise for exercise in EXERCISES if exercise.name in FUNCTIONS]
CASES = [(e, p) for e in GRADED for p in e.core_properties[:PROPERTIES]]
program = service.Program()
program.receive(
    Modules({p.stem: p.read_bytes() for p in Path(os.environ["SUBMISSION"]).glob("*.py")})
)
loaded = {e.module: program.load(e.module) for e in GRADED}


@pytest.mark.parametrize(("exercise", "prop"), CASES, ids=[f"{e.name}-{p.id}" for e, p in CASES])
def test_property(exercise: Exercise, prop: Property) -> None:
    hypothesis_test(exercise, prop, asks(program, exercise.module))()
