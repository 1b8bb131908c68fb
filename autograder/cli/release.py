"""`autograder release`: stubs and notebooks, from the solutions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import ASSIGNMENT, AUTHORS, Assignment, app
from autograder.errors import UserError
from autograder.i18n import LANGUAGES, require_language, speaking

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
            metavar="|".join(LANGUAGES), help="The language of stubs, notebooks and course."
        ),
    ] = "en",
    *,
    only_compare: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if a file is out of date.")
    ] = False,
) -> None:
    """Make the students' stubs and notebooks from the solutions, and the map of the chapter."""
    from autograder.authoring.notebooks import missing_packages  # noqa: PLC0415
    from autograder.authoring.release import write_stubs  # noqa: PLC0415

    require_language(lang)
    missing = ", ".join(missing_packages())
    if nbgrader is None:
        files = student_files(solutions, exercises, docs, lang, notebooks=not missing)
    elif missing:
        raise UserError(
            f"A course of nbgrader's needs {missing}: pip install 'autograder[nbgrader]'."
        )
    else:
        files = course_files(solutions, nbgrader, assignment, lang)
    if only_compare:
        stale = [str(file.path) for file in files if not file.is_current()]
        if stale:
            raise UserError(f"Out of date: {', '.join(stale)}. Run `make release` and commit.")
        typer.echo(f"{len(files)} files are up to date.")
    else:
        written = write_stubs(files)
        where = str(nbgrader) if nbgrader else f"{exercises} and {docs}"
        typer.echo(f"{len(written)} of {len(files)} files written to {where}.")
    if missing:
        typer.echo(
            f"The notebooks were left as they are, as this needs {missing}: "
            "pip install 'autograder[nbgrader]'."
        )


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
