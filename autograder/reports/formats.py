"""The formats by name: what `--format` accepts, and the file that each one makes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from autograder.records import SubmissionResult
from autograder.reports.classroom import classroom
from autograder.reports.classroom50 import classroom50
from autograder.reports.exercism import exercism
from autograder.reports.github import github
from autograder.reports.gitlab import gitlab
from autograder.reports.gradebooks import Headers, canvas, moodle, otter
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
    """A format with one file for all submissions, whose columns can be renamed."""

    file: str
    text: Callable[[Sequence[SubmissionResult], Headers], str]


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
    "csv": ForAll("grades.csv", lambda results, _: grades_csv(results).decode()),
    "otter": ForAll("final_grades.csv", otter),
    "canvas": ForAll("canvas.csv", canvas),
    "moodle": ForAll("moodle.csv", moodle),
}


def text_of_one(name: str, result: SubmissionResult) -> str:
    """A format of a single submission."""
    chosen = FORMATS[name]
    return chosen.text(result) if isinstance(chosen, ForEach) else chosen.text([result], {})


def files_of_class(
    name: str,
    results: Sequence[SubmissionResult],
    stem: Callable[[str], str],
    headers: Headers | None = None,
) -> dict[str, str]:
    """A format of a class: the texts by their paths; `stem` makes a file name of a student's."""
    chosen = FORMATS[name]
    if isinstance(chosen, ForAll):
        return {chosen.file: chosen.text(results, headers or {})}
    end = chosen.file.rpartition(".")[2]
    return {f"{name}/{stem(result.student)}.{end}": chosen.text(result) for result in results}


def with_note(note: str, result: SubmissionResult) -> SubmissionResult:
    """The record with a note above all others; without one, as it is."""
    return msgspec.structs.replace(result, notes=(note, *result.notes)) if note else result
