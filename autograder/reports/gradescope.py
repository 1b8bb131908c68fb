"""Gradescope's `results.json`: a test for each function, all texts plain."""

from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.escape import for_json
from autograder.reports.wording import as_json, as_points, explanation, headline, said_of


def gradescope(result: SubmissionResult) -> str:
    """The document; where the grader failed, only what was graded has a score."""
    document: dict[str, object] = {
        "output": for_json("\n".join([headline(result), *said_of(result)])),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(function, i) for i, function in enumerate(result.functions, 1)],
        "extra_data": {"status": result.status, "badges": result.stretch},
    }
    if result.status != "grader_error":
        document["score"] = as_points(result.score)
    return as_json(document)


def _test(function: FunctionResult, number: int) -> dict[str, object]:
    test: dict[str, object] = {
        "name": for_json(function.name, 200),
        "number": str(number),
        "output": for_json(explanation(function)),
        "tags": [for_json(function.module, 200)],
        "status": "passed" if function.status == "passed" else "failed",
    }
    if function.status != "grader_error":
        test |= {"score": as_points(function.score), "max_score": as_points(function.max_score)}
    if function.diagnosis:
        test["extra_data"] = {"misconception": for_json(function.diagnosis.id)}
    return test
