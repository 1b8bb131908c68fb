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
    from collections.abc import Sequence

    from autograder.classroom.store import Store
    from autograder.records import SubmissionResult


@app.command(rich_help_panel=INSTRUCTORS)
def report(
    folder: Annotated[Path, typer.Argument(help="What `grade` wrote.")],
    student: Annotated[str | None, typer.Option(help="Only this student, in full.")] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="Write this format; may be given several times; see docs/ci.md.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the formats go; into FOLDER unless given.")
    ] = None,
    headers: Annotated[
        list[str] | None,
        typer.Option(
            "--header",
            metavar="OLD=NEW",
            help="Rename a column of a gradebook's format; leave it out if NEW is empty.",
        ),
    ] = None,
) -> None:
    """Show a graded class again, or one student of it; write grades.csv and other formats."""
    from autograder.classroom.store import Store  # noqa: PLC0415
    from autograder.reports.terminal import show_missing  # noqa: PLC0415

    if not (folder / "run.json").is_file():
        raise UserError(f"{folder} holds no results; expected a folder that `grade` has written.")
    store = Store(folder)
    results = store.results()
    if formats:
        chosen = [find(student, results)] if student else results
        write_formats(store, chosen, formats, out or folder, renamed(headers or ()))
    elif student:
        show_student(store, find(student, results))
    else:
        show_all(store, results)
    show_missing(store.missing_protections(), make_console())
    raise typer.Exit(report_faults(results))


def find(student: str, results: "Sequence[SubmissionResult]") -> "SubmissionResult":
    return choose(student, {result.student: result for result in results}, "student")


def show_all(store: "Store", results: "Sequence[SubmissionResult]") -> None:
    """Prints the class, and writes its table again."""
    from autograder.classroom.store import BusyError  # noqa: PLC0415
    from autograder.reports.terminal import show_class  # noqa: PLC0415

    with contextlib.suppress(BusyError), store.alone():  # a run writes it at its end
        store.write_grades(results)
    show_class(results, make_console())
    if missing := len(store.students()) - len(results):
        typer.echo(f"\n{missing} of {len(store.students())} submissions are not graded yet.")


def show_student(store: "Store", result: "SubmissionResult") -> None:
    """Prints all about one of the class."""
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415
    from autograder.reports.terminal import show_submission  # noqa: PLC0415

    console = make_console()
    console.print(for_ci_line(result.student), style="bold")
    path = Path(store.places().get(result.student, "SUBMISSION"))
    show_submission(
        result, console, show_all=True, again=command_for(path), replay=replay_command(path)
    )


def renamed(headers: "Sequence[str]") -> dict[str, str]:
    """The new headers by the old ones.

    Raises:
        UserError: one is not OLD=NEW.
    """
    pairs = {header: header.partition("=") for header in headers}
    for header, (_, sign, _) in pairs.items():
        if not sign:
            raise UserError(f"--header {header!r} is not OLD=NEW, as in 'Autograder=Chapter 3'.")
    return {old: new for old, _, new in pairs.values()}


def write_formats(
    store: "Store",
    results: "Sequence[SubmissionResult]",
    formats: "Sequence[str]",
    out: Path,
    headers: dict[str, str],
) -> None:
    """Writes each format, and says what was written."""
    from autograder.classroom.store import file_stem  # noqa: PLC0415
    from autograder.protections import notice  # noqa: PLC0415
    from autograder.reports.formats import FORMATS, files_of_class, with_note  # noqa: PLC0415

    missing = store.missing_protections()
    noted = [with_note(notice(missing) if missing else "", result) for result in results]
    for name in formats:
        choose(name, dict(FORMATS), "format")
    for name in formats:
        files = files_of_class(name, noted, file_stem, headers)
        write_files(out, files)
        single = out / next(iter(files), name)
        said = single if len(files) == 1 else f"{len(files)} files in {out / name}"
        typer.echo(f"{name}: {said}")


def write_files(out: Path, files: dict[str, str]) -> None:
    """Writes texts by their paths.

    Raises:
        UserError: one can't be written.
    """
    from autograder.files import write_atomically  # noqa: PLC0415

    for path, text in files.items():
        try:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(out / path, text.encode())
        except OSError as error:
            raise UserError(f"{out / path} can't be written: {error.strerror}.") from error
