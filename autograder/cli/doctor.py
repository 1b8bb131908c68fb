"""`autograder doctor`: the protections of this machine."""

import sys
from typing import Annotated

import typer

from autograder.cli.app import INSTRUCTORS, app
from autograder.cli.streams import make_console
from autograder.errors import UserError


@app.command(rich_help_panel=INSTRUCTORS)
def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the protections as JSON.")] = False,
) -> None:
    """Try out which protections from students' code this machine has."""
    from autograder.machine import temporary_folder  # noqa: PLC0415
    from autograder.protections import ESSENTIAL, encode, probe  # noqa: PLC0415
    from autograder.reports.terminal import show_protections  # noqa: PLC0415

    protections = probe()
    if as_json:
        sys.stdout.buffer.write(encode(protections))
    else:
        show_protections(protections, make_console())
    missing = [p.name for p in protections if p.name in ESSENTIAL and not p.holds]
    with temporary_folder():
        pass  # graders need one
    if missing:
        raise UserError(
            f"{' and '.join(missing)} can't be relied on here: `autograder grade` refuses to run "
            "other people's work, unless you take the risk with --no-sandbox. "
            "`autograder check`, for your own, works."
        )
    if not as_json:
        typer.echo("\nOther people's work can be graded here.")
