"""What a process does for a class: one submission in, one record out."""

import time
import traceback
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.errors import GraderFault, UserError
from autograder.exercise import Exercise
from autograder.grading import Grader, faulty
from autograder.i18n import Language, speaking, use_language
from autograder.intake.submission import Submission
from autograder.machine import fault_of
from autograder.records import SubmissionResult
from autograder.session import LARGE_GROUP
from autograder.worker.client import Limits, Zygote


@dataclass(frozen=True)
class Settings:
    """What a process needs to know to grade like all the others.

    `points` are in hundredths, for exercises that do not have their own in this course.
    """

    exercises: tuple[str, ...]
    seed: int
    limits: Limits
    allowed: tuple[str, ...] = ()
    insist: bool = True
    cache_folder: Path | None = None
    language: Language = "en"
    points: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Done:
    """A record, the seconds that it took, and whether it would surely come out the same again."""

    result: SubmissionResult
    seconds: float
    steady: bool


def grade_one(submission: Submission, settings: Settings) -> Done:
    """Grades a submission with the grader of this process.

    Raises:
        MachineFault: the machine lacks something for that.
    """
    started = time.monotonic()
    steady = False
    try:
        grader = _grader(settings)
        graded = grader.grade(submission)
        steady = graded.status != "grader_error" and not grader.unsteady
    except Exception as error:  # a fault of ours costs one record, not the class
        if fault := fault_of(error):
            raise fault from error
        text = str(error) if isinstance(error, GraderFault | UserError) else traceback.format_exc()
        graded = faulty_in(settings, submission.student, text)
    return Done(graded, time.monotonic() - started, steady)


_graders: dict[Settings, Grader] = {}
"""The grader of this process, with its zygote, kept from one submission to the next."""


def _grader(settings: Settings) -> Grader:
    if settings not in _graders:
        close_graders()
        use_language(settings.language)
        _graders[settings] = Grader(
            zygote=Zygote(insist=settings.insist),
            exercises=exercises_of(settings),
            seed=settings.seed,
            limits=settings.limits,
            allowed=settings.allowed,
            cache=Cache(settings.cache_folder),
            group=LARGE_GROUP,
        )
    return _graders[settings]


def close_graders() -> None:
    """Ends the grader of this process; the next submission starts another one."""
    while _graders:
        _graders.popitem()[1].zygote.close()


def exercises_of(settings: Settings) -> list[Exercise]:
    """The exercises that are graded, with the points that they have in this course."""
    return with_points(exercises_named(settings.exercises), dict(settings.points))


def exercises_named(names: Collection[str]) -> list[Exercise]:
    """The exercises of these names, in the order of the book."""
    return [exercise for exercise in EXERCISES if exercise.name in names]


def with_points(exercises: Sequence[Exercise], points: dict[str, int]) -> list[Exercise]:
    """The exercises with other points, in hundredths, shared out among the same properties."""
    return [replace(e, points=points.get(e.name, e.points)) for e in exercises]


def faulty_in(settings: Settings, student: str, message: str) -> SubmissionResult:
    """The record of a submission that we failed to grade, in the course's language."""
    with speaking(settings.language):
        return faulty(student, exercises_of(settings), message)
