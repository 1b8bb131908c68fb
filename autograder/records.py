"""The result of grading a submission, as it is written, read and reported.

Points are integers, in hundredths of a point, so that sums are exact.
"""

from typing import Literal

import msgspec

SCHEMA: Literal["autograder/result/v1"] = "autograder/result/v1"

SubmissionStatus = Literal["graded", "unreadable", "grader_error"]
FunctionStatus = Literal[
    "passed",
    "failed",
    "not_attempted",
    "missing",
    "import_error",
    "timeout",
    "crashed",
    "forbidden",
    "grader_error",
]
PropertyStatus = Literal["passed", "failed", "not_reached", "timeout", "crashed", "grader_error"]
PropertyKind = Literal["core", "stretch"]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all records."""


class Counterexample(Record, frozen=True):
    """The smallest input known to break a property, as text for people.

    `line` is that of the function's own file in which the call raised an exception, if it did.
    """

    call: str
    got: str
    expected: str
    message: str
    replay: str
    line: int = 0


class PropertyResult(Record, frozen=True):
    """How one property of a function came out; a stretch property has no points."""

    id: str
    title: str
    kind: PropertyKind
    status: PropertyStatus
    points: int
    max_points: int
    examples: int
    counterexample: Counterexample | None = None


class Diagnosis(Record, frozen=True):
    """The misconception that a wrong function shows, where one is recognised.

    Attributes:
        title: what such code does, in words that follow "code that".
        alternatives: ids of others that behave the same on all that was tried.
        together: ids of those that the function shows besides.
    """

    id: str
    title: str
    hint: str
    alternatives: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def ids(self) -> str:
        """All ids, as people read them: "this + one made besides / another that fits"."""
        return " / ".join([" + ".join([self.id, *self.together]), *self.alternatives])


class FunctionResult(Record, frozen=True):
    """How one function came out.

    `output` holds what it printed, `file` is where it stands, without folders, and `path` the
    same from the top of the submission. `line` is where it begins, or what stopped its module;
    0 where nobody knows. In a notebook the lines are those of a cell, which counts from 1.
    `warnings` are those of Python and torch, which cost nothing.
    """

    name: str
    module: str
    status: FunctionStatus
    score: int
    max_score: int
    properties: tuple[PropertyResult, ...]
    diagnosis: Diagnosis | None = None
    message: str = ""
    output: str = ""
    file: str = ""
    path: str = ""
    line: int = 0
    cell: int = 0
    warnings: tuple[str, ...] = ()


class SubmissionResult(Record, frozen=True, kw_only=True):
    """How one student's submission came out; `stretch` counts badges beyond full marks.

    `notes` say which files were not read and why, and what else a teacher may want to look at.
    """

    schema: Literal["autograder/result/v1"] = SCHEMA
    student: str
    status: SubmissionStatus
    score: int
    max_score: int
    stretch: int
    max_stretch: int
    functions: tuple[FunctionResult, ...]
    notes: tuple[str, ...] = ()


def encode_result(result: SubmissionResult) -> bytes:
    """The record as indented JSON with a final newline; the same record, the same bytes."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def decode_result(data: bytes) -> SubmissionResult:
    """Reads a record back.

    Raises:
        msgspec.MsgspecError, ValueError: it is not a record of this schema.
    """
    return msgspec.json.decode(data, type=SubmissionResult)


def format_points(hundredths: int) -> str:
    """Points as people read them: "7", "3.5", "0.25"."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")


def percent(score: int, max_score: int) -> str:
    """A score in percent with one decimal, rounded half up; "-" where nothing can be earned."""
    if max_score == 0:
        return "-"
    thousandths = (2000 * score + max_score) // (2 * max_score)
    return f"{thousandths // 10}.{thousandths % 10}"
