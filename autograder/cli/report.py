"""`autograder report`: a graded class again."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import ASSIGNMENT, INSTRUCTORS, Assignment, app
from autograder.cli.choices import choose
from autograder.cli.commands import command_for, replay_command
from autograder.cli.outcome import report_faults
from autograder.cli.streams import make_console
from autograder.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.records import SubmissionResult

NBGRADER = "nbgrader"


@app.command(rich_help_panel=INSTRUCTORS)
def report(
    folder: Annotated[Path, typer.Argument(help="What `grade` wrote.")],
    student: Annotated[str | None, typer.Option(help="Only this student, in full.")] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME", help="Write this format: nbgrader."),
    ] = None,
    gradebook: Annotated[
        str, typer.Option(metavar="URL", help="Of nbgrader: a file, or a database's URL.")
    ] = "gradebook.db",
    assignment: Assignment = ASSIGNMENT,
) -> None:
    """Show a graded class again, or one student of it; write grades.csv again."""
    from autograder.classroom.store import BusyError, Store  # noqa: PLC0415
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415
    from autograder.reports.terminal import (  # noqa: PLC0415
        show_class,
        show_missing,
        show_submission,
    )

    if not (folder / "run.json").is_file():
        raise UserError(f"{folder} holds no results; expected a folder that `grade` has written.")
    store = Store(folder)
    results = store.results()
    if formats:
        graded = {result.student: result for result in results}
        of_whom = [choose(student, graded, "student")] if student else results
        for name in formats:
            choose(name, {NBGRADER: NBGRADER}, "format")
        write_into_gradebook(folder, of_whom, gradebook, assignment)
    elif student is None:
        with contextlib.suppress(BusyError), store.alone():  # a run writes it at its end
            store.write_grades(results)
        show_class(results, make_console())
        if missing := len(store.students()) - len(results):
            typer.echo(f"\n{missing} of {len(store.students())} submissions are not graded yet.")
    else:
        chosen = choose(student, {result.student: result for result in results}, "student")
        console = make_console()
        console.print(for_ci_line(chosen.student), style="bold")
        path = Path(store.places().get(chosen.student, "SUBMISSION"))
        show_submission(
            chosen, console, show_all=True, again=command_for(path), replay=replay_command(path)
        )
    show_missing(store.missing_protections(), make_console())
    raise typer.Exit(report_faults(results))


def write_into_gradebook(
    folder: Path, results: "Sequence[SubmissionResult]", gradebook: str, assignment: str
) -> None:
    """Writes the scores where nbgrader has its own, and says what has changed.

    Raises:
        UserError: nbgrader is not installed, or the gradebook can't be written.
    """
    try:
        from autograder.reports.gradebook import listed_people, write_gradebook  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UserError(
            f"The format {NBGRADER} needs {error.name}: pip install 'autograder[nbgrader]'."
        ) from error
    from autograder.catalogue import EXERCISES  # noqa: PLC0415

    changed = write_gradebook(
        results,
        gradebook,
        assignment,
        homes={exercise.name: exercise.module for exercise in EXERCISES},
        people=listed_people((folder / "run.json").read_bytes()),
    )
    typer.echo(
        f"{NBGRADER}: {changed} new scores of {len(results)} students in {gradebook}, "
        f"assignment {assignment}"
    )
