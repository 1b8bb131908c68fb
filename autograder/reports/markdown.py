"""A submission as Markdown, as GitHub shows the summary of a job: a table, details folded."""

from autograder.i18n import _
from autograder.records import FunctionResult, SubmissionResult, format_points
from autograder.reports.escape import (
    clipped,
    code_for_markdown,
    for_html,
    for_json,
    for_markdown,
)
from autograder.reports.wording import (
    STATUS,
    broken,
    counterexample_text,
    diagnosis_lines,
    headline,
    said_of,
    summary_line,
    worst_first,
)

MAX_BYTES = 1_000_000
"""GitHub leaves out a summary of more than 1 MiB; the worst functions are explained first."""
MAX_LINE = 500
MARKS = {"passed": "✓", "not_attempted": "·", "waiting": "·", "grader_error": "⚠"}


def markdown(result: SubmissionResult) -> str:
    """The page; what would make it too long is left out, and it says so."""
    page = "\n".join(
        [
            f"## {_line(headline(result))}",
            "",
            *(f"> {_line(said)}\n" for said in said_of(result)),
            "|   | " + _("function") + " | " + _("points") + " |   |",
            "|---|---|--:|---|",
            *map(_row, result.functions),
            "\n",
        ]
    )
    size = len(page.encode())
    for function in worst_first([f for f in result.functions if needs_details(f)]):
        details = _details(function)
        size += len(details.encode())
        if size > MAX_BYTES:
            return page + _("More is left out: this page would be too long.") + "\n"
        page += details
    return page


def needs_details(function: FunctionResult) -> bool:
    told = function.message or broken(function)
    return bool(told) and function.status not in ("passed", "not_attempted", "grader_error")


def _row(function: FunctionResult) -> str:
    known = function.status != "grader_error"
    score = format_points(function.score) if known else "–"  # noqa: RUF001 - a dash
    said = "" if function.status == "passed" else _(STATUS[function.status])
    if function.diagnosis:
        said = function.diagnosis.title
    cells = [
        MARKS.get(function.status, "✗"),
        f"**{_line(function.name)}**",
        f"{score} / {format_points(function.max_score)}",
        _line(said),
    ]
    return f"| {' | '.join(cells)} |"


def _details(function: FunctionResult) -> str:
    """What is folded: each property that fails, on which input, and the misconception."""
    title = for_html(clipped(f"{function.name}: {summary_line(function)}", MAX_LINE))
    parts = [f"<details><summary>{title}</summary>\n"]
    if function.message:
        parts.append(code_for_markdown(for_json(function.message, MAX_LINE)))
    told: set[str] = set()
    for prop in broken(function):
        if example := prop.counterexample:
            parts.append(f"✗ **{_line(prop.title)}**\n")
            if example.message not in told:
                parts.append(code_for_markdown(for_json(counterexample_text(example))))
            told.add(example.message)
    parts += [f"{_line(line)}\n" for line in diagnosis_lines(function)]
    return "\n".join([*parts, "</details>\n\n"])


def _line(text: str) -> str:
    return for_markdown(clipped(text, MAX_LINE))
