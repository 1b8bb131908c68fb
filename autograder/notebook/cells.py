"""The cells that a kernel has run, as one notebook that is read like any other.

What counts is what the kernel has in its memory: every cell in the order in which it was run,
so that the last definition of a name wins. Of a cell that raised, what stands above the
statement that did.
"""

import ast
import functools
import json
import re
import types
from collections.abc import Sequence
from typing import Any

from autograder.errors import UserError
from autograder.i18n import _
from autograder.worker.notebook import is_python, python_lines


class NotebookError(UserError):
    """What was asked for can't be done here; a notebook shows the message alone."""

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback, which would lead into our code."""
        return [str(self)]


class Cells:
    """The source of the cells of a running kernel."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._ran: dict[int, str] = {}
        shell.events.register("post_run_cell", self._note)

    def notebook(self) -> bytes:
        """All cells so far, the present one included; the number of each is that of its input."""
        cells = [{"cell_type": "code", "source": self._kept(i)} for i in range(1, self._number + 1)]
        return json.dumps({"cells": cells}).encode()

    def not_run(self, name: str, after: int) -> int:
        """The last cell after this one that would have defined a function, but did not run so far.

        Args:
            name: of the function.
            after: the number of the cell that defines it, or 0.

        Returns:
            Its number, or 0.
        """
        definition = re.compile(rf"^\s*(?:async\s+)?def\s+{re.escape(name)}\b", re.MULTILINE)
        for number in range(self._number, after, -1):
            raw, kept = self._inputs[number], self._kept(number)
            if definition.search(raw.removeprefix(kept)):
                return number
        return 0

    @property
    def _inputs(self) -> Sequence[str]:
        inputs: Sequence[str] = self._shell.history_manager.input_hist_raw
        return inputs

    @property
    def _number(self) -> int:
        """That of the last input."""
        return len(self._inputs) - 1

    def _kept(self, number: int) -> str:
        """What a cell has left in the kernel."""
        return parsing(self._ran.get(number, self._inputs[number]))

    def _note(self, result: Any) -> None:
        """Keeps what a cell left behind that did not run to its end."""
        if not result.info.store_history or result.success:
            return
        error = result.error_in_exec
        line = line_in_cell(error.__traceback__, self._shell.user_ns) if error else 0
        code = self._shell.transform_cell(result.info.raw_cell)
        self._ran[self._number] = above(result.info.raw_cell, code, line)


@functools.cache
def watch_cells() -> Cells | None:
    """The cells of this kernel, watched from the first call on; None where there is no kernel."""
    shell = this_shell()
    return None if shell is None else Cells(shell)


def this_shell() -> Any:
    """IPython's shell, if this is one."""
    try:
        from IPython import get_ipython  # noqa: PLC0415 - it need not be installed
    except ImportError:
        return None
    return get_ipython()


def cells_here() -> Cells:
    """The cells of this kernel.

    Raises:
        NotebookError: there is none.
    """
    cells = watch_cells()
    if cells is None:
        raise NotebookError(
            _(
                "This works in a notebook, on what its cells define. "
                "For files there is the command:  autograder check PATH"
            )
        )
    return cells


def parsing(source: str) -> str:
    """The cell, or nothing if it does not parse: then it has defined nothing."""
    return source if is_python(b"\n".join(python_lines(source))) else ""


def line_in_cell(traceback: types.TracebackType | None, namespace: dict[str, Any]) -> int:
    """The line of a cell that an exception passed through; 0 if it never came to run one."""
    while traceback is not None:
        if traceback.tb_frame.f_globals is namespace:
            return traceback.tb_lineno
        traceback = traceback.tb_next
    return 0


def above(source: str, code: str, line: int) -> str:
    """The lines of a cell above the statement that raised.

    Args:
        source: the cell as it was written.
        code: the same, line by line, as Python.
        line: where it raised, from 1; 0 if it never ran.
    """
    if not line:
        return ""
    starts = [first_line(node) for node in ast.parse(code).body]
    start = max((s for s in starts if s <= line), default=1)
    return "\n".join(source.split("\n")[: start - 1])


def first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
