"""What an analysis keeps of a record, so that a class never lies in memory as a whole."""

import hashlib
from collections.abc import Sequence

import msgspec

from autograder.classroom.class_record import Title
from autograder.records import (
    Diagnosis,
    FunctionResult,
    FunctionStatus,
    SubmissionResult,
    SubmissionStatus,
)

UNTRIED = ("not_attempted", "waiting", "missing", "grader_error")
"""Of a function: nothing was handed in that could be right or wrong."""
UNSEEN = ("not_reached", "grader_error")
"""Of a property: it was not tried."""

Key = tuple[str, str]
"""An exercise and one of its properties; the exercise itself has "" in its place."""


class Outline(msgspec.Struct, frozen=True):
    """What is kept of a record.

    Attributes:
        passed: of each item that was attempted, whether it came out right.
        points: of each exercise and each property, in hundredths.
        mistakes: the misconception that each exercise shows.
        statuses: of each exercise.
        called: the exercises whose function could be called.
        broken: how many core properties were seen to fail.
        behaviour: the same digest for submissions that did the same throughout.
    """

    student: str
    status: SubmissionStatus
    score: int
    max_score: int
    badges: int
    passed: dict[Key, bool]
    points: dict[Key, int]
    mistakes: dict[str, Diagnosis]
    statuses: dict[str, FunctionStatus]
    called: frozenset[str]
    broken: int
    behaviour: str


def outline(result: SubmissionResult, student: str, titles: dict[Key, Title]) -> Outline:
    """Reduces a record; adds to `titles` what is met for the first time."""
    passed: dict[Key, bool] = {}
    points: dict[Key, int] = {}
    for function in result.functions:
        exercise = Title(function.name, "", function.name, "exercise", function.max_score)
        whole = key_of(exercise, titles)
        points[whole] = function.score
        if function.status not in UNTRIED:
            passed[whole] = function.status == "passed"
        for prop in function.properties:
            title = Title(function.name, prop.id, prop.title, prop.kind, prop.max_points)
            part = key_of(title, titles)
            points[part] = prop.points
            if prop.status not in UNSEEN:
                passed[part] = prop.status == "passed"
    return Outline(
        student=student,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        badges=result.stretch,
        passed=passed,
        points=points,
        mistakes={f.name: f.diagnosis for f in result.functions if f.diagnosis},
        statuses={f.name: f.status for f in result.functions},
        called=frozenset(exercise for exercise, prop in passed if prop),
        broken=sum(
            p.kind == "core" and p.status not in ("passed", *UNSEEN)
            for f in result.functions
            for p in f.properties
        ),
        behaviour=behaviour(result.functions),
    )


def key_of(title: Title, titles: dict[Key, Title]) -> Key:
    """The key of an item, made of the texts that came first, so that they are kept once."""
    first = titles.setdefault((title.exercise, title.property), title)
    return first.exercise, first.property


def behaviour(functions: Sequence[FunctionResult]) -> str:
    """A digest of all that was seen of a submission.

    Messages are left out: they name files and lines, which say nothing of what the code does.
    """
    seen = [
        [f.name, f.status, f.diagnosis and f.diagnosis.id]
        + [
            [p.id, p.status]
            + ([c.call, c.got, c.expected] if (c := p.counterexample) is not None else [])
            for p in f.properties
        ]
        for f in functions
    ]
    return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()
