"""`autograder hint`: the next hint."""

from typing import TYPE_CHECKING, Annotated

import typer

from autograder import head_start
from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Work, app
from autograder.cli.choices import (
    cache_folder,
    complete_function,
    require_path,
    select_exercises,
    student_name,
)
from autograder.cli.streams import make_console, progress, warn_of
from autograder.errors import GraderFault
from autograder.i18n import _

if TYPE_CHECKING:
    from autograder.records import FunctionResult


@app.command(rich_help_panel=STUDENTS)
def hint(
    name: Annotated[str, typer.Argument(help="The function.", autocompletion=complete_function)],
    path: Work = DEFAULT_PATH,
    *,
    lang: Lang = None,  # noqa: ARG001 - its callback sets the language
) -> None:
    """Give the next hint for a function: a nudge, an explanation, nearly the solution."""
    require_path(path)
    (exercise,) = select_exercises([name])
    with head_start.zygote() as zygote:
        from autograder.corpus import Cache  # noqa: PLC0415
        from autograder.grading import Grader  # noqa: PLC0415
        from autograder.hints import Progress  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415
        from autograder.reports.hint_view import show_hint  # noqa: PLC0415
        from autograder.state import home_of  # noqa: PLC0415

        with progress(_("checking")):
            grader = Grader(zygote, [exercise], cache=Cache(cache_folder()))
            result = grader.grade(read_submission(path, student_name(path)))
    warn_of(zygote.missing)
    (function,) = result.functions
    if result.status == "grader_error":
        raise GraderFault(f"{name}: {fault_in(function)}")
    if all(prop.status == "passed" for prop in function.properties):
        typer.echo(_("{name} is right; there is nothing to hint at.").format(name=name))
        return
    next_hint = Progress(home_of(path)).next_hint(function)
    more = _("For the next one, run the same command again.")
    show_hint(name, next_hint, make_console(), more)


def fault_in(function: "FunctionResult") -> str:
    """What of ours failed, as the record says."""
    examples = (p.counterexample for p in function.properties if p.status == "grader_error")
    return function.message or next((e.message for e in examples if e), "")
