"""`autograder report`: a graded class again."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import INSTRUCTORS, app
from autograder.cli.choices import choose
from autograder.cli.commands import command_for, replay_command
from autograder.cli.outcome import Faults, report_faults
from autograder.cli.streams import make_console
from autograder.errors import UserError

if TYPE_CHECKING:
    from autograder.classroom.store import Store


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
    from autograder.classroom.publish import write_anonymous  # noqa: PLC0415
    from autograder.classroom.store import Store  # noqa: PLC0415
    from autograder.reports.terminal import show_missing  # noqa: PLC0415

    if not (folder / "run.json").is_file():
        raise UserError(f"{folder} holds no results; expected a folder that `grade` has written.")
    store = Store(folder)
    if anonymous:
        for name in write_anonymous(store, store.run()):
            typer.echo(folder / name)
        raise typer.Exit
    code = show_one(store, student) if student is not None else show_all(store)
    show_missing(store.missing_protections(), make_console())
    raise typer.Exit(code)


def show_all(store: "Store") -> int:
    """Shows the class and writes its files again; the exit code of the run."""
    from autograder.classroom.store import BusyError  # noqa: PLC0415
    from autograder.classroom.writers import writers_of  # noqa: PLC0415
    from autograder.reports.class_view import ClassView  # noqa: PLC0415

    run = store.run()
    view, faults, writers, found = ClassView(), Faults(), writers_of(store, run), 0
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(store.alone())
        except BusyError:
            writers = ()  # the run that is under way writes them at its end
        for result in store.results():
            found += 1
            for add in (view.add, faults.add):
                add(result)
            for writer in writers:
                writer.add(result, new=True)
        for writer in writers:
            writer.end()
    view.show(make_console())
    if missing := len(run.students) - found:
        typer.echo(f"\n{missing} of {len(run.students)} submissions are not graded yet.")
    return faults.report()


def show_one(store: "Store", student: str) -> int:
    """Shows a student in full; the exit code of that one."""
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415
    from autograder.reports.submission_view import show_submission  # noqa: PLC0415

    graded = {name: name for name in store.students() if store.path(name).is_file()}
    chosen = store.record(choose(student, graded, "student"))
    console = make_console()
    console.print(for_ci_line(chosen.student), style="bold")
    path = Path(store.places().get(chosen.student, "SUBMISSION"))
    show_submission(
        chosen, console, show_all=True, again=command_for(path), replay=replay_command(path)
    )
    return report_faults([chosen])
