"""Grades the cells of a kernel, with one zygote that ends when the kernel does."""

import atexit
import functools
import gc
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from autograder.catalogue import EXERCISES
from autograder.cli.choices import cache_folder, choose
from autograder.cli.streams import keep_hypothesis_at_home
from autograder.corpus import Cache
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.grading import Grader
from autograder.i18n import _, language_of, use_language
from autograder.intake.submission import Submission
from autograder.notebook.cells import Cells, NotebookError, cells_here
from autograder.notebook.report import Report
from autograder.records import FunctionResult
from autograder.worker.client import Zygote
from autograder.worker.protocol import File

STUDENT = "notebook"
BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


class Kernel:
    """The grader of a kernel."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._zygote: Zygote | None = None
        self._graders: dict[tuple[str, ...], Grader] = {}
        atexit.register(self.close)

    def check(self, functions: Sequence[str | Callable[..., Any]]) -> Report:
        """Grades functions, or all that are written.

        Raises:
            NotebookError: there is no such exercise, or nothing is written yet.
        """
        if functions:
            return self.grade([exercise_of(function) for function in functions])
        report = self.grade(EXERCISES, only_attempted=True)
        if not report.result.functions:
            raise NotebookError(
                _("None of the exercises is written in this notebook yet. Run the cell first.")
            )
        return report

    def grade(self, exercises: Sequence[Exercise], *, only_attempted: bool = False) -> Report:
        """Grades what the cells define now.

        Args:
            exercises: in any order.
            only_attempted: leave out exercises that the cells don't define, or only as stubs.
        """
        data = self._cells.notebook()
        try:
            zygote = self._started()
            if only_attempted:
                exercises = attempted(exercises, data, zygote)
            grader = self._grader(exercises)
            files = {f"{exercise.module}.ipynb": data for exercise in grader.exercises}
            graded = grader.grade(Submission(STUDENT, files))
            result = msgspec.structs.replace(
                graded, functions=tuple(map(self._with_cell, graded.functions))
            )
        except BaseException:  # Ctrl-C too: its answer would be taken for that of the next call
            self.close()
            raise
        return Report(result, zygote.missing)

    def _with_cell(self, function: FunctionResult) -> FunctionResult:
        """The record, which says so where another cell is judged than the one that was run last."""
        failed = self._cells.not_run(function.name, function.cell)
        if not failed:
            return function
        said = _("Cell [{failed}] did not run; no other cell has {name}.")
        if function.cell:
            said = _("Cell [{failed}] did not run; this is about cell [{cell}].")
        text = said.format(failed=failed, cell=function.cell, name=function.name)
        message = "\n".join(filter(None, [text, function.message if function.cell else ""]))
        return msgspec.structs.replace(function, message=message)

    def close(self) -> None:
        """Ends the zygote, if it runs; the next check starts another."""
        self._graders.clear()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _started(self) -> Zygote:
        if self._zygote is None:
            keep_hypothesis_at_home()
            self._zygote = Zygote(insist=False)
        return self._zygote

    def _grader(self, exercises: Sequence[Exercise]) -> Grader:
        names = {exercise.name for exercise in exercises}
        chosen = [exercise for exercise in EXERCISES if exercise.name in names]
        key = tuple(exercise.name for exercise in chosen)
        if key not in self._graders:
            self._graders[key] = Grader(self._started(), chosen, cache=Cache(cache_folder()))
            gc.unfreeze()  # the collector has the student's own objects to look after
        return self._graders[key]


@functools.cache
def this_kernel() -> Kernel:
    """The grader of this kernel, which speaks the language of the locale.

    Raises:
        NotebookError: this is no notebook.
    """
    use_language(language_of())
    return Kernel(cells_here())


def exercise_of(function: str | Callable[..., Any]) -> Exercise:
    """The exercise that is meant.

    Raises:
        NotebookError: there is none, or the function was not written in this notebook.
    """
    name = function if isinstance(function, str) else getattr(function, "__name__", None)
    if not isinstance(name, str):
        raise NotebookError(
            _("{value} is no function; expected one, or its name.").format(value=repr(function))
        )
    try:
        exercise = choose(name, BY_NAME, "function")
    except UserError as error:
        raise NotebookError(str(error)) from None
    home = getattr(function, "__module__", "__main__")
    if not isinstance(function, str) and home != "__main__":
        raise NotebookError(
            _(
                "{name} comes from {module}, not from a cell of this notebook. "
                "For a file there is the command:  autograder check PATH --only {name}"
            ).format(name=name, module=home)
        )
    return exercise


def attempted(exercises: Sequence[Exercise], data: bytes, zygote: Zygote) -> list[Exercise]:
    """The exercises that the cells define, and not as stubs alone."""
    names = tuple(exercise.name for exercise in exercises)
    (reading,) = zygote.reader.read([File(True, data, names)])
    written = {definition.name for definition in reading.definitions if not definition.stub}
    return [exercise for exercise in exercises if exercise.name in written]
