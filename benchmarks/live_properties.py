"""The properties as an ordinary test file: Hypothesis live, the student's code in-process.

Run by `run.py` in a fresh pytest for each submission, as many autograders do it.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import hypothesis
import pytest
from floor import keep_files

from autograder.catalogue import EXERCISES
from autograder.engine import Reply, attempt
from autograder.exercise import Exercise, Property
from autograder.inputs import Example
from autograder.observation import Observation
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


def ask(calls: Sequence[bytes]) -> list[Reply]:
    decoded = [service.DECODE_CALL(call) for call in calls]
    for call in decoded:
        keep_files(os.curdir, call)
    return [Observation(program.call(call)) for call in decoded]


@pytest.mark.parametrize(("exercise", "prop"), CASES, ids=[f"{e.name}-{p.id}" for e, p in CASES])
def test_property(exercise: Exercise, prop: Property) -> None:
    @hypothesis.settings(
        max_examples=prop.domain.count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(prop.domain.strategy)
    def holds(example: Example) -> None:
        assert attempt(exercise, prop, example, exercise.module, ask) is None

    holds()
