"""Checks within a notebook: what the student has written in its cells, graded as if handed in.

    from autograder.notebook import check

    check(softmax)

The cells' source is graded in a worker, like any submission; nothing of the kernel's memory is.
"""

from autograder.import_path import INSTALLED

with INSTALLED:  # a kernel has the student's own folder on its path
    from collections.abc import Callable
    from typing import Any

    from autograder.notebook.cells import watch_cells
    from autograder.notebook.report import Report

    watch_cells()

__all__ = ["check", "points"]

Function = str | Callable[..., Any]
"""A function that is to be graded, or its name."""


def check(*functions: Function) -> Report:
    """What holds of these functions, and the smallest input that breaks the rest.

    Args:
        functions: or their names; without any, all that were attempted.

    Raises:
        NotebookError: there is no notebook, or no such exercise.
        GraderFault: something of ours failed.
    """
    with INSTALLED:
        from autograder.notebook.kernel import this_kernel  # noqa: PLC0415 - only when needed

        return this_kernel().check(functions)


def points(function: Function, out_of: float | None = None) -> float:
    """Shows what `check` shows, and gives the points of a function: the last line of a grade cell.

    Args:
        function: or its name.
        out_of: the points of the cell, if they are not those of the exercise.

    Returns:
        A plain float from 0 to `out_of`. Where nbgrader grades and something of ours fails,
        infinity, which it takes for no grade; see `autograder.notebook.grades`.

    Raises:
        NotebookError: there is no notebook, or no such exercise.
        GraderFault: something of ours failed, and it is not nbgrader that grades.
    """
    with INSTALLED:
        from autograder.notebook.grades import cell_points  # noqa: PLC0415 - only when needed

        return cell_points(function, out_of)
