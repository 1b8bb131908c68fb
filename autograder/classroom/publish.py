"""What a class's folder holds for a browser: feedback for each student, and the report."""

from collections.abc import Collection
from urllib.parse import quote

from autograder.classroom.analysis import analyse
from autograder.classroom.class_record import ClassAnalysis
from autograder.classroom.store import Store, file_stem
from autograder.records import SubmissionResult
from autograder.reports.class_report import class_html, class_json, class_markdown
from autograder.reports.feedback import feedback_page


def feedback_name(student: str) -> str:
    """The file of a student's feedback, within the folder."""
    return f"feedback/{file_stem(student)}.html"


def publish_page(store: Store, result: SubmissionResult, missing: Collection[str]) -> None:
    """Writes a student's page.

    Raises:
        UserError: it can't be written.
    """
    store.write(feedback_name(result.student), feedback_page(result, missing=missing).encode())


def publish_feedback(store: Store, *, absent: bool = False) -> None:
    """Writes the pages of all students again, or only the absent ones.

    Raises:
        UserError: one can't be written, or there was no run.
    """
    run = store.run()
    for student in run.students:
        if absent and (store.folder / feedback_name(student)).exists():
            continue
        if result := store.result(student):
            publish_page(store, result, run.missing_protections)


def publish_class(store: Store) -> None:
    """Writes the report of the class, with links to the students' pages.

    Raises:
        UserError: it can't be written, there was no run, or a record is damaged.
    """
    run = store.run()
    analysis = analyse(store.results(), run.students, missing=run.missing_protections)
    links = {student: quote(feedback_name(student)) for student in run.students}
    write_report(store, "report", analysis, links)


def publish_anonymous(store: Store) -> list[str]:
    """Writes the report without names, to be shown to others.

    The numbers that stand for names are the same each time, for the run's seed is their key.

    Returns:
        The names of the files.

    Raises:
        UserError: it can't be written, there was no run, or a record is damaged.
    """
    run = store.run()
    key = str(run.seed).encode()
    missing = run.missing_protections
    analysis = analyse(store.results(), run.students, missing=missing, key=key)
    return write_report(store, "report-anonymous", analysis, {})


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
