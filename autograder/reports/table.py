"""`grades.csv`: one row for each student, as spreadsheets read it."""

import csv
import io
from collections.abc import Sequence

from autograder.records import SubmissionResult, format_points, percent
from autograder.reports.escape import for_csv


def grades_csv(results: Sequence[SubmissionResult]) -> bytes:
    """UTF-8 with a header line; a score that a fault of the grader left open is an empty cell."""
    names = list(dict.fromkeys(f.name for result in results for f in result.functions))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "total", "percent", "status", *map(for_csv, names)])
    for result in results:
        known = result.status != "grader_error"
        scores = {
            f.name: format_points(f.score) for f in result.functions if f.status != "grader_error"
        }
        writer.writerow(
            [
                for_csv(result.student),
                format_points(result.score) if known else "",
                percent(result.score, result.max_score) if known else "",
                result.status,
                *(scores.get(name, "") for name in names),
            ]
        )
    return text.getvalue().encode("utf-8")
