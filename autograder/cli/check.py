"""`autograder check`: one submission."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder import head_start
from autograder.cli.app import DEFAULT_PATH, STUDENTS, Allow, Lang, Only, Works, app
from autograder.cli.choices import (
    cache_folder,
    names_of,
    require_path,
    select_exercises,
    student_name,
)
from autograder.cli.commands import (
    command_for,
    hint_command,
    program,
    replay_command,
    shell_line,
    word_for,
)
from autograder.cli.outcome import exit_code
from autograder.cli.streams import make_console, progress, warn_of
from autograder.i18n import _

if TYPE_CHECKING:
    from autograder.records import SubmissionResult


@app.command(rich_help_panel=STUDENTS)
def check(
    paths: Works = None,
    only: Only = None,
    allow: Allow = None,
    *,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="As a build server has named it, for the same examples as there."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result record.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page for a browser, too.")
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Explain every failing property, not only the first.")
    ] = False,
    lang: Lang = None,  # noqa: ARG001 - its callback sets the language
) -> None:
    """Check one submission and show the first thing to mend."""
    paths = paths or [DEFAULT_PATH]
    result = checked(paths, only, allow, seed, for_record=as_json, html=html)
    if as_json:
        from autograder.records import encode_result  # noqa: PLC0415

        sys.stdout.buffer.write(encode_result(result))
    else:
        show(result, paths, seed, show_all=show_all)
    raise typer.Exit(exit_code(result))


def checked(
    paths: Sequence[Path],
    only: Sequence[str] | None = None,
    allow: Sequence[str] | None = None,
    seed: int | None = None,
    *,
    for_record: bool = False,
    html: Path | None = None,
) -> "SubmissionResult":
    """Checks a submission; remembers what was found, unless that is for a program to read.

    Args:
        paths: of its parts, which are taken for one work.
        only: names of functions; all of them unless given.
        allow: names of functions that may call the operator which they replace.
        seed: decides on the examples.
        for_record: whether it is for a program.
        html: where to write a page.
    """
    for path in paths:
        require_path(path)
    with head_start.zygote() as zygote:  # it imports torch while the examples are read here
        from autograder.corpus import PUBLIC_SEED, Cache  # noqa: PLC0415
        from autograder.grading import Grader  # noqa: PLC0415
        from autograder.intake.names import kind_of  # noqa: PLC0415
        from autograder.intake.submission import read_together, top_of  # noqa: PLC0415
        from autograder.remembered import Remembered  # noqa: PLC0415
        from autograder.state import home_of  # noqa: PLC0415

        exercises = select_exercises(only, of_paths=paths)
        with progress(_("checking"), len(exercises)) as advance:
            top = top_of(paths)
            submission = read_together(paths, student_name(top))
            for path in paths:
                hint_at_a_class(path)
            grader = Grader(
                zygote,
                exercises,
                PUBLIC_SEED if seed is None else seed,
                cache=Cache(cache_folder()),
                allowed=names_of(allow),
            )
            result = grader.grade(submission, lambda _so_far: advance())
    warn_of(zygote.missing)
    if html:
        write_page(html, result, zygote.missing)
        typer.echo(_("Written: {path}").format(path=html), err=True)
    if not for_record and all(kind_of(path.name) != "archive" for path in paths):
        Remembered(home_of(top)).keep(result)
    return result


def show(
    result: "SubmissionResult", paths: Sequence[Path], seed: int | None = None, *, show_all: bool
) -> None:
    """Prints the result, with the commands that fit the paths."""
    from autograder.hints import Progress  # noqa: PLC0415
    from autograder.intake.submission import top_of  # noqa: PLC0415
    from autograder.reports.submission_view import first_to_do, show_submission  # noqa: PLC0415
    from autograder.state import home_of  # noqa: PLC0415

    top = top_of(paths)
    show_submission(
        result,
        make_console(),
        show_all=show_all,
        again=command_for(paths, seed),
        replay=replay_command(top),
        hint=hint_command(top),
    )
    if focus := first_to_do(result):
        Progress(home_of(top)).show_first(focus)


def write_page(path: Path, result: "SubmissionResult", missing: tuple[str, ...]) -> None:
    """Writes the feedback as a page.

    Raises:
        UserError: it can't be written.
    """
    from autograder.files import write_atomically  # noqa: PLC0415
    from autograder.machine import writing  # noqa: PLC0415
    from autograder.reports.feedback import feedback_page  # noqa: PLC0415

    with writing(path):
        write_atomically(path, feedback_page(result, missing=missing).encode())


def hint_at_a_class(path: Path) -> None:
    """Names the other verb where code lies in several folders, and none beside them."""
    from autograder.intake.files import is_hidden  # noqa: PLC0415
    from autograder.intake.roster import holds_code  # noqa: PLC0415

    beside = any(holds_code(file.name) for file in path.glob("*"))
    folders = {file.parent.name for file in path.glob("*/*") if holds_code(file.name)}
    if not beside and sum(not is_hidden(name) for name in folders) > 1:
        said = _(
            "This is checked as the work of one student. If it holds a folder for each of "
            "several, use: {command}"
        )
        command = shell_line([*program(), "grade", word_for(path)])
        typer.echo(f"autograder: {said.format(command=command)}", err=True)
