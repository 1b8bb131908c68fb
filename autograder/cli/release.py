"""`autograder release`: stubs and notebooks, from the solutions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import ASSIGNMENT, AUTHORS, Assignment, app
from autograder.cli.streams import confirmed
from autograder.errors import UserError
from autograder.i18n import LANGUAGES, _, speaking

if TYPE_CHECKING:
    from autograder.authoring.release import Stub


@app.command(rich_help_panel=AUTHORS)
def release(
    solutions: Annotated[Path, typer.Option(help="Where the solutions are.")] = Path("solutions"),
    exercises: Annotated[Path, typer.Option(help="Where the stubs go.")] = Path("exercises"),
    docs: Annotated[Path, typer.Option(help="Where the map goes.")] = Path("docs"),
    nbgrader: Annotated[
        Path | None,
        typer.Option(metavar="COURSE", help="Make a course of nbgrader's in this folder instead."),
    ] = None,
    assignment: Assignment = ASSIGNMENT,
    lang: Annotated[
        str,
        typer.Option(
            metavar="|".join(LANGUAGES),
            help="The language of stubs, notebooks and course, and of what is printed.",
        ),
    ] = "en",
    *,
    only_compare: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if a file is out of date.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Replace what somebody has written, unasked.")
    ] = False,
) -> None:
    """Make the students' stubs and notebooks from the solutions, and the map of the chapter."""
    from autograder.authoring.notebooks import missing_packages  # noqa: PLC0415

    with speaking(lang):
        missing = ", ".join(missing_packages())
        if nbgrader is None:
            files = student_files(solutions, exercises, docs, lang, notebooks=not missing)
        elif missing:
            said = _("A course of nbgrader's needs {missing}: pip install 'autograder[nbgrader]'.")
            raise UserError(said.format(missing=missing))
        else:
            files = course_files(solutions, nbgrader, assignment, lang)
        if only_compare:
            compare(files)
        else:
            write(
                files,
                _(" and ").join(map(str, [nbgrader] if nbgrader else [exercises, docs])),
                yes=yes,
            )
        if missing:
            said = _(
                "The notebooks were left as they are, as this needs {missing}: "
                "pip install 'autograder[nbgrader]'."
            )
            typer.echo(said.format(missing=missing))


def compare(files: "list[Stub]") -> None:
    """Says that all files are as they would be made now.

    Raises:
        UserError: some are not.
    """
    stale = [str(file.path) for file in files if not file.is_current()]
    if stale:
        said = _("Out of date: {files}. Run `make release` and commit.")
        raise UserError(said.format(files=_(", ").join(stale)))
    typer.echo(_("{count} files are up to date.").format(count=len(files)))


def write(files: "list[Stub]", where: str, *, yes: bool) -> None:
    """Writes what has changed; asks before that replaces somebody's work.

    Raises:
        UserError: the answer is not yes, or a file can't be written.
    """
    from autograder.authoring.release import work_in, write_stubs  # noqa: PLC0415

    work = {} if yes else work_in(files)
    for path, names in work.items():
        said = _("{path} holds what somebody has written: {names}.")
        typer.echo(said.format(path=path, names=_(", ").join(names)), err=True)
    if work and not confirmed(_("Replace it by stubs? It can't be had back.")):
        raise UserError(
            _(
                "Nothing was changed. --exercises FOLDER writes to another folder, --yes replaces "
                "what is there."
            )
        )
    said = _("{count} of {all} files written to {where}.")
    typer.echo(said.format(count=len(write_stubs(files)), all=len(files), where=where))


def student_files(
    solutions: Path, exercises: Path, docs: Path, lang: str, *, notebooks: bool
) -> "list[Stub]":
    """Stubs, the map and, where they can be made, notebooks."""
    from autograder.authoring.chapter import chapter_map  # noqa: PLC0415
    from autograder.authoring.notebooks import make_notebooks  # noqa: PLC0415
    from autograder.authoring.package import packaged  # noqa: PLC0415
    from autograder.authoring.release import make_stubs  # noqa: PLC0415
    from autograder.catalogue import EXERCISES  # noqa: PLC0415

    stubs = [
        *make_stubs(solutions, exercises, lang),
        *packaged(solutions, EXERCISES),
    ]
    for language in LANGUAGES:
        with speaking(language):
            stubs.append(chapter_map(EXERCISES, solutions, docs))
    if notebooks:
        stubs += make_notebooks(solutions, exercises / "notebooks", EXERCISES, lang)
    return stubs


def course_files(solutions: Path, course: Path, assignment: str, lang: str) -> "list[Stub]":
    """The notebooks of an assignment, and the course around it as far as it is not there."""
    from autograder.authoring.course import make_course  # noqa: PLC0415
    from autograder.catalogue import EXERCISES  # noqa: PLC0415

    return make_course(solutions, course, assignment, EXERCISES, lang)
