"""What becomes of a verb: its exit code, and the faults that it tells of."""

from typing import TYPE_CHECKING

import typer

from autograder.errors import GraderFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.errors import MachineFault
    from autograder.records import SubmissionResult


def exit_code(result: "SubmissionResult") -> int:
    """0: all that was attempted is right; 1: something is wrong; 3: the grader failed."""
    if result.status == "grader_error":
        return GraderFault.exit_code
    right = {"passed", "not_attempted"}
    return 0 if all(function.status in right for function in result.functions) else 1


class Faults:
    """The submissions of a class that we failed to grade."""

    def __init__(self) -> None:
        self._graded = 0
        self._faulty: list[str] = []

    def add(self, result: "SubmissionResult") -> None:
        self._graded += 1
        if result.status == "grader_error":
            self._faulty.append(result.student)

    def report(self, lacked: "Mapping[str, MachineFault] | None" = None) -> int:
        """Names them; the exit code of the whole run.

        Args:
            lacked: those of them that the machine is to blame for.
        """
        from autograder.reports.escape import for_ci_line  # noqa: PLC0415

        if not self._faulty:
            return 0
        named = ", ".join(map(for_ci_line, sorted(self._faulty)[:5]))
        more = " …" if len(self._faulty) > 5 else ""
        who = f"{len(self._faulty)} of {submissions_text(self._graded)} ({named}{more})"
        if lacked and lacked.keys() >= set(self._faulty):
            fault = next(iter(lacked.values()))
            typer.echo(f"autograder: {who} were not graded and have no score. {fault}", err=True)
            return fault.exit_code
        typer.echo(
            f"autograder: The grader failed on {who}. They have no score; "
            "run the same command again, and report what their records say.",
            err=True,
        )
        return GraderFault.exit_code


def report_faults(results: "Iterable[SubmissionResult]") -> int:
    """Names the submissions that we failed to grade; the exit code of the whole run."""
    faults = Faults()
    for result in results:
        faults.add(result)
    return faults.report()


def submissions_text(number: int) -> str:
    return "1 submission" if number == 1 else f"{number} submissions"
