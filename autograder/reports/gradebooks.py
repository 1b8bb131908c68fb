"""Tables that other gradebooks read: Canvas, Moodle, and Otter's with a column a question.

The headers that Canvas and Moodle expect depend on their settings, so they can be renamed.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from autograder.records import FunctionResult, SubmissionResult, format_points
from autograder.reports.escape import clipped, for_csv
from autograder.reports.wording import FAULT, headline, summary_line

Headers = Mapping[str, str]
"""What a column is called, by its usual header; a column called nothing is left out."""

ASSIGNMENT = "Autograder"
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT)
POSSIBLE = "    Points Possible"
MOODLE = ("Username", "Grade", "Feedback comments")
OTTER_POINTS = "points-per-question"
MAX_FEEDBACK = 5000


def canvas(results: Sequence[SubmissionResult], headers: Headers) -> str:
    """Canvas's import: a row of the points that are possible, then one for each student."""
    possible = format_points(max((r.max_score for r in results), default=0))
    rows = [dict.fromkeys(CANVAS, "") | {"Student": POSSIBLE, ASSIGNMENT: possible}]
    for result in results:
        name = for_csv(result.student)
        row = {"Student": name, "SIS Login ID": name, ASSIGNMENT: score_text(result)}
        rows.append(dict.fromkeys(CANVAS, "") | row)
    return table(CANVAS, rows, headers)


def moodle(results: Sequence[SubmissionResult], headers: Headers) -> str:
    """Moodle's import: who, the grade, and a few words on each function that lost points."""
    rows = [
        dict(
            zip(
                MOODLE,
                (for_csv(result.student), score_text(result), feedback(result)),
                strict=True,
            )
        )
        for result in results
    ]
    return table(MOODLE, rows, headers)


def otter(results: Sequence[SubmissionResult], headers: Headers) -> str:
    """Otter's `final_grades.csv`: the points of each question, first of all the possible ones."""
    possible = {f.name: f.max_score for result in results for f in result.functions}
    questions = sorted(possible)
    columns = (
        "file",
        *map(for_csv, questions),
        "total_points_earned",
        "percent_correct",
        "grading_status",
    )
    top = {
        "file": OTTER_POINTS,
        **{for_csv(name): format_points(points) for name, points in possible.items()},
        "total_points_earned": format_points(sum(possible.values())),
        "percent_correct": "1.0",
        "grading_status": "--",
    }
    return table(columns, [top, *(_otter_row(result) for result in results)], headers)


def _otter_row(result: SubmissionResult) -> dict[str, str]:
    known = result.status != "grader_error"
    share = result.score / result.max_score if result.max_score else 0.0
    return {
        "file": for_csv(result.student),
        **{for_csv(f.name): points_cell(f) for f in result.functions},
        "total_points_earned": score_text(result),
        "percent_correct": f"{share:.4f}" if known else "",
        "grading_status": "Completed" if known else FAULT,
    }


def points_cell(function: FunctionResult) -> str:
    return "" if function.status == "grader_error" else format_points(function.score)


def score_text(result: SubmissionResult) -> str:
    """The points, or nothing where the grader failed, which is no zero."""
    return "" if result.status == "grader_error" else format_points(result.score)


def feedback(result: SubmissionResult) -> str:
    """A cell for the student: the score, and what became of each function that lost points."""
    lost = [f for f in result.functions if f.status != "passed"]
    parts = [headline(result), *result.notes, *(f"{f.name}: {remark(f)}" for f in lost)]
    return clipped(for_csv("; ".join(parts)), MAX_FEEDBACK)


def remark(function: FunctionResult) -> str:
    said = f" ({function.diagnosis.title})" if function.diagnosis else ""
    return summary_line(function) + said


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], headers: Headers) -> str:
    """CSV with a header line, its columns renamed and left out as `headers` says."""
    named = {column: headers.get(column, column) for column in columns}
    kept = [column for column in columns if named[column]]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([named[column] for column in kept])
    writer.writerows([row.get(column, "") for column in kept] for row in rows)
    return text.getvalue()
