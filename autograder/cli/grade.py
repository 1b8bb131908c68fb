"""`autograder grade`: a class."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import INSTRUCTORS, Allow, Only, app
from autograder.cli.choices import cache_folder, names_of, require_path, select_exercises
from autograder.cli.commands import program, shell_line, word_for
from autograder.cli.outcome import Faults, submissions_text
from autograder.cli.streams import fail, make_console
from autograder.errors import UserError
from autograder.i18n import LANGUAGES, require_language

if TYPE_CHECKING:
    from autograder.classroom.course import Course
    from autograder.classroom.grade import Plan
    from autograder.classroom.store import Store
    from autograder.classroom.writers import Writer
    from autograder.intake.class_list import Listed
    from autograder.intake.roster import Roster

SHOWN_NAMES = 5
MAX_SECONDS = 1_000_000


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
    executor: Annotated[
        str,
        typer.Option(
            metavar="local|dask://HOST:PORT", help="Who grades: this machine, or a Dask cluster."
        ),
    ] = "local",
    course: Annotated[
        Path | None,
        typer.Option(help="How the course grades; course.toml beside the submissions is found."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="A CSV file of the class: id, first_name, last_name, email, section."),
    ] = None,
    names: Annotated[
        str | None,
        typer.Option(
            metavar="moodle|canvas|REGEX", help="How a learning platform has named what it gave."
        ),
    ] = None,
    assignment: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which one, of nbgrader's submitted folder.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Instead of the run's own secret seed.")
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(metavar="|".join(LANGUAGES), help="The language of records; English."),
    ] = None,
    limit_seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=MAX_SECONDS,
            help="For each submission's code in all; 20 for each function.",
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ignore earlier results, of any folder.")
    ] = False,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Grade even if protections are missing here.")
    ] = False,
) -> None:
    """Grade a class; what was graded before and has not changed is kept."""
    require_path(submissions)
    from autograder.catalogue import EXERCISES  # noqa: PLC0415
    from autograder.classroom.cache import ResultCache, max_cache_bytes  # noqa: PLC0415
    from autograder.classroom.course import Course, find_course, read_course  # noqa: PLC0415
    from autograder.classroom.crew import open_crew  # noqa: PLC0415
    from autograder.classroom.grade import grade_class  # noqa: PLC0415
    from autograder.classroom.progress import progress_bar  # noqa: PLC0415
    from autograder.classroom.stop import Stopped, stoppable  # noqa: PLC0415
    from autograder.classroom.store import Store  # noqa: PLC0415
    from autograder.intake.roster import find_submissions, names_pattern  # noqa: PLC0415
    from autograder.protections import MissingProtectionError  # noqa: PLC0415
    from autograder.reports.class_view import ClassView  # noqa: PLC0415
    from autograder.reports.terminal import show_missing  # noqa: PLC0415

    if out.exists() and out.samefile(submissions):
        raise UserError(f"The results need a folder of their own, other than {out}.")
    if course is None:
        course = find_course(submissions)
    rules = read_course(course, [e.name for e in EXERCISES]) if course else Course()
    if roster is None and course and rules.roster:
        roster = course.parent / rules.roster
    names = names or rules.names
    found = find_submissions(
        submissions,
        [path for path in (out, course, roster) if path],
        names=names_pattern(names) if names else None,
        assignment=assignment,
    )
    refuse_inside(out, found)
    report_left_out(found.left_out)
    plan = make_plan(rules, found, roster, only, allow, seed, limit_seconds, lang, fresh=fresh)
    cache = ResultCache(results_folder(cache_folder()), max_cache_bytes())
    console, view, faults = make_console(), ClassView(), Faults()
    try:
        with stoppable(), open_crew(executor, jobs, plan.names) as crew:
            if crew.missing and not no_sandbox:
                raise MissingProtectionError(crew.missing)
            store = Store(out)
            report_new_seed(store, plan.seed)
            total = len(found.submissions)
            with progress_bar(make_console(stderr=True), total) as advance:
                told = [view.add, faults.add, advance]
                graded = grade_class(found.submissions, store, plan, crew, cache=cache, told=told)
    except Stopped as stopped:
        fail(
            "Stopped. What was graded is kept; run the same command again to go on.",
            stopped.exit_code,
        )
    view.show(console)
    show_missing(crew.missing, console)
    old = f", {graded.old} of them graded before" if graded.old else ""
    console.print(f"\n{submissions_text(total)}{old}, written to {out}. The class in a browser:")
    console.print(f"  {out / 'report.html'}")
    console.print("All about one of them:")
    command = shell_line([*program(), "report", word_for(out)])
    console.print(f"  {command} --student NAME")
    report_class_list(graded.writers)
    raise typer.Exit(faults.report(graded.lacked))


def refuse_inside(out: Path, found: "Roster") -> None:
    """Keeps results out of what a student handed in.

    Raises:
        UserError: they would be written there.
    """
    from autograder.intake.roster import holds_code  # noqa: PLC0415

    ours = not out.is_dir() or (out / "run.json").exists()
    if not ours and any(holds_code(path.name) for path in out.rglob("*")):
        raise UserError(f"{out} holds code, as a submission does: give another --out.")
    places = out.absolute().parents
    for student, place in found.submissions.items():
        if isinstance(place, Path) and place.absolute() in places:
            raise UserError(f"{out} is in the submission of {student}: give another --out.")


def make_plan(
    rules: "Course",
    found: "Roster",
    roster: Path | None,
    only: Sequence[str] | None,
    allow: Sequence[str] | None,
    seed: int | None,
    limit_seconds: float | None,
    lang: str | None,
    *,
    fresh: bool,
) -> "Plan":
    """What is graded and how: what the course says, where an option does not say otherwise."""
    import msgspec  # noqa: PLC0415

    from autograder.classroom.grade import Plan  # noqa: PLC0415
    from autograder.intake.class_list import read_class_list  # noqa: PLC0415

    exercises = tuple(e.name for e in select_exercises(only or rules.exercises))
    limits = rules.limits_of(len(exercises))
    if limit_seconds:
        limits = msgspec.structs.replace(limits, submission_seconds=limit_seconds)
    return Plan(
        exercises,
        seed=seed if seed is not None else rules.fixed_seed(),
        limits=limits,
        allowed=names_of(allow or rules.allowed),
        language=require_language(lang) if lang is not None else rules.language,
        points=rules.hundredths(),
        listed=read_class_list(roster) if roster else (),
        keys=found.keys,
        fresh=fresh,
        examples=cache_folder(),
    )


def results_folder(cache: Path | None) -> Path:
    """Where results of all runs are kept: beside the examples."""
    from autograder.caches import usual_folder  # noqa: PLC0415

    return (cache or usual_folder()) / "results"


def report_new_seed(store: "Store", seed: int | None) -> None:
    """Says that other examples are no reason to keep what was graded before."""
    before = store.read_run()
    if before and before.submissions and seed not in (None, before.seed):
        typer.echo("autograder: With this seed the examples differ: all is graded anew.", err=True)


def report_left_out(names: Sequence[str]) -> None:
    """Says what lies among the submissions and belongs to nobody."""
    from autograder.intake.roster import CHECK_HINT, holds_code  # noqa: PLC0415

    if names:
        typer.echo(
            f"autograder: Not graded, as it belongs to no student: {several(names)}", err=True
        )
        if any(map(holds_code, names)):
            typer.echo(f"autograder: {CHECK_HINT}", err=True)


def report_class_list(writers: "Sequence[Writer]") -> None:
    """Says who handed in nothing, and whose submission is of nobody on the class list."""
    from autograder.classroom.writers import GradesFile  # noqa: PLC0415

    for writer in writers:
        if isinstance(writer, GradesFile):
            if missing := list(map(shown_name, writer.missing)):
                who = "1 student" if len(missing) == 1 else f"{len(missing)} students"
                said = f"{who} of the class list handed in nothing"
                typer.echo(f"autograder: {said}: {several(missing)}", err=True)
            if unknown := writer.unknown:
                said = f"{submissions_text(len(unknown))} of nobody on the class list"
                typer.echo(f"autograder: {said}: {several(unknown)}", err=True)


def shown_name(student: "Listed") -> str:
    """How a student is called, with the id: "Ada Lovelace (ada)"."""
    name = " ".join(filter(None, (student.first_name, student.last_name)))
    return f"{name} ({student.id})" if name else student.id


def several(names: Sequence[str]) -> str:
    """The first of some names that others have chosen."""
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415

    more = " …" if len(names) > SHOWN_NAMES else ""
    return ", ".join(map(for_ci_line, names[:SHOWN_NAMES])) + more
