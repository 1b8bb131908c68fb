"""What a class's folder holds for a browser: feedback for each student, and the report."""

from urllib.parse import quote

from autograder.classroom.analysis import analyse
from autograder.classroom.class_record import ClassAnalysis
from autograder.classroom.store import Run, Store, file_stem
from autograder.i18n import speaking
from autograder.records import SubmissionResult
from autograder.reports.class_report import class_html, class_json, class_markdown
from autograder.reports.feedback import feedback_page


class FeedbackPages:
    """Writes the page of each student, in the language of the run."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._run = run

    def add(self, result: SubmissionResult, *, new: bool) -> None:
        name = feedback_name(result.student)
        if new or not (self._store.folder / name).exists():
            with speaking(self._run.language):
                page = feedback_page(result, missing=self._run.missing_protections)
            self._store.write(name, page.encode(), lasting=False)  # it can be made again

    def end(self) -> None:
        """Every page is there already."""


class ClassReport:
    """Writes the report of the class, with links to the students' pages."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._run = run

    def add(self, result: SubmissionResult, *, new: bool) -> None:
        """Nothing is kept: the records are read again at the end."""

    def end(self) -> None:
        links = {student: quote(feedback_name(student)) for student in self._run.students}
        write_report(self._store, "report", analysis_of(self._store, self._run), links)


def feedback_name(student: str) -> str:
    """The file of a student's feedback, within the folder."""
    return f"feedback/{file_stem(student)}.html"


def write_anonymous(store: Store, run: Run) -> list[str]:
    """Writes the report without names, to be shown to others.

    The numbers that stand for names are the same each time, for the run's seed is their key.

    Returns:
        The names of the files.

    Raises:
        UserError: it can't be written.
    """
    analysis = analysis_of(store, run, key=str(run.seed).encode())
    return write_report(store, "report-anonymous", analysis, {})


def analysis_of(store: Store, run: Run, key: bytes | None = None) -> ClassAnalysis:
    return analyse(store.results(), run.students, missing=run.missing_protections, key=key)


def write_report(
    store: Store, stem: str, analysis: ClassAnalysis, links: dict[str, str]
) -> list[str]:
    files = {
        f"{stem}.html": class_html(analysis, links),
        f"{stem}.md": class_markdown(analysis),
        f"{stem}.json": class_json(analysis),
    }
    for name, data in files.items():
        store.write(name, data)
    return list(files)
