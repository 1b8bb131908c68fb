"""The formats by name: what `--format` accepts, and the file that each one makes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from autograder.errors import UserError
from autograder.records import SubmissionResult
from autograder.reports.classroom import classroom
from autograder.reports.classroom50 import classroom50
from autograder.reports.exercism import exercism
from autograder.reports.github import github
from autograder.reports.gitlab import gitlab
from autograder.reports.gradebooks import Headers, Register, Table, canvas, moodle, otter
from autograder.reports.gradescope import gradescope
from autograder.reports.junit import junit
from autograder.reports.markdown import markdown
from autograder.reports.table import grades_csv


@dataclass(frozen=True)
class ForEach:
    """A format with a file for each submission.

    Attributes:
        file: its name, where there is only one submission; the name that its reader expects.
        text: what is in it, a function of the record.
    """

    file: str
    text: Callable[[SubmissionResult], str]


@dataclass(frozen=True)
class ForAll:
    """A format with one file for all submissions: a table whose columns can be renamed."""

    file: str
    table: Callable[[Sequence[SubmissionResult], Register], Table]


Format = ForEach | ForAll

FORMATS: Mapping[str, Format] = {
    "junit": ForEach("junit.xml", junit),
    "github": ForEach("github-annotations.txt", github),
    "markdown": ForEach("summary.md", markdown),
    "gitlab": ForEach("gl-code-quality-report.json", gitlab),
    "gradescope": ForEach("results.json", gradescope),
    "classroom50": ForEach("result.json", classroom50),
    "classroom": ForEach("classroom.json", classroom),
    "exercism": ForEach("exercism.json", exercism),
    "csv": ForEach("grades.csv", lambda result: grades_csv([result]).decode()),
    "otter": ForAll("final_grades.csv", otter),
    "canvas": ForAll("canvas.csv", canvas),
    "moodle": ForAll("moodle.csv", moodle),
}


def text_of_one(name: str, result: SubmissionResult) -> str:
    """A format of a single submission."""
    chosen = FORMATS[name]
    if isinstance(chosen, ForEach):
        return chosen.text(result)
    return chosen.table([result], Register()).text({})


def files_of_class(
    name: str,
    results: Sequence[SubmissionResult],
    stem: Callable[[str], str],
    register: Register | None = None,
    headers: Headers | None = None,
) -> dict[str, str]:
    """A format of a class: the texts by their paths; `stem` makes a file name of a student's."""
    chosen = FORMATS[name]
    if isinstance(chosen, ForAll):
        return {chosen.file: chosen.table(results, register or Register()).text(headers or {})}
    end = chosen.file.rpartition(".")[2]
    return {f"{name}/{stem(result.student)}.{end}": chosen.text(result) for result in results}


def refuse_unknown(
    headers: Headers, names: Sequence[str], results: Sequence[SubmissionResult]
) -> None:
    """Checks that what is to be renamed is a column.

    Raises:
        UserError: it is one of none of these formats.
    """
    chosen = [FORMATS[name] for name in names if name in FORMATS]
    tables = [c.table(results, Register()) for c in chosen if isinstance(c, ForAll)]
    columns = list(dict.fromkeys(column for table in tables for column in table.columns))
    unknown = [header for header in headers if header not in columns]
    if unknown:
        there = f"The columns are {', '.join(columns)}" if columns else "No format has a table"
        raise UserError(f"--header: there is no column {unknown[0]!r}. {there}.")


def with_note(note: str, result: SubmissionResult) -> SubmissionResult:
    """The record with a note above all others; without one, as it is."""
    return msgspec.structs.replace(result, notes=(note, *result.notes)) if note else result
