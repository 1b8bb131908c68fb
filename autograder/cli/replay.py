"""`autograder replay`: one counterexample again."""

from typing import Annotated

import typer

from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Work, app
from autograder.cli.choices import require_path, student_name
from autograder.cli.streams import make_console, progress, warn_of
from autograder.i18n import _


@app.command(rich_help_panel=STUDENTS)
def replay(
    token: Annotated[str, typer.Argument(help="As printed with a counterexample.")],
    path: Work = DEFAULT_PATH,
    *,
    as_script: Annotated[
        bool, typer.Option("--script", help="Print a Python script that makes the same call.")
    ] = False,
    in_debugger: Annotated[
        bool, typer.Option("--debug", help="Open Python's debugger, pdb, in your function.")
    ] = False,
    lang: Lang = None,  # noqa: ARG001 - its callback sets the language
) -> None:
    """Run one counterexample again."""
    require_path(path)
    from autograder.replaying import (  # noqa: PLC0415
        debug,
        replay_token,
        script_of,
        show_replayed,
    )

    with progress(_("running it again")):
        replayed = replay_token(token, path, student_name(path))
    if as_script:
        typer.echo(script_of(replayed, replayed.module), nl=False)
        return
    show_replayed(replayed, make_console())
    warn_of(replayed.missing)
    if in_debugger:
        said = _(
            "pdb opens in {name}: n runs a line, p X prints X, c goes on, q ends it.\n"
            "It runs your own code as you would yourself, without the sandbox."
        )
        typer.echo(said.format(name=replayed.exercise.name))
        debug(replayed, path)
        return
    raise typer.Exit(replayed.exit_code)
