"""`autograder release`: the stubs, from the solutions."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import AUTHORS, app
from autograder.errors import UserError
from autograder.i18n import LANGUAGES, speaking


@app.command(rich_help_panel=AUTHORS)
def release(
    solutions: Annotated[Path, typer.Option(help="Where the solutions are.")] = Path("solutions"),
    exercises: Annotated[Path, typer.Option(help="Where the stubs go.")] = Path("exercises"),
    docs: Annotated[Path, typer.Option(help="Where the map goes.")] = Path("docs"),
    *,
    only_compare: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if a stub is out of date.")
    ] = False,
) -> None:
    """Make the students' stubs from the solutions, and the map of the chapter."""
    from autograder.authoring.chapter import chapter_map  # noqa: PLC0415
    from autograder.authoring.release import make_stubs, write_stubs  # noqa: PLC0415
    from autograder.catalogue import EXERCISES  # noqa: PLC0415

    stubs = make_stubs(solutions, exercises)
    for language in LANGUAGES:
        with speaking(language):
            stubs.append(chapter_map(EXERCISES, solutions, docs))
    if only_compare:
        stale = [str(stub.path) for stub in stubs if not stub.is_current()]
        if stale:
            raise UserError(f"Out of date: {', '.join(stale)}. Run `make release` and commit.")
        typer.echo(f"{len(stubs)} files are up to date.")
        return
    written = write_stubs(stubs)
    typer.echo(f"{len(written)} of {len(stubs)} files written to {exercises} and {docs}.")
