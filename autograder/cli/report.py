"""`autograder report`: a graded class again."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import INSTRUCTORS, app
from autograder.cli.choices import choose
from autograder.cli.commands import command_for, replay_command
from autograder.cli.outcome import report_faults
from autograder.cli.streams import make_console
from autograder.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.classroom.publish import ClassReport, FeedbackPages
    from autograder.records import SubmissionResult


@app.command(rich_help_panel=INSTRUCTORS)
def report(
    folder: Annotated[Path, typer.Argument(help="What `grade` wrote.")],
    student: Annotated[str | None, typer.Option(help="Only this student, in full.")] = None,
    *,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Only write the report of the class without names.")
    ] = False,
) -> None:
    """Show a graded class again, or one student of it; write all reports again."""
    from autograder.classroom.publish import ClassReport, FeedbackPages  # noqa: PLC0415
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
    results, run = store.results(), store.run()
    if anonymous:
        writer = ClassReport(store, run, anonymous=True)
        write_with(results, writer)
        typer.echo("\n".join(str(folder / name) for name in writer.names))
        raise typer.Exit
    if student is None:
        with contextlib.suppress(BusyError), store.alone():  # a run writes it at its end
            store.write_grades(results)
            write_with(results, FeedbackPages(store, run, again=True), ClassReport(store, run))
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


def write_with(
    results: "Iterable[SubmissionResult]", *writers: "ClassReport | FeedbackPages"
) -> None:
    """Has writers take all records again."""
    for result in results:
        for writer in writers:
            writer.add(result, new=False)
    for writer in writers:
        writer.end()
