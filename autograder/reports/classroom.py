"""What a test runner of GitHub Classroom hands to its reporter, a retired service's action."""

import base64

from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.escape import clipped, for_json, for_line
from autograder.reports.wording import as_json, as_points, explanation, first_broken, said_of

VERSION = 1
MAX_PATH = 1000


def classroom(result: SubmissionResult) -> str:
    """The payload as JSON; the reporter adds up the scores of the tests."""
    passed = all(f.status in ("passed", "not_attempted") for f in result.functions)
    status = "error" if result.status == "grader_error" else "pass" if passed else "fail"
    return as_json(
        {
            "version": VERSION,
            "status": status,
            "max_score": as_points(result.max_score),
            "tests": [*map(_note, said_of(result)), *map(_test, result.functions)],
        }
    )


def encoded(payload: str) -> str:
    """The payload as the reporter's variable `<RUNNER>_RESULTS` wants it."""
    return base64.b64encode(payload.encode()).decode("ascii")


def _note(text: str) -> dict[str, object]:
    return {"name": "note", "status": "pass", "score": 0, "message": for_json(text)}


def _test(function: FunctionResult) -> dict[str, object]:
    statuses = {"passed": "pass", "grader_error": "error"}
    broken = first_broken(function)
    example = broken.counterexample if broken else None
    return {
        "name": for_json(function.name, 200),
        "status": statuses.get(function.status, "fail"),
        "score": as_points(function.score),
        "message": for_json(explanation(function)),
        "test_code": for_json(example.call) if example else "",
        "filename": clipped(for_line(function.path or function.file), MAX_PATH),
        "line_no": function.line,
        "duration": 0,
    }
