"""GitLab's code quality report: an entry for each property that costs points.

JUnit, which GitLab reads as well, is a format of its own.
"""

import hashlib

from autograder.records import FunctionResult, PropertyResult, SubmissionResult, format_points
from autograder.reports.escape import clipped, for_json, for_line
from autograder.reports.wording import as_json, broken, one_line, said_of

MAX_DESCRIPTION = 500


def gitlab(result: SubmissionResult) -> str:
    """The list of entries; empty when nothing is wrong."""
    wrong = [f for f in result.functions if f.status not in ("passed", "not_attempted")]
    entries = [entry for function in wrong for entry in _entries(function)]
    level = "blocker" if result.status == "grader_error" else "info"
    for number, said in enumerate(said_of(result)):
        entries.append(_entry("submission", f"note-{number}", said, level, ".", 1))
    return as_json(entries)


def _entries(function: FunctionResult) -> list[dict[str, object]]:
    where = (function.path or function.file, 1 if function.cell else function.line)
    if function.status in ("missing", "import_error", "forbidden"):
        text = f"{function.name}: {one_line(function.message)}"
        return [_entry(function.name, function.status, text, "critical", *where)]
    if function.status == "grader_error":
        return []
    return [
        _of_property(function, prop, *where) for prop in broken(function) if prop.counterexample
    ]


def _of_property(
    function: FunctionResult, prop: PropertyResult, path: str, line: int
) -> dict[str, object]:
    example = prop.counterexample
    assert example is not None
    lost = format_points(prop.max_points - prop.points)
    text = f"{function.name}: {prop.title} (-{lost}). {one_line(example.message)}"
    severity = "major" if prop.status == "failed" else "critical"
    at = line if function.cell else example.line or line
    return _entry(function.name, prop.id, text, severity, path, at)


def fingerprint(path: str, name: str) -> str:
    """By which GitLab knows an entry again after the next push."""
    return hashlib.sha256(f"{path}\n{name}".encode("utf-8", "backslashreplace")).hexdigest()


def _entry(
    function: str, check: str, text: str, severity: str, path: str, line: int
) -> dict[str, object]:
    name = f"{function}/{check}"
    return {
        "description": clipped(for_line(text), MAX_DESCRIPTION),
        "check_name": for_json(name),
        "fingerprint": fingerprint(path, name),
        "severity": severity,
        "location": {"path": clipped(for_line(path), 1000), "lines": {"begin": line or 1}},
    }
