"""The output of an Exercism test runner, version 3: a test for each property."""

from autograder.records import FunctionResult, PropertyResult, SubmissionResult
from autograder.reports.escape import for_json
from autograder.reports.wording import FAULT, as_json, counterexample_text, why_not_reached

VERSION = 3
MAX_OUTPUT = 500
MAX_MESSAGE = 65_535


def exercism(result: SubmissionResult) -> str:
    """The document; its status is an error only where nothing could be tested."""
    tests = [
        _test(function, prop, task)
        for task, function in enumerate(result.functions, 1)
        for prop in function.properties
        if prop.kind == "core"
    ]
    notes = [{"name": f"note: {for_json(n, 1000)}", "status": "pass"} for n in result.notes]
    document: dict[str, object] = {"version": VERSION, "status": "pass", "tests": [*notes, *tests]}
    if result.status != "graded":
        said = [FAULT] if result.status == "grader_error" else []
        said += [f.message for f in result.functions[:1]]
        document |= {"status": "error", "message": for_json("\n".join(said), MAX_MESSAGE)}
    elif any(test["status"] != "pass" for test in tests):
        document["status"] = "fail"
    return as_json(document)


def _test(function: FunctionResult, prop: PropertyResult, task: int) -> dict[str, object]:
    test: dict[str, object] = {
        "name": for_json(f"{function.name}: {prop.title}", 500),
        "status": _status(function, prop),
        "task_id": task,
    }
    if prop.status == "passed":
        return test
    example = prop.counterexample
    said = counterexample_text(example) if example else why_not_reached(function) or prop.status
    test["message"] = for_json(said, MAX_MESSAGE)
    if example:
        test["test_code"] = for_json(example.call)
    if function.output:
        test["output"] = for_json(function.output, MAX_OUTPUT)
    return test


def _status(function: FunctionResult, prop: PropertyResult) -> str:
    if prop.status in ("timeout", "crashed", "grader_error") or function.status in (
        *("import_error", "grader_error"),
    ):
        return "error"
    return "pass" if prop.status == "passed" else "fail"
