"""Capstones within a notebook: with the functions that its cells define, and files beside it."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from autograder.capstones import loading
from autograder.capstones.data import data_for
from autograder.capstones.show import figures_of, run_and_show
from autograder.capstones.tasks import Capstone, Measurement
from autograder.catalogue import EXERCISES
from autograder.errors import UserError
from autograder.i18n import _
from autograder.intake.submission import Submission, read_submission
from autograder.protections import notice
from autograder.reports.terminal import prose
from autograder.worker.client import Zygote

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 76
"""So wide is the output of a cell, where a browser would break words."""
MODULES = tuple(dict.fromkeys(exercise.module for exercise in EXERCISES))
FOLDER = "notebooks"
"""The folder of notebooks within the one that has the modules."""


def submission_of(cells: bytes, modules: set[str]) -> Submission:
    """The cells as the notebooks of these modules, and the files beside them for the others."""
    given = {f"{module}.ipynb": cells for module in sorted(modules)}
    files = files_beside(Path.cwd(), modules)
    read = read_submission(files, FOLDER) if files else Submission(FOLDER, {})
    return Submission(FOLDER, {**read.files, **given}, read.problems)


def files_beside(folder: Path, without: set[str]) -> dict[str, Path]:
    """The files of the other modules, by name."""
    folders = [folder, folder.parent] if folder.name == FOLDER else [folder]
    return {
        f"{module}{end}": path
        for module in MODULES
        if module not in without
        for end in (".py", ".ipynb")
        for place in reversed(folders)
        if (path := place / f"{module}{end}").is_file()
    }


def train(chosen: Capstone, submission: Submission, data: Path | None, zygote: Zygote) -> None:
    """Trains in the sandbox; shows a line for each epoch, then the pictures."""
    images = data_for(chosen, data)
    outcome = run_and_show(chosen, submission, images, zygote, make_console())
    if zygote.missing:
        print(notice(zygote.missing))  # noqa: T201 - a notebook shows it
    if outcome is not None:
        show(partial(figures_of, chosen, outcome, images))


def measure(
    chosen: Measurement, submission: Submission, data: Path | None, zygote: Zygote, *, sandbox: bool
) -> None:
    """Measures outside the sandbox, if that is what the student wants.

    Raises:
        UserError: it is not, or there is nothing to measure.
    """
    program, stem = loading.find_loader(chosen, submission, zygote)
    if sandbox:
        file = program.sources[stem].file
        how = f'capstone("{chosen.name}", sandbox=False)'
        prose(make_console(), Text(_(loading.CONSENT).format(file=file)))
        raise UserError(_(loading.UNWILLING).format(how=how, file=file))
    passes = loading.measure_and_show(chosen, program, stem, data, make_console())
    if passes is not None:
        show(partial(loading.figures_of_passes, chosen, passes))


def make_console() -> Console:
    return Console(
        file=sys.stdout, width=WIDTH, highlight=False, markup=False, emoji=False, soft_wrap=True,
        force_jupyter=False, force_terminal=True, force_interactive=False,  # colours, no bars
    )  # fmt: skip


def show(make_figures: Callable[[], "Mapping[str, Figure]"]) -> None:
    """Shows pictures below the cell; a kernel without matplotlib goes without."""
    from IPython.display import Image, display  # noqa: PLC0415 - where there is a notebook

    try:
        from autograder.reports.plots import rendered  # noqa: PLC0415 - needs matplotlib

        figures = make_figures()
    except ImportError:
        print(_("Pictures need matplotlib: pip install matplotlib"))  # noqa: T201
        return
    for name, figure in figures.items():
        display(Image(rendered(figure, "png"), retina=True, alt=name))  # type: ignore[no-untyped-call]
