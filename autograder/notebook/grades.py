"""Points for nbgrader, by its own rule, and what it does when the grader fails.

nbgrader reads a grade cell's outputs in order (`nbgrader.utils.determine_grade`): an error or a
line on stderr is zero, the first result that is a float is the points, a larger one than the
cell has is refused, and anything else, or nothing, is full marks. A fault of the grader must be
none of zero and full marks. So it is told twice:

- by an output of its own type, which `SaveGrades` reads, the preprocessor that our
  `nbgrader_config.py` puts in the place of nbgrader's: the cell then needs a manual grade;
- by infinity as the result, for a course without that preprocessor: nbgrader refuses it, and
  with it the whole notebook, whose cells then all need a manual grade. It says so, and ends with
  an exit code other than 0; autograding may be run again.
"""

import contextlib
import io
import os
import warnings
from collections.abc import Callable
from typing import Any

from autograder.errors import GraderFault
from autograder.i18n import _
from autograder.notebook.report import Report

FAULT_TYPE = "application/vnd.autograder.fault+json"
NO_GRADE = float("inf")


def cell_points(function: str | Callable[..., Any], out_of: float | None) -> float:
    """See `autograder.notebook.points`."""
    shown: Report | None = None
    try:
        with silent_stderr():
            shown, earned = graded(function, out_of)
    except Exception as error:
        if not nbgrader_grades():
            raise
        tell_fault(str(error) or type(error).__name__)
        return NO_GRADE
    finally:
        if shown is not None:
            show(shown)
    return earned


def graded(function: str | Callable[..., Any], out_of: float | None) -> tuple[Report, float]:
    """The report on a function, and its points.

    Raises:
        GraderFault: it has no points, through a fault of ours.
    """
    from autograder.notebook.kernel import exercise_of, this_kernel  # noqa: PLC0415

    kernel = this_kernel()
    report = kernel.grade([exercise_of(function)])
    (found,) = report.result.functions
    if found.status == "grader_error":
        raise GraderFault(
            _("The grader failed on {name}; this is not the fault of your work.").format(
                name=found.name
            )
        )
    most = found.max_score / 100 if out_of is None else float(out_of)
    if out_of is None:
        return report, found.score / 100
    return report, min(most, most * found.score / found.max_score)


@contextlib.contextmanager
def silent_stderr() -> Any:
    """Keeps warnings of libraries off stderr, where one of them would cost all points."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def nbgrader_grades() -> bool:
    """Whether it is nbgrader that runs this notebook, to grade it."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def tell_fault(reason: str) -> None:
    """Says that a cell has no grade, to people and to `SaveGrades`."""
    text = f"A fault of the grader, not of the student's work; there is no grade: {reason}"
    show({"text/plain": text, FAULT_TYPE: {"reason": reason}}, raw=True)


def show(what: Any, *, raw: bool = False) -> None:
    from IPython.display import display  # noqa: PLC0415 - it need not be installed

    display(what, raw=raw)  # type: ignore[no-untyped-call]
