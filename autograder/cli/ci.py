"""`autograder ci`: one submission on a build server."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import DEFAULT_PATH, INSTRUCTORS, Allow, Lang, Only, Work, app
from autograder.cli.choices import (
    cache_folder,
    choose,
    names_of,
    require_path,
    select_exercises,
    student_name,
)
from autograder.cli.commands import command_for, replay_command
from autograder.cli.outcome import exit_code, report_faults
from autograder.cli.streams import fail, make_console
from autograder.errors import GraderFault, UserError
from autograder.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.exercise import Exercise
    from autograder.records import SubmissionResult
    from autograder.seeds import Seed
    from autograder.servers import Reports

Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help="What to write; may be given several times; see docs/ci.md.",
    ),
]


@app.command(rich_help_panel=INSTRUCTORS)
def ci(
    path: Work = DEFAULT_PATH,
    formats: Formats = None,
    out: Annotated[Path | None, typer.Option(help="Where the reports go.")] = None,
    only: Only = None,
    allow: Allow = None,
    student: Annotated[str | None, typer.Option(help="Whose work it is, for the reports.")] = None,
    *,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, help="Instead of the secret AUTOGRADER_SEED, or of one drawn for this build."
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=100,
            metavar="PERCENT",
            help="Succeed from this score on, not only if all is right.",
        ),
    ] = None,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Grade even if protections are missing here.")
    ] = False,
    lang: Lang = None,  # noqa: ARG001 - its callback has set it
) -> None:
    """Grade one submission on a build server, and report as the server reads it."""
    from autograder.classroom.stop import Stopped, stoppable  # noqa: PLC0415
    from autograder.grading import UNFINISHED, faulty  # noqa: PLC0415
    from autograder.machine import fault_of  # noqa: PLC0415
    from autograder.records import percent  # noqa: PLC0415
    from autograder.seeds import seed_of_build  # noqa: PLC0415
    from autograder.servers import OUT, Reports, detect  # noqa: PLC0415

    require_path(path)
    server = detect(os.environ)
    names = tuple(formats or (server.formats if server else ()))
    check_formats(names)
    named = student or (server.student if server else "") or student_name(path)
    exercises = select_exercises(only, of_paths=[path])
    build = Build(path, named, exercises, names_of(allow), seed_of_build(seed, os.environ))
    reports = Reports(names, out or (server.out if server else OUT), os.environ)
    reports.write(faulty(named, exercises, UNFINISHED))  # whatever happens from here on
    try:
        with stoppable():
            result = grade_for(build, reports, no_sandbox=no_sandbox)
    except Stopped as stopped:
        fail("Stopped. The reports show what was graded until then.", stopped.exit_code)
    except Exception as error:
        told = fault_of(error) or error
        if isinstance(told, GraderFault | UserError):
            written(reports, faulty(named, exercises, str(told)))
        raise
    unwritten = written(reports, result)
    show(result, build, reports, [] if unwritten else reports.files)
    if unwritten:
        raise unwritten
    reports.put_out(result)
    code = code_for(result, threshold)
    if threshold is not None and result.status != "grader_error":
        reached = percent(result.score, result.max_score)
        said = "below" if code else "not below"
        typer.echo(f"{reached} % of the points: {said} the threshold of {threshold:g} %.")
    raise typer.Exit(code)


@dataclass(frozen=True)
class Build:
    """What is graded, and how.

    Attributes:
        path: of the submission.
        student: whose work it is.
        exercises: what is graded.
        allowed: functions that may call the operator of torch that they replace.
        seed: decides on the examples.
    """

    path: Path
    student: str
    exercises: "Sequence[Exercise]"
    allowed: tuple[str, ...]
    seed: "Seed"

    @property
    def again(self) -> str:
        """The command that checks a function, {name}, on the same examples, if they may be told."""
        return command_for([self.path], self.seed.number if self.seed.drawn else None)

    @property
    def note(self) -> str:
        """How the build can be repeated; nothing where its examples are to stay secret."""
        if not self.seed.drawn:
            return ""
        said = _("The examples were drawn for this build. To check on the same ones: {command}")
        return said.format(command=f"autograder check --seed {self.seed.number}")


def check_formats(names: "Sequence[str]") -> None:
    """Refuses names of formats that do not exist, and an empty list."""
    from autograder.reports.formats import FORMATS  # noqa: PLC0415

    if not names:
        raise UserError(
            "This is none of the build servers that are recognised (GitHub Actions, GitLab, "
            f"Classroom 50, Gradescope): say what to write with --format: {', '.join(FORMATS)}."
        )
    for name in names:
        choose(name, dict(FORMATS), "format")


def grade_for(build: Build, reports: "Reports", *, no_sandbox: bool) -> "SubmissionResult":
    """Grades, and writes the reports before each function, as far as that can be done."""
    from autograder.corpus import Cache  # noqa: PLC0415
    from autograder.grading import Grader  # noqa: PLC0415
    from autograder.intake.submission import read_submission  # noqa: PLC0415
    from autograder.protections import (  # noqa: PLC0415
        MissingProtectionError,
        missing_protections,
        notice,
    )
    from autograder.reports.formats import with_note  # noqa: PLC0415
    from autograder.servers import seen_from, top_of  # noqa: PLC0415
    from autograder.worker.client import Zygote  # noqa: PLC0415

    missing = missing_protections()
    if missing and not no_sandbox:
        raise MissingProtectionError(missing)
    note = notice(missing) if missing else ""

    def as_reported(result: "SubmissionResult") -> "SubmissionResult":
        seen = seen_from(top_of(os.environ), build.path, result)
        return with_note(note, with_note(build.note, seen))

    submission = read_submission(build.path, build.student)
    with Zygote(insist=not missing) as zygote:
        grader = Grader(
            zygote,
            build.exercises,
            build.seed.number,
            cache=Cache(cache_folder()),
            allowed=build.allowed,
            keep_examples=not build.seed.drawn,
        )

        def tell(so_far: "SubmissionResult") -> None:
            written(reports, as_reported(so_far))

        return as_reported(grader.grade(submission, tell))


def written(reports: "Reports", result: "SubmissionResult") -> UserError | None:
    """Writes the reports; gives the reason if one can't be, which does not undo the grading."""
    try:
        reports.write(result)
    except UserError as error:
        return error
    return None


def show(
    result: "SubmissionResult", build: Build, reports: "Reports", files: "Sequence[Path]"
) -> None:
    """Prints all about the submission, and what the build server makes its annotations of."""
    from autograder.reports.submission_view import show_submission  # noqa: PLC0415

    show_submission(
        result,
        make_console(),
        show_all=True,
        again=build.again,
        replay=replay_command(build.path),
    )
    if files:
        typer.echo(f"\nWritten: {', '.join(map(str, files))}")
    typer.echo(reports.commands(result), nl=False)


def code_for(result: "SubmissionResult", threshold: float | None) -> int:
    """With a threshold, 1 below it; without, 1 if anything is wrong; 3 if the grader failed."""
    if result.status == "grader_error":
        return report_faults([result])
    if threshold is None:
        return exit_code(result)
    return 0 if 100 * result.score >= threshold * result.max_score else 1
