"""The grades of a class, written into nbgrader's gradebook, where formgrader shows them.

A function's grade cell has its name, in the notebook named after its module: the same as in the
notebooks that `autograder release --nbgrader` makes. What a person has graded is never touched.
"""

import contextlib
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from nbgrader.api import Grade, Gradebook, MissingEntry
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError

from autograder.errors import UserError
from autograder.records import FunctionResult, SubmissionResult

HUNDREDTHS = 100
NO_SETTINGS = f"{os.devnull}/pyproject.toml"
"""A file of settings for `alembic` that can't be there."""


class Person(Protocol):
    """What is known of a student, besides the work."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True)
class Cell:
    """A grade cell: the function's name, its notebook, and the points of the exercise."""

    name: str
    notebook: str
    max_score: float


def write_gradebook(
    results: Sequence[SubmissionResult],
    gradebook: str,
    assignment: str,
    homes: Mapping[str, str],
    people: Mapping[str, Person | None] | None = None,
) -> int:
    """Writes the automatic score of each function of each student; again changes nothing.

    A score is scaled where the gradebook has other points for a cell than the exercise. A cell
    on which the grader failed has no score and needs a manual grade, and so has one that a
    person has graded before the score changed.

    Args:
        results: the records.
        gradebook: a file for SQLite, or the URL of any database that SQLAlchemy knows.
        assignment: its name there; it is made if it does not exist.
        homes: the module of each function.
        people: names and addresses of students, as far as they are known.

    Returns:
        How many scores are other than before.

    Raises:
        UserError: the gradebook can't be written or is none, or has an assignment of that name with
            submissions and other cells.
    """
    url = url_of(gradebook)
    try:
        with opened(url) as book:
            prepare(book, assignment, cells_of(results, homes))
            known = people or {}
            changed = sum(
                write_student(book, assignment, result, homes, known.get(result.student))
                for result in results
            )
            book.db.commit()
    except (SQLAlchemyError, ModuleNotFoundError, ValueError, OSError) as error:
        old = " If it was made by an older nbgrader, run `nbgrader db upgrade`."
        hint = old if isinstance(error, SQLAlchemyError) else ""
        raise UserError(
            f"The gradebook {shown(url)} can't be written: {first_line(error)}.{hint}"
        ) from error
    return changed


@contextlib.contextmanager
def opened(url: str) -> Iterator[Any]:
    """The gradebook, which is made if there is none.

    For that nbgrader calls `alembic`, which lies beside this Python, wherever PATH leads, and
    would take folders to import from out of a pyproject.toml in the current one. And nbgrader
    makes a submission before it adds it, of which SQLAlchemy would warn for each student.
    """
    before = dict(os.environ)
    path = before.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    os.environ["ALEMBIC_CONFIG"] = NO_SETTINGS
    try:
        with warnings.catch_warnings(), Gradebook(url) as book:
            warnings.simplefilter("ignore", SAWarning)
            yield book
    finally:
        os.environ.clear()
        os.environ.update(before)


def url_of(gradebook: str) -> str:
    """The URL of a gradebook, which may be given as the path of a file.

    Raises:
        UserError: it is no URL that SQLAlchemy understands.
    """
    if "://" not in gradebook:  # a path may have any sign that means something in a URL
        place = str(Path(gradebook).absolute())
        return URL.create("sqlite", database=place).render_as_string()
    try:
        make_url(gradebook)
    except ArgumentError:
        raise UserError(
            f"{gradebook!r} is no gradebook: expected a file, or a URL such as "
            "sqlite:////srv/course/gradebook.db."
        ) from None
    return gradebook


def shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).partition("\n")[0].rstrip(".")


def cells_of(results: Sequence[SubmissionResult], homes: Mapping[str, str]) -> list[Cell]:
    """The grade cells of all functions that were graded."""
    found = {
        function.name: Cell(function.name, home(function, homes), function.max_score / HUNDREDTHS)
        for result in results
        for function in result.functions
    }
    return list(found.values())


def home(function: FunctionResult, homes: Mapping[str, str]) -> str:
    return homes.get(function.name, function.module)


def prepare(book: Any, assignment: str, cells: Sequence[Cell]) -> None:
    """Makes the assignment, its notebooks and their grade cells, as far as they are missing.

    Raises:
        UserError: a cell is missing, but there are submissions, which would not get it.
    """
    there = {
        (notebook.name, cell.name)
        for notebook in book.update_or_create_assignment(assignment).notebooks
        for cell in notebook.grade_cells
    }
    missing = [cell for cell in cells if (cell.notebook, cell.name) not in there]
    if missing and book.assignment_submissions(assignment):
        names = ", ".join(f"{cell.notebook}/{cell.name}" for cell in missing[:5])
        raise UserError(
            f"The gradebook's assignment {assignment!r} has submissions, but no grade cells "
            f"{names}{' …' if len(missing) > 5 else ''}. Give another --assignment, or grade "
            "with --only what it has."
        )
    for cell in missing:
        book.update_or_create_notebook(cell.notebook, assignment)
        book.update_or_create_grade_cell(
            cell.name, cell.notebook, assignment, max_score=cell.max_score, cell_type="code"
        )


def write_student(
    book: Any,
    assignment: str,
    result: SubmissionResult,
    homes: Mapping[str, str],
    person: Person | None,
) -> int:
    """Writes the scores of one student; returns how many are new."""
    fields = ("first_name", "last_name", "email")
    known = {field: getattr(person, field) for field in fields} if person else {}
    book.update_or_create_student(result.student, **{k: v for k, v in known.items() if v})
    try:
        submission = book.find_submission(assignment, result.student)
    except MissingEntry:
        submission = book.add_submission(assignment, result.student)
    grades = {
        (notebook.name, grade.name): grade
        for notebook in submission.notebooks
        for grade in notebook.grades
    }
    return sum(set_score(grades[home(f, homes), f.name], f) for f in result.functions)


def set_score(grade: Grade, function: FunctionResult) -> bool:
    """Writes one score, unless it is there already; a person's own grade stays."""
    score = score_of(function, grade.cell.max_score)
    if grade.auto_score == score:
        return False
    grade.auto_score = score
    grade.needs_manual_grade = score is None or grade.manual_score is not None
    return True


def score_of(function: FunctionResult, max_score: float) -> float | None:
    """The points of a function out of those of its cell; None where the grader failed.

    A function may be worth nothing in this course.
    """
    if function.status == "grader_error":
        return None
    if max_score * HUNDREDTHS == function.max_score or not function.max_score:
        return function.score / HUNDREDTHS
    return min(max_score, max_score * function.score / function.max_score)
