"""Tables that other gradebooks read: Canvas, Moodle, and Otter's with a column a question.

The headers that Canvas and Moodle expect depend on their settings, so they can be renamed.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.intake.class_list import ClassList, Listed
from autograder.records import FunctionResult, SubmissionResult, format_points
from autograder.reports.escape import clipped, for_csv
from autograder.reports.wording import FAULT, headline, summary_line

Headers = Mapping[str, str]
"""What a column is called, by its usual header; a column called nothing is left out."""

ASSIGNMENT = "Autograder"
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT)
POSSIBLE = "    Points Possible"
MOODLE = ("Identifier", "Username", "Email address", "Grade", "Feedback comments")
OTTER_POINTS = "points-per-question"
MAX_FEEDBACK = 5000


@dataclass(frozen=True)
class Register:
    """What is known of a class beside its records.

    Attributes:
        listed: the class list.
        keys: the numbers under which a learning platform knows students, by name.
        missing: those on the list who handed in nothing, where all of a class are reported.
    """

    listed: Sequence[Listed] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[Listed] = ()


@dataclass(frozen=True)
class Table:
    """Columns and rows; a row needs only the cells that are not empty."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, str]]

    def text(self, headers: Headers) -> str:
        """CSV with a header line, its columns renamed and left out as `headers` says."""
        named = {column: headers.get(column, column) for column in self.columns}
        kept = [column for column in self.columns if named[column]]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([named[column] for column in kept])
        writer.writerows([row.get(column, "") for column in kept] for row in self.rows)
        return text.getvalue()


def canvas(results: Sequence[SubmissionResult], register: Register) -> Table:
    """Canvas's import: a row of the points that are possible, then one for each student.

    Canvas looks for its own number (`ID`) first, then for the SIS columns.
    """
    class_list = ClassList(register.listed, register.keys)
    possible = format_points(max((r.max_score for r in results), default=0))
    rows = [{"Student": POSSIBLE, ASSIGNMENT: possible}]
    for result in results:
        details = class_list.find(result.student)
        rows.append(
            {
                "Student": for_csv(canvas_name(details) if details else result.student),
                "ID": for_csv(register.keys.get(result.student, "")),
                "SIS Login ID": for_csv(login(result.student, details, register)),
                "Section": for_csv(details.section if details else ""),
                ASSIGNMENT: score_text(result),
            }
        )
    for details in register.missing:
        name, section = for_csv(canvas_name(details)), for_csv(details.section)
        rows.append({"Student": name, "SIS Login ID": for_csv(details.id), "Section": section})
    return Table(CANVAS, rows)


def login(student: str, details: Listed | None, register: Register) -> str:
    """The name that somebody logs in with; a platform's downloads show another one."""
    if details:
        return details.id
    return "" if student in register.keys else student


def canvas_name(details: Listed) -> str:
    """A student as Canvas writes one: "Lovelace, Ada"."""
    return ", ".join(filter(None, (details.last_name, details.first_name))) or details.id


def moodle(results: Sequence[SubmissionResult], register: Register) -> Table:
    """Moodle's import: who, the grade, and a few words on each function that lost points.

    `Identifier` is that of the offline grading worksheet, for submissions that came from Moodle.
    """
    class_list = ClassList(register.listed, register.keys)
    rows = []
    for result in results:
        details, key = class_list.find(result.student), register.keys.get(result.student)
        rows.append(
            {
                "Identifier": for_csv(f"Participant {key}" if key else ""),
                "Username": for_csv(login(result.student, details, register)),
                "Email address": for_csv(details.email if details else ""),
                "Grade": score_text(result),
                "Feedback comments": feedback(result),
            }
        )
    for details in register.missing:
        name, email = for_csv(details.id), for_csv(details.email)
        rows.append(
            {"Username": name, "Email address": email, "Feedback comments": "not submitted"}
        )
    return Table(MOODLE, rows)


def otter(results: Sequence[SubmissionResult], register: Register) -> Table:  # noqa: ARG001 - as all
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
    return Table(columns, [top, *(_otter_row(result) for result in results)])


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
