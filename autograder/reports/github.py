"""Annotations on a student's own lines: workflow commands as GitHub Actions reads them.

GitHub shows ten errors of a step, so there is one for each function, and the worst come first.
"""

from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.escape import clipped, for_ci_message, for_ci_property
from autograder.reports.wording import (
    counterexample_text,
    diagnosis_text,
    first_broken,
    headline,
    said_of,
    summary_line,
)

MAX_ERRORS = 10
MAX_PATH = 1000
MAX_MESSAGE = 4000
"""Characters; GitHub cuts off long ones."""


def github(result: SubmissionResult) -> str:
    """A line for each annotation."""
    wrong = [f for f in result.functions if f.status not in ("passed", "not_attempted")]
    faults = [f for f in wrong if f.status == "grader_error"]
    groups = worst_first_groups([f for f in wrong if f not in faults])
    shown = groups[: MAX_ERRORS - bool(faults)]
    lines = [_annotation(group) for group in shown]
    if faults:
        lines.append(command("error", said_of(result)[0], title=f"Not graded: {names(faults)}"))
    if rest := [f for group in groups[len(shown) :] for f in group]:
        lines.append(command("notice", names(rest), title="More functions that lost points"))
    if open_ := [f for f in result.functions if f.status == "not_attempted"]:
        lines.append(command("notice", names(open_), title="Not attempted yet"))
    lines += [command("notice", note, title="Note") for note in result.notes[:5]]
    lines.append(command("notice", headline(result), title="Points"))
    return "".join(f"{line}\n" for line in lines)


def worst_first_groups(functions: list[FunctionResult]) -> list[list[FunctionResult]]:
    """Functions with one cause together, such as a module that does not run."""
    groups: dict[object, list[FunctionResult]] = {}
    for function in functions:
        alone = function.status not in ("missing", "import_error")
        key = function.name if alone else (function.path, function.message)
        groups.setdefault(key, []).append(function)
    return sorted(groups.values(), key=lambda group: sum(f.score - f.max_score for f in group))


def names(functions: list[FunctionResult]) -> str:
    return ", ".join(function.name for function in functions)


def _annotation(group: list[FunctionResult]) -> str:
    first = group[0]
    title = f"{names(group)}: {summary_line(first)}" if len(group) == 1 else names(group)
    return command("error", _message(first), title, first.path, _line(first))


def _message(function: FunctionResult) -> str:
    prop = first_broken(function)
    example = prop.counterexample if prop else None
    parts = [function.message]
    if prop and example:
        parts += [f"{prop.title}:", counterexample_text(example)]
    return "\n".join(filter(None, [*parts, diagnosis_text(function)])) or summary_line(function)


def _line(function: FunctionResult) -> int:
    """That of the exception, or else of the definition; none in a notebook, which is JSON."""
    if function.cell or not function.path:
        return 0
    prop = first_broken(function)
    example = prop.counterexample if prop else None
    return (example.line if example else 0) or function.line


def command(level: str, message: str, title: str, path: str = "", line: int = 0) -> str:
    """One workflow command; a line of 0 is none."""
    properties = {
        "file": clipped(path, MAX_PATH),
        "line": str(line or ""),
        "title": clipped(title, 200),
    }
    given = ",".join(f"{key}={for_ci_property(text)}" for key, text in properties.items() if text)
    return f"::{level} {given}::{for_ci_message(clipped(message, MAX_MESSAGE))}"
