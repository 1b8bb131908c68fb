"""`autograder replay`: one counterexample again."""

from typing import Annotated

import typer

from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Work, app
from autograder.cli.choices import require_path, student_name
from autograder.cli.streams import make_console, warn_of


@app.command(rich_help_panel=STUDENTS)
def replay(
    token: Annotated[str, typer.Argument(help="As printed with a counterexample.")],
    path: Work = DEFAULT_PATH,
    lang: Lang = None,  # noqa: ARG001 - it is set before anything is said
) -> None:
    """Run one counterexample again."""
    from autograder.replaying import replay_token  # noqa: PLC0415

    require_path(path)
    code, missing = replay_token(token, path, student_name(path), make_console())
    warn_of(missing)
    raise typer.Exit(code)
