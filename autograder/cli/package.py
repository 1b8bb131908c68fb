"""`autograder package`: what a platform is given to grade with."""

import enum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import INSTRUCTORS, app


class Platform(enum.Enum):
    """The platforms that take an archive."""

    GRADESCOPE = "gradescope"


@app.command(rich_help_panel=INSTRUCTORS)
def package(
    platform: Annotated[Platform, typer.Argument(help="What for.")],
    out: Annotated[Path, typer.Option(help="The archive.")] = Path("autograder.zip"),
    *,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, help="Of the examples of all submissions; without it, each gets its own."
        ),
    ] = None,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Have it grade even where protections are missing.")
    ] = False,
) -> None:
    """Pack this version of the autograder for Gradescope."""
    from autograder.authoring.bundle import gradescope_zip  # noqa: PLC0415
    from autograder.files import write_atomically  # noqa: PLC0415
    from autograder.machine import writing  # noqa: PLC0415

    data = gradescope_zip(no_sandbox=no_sandbox, seed=seed)
    with writing(out):
        write_atomically(out, data)
    typer.echo(f"{out}: upload it to {platform.value.capitalize()} as the assignment's autograder.")
