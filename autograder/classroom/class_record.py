"""The analysis of a class, as it is reported and written to `report.json`."""

from typing import Literal

import msgspec

from autograder.classroom.figures import Estimate
from autograder.records import FunctionStatus, PropertyKind, SubmissionStatus

SCHEMA: Literal["autograder/class/v1"] = "autograder/class/v1"


class Title(msgspec.Struct, frozen=True):
    """What an item is: an exercise, or a property of one."""

    exercise: str
    property: str
    title: str
    kind: Literal["exercise"] | PropertyKind
    max_points: int


class Item(Title, frozen=True):
    """How a class did on an exercise or a property, of those who attempted it.

    Attributes:
        attempted: how many did.
        passed: how many of these were right.
        difficulty: their share, the classical index: the lower, the harder.
        item_rest: correlation of being right with all other points (corrected point-biserial).
        discrimination: D, between upper and lower 27 % by points.
    """

    attempted: int
    passed: int
    difficulty: Estimate | None
    item_rest: Estimate | None
    discrimination: Estimate | None


class CoFailure(msgspec.Struct, frozen=True):
    """Two exercises, for those whose functions could both be called: who failed which, and phi."""

    first: str
    second: str
    called: int
    both: int
    only_first: int
    only_second: int
    phi: Estimate | None


class Mistake(msgspec.Struct, frozen=True):
    """A misconception, and who shows it.

    Attributes:
        costing: how many of these lost points; the others lack a badge.
        ambiguous: of how many it may be another misconception as well.
        share: of those who attempted the exercise, they are so many.
    """

    exercise: str
    id: str
    title: str
    students: tuple[str, ...]
    costing: int
    ambiguous: int
    share: Estimate | None


class Group(msgspec.Struct, frozen=True):
    """Students whose submissions did the same in everything that was tried."""

    students: tuple[str, ...]
    failed_exercises: tuple[str, ...]
    failed_properties: int
    mistakes: tuple[str, ...]


class Topic(msgspec.Struct, frozen=True):
    """An exercise that is worth a word to the class, and what most went wrong in it."""

    exercise: str
    attempted: int
    failed: int
    lost: int
    mistake: Mistake | None
    hardest: Item | None


class Distribution(msgspec.Struct, frozen=True):
    """Scores in percent; `bins` counts them by tens, 100 in the last."""

    count: int
    mean: float
    deviation: float | None
    lowest: float
    quartiles: tuple[float, float, float]
    highest: float
    bins: tuple[int, ...]


class Row(msgspec.Struct, frozen=True):
    """A student's score, None where a fault of the grader has left it open."""

    student: str
    status: SubmissionStatus
    score: int | None
    max_score: int
    badges: int
    failed: tuple[str, ...]


class ClassAnalysis(msgspec.Struct, frozen=True, kw_only=True):
    """All that the report of a class shows."""

    schema: Literal["autograder/class/v1"] = SCHEMA
    anonymous: bool
    missing_protections: tuple[str, ...]
    students: tuple[Row, ...]
    not_graded: tuple[str, ...]
    grader_errors: tuple[str, ...]
    unreadable: tuple[str, ...]
    distribution: Distribution | None
    exercises: tuple[Item, ...]
    properties: tuple[Item, ...]
    statuses: dict[str, dict[FunctionStatus, int]]
    mistakes: tuple[Mistake, ...]
    co_failures: tuple[CoFailure, ...]
    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
