"""`autograder report`: a graded class again."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import ASSIGNMENT, INSTRUCTORS, Assignment, app
from autograder.cli.choices import choose
from autograder.cli.commands import command_for, replay_command
from autograder.cli.outcome import Faults, report_faults
from autograder.cli.streams import make_console
from autograder.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.classroom.grade import Told
    from autograder.classroom.store import Store
    from autograder.records import SubmissionResult
    from autograder.reports.gradebooks import Register

OWN = ("html", "csv", "md", "json")
"""The formats that `grade` writes; they are written together."""
NBGRADER = "nbgrader"


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
    gradebook: Annotated[
        str, typer.Option(metavar="URL", help="Of nbgrader: a file, or a database's URL.")
    ] = "gradebook.db",
    assignment: Assignment = ASSIGNMENT,
    *,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Only write the report of the class without names.")
    ] = False,
) -> None:
    """Show a graded class again, or one student of it; write its reports and other formats."""
    from autograder.classroom.publish import ClassReport  # noqa: PLC0415
    from autograder.classroom.store import Store  # noqa: PLC0415
    from autograder.reports.formats import FORMATS, refuse_unknown  # noqa: PLC0415
    from autograder.reports.terminal import show_missing  # noqa: PLC0415

    if not (folder / "run.json").is_file():
        raise UserError(f"{folder} holds no results; expected a folder that `grade` has written.")
    store = Store(folder)
    if anonymous:
        writer = ClassReport(store, store.run(), anonymous=True)
        writer.end()
        typer.echo("\n".join(str(folder / name) for name in writer.names))
        raise typer.Exit
    if formats:
        for name in formats:
            choose(name, {known: known for known in (*OWN, NBGRADER, *FORMATS)}, "format")
        if out and (own := [name for name in formats if name in OWN]):
            raise UserError(f"{', '.join(own)}: always written to {folder}; leave out --out.")
        new_headers = renamed(headers or ())
        results = results_for(store, student, formats)
        refuse_unknown(new_headers, formats, results)
        register = register_of(store, everybody=student is None)
        for name in formats:
            if name == NBGRADER:
                write_into_gradebook(store, results, gradebook, assignment)
            elif name not in OWN:
                write_format(store, name, results, out or folder, register, new_headers)
        code = report_faults(results)
    else:
        code = show_all(store) if student is None else show_one(store, student)
    show_missing(store.missing_protections(), make_console())
    raise typer.Exit(code)


def show_all(store: "Store") -> int:
    """Shows the class and writes its files again; the exit code of the run."""
    from autograder.reports.class_view import ClassView  # noqa: PLC0415

    view, faults = ClassView(), Faults()
    write_own(store, [view.add, faults.add])
    view.show(make_console())
    return faults.report()


def write_own(store: "Store", told: "Sequence[Told]" = ()) -> None:
    """Writes again what `grade` writes beside the records, one of which is read at a time."""
    from autograder.classroom.store import BusyError  # noqa: PLC0415
    from autograder.classroom.writers import writers_of  # noqa: PLC0415

    run = store.run()
    writers, found = writers_of(store, run), 0
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(store.alone())
        except BusyError:
            writers = ()  # the run that is under way writes them at its end
        for result in store.results():
            found += 1
            for tell in told:
                tell(result)
            for writer in writers:
                writer.add(result, new=True)
        for writer in writers:
            writer.end()
    if missing := len(run.students) - found:
        typer.echo(f"{missing} of {len(run.students)} submissions are not graded yet.", err=True)


def show_one(store: "Store", student: str) -> int:
    """Shows a student in full; the exit code of that one."""
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415
    from autograder.reports.submission_view import show_submission  # noqa: PLC0415

    chosen = record_of(store, student)
    console = make_console()
    console.print(for_ci_line(chosen.student), style="bold")
    path = Path(store.places().get(chosen.student, "SUBMISSION"))
    show_submission(
        chosen, console, show_all=True, again=command_for([path]), replay=replay_command(path)
    )
    return report_faults([chosen])


def record_of(store: "Store", student: str) -> "SubmissionResult":
    """The record of a student of the class.

    Raises:
        UserError: there is none of that name.
    """
    graded = {name: name for name in store.students() if store.path(name).exists()}
    return store.record(choose(student, graded, "student"))


def renamed(headers: "Sequence[str]") -> dict[str, str]:
    """The new headers by the old ones.

    Raises:
        UserError: one is not OLD=NEW.
    """
    pairs = {header: header.partition("=") for header in headers}
    for header, (_old, sign, _new) in pairs.items():
        if not sign:
            raise UserError(f"--header {header!r} is not OLD=NEW, as in 'Autograder=Chapter 3'.")
    return {old: new for old, _sign, new in pairs.values()}


def results_for(
    store: "Store", student: str | None, formats: "Sequence[str]"
) -> "list[SubmissionResult]":
    """The records that are to be reported; of the formats, our own are written at once."""
    if set(formats) & set(OWN):
        write_own(store)
        typer.echo(f"{', '.join(OWN)}: {store.folder}")
    return [record_of(store, student)] if student else list(store.results())


def register_of(store: "Store", *, everybody: bool) -> "Register":
    """What the run knows of its students; those without a submission if all are reported."""
    from autograder.intake.class_list import ClassList  # noqa: PLC0415
    from autograder.reports.gradebooks import Register  # noqa: PLC0415

    run = store.run()
    class_list = ClassList(run.listed, run.keys)
    for name in run.students:
        class_list.find(name)
    return Register(run.listed, run.keys, class_list.missing() if everybody else ())


def write_format(
    store: "Store",
    name: str,
    results: "Sequence[SubmissionResult]",
    out: Path,
    register: "Register",
    headers: dict[str, str],
) -> None:
    """Writes one format, and says where.

    Raises:
        UserError: a file can't be written.
    """
    from autograder.classroom.store import file_stem  # noqa: PLC0415
    from autograder.files import write_atomically  # noqa: PLC0415
    from autograder.machine import writing  # noqa: PLC0415
    from autograder.protections import notice  # noqa: PLC0415
    from autograder.reports.formats import files_of_class, with_note  # noqa: PLC0415

    missing = store.missing_protections()
    noted = [with_note(notice(missing) if missing else "", result) for result in results]
    files = files_of_class(name, noted, file_stem, register, headers)
    for path, text in files.items():
        with writing(out / path):
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(out / path, text.encode())
    single = out / next(iter(files), name)
    typer.echo(f"{name}: {single if len(files) == 1 else f'{len(files)} files in {out / name}'}")


def write_into_gradebook(
    store: "Store", results: "Sequence[SubmissionResult]", gradebook: str, assignment: str
) -> None:
    """Writes the scores where nbgrader has its own, and says what has changed.

    Raises:
        UserError: nbgrader is not installed, or the gradebook can't be written.
    """
    try:
        from autograder.reports.gradebook import write_gradebook  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UserError(
            f"The format {NBGRADER} needs {error.name}: pip install 'autograder[nbgrader]'."
        ) from error
    from autograder.catalogue import EXERCISES  # noqa: PLC0415
    from autograder.intake.class_list import ClassList  # noqa: PLC0415

    run = store.run()
    class_list = ClassList(run.listed, run.keys)
    changed = write_gradebook(
        results,
        gradebook,
        assignment,
        homes={exercise.name: exercise.module for exercise in EXERCISES},
        people={result.student: class_list.find(result.student) for result in results},
    )
    typer.echo(
        f"{NBGRADER}: {changed} new scores of {len(results)} students in {gradebook}, "
        f"assignment {assignment}"
    )
