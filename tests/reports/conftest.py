"""The sample class, graded once for all tests of reports."""

from pathlib import Path

import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.grading import Grader
from autograder.intake.submission import read_submission
from autograder.records import SubmissionResult
from autograder.worker.client import Limits, Zygote

CLASS = Path(__file__).parents[2] / "examples" / "class"
GRADED = ("sgd", "softmax", "accuracy")
QUICK = Limits(call_seconds=0.5, load_seconds=10.0, submission_seconds=60.0)


@pytest.fixture(scope="session")
def sample_class(zygote: Zygote, cache_folder: Path) -> list[SubmissionResult]:
    exercises = [exercise for exercise in EXERCISES if exercise.name in GRADED]
    grader = Grader(zygote, exercises, limits=QUICK, cache=Cache(cache_folder))
    return [
        grader.grade(read_submission(folder, folder.name)) for folder in sorted(CLASS.iterdir())
    ]
