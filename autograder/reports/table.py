"""`grades.csv`: one row for each student, as spreadsheets read it."""

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.intake.class_list import Listed
from autograder.records import SubmissionResult, format_points, percent
from autograder.reports.escape import for_csv

GRADES = ("total", "percent", "status")
NOT_THERE = "not_submitted"
"""The status of somebody who is on the class list and has no submission."""


class GradesTable:
    """The table as it grows. Of each record only its row is kept."""

    def __init__(self, *, listed: bool = False) -> None:
        """An empty table; with columns for names and e-mails if there is a class list."""
        self._details = Listed.__struct_fields__ if listed else ()
        self._functions: tuple[str, ...] = ()
        self._rows: list[tuple[str, str]] = []

    def add(self, result: SubmissionResult, details: Listed | None = None) -> None:
        """Adds a student's row; a score that a fault of the grader left open is an empty cell."""
        names = tuple(function.name for function in result.functions)
        if not set(names) <= set(self._functions):
            self._functions = tuple(dict.fromkeys((*self._functions, *names)))
        known = result.status != "grader_error"
        scores = {
            f.name: format_points(f.score) for f in result.functions if f.status != "grader_error"
        }
        total = format_points(result.score) if known else ""
        share = percent(result.score, result.max_score) if known else ""
        cells = [total, share, result.status, *(scores.get(name, "") for name in self._functions)]
        self._rows.append((result.student, self._row(result.student, details, cells)))

    def add_missing(self, details: Listed) -> None:
        """Adds somebody who handed in nothing: no score, which is not zero."""
        self._rows.append((details.id, self._row(details.id, details, ["", "", NOT_THERE])))

    def sort(self) -> None:
        """Puts the rows in the order of the students' names."""
        self._rows.sort()

    def _row(self, student: str, details: Listed | None, cells: Sequence[str]) -> str:
        told = [getattr(details, name) if details else "" for name in self._details]
        return line([for_csv(student), *map(for_csv, told), *cells])

    def data(self) -> bytes:
        """UTF-8 with a header line, and the rows in the order in which they were added."""
        header = ["student", *self._details, *GRADES, *map(for_csv, self._functions)]
        rows = (filled(row, len(header)) for _, row in self._rows)
        return "".join([line(header), *rows]).encode("utf-8")


def grades_csv(results: Iterable[SubmissionResult]) -> bytes:
    """The table of these records, without a class list."""
    table = GradesTable()
    for result in results:
        table.add(result)
    return table.data()


def line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def filled(row: str, width: int) -> str:
    """The row with empty cells for functions that became known after it."""
    missing = width - len(next(csv.reader([row])))
    return f"{row.removesuffix(chr(10))}{',' * missing}\n" if missing else row
