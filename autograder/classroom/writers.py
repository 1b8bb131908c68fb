"""What is written for a class beside the records, from the records alone.

Each writer is told of every record as soon as it is there, in any order, and at the end of a run
that all of them were told. Of a class it keeps only what it needs at the end; one that needs the
whole records then reads them again, one after the other, by `Store.results`.
"""

from collections.abc import Sequence
from typing import Protocol

from autograder.classroom.publish import ClassReport, FeedbackPages
from autograder.classroom.store import Run, Store
from autograder.intake.class_list import ClassList, Listed
from autograder.records import SubmissionResult
from autograder.reports.table import GradesTable


class Writer(Protocol):
    """Writes something about a class into its folder."""

    def add(self, result: SubmissionResult, *, new: bool) -> None:
        """Takes a record; `new` says that it was not there before this run."""

    def end(self) -> None:
        """Takes note that all records were added."""


class GradesFile:
    """Writes `grades.csv`.

    Attributes:
        missing: the students of the class list without a submission, known at the end.
        unknown: the names of submissions that belong to nobody on it.
    """

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._class_list = ClassList(run.listed, run.keys)
        self._table = GradesTable(listed=bool(self._class_list))
        self.missing: list[Listed] = []
        self.unknown: list[str] = []

    def add(self, result: SubmissionResult, *, new: bool) -> None:  # noqa: ARG002 - as all do
        details = self._class_list.find(result.student)
        if self._class_list and details is None:
            self.unknown.append(result.student)
        self._table.add(result, details)

    def end(self) -> None:
        self.missing = self._class_list.missing()
        self.unknown.sort()
        for details in self.missing:
            self._table.add_missing(details)
        self._table.sort()
        self._store.write("grades.csv", self._table.data())


def writers_of(store: Store, run: Run) -> Sequence[Writer]:
    """All that is written for a class."""
    return (GradesFile(store, run), FeedbackPages(store, run), ClassReport(store, run))
