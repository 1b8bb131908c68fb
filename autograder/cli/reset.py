"""`autograder reset`: the stub of a function again."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, app
from autograder.cli.choices import choose, complete_function, require_path
from autograder.cli.streams import confirmed
from autograder.errors import UserError
from autograder.i18n import _


@app.command(rich_help_panel=STUDENTS)
def reset(
    name: Annotated[str, typer.Argument(help="The function.", autocompletion=complete_function)],
    path: Annotated[Path, typer.Argument(help="The module, or its folder.")] = DEFAULT_PATH,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    lang: Lang = None,  # noqa: ARG001 - its callback sets the language
) -> None:
    """Put the stub of one function back; the old file is kept."""
    from autograder.resetting import carry_out, imports_needed, plan  # noqa: PLC0415
    from autograder.stubs import entries  # noqa: PLC0415

    entry = choose(name, {entry.name: entry for entry in entries()}, "function")
    require_path(path)
    module = path / f"{entry.module}.py" if path.is_dir() else path
    if path.is_dir() and module.is_symlink():  # which nothing else of ours would follow
        text = _("{path} is a link. If the file that it leads to is yours, name that file.")
        raise UserError(text.format(path=module))
    if module.suffix != ".py":
        text = _("{path} is not a module; only functions in a .py file can be reset.")
        raise UserError(text.format(path=module))
    planned = plan(entry, module)
    if planned is None:
        typer.echo(_("{name} is the stub already; nothing was changed.").format(name=name))
        return
    if planned.lines is None:
        question = _("{path} has no {name}. Put its stub at the end?")
    else:
        question = _("Replace {name} in {path} (lines {first} to {last}) by its stub?")
    first, last = planned.lines or (0, 0)
    asked = question.format(name=name, path=module, first=first, last=last)
    if not yes and not confirmed(asked):
        typer.echo(_("Nothing was changed."))
        return
    kept = carry_out(planned)
    typer.echo(_("{name} in {path} is the stub again.").format(name=name, path=module))
    if needed := imports_needed(planned, entry):
        text = _("It needs at the top of the file:  {imports}")
        typer.echo(text.format(imports="; ".join(needed)))
    if kept:
        typer.echo(_("The file as it was is kept: {path}").format(path=kept))
