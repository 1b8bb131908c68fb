"""Classroom 50's `result.json`. Its scores are integers: ours are hundredths of a point."""

import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.escape import for_json, for_line
from autograder.reports.wording import as_json, explanation, said_of

SCHEMA = "classroom50/result/v1"
FIELDS = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
"""What the runner says of a submission, by its variables."""
COMMITTER = re.compile(rb"^committer .* (\d{1,11}) [+-]\d{4}$", re.MULTILINE)


def classroom50(result: SubmissionResult, environment: Mapping[str, str] = os.environ) -> str:
    """The document, with what the runner's environment says of the submission."""
    about = {field: environment.get(name, "") for field, name in FIELDS.items()}
    about["owner"] = about["owner"] or environment.get("USERNAME", "")
    about["review"] = about["review"] or about["commit"]
    return as_json(
        {
            "schema": SCHEMA,
            **{field: for_line(text) for field, text in about.items() if text},
            "datetime": committed(),
            "score": result.score,
            "max-score": result.max_score,
            "tests": [
                *map(_note, said_of(result)),
                *(_test(f) for f in result.functions if f.status != "grader_error"),
            ],
        }
    )


def _test(function: FunctionResult) -> dict[str, object]:
    return {
        "test-name": for_json(function.name, 200),
        "passed": function.status == "passed",
        "score": function.score,
        "max-score": function.max_score,
        "message": for_json(explanation(function)),
    }


def _note(text: str) -> dict[str, object]:
    note = {"test-name": "note", "passed": True, "score": 0, "max-score": 0}
    return note | {"message": for_json(text)}


@cache
def committed() -> str:
    """When the graded commit was made, which no second run changes; now where there is none.

    The repository may be a student's. Its settings can name programs, as the one that verifies
    the signatures that `git log` shows, or the one that fetches what is missing.
    """
    command = ["git", "cat-file", "commit", "HEAD"]
    environment = os.environ | {"GIT_ALLOW_PROTOCOL": "none"}
    try:
        said = subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        made = None
    else:
        made = COMMITTER.search(said.stdout.partition(b"\n\n")[0])
    moment = datetime.fromtimestamp(int(made[1]), UTC) if made else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
