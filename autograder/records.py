"""The result of grading a submission, as it is written, read and reported.

Points are integers, in hundredths of a point, so that sums are exact.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from autograder.ascii_json import encode_json

SCHEMA: Literal["autograder/result/v1"] = "autograder/result/v1"
MAX_RECORD_BYTES = 64 << 20
"""Of the file of a record; what is printed and shown in one is limited to a small part of it."""

SubmissionStatus = Literal["graded", "unreadable", "grader_error"]
FunctionStatus = Literal[
    "passed",
    "failed",
    "not_attempted",
    "waiting",
    "missing",
    "import_error",
    "timeout",
    "crashed",
    "forbidden",
    "grader_error",
]
PropertyStatus = Literal["passed", "failed", "not_reached", "timeout", "crashed", "grader_error"]
PropertyKind = Literal["core", "stretch"]
Count = Annotated[int, msgspec.Meta(ge=0)]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[^\W\d]\w*\Z")]
UNTRIED = ("not_attempted", "waiting", "missing")


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all records."""


class Counterexample(Record, frozen=True):
    """The smallest input known to break a property, as text for people.

    `line` is that of the function's own file in which the call raised an exception or was
    interrupted, if it was; in a notebook it is that of a `cell`.
    """

    call: str
    got: str
    expected: str
    message: str
    replay: str
    line: Count = 0
    cell: Count = 0


class PropertyResult(Record, frozen=True):
    """How one property of a function came out; a stretch property has no points."""

    id: Annotated[str, msgspec.Meta(min_length=1)]
    title: str
    kind: PropertyKind
    status: PropertyStatus
    points: Count
    max_points: Count
    examples: Count
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

    A function is `waiting` that is written, and calls another one that is not.
    `output` holds what it printed, `file` is where it stands, without folders, and `path` the
    same from the top of the submission. `line` is where it begins, or what stopped its module;
    0 where nobody knows. In a notebook the lines are those of a cell, which counts from 1.
    `warnings` are those of Python and torch, which cost nothing. `source` is the text of one
    that was called and is not right, from the line `begins` on.
    """

    name: Identifier
    module: str
    status: FunctionStatus
    score: Count
    max_score: Count
    properties: tuple[PropertyResult, ...]
    diagnosis: Diagnosis | None = None
    message: str = ""
    output: str = ""
    file: str = ""
    path: str = ""
    line: Count = 0
    cell: Count = 0
    warnings: tuple[str, ...] = ()
    source: str = ""
    begins: Count = 0


class SubmissionResult(Record, frozen=True, kw_only=True):
    """How one student's submission came out; `stretch` counts badges beyond full marks.

    `notes` say which files were not read and why, and what else a teacher may want to look at.
    """

    schema: Literal["autograder/result/v1"] = SCHEMA
    student: str
    status: SubmissionStatus
    score: Count
    max_score: Count
    stretch: Count
    max_stretch: Count
    functions: tuple[FunctionResult, ...]
    notes: tuple[str, ...] = ()


def first_to_mend(function: FunctionResult) -> PropertyResult | None:
    """The property that is shown first: one that costs points before a badge."""
    failing = [p for p in function.properties if p.status not in ("passed", "not_reached")]
    return min(failing, key=lambda prop: prop.kind != "core", default=None)


def encode_result(result: SubmissionResult) -> bytes:
    """The record as indented JSON with a final newline; the same record, the same bytes."""
    return encode_json(result)


def decode_result(data: bytes) -> SubmissionResult:
    """Reads a record back.

    Raises:
        msgspec.MsgspecError, ValueError: it is not a record of this schema, or contradicts itself,
            so that not all reports of it would say the same.
    """
    result = msgspec.json.decode(data, type=SubmissionResult)
    check_numbers(result)
    return result


def check_numbers(result: SubmissionResult) -> None:
    """Demands that points are within what can be earned, and add up.

    Raises:
        ValueError: they do not, or a function or a property is there twice.
    """
    functions = result.functions
    refuse_twice("function", (function.name for function in functions))
    for function in functions:
        refuse_twice(f"property of {function.name}", (prop.id for prop in function.properties))
        for prop in function.properties:
            refuse_excess(prop.id, prop.points, prop.max_points)
        refuse_excess(function.name, function.score, function.max_score)
        if function.status in UNTRIED and was_tried(function):
            raise ValueError(f"{function.name} was tried, but its status is {function.status!r}")
    score, max_score = sum(f.score for f in functions), sum(f.max_score for f in functions)
    if (score, max_score) != (result.score, result.max_score):
        raise ValueError(
            f"the functions have {format_points(score)} of {format_points(max_score)} points, the "
            f"submission {format_points(result.score)} of {format_points(result.max_score)}"
        )
    if result.status != "grader_error" and any(f.status == "grader_error" for f in functions):
        raise ValueError("a function was not graded, but the submission was")


def was_tried(function: FunctionResult) -> bool:
    """Whether something is told of a function that only calls can tell."""
    return bool(function.diagnosis) or any(p.status != "not_reached" for p in function.properties)


def refuse_twice(what: str, names: Iterable[str]) -> None:
    """Raises `ValueError` for a name that is there twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"the {what} {name!r} is there twice")


def refuse_excess(name: str, score: int, max_score: int) -> None:
    """Raises `ValueError` for more points than there are."""
    if score > max_score:
        raise ValueError(f"{name} has {format_points(score)} of {format_points(max_score)} points")


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
