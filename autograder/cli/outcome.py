"""What becomes of a verb: its exit code, and the faults that it tells of."""

from typing import TYPE_CHECKING

import typer

from autograder.errors import GraderFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.records import SubmissionResult


def exit_code(result: "SubmissionResult") -> int:
    """0: all that was attempted is right; 1: something is wrong; 3: the grader failed."""
    if result.status == "grader_error":
        return GraderFault.exit_code
    right = {"passed", "not_attempted"}
    return 0 if all(function.status in right for function in result.functions) else 1


def report_faults(results: "Sequence[SubmissionResult]") -> int:
    """Names the submissions that we failed to grade; the exit code of the whole run."""
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415

    faulty = [result.student for result in results if result.status == "grader_error"]
    if not faulty:
        return 0
    typer.echo(
        f"autograder: The grader failed on {len(faulty)} of {submissions_text(len(results))} "
        f"({', '.join(map(for_ci_line, faulty[:5]))}{' …' if len(faulty) > 5 else ''}). "
        "They have no score; "
        "run the same command again, and report what their records say.",
        err=True,
    )
    return GraderFault.exit_code


def submissions_text(number: int) -> str:
    return "1 submission" if number == 1 else f"{number} submissions"
