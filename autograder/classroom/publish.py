"""What a class's folder holds for a browser: feedback for each student, and the report.

Both take the records one after the other, as they are graded or read again.
"""

from urllib.parse import quote

from autograder.classroom.analysis import ClassAnalyst
from autograder.classroom.store import Run, Store, file_stem
from autograder.i18n import speaking
from autograder.records import SubmissionResult
from autograder.reports.class_report import class_html, class_json, class_markdown
from autograder.reports.feedback import feedback_page


def feedback_name(student: str) -> str:
    """The file of a student's feedback, within the folder."""
    return f"feedback/{file_stem(student)}.html"


class FeedbackPages:
    """Writes a page for each student, as soon as there is a record, in the run's language."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._run = run

    def add(self, result: SubmissionResult, *, new: bool) -> None:
        """Writes the page of a record that is new, or whose page is absent or older than it.

        Raises:
            UserError: it can't be written.
        """
        if new or not self._is_there(result.student):
            with speaking(self._run.language):
                page = feedback_page(result, missing=self._run.missing_protections)
            # Not worth waiting for the disk: it can be made again.
            self._store.write(feedback_name(result.student), page.encode(), lasting=False)

    def end(self) -> None:
        """Does nothing: all pages are written."""

    def _is_there(self, student: str) -> bool:
        page = self._store.folder / feedback_name(student)
        record = self._store.folder / "results" / f"{file_stem(student)}.json"
        try:
            return page.stat().st_mtime_ns >= record.stat().st_mtime_ns
        except OSError:
            return False


class ClassReport:
    """Writes the report of the class at the end, from the records as they lie in the folder.

    What an analysis needs of each record is a few times what a run may keep of it.
    """

    def __init__(self, store: Store, run: Run, *, anonymous: bool = False) -> None:
        """Takes the folder and its run.

        A report without names has numbers instead, which are the same each time: the run's seed
        is their key. One with names links to the students' pages.
        """
        self._store = store
        self._stem = "report-anonymous" if anonymous else "report"
        self._links = {} if anonymous else {s: quote(feedback_name(s)) for s in run.students}
        self._run = run
        self._key = str(run.seed).encode() if anonymous else None

    @property
    def names(self) -> list[str]:
        """The files that it writes."""
        return [f"{self._stem}.{kind}" for kind in ("html", "md", "json")]

    def add(self, result: SubmissionResult, *, new: bool) -> None:
        """Keeps nothing."""

    def end(self) -> None:
        """Writes the files.

        Raises:
            UserError: one can't be written, or a record is damaged.
        """
        run = self._run
        analyst = ClassAnalyst(run.students, missing=run.missing_protections, key=self._key)
        for result in self._store.results():
            analyst.add(result)
        analysis = analyst.analysis()
        page = class_html(analysis, self._links)
        contents = (page, class_markdown(analysis), class_json(analysis))
        for name, data in zip(self.names, contents, strict=True):
            self._store.write(name, data)
