"""`autograder list`: the exercises, and what is known of them."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Work, app
from autograder.cli.choices import require_path
from autograder.cli.commands import list_command
from autograder.cli.streams import make_console


@app.command("list", rich_help_panel=STUDENTS)
def list_exercises(
    path: Work = DEFAULT_PATH,
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Check all of them first, which takes a few seconds.")
    ] = False,
    lang: Lang = None,  # noqa: ARG001 - its callback sets the language
) -> None:
    """List the exercises, with points and what the last checks found."""
    require_path(path)
    from autograder.remembered import Remembered  # noqa: PLC0415
    from autograder.reports.exercise_list import show_list  # noqa: PLC0415
    from autograder.state import home_of  # noqa: PLC0415

    if fresh:
        check_all(path)
    remembered = Remembered(home_of(path))
    show_list(remembered, make_console(), fresh=list_command(path))


def check_all(path: Path) -> None:
    """Checks everything, so that it is remembered."""
    from autograder.cli.check import checked  # noqa: PLC0415

    checked([path])
