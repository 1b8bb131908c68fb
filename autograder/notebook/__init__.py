"""Checks within a notebook: what the student has written in its cells, graded as if handed in.

    from autograder.notebook import check

    check(softmax)

The cells' source is graded in a worker, like any submission; nothing of the kernel's memory is.
"""

from autograder.import_path import INSTALLED

with INSTALLED:  # a kernel has the student's own folder on its path
    import os
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from autograder.notebook.cells import watch_cells
    from autograder.notebook.report import Report

    watch_cells()

__all__ = ["capstone", "check", "points"]

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


def capstone(name: str, data: str | None = None, *, sandbox: bool = True) -> None:
    """Trains a model with nothing but your own functions, and shows its curves.

    Those of the cells count, as in a check; what they lack is taken from the files beside.

    Args:
        name: line, concise, images, digits, fashion, fashion-small or loading.
        data: the folder with the files of Fashion-MNIST; that of AUTOGRADER_DATA unless given.
        sandbox: `loading` alone runs outside of it, and only if this is False.

    Raises:
        NotebookError: there is no notebook or no such capstone, or something is missing.
        GraderFault: something of ours failed.
    """
    with INSTALLED:
        from autograder.notebook.kernel import this_kernel  # noqa: PLC0415 - only when needed

        folder = data or os.environ.get("AUTOGRADER_DATA")
        this_kernel().capstone(name, Path(folder) if folder else None, sandbox=sandbox)


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
