"""`autograder grade`: a class."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import INSTRUCTORS, Allow, Only, app
from autograder.cli.choices import names_of, require_path, select_exercises
from autograder.cli.commands import program_name
from autograder.cli.outcome import report_faults, submissions_text
from autograder.cli.streams import fail, make_console
from autograder.errors import UserError


@app.command(rich_help_panel=INSTRUCTORS)
def grade(
    submissions: Annotated[
        Path, typer.Argument(help="A folder with a folder or a .zip for each student.")
    ],
    out: Annotated[Path, typer.Option(help="Where the results go.")] = Path("grades"),
    only: Only = None,
    allow: Allow = None,
    *,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = os.cpu_count() or 1,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Instead of the run's own secret seed.")
    ] = None,
    limit_seconds: Annotated[
        float | None,
        typer.Option(min=0.1, help="For each submission's code in all; 20 for each function."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ignore earlier results.")] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Grade even if protections are missing here.")
    ] = False,
) -> None:
    """Grade a class; what was graded before and has not changed is kept."""
    require_path(submissions)
    from autograder.classroom.grade import grade_class  # noqa: PLC0415
    from autograder.classroom.progress import progress_bar  # noqa: PLC0415
    from autograder.classroom.stop import Stopped, stoppable  # noqa: PLC0415
    from autograder.classroom.store import Store  # noqa: PLC0415
    from autograder.intake.roster import find_submissions  # noqa: PLC0415
    from autograder.protections import MissingProtectionError, missing_protections  # noqa: PLC0415
    from autograder.reports.class_view import show_class  # noqa: PLC0415
    from autograder.reports.terminal import show_missing  # noqa: PLC0415
    from autograder.worker.client import Limits  # noqa: PLC0415

    exercises = select_exercises(only)
    if out.exists() and out.samefile(submissions):
        raise UserError(f"The results need a folder of their own, other than {out}.")
    roster = find_submissions(submissions, leave_out=out)
    report_left_out(roster.left_out)
    missing = missing_protections()
    if missing and not no_sandbox:
        raise MissingProtectionError(missing)
    store = Store(out)
    console = make_console()
    try:
        with stoppable(), progress_bar(make_console(stderr=True)) as progress:
            results = grade_class(
                roster.submissions,
                store,
                exercises,
                jobs=jobs,
                seed=seed,
                limits=Limits(submission_seconds=limit_seconds) if limit_seconds else None,
                fresh=fresh,
                allowed=names_of(allow),
                missing=missing,
                progress=progress,
            )
    except Stopped as stopped:
        fail(
            "Stopped. What was graded is kept; run the same command again to go on.",
            stopped.exit_code,
        )
    show_class(results, console)
    show_missing(missing, console)
    console.print(f"\n{submissions_text(len(results))}, written to {out}. The class in a browser:")
    console.print(f"  {out / 'report.html'}")
    console.print("All about one of them:")
    console.print(f"  {shlex.join([program_name(), 'report', str(out)])} --student NAME")
    raise typer.Exit(report_faults(results))


def report_left_out(names: Sequence[str]) -> None:
    """Says what lies among the submissions and belongs to nobody."""
    from autograder.intake.roster import CHECK_HINT, holds_code  # noqa: PLC0415
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415

    if names:
        shown = ", ".join(map(for_ci_line, names[:5])) + (" …" if len(names) > 5 else "")
        typer.echo(f"autograder: Not graded, as it belongs to no student: {shown}", err=True)
        if any(map(holds_code, names)):
            typer.echo(f"autograder: {CHECK_HINT}", err=True)
