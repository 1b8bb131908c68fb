"""The command line: `autograder VERB`. Each verb is a thin shell over a function.

What a verb needs is imported when it runs, so that `--help` answers at once.
"""

import codecs
import contextlib
import difflib
import enum
import io
import os
import shlex
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import platformdirs
import typer

from autograder import __version__
from autograder.errors import GraderFault, UserError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from rich.console import Console

    from autograder.capstones.data import Images
    from autograder.capstones.run import Outcome
    from autograder.capstones.tasks import Capstone
    from autograder.exercise import Exercise
    from autograder.records import SubmissionResult

T = TypeVar("T")

PIPE_WIDTH = 200
MAX_NAMED = 5
DEFAULT_PATH = Path("exercises")
MARKS = {"✓": "+", "✗": "x", "★": "*", "☆": "o", "·": "-", "⏱": "t", "⚠": "!", "…": "..."}


class Pictures(enum.Enum):
    """The formats of pictures."""

    PNG = "png"
    SVG = "svg"


app = typer.Typer(
    help="Exercises and an autograder for chapter 3 of Dive into Deep Learning in PyTorch.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Only this function; may be given several times."),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="NAME",
        help="This function may call torch's own operator; may be given several times.",
    ),
]


@app.command()
def check(
    path: Annotated[
        Path, typer.Argument(help="A module, a notebook, or a folder or .zip of them.")
    ] = DEFAULT_PATH,
    only: Only = None,
    allow: Allow = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result record.")] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Explain every failing property, not only the first.")
    ] = False,
) -> None:
    """Check one submission and show the first thing to mend."""
    from autograder.worker.client import Zygote  # noqa: PLC0415

    require_path(path)
    with (
        working("checking"),
        Zygote(insist=False) as zygote,
    ):  # it imports torch while the examples are drawn here
        from autograder.corpus import Cache  # noqa: PLC0415
        from autograder.grading import Grader  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415
        from autograder.records import encode_result  # noqa: PLC0415
        from autograder.reports.terminal import show_submission  # noqa: PLC0415
        from autograder.shrink import smaller  # noqa: PLC0415

        exercises = select_exercises(only, of_file=path.name if path.is_file() else None)
        submission = read_submission(path, student_name(path))
        hint_at_a_class(path)
        grader = Grader(
            zygote,
            exercises,
            cache=Cache(cache_folder()),
            # The record has to be the same on every run, so nothing in it depends on the time.
            refine=None if as_json else smaller,
            allowed=names_of(allow),
        )
        result = grader.grade(submission)
    warn_of(zygote.missing)
    if as_json:
        sys.stdout.buffer.write(encode_result(result))
    else:
        show_submission(
            result,
            make_console(),
            show_all=show_all,
            again=command_for(path),
            replay=replay_command(path),
        )
    raise typer.Exit(exit_code(result))


@app.command()
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
    from autograder.reports.terminal import show_class, show_missing  # noqa: PLC0415
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
    console.print(f"\n{submissions_text(len(results))}, written to {out}. All about one of them:")
    console.print(f"  {shlex.join([program_name(), 'report', str(out)])} --student NAME")
    raise typer.Exit(report_faults(results))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="What `grade` wrote.")],
    student: Annotated[str | None, typer.Option(help="Only this student, in full.")] = None,
) -> None:
    """Show a graded class again, or one student of it; write grades.csv again."""
    from autograder.classroom.store import BusyError, Store  # noqa: PLC0415
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415
    from autograder.reports.terminal import (  # noqa: PLC0415
        show_class,
        show_missing,
        show_submission,
    )

    if not (folder / "run.json").is_file():
        raise UserError(f"{folder} holds no results; expected a folder that `grade` has written.")
    store = Store(folder)
    results = store.results()
    if student is None:
        with contextlib.suppress(BusyError), store.alone():  # a run writes it at its end
            store.write_grades(results)
        show_class(results, make_console())
        if missing := len(store.students()) - len(results):
            typer.echo(f"\n{missing} of {len(store.students())} submissions are not graded yet.")
    else:
        chosen = choose(student, {result.student: result for result in results}, "student")
        console = make_console()
        console.print(for_ci_line(chosen.student), style="bold")
        path = Path(store.places().get(chosen.student, "SUBMISSION"))
        show_submission(
            chosen, console, show_all=True, again=command_for(path), replay=replay_command(path)
        )
    show_missing(store.missing_protections(), make_console())
    raise typer.Exit(report_faults(results))


@app.command()
def replay(
    token: Annotated[str, typer.Argument(help="As printed with a counterexample.")],
    path: Annotated[
        Path, typer.Argument(help="A module, a notebook, or a folder or .zip of them.")
    ] = DEFAULT_PATH,
) -> None:
    """Run one counterexample again."""
    from autograder.replaying import replay_token  # noqa: PLC0415

    require_path(path)
    code, missing = replay_token(token, path, student_name(path), make_console())
    warn_of(missing)
    raise typer.Exit(code)


@app.command()
def hint(
    name: Annotated[str, typer.Argument(help="The function.")],
    path: Annotated[
        Path, typer.Argument(help="A module, a notebook, or a folder or .zip of them.")
    ] = DEFAULT_PATH,
) -> None:
    """Give the next hint for a function: a nudge, an explanation, nearly the solution."""
    require_path(path)
    (exercise,) = select_exercises([name])
    from autograder.reports.escape import for_ci_log  # noqa: PLC0415
    from autograder.worker.client import Zygote  # noqa: PLC0415

    with Zygote(insist=False) as zygote:
        from autograder.corpus import Cache  # noqa: PLC0415
        from autograder.grading import Grader  # noqa: PLC0415
        from autograder.hints import Progress  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415

        grader = Grader(zygote, [exercise], cache=Cache(cache_folder()))
        result = grader.grade(read_submission(path, student_name(path)))
    warn_of(zygote.missing)
    (function,) = result.functions
    if result.status == "grader_error":
        raise typer.Exit(report_faults([result]))
    if all(prop.status == "passed" for prop in function.properties):
        typer.echo(f"{name} is right; there is nothing to hint at.")
        return
    next_hint = Progress(path if path.is_dir() else path.parent).next_hint(function)
    typer.echo(f"Hint {next_hint.step} of {next_hint.steps} for {name}:")
    typer.echo(f"  {for_ci_log(next_hint.text)}".replace("\n", "\n  "))
    if next_hint.step < next_hint.steps:
        typer.echo("For the next one, run the same command again.")


@app.command()
def capstone(
    name: Annotated[str, typer.Argument(help="line, digits, fashion or fashion-small.")],
    path: Annotated[
        Path, typer.Argument(help="A module, a notebook, or a folder or .zip of them.")
    ] = DEFAULT_PATH,
    *,
    data: Annotated[
        Path | None,
        typer.Option(envvar="AUTOGRADER_DATA", help="The folder with the files of Fashion-MNIST."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the pictures go.")] = Path("capstones"),
    picture_format: Annotated[
        Pictures, typer.Option("--format", help="Of the pictures.")
    ] = Pictures.PNG,
) -> None:
    """Train a model with nothing but your own functions; it earns a badge."""
    from autograder.capstones.tasks import CAPSTONES  # noqa: PLC0415

    chosen = choose(name, CAPSTONES, "capstone")
    require_path(path)
    from autograder.worker.client import Zygote  # noqa: PLC0415

    with Zygote(insist=False) as zygote:  # it imports torch while the data are read here
        from autograder.capstones.data import load_digits, load_fashion  # noqa: PLC0415
        from autograder.capstones.show import run_and_show  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415

        images = None
        if chosen.name == "digits":
            images = load_digits()
        elif chosen.task == "classes":
            if data is None:
                raise UserError(
                    f"The capstone {name} needs the four files of Fashion-MNIST: name their "
                    "folder with --data or in AUTOGRADER_DATA. The digits need no files."
                )
            images = load_fashion(data)
        submission = read_submission(path, student_name(path))
        outcome = run_and_show(chosen, submission, images, zygote, make_console())
    warn_of(zygote.missing)
    if outcome is None:
        raise typer.Exit(1)
    report_pictures(chosen, outcome, images, out, picture_format.value)
    raise typer.Exit(1 if outcome.shortfalls else 0)


@app.command()
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

    stubs = [*make_stubs(solutions, exercises), chapter_map(EXERCISES, solutions, docs)]
    if only_compare:
        stale = [str(stub.path) for stub in stubs if not stub.is_current()]
        if stale:
            raise UserError(f"Out of date: {', '.join(stale)}. Run `make release` and commit.")
        typer.echo(f"{len(stubs)} files are up to date.")
        return
    written = write_stubs(stubs)
    typer.echo(f"{len(written)} of {len(stubs)} files written to {exercises} and {docs}.")


@app.command()
def audit(
    only: Only = None,
    solutions: Annotated[Path, typer.Option(help="Where the solutions are.")] = Path("solutions"),
    exercises: Annotated[Path, typer.Option(help="Where the stubs are.")] = Path("exercises"),
    page: Annotated[Path | None, typer.Option(help="Write the audit here, as Markdown.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show which property rejects which version.")
    ] = False,
) -> None:
    """Try every property on versions known to be right or wrong, and on mutants."""
    import msgspec  # noqa: PLC0415

    from autograder.authoring.audit import audit as audit_exercises  # noqa: PLC0415
    from autograder.corpus import Cache  # noqa: PLC0415
    from autograder.reports.audit import audit_page, show_audit  # noqa: PLC0415
    from autograder.worker.client import Zygote  # noqa: PLC0415

    require_path(solutions)
    require_path(exercises)
    chosen = select_exercises(only)
    with Zygote(insist=False) as zygote:
        found = list(audit_exercises(chosen, solutions, exercises, zygote, Cache(cache_folder())))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    else:
        show_audit(found, make_console(), detailed=show_all)
    if page:
        page.write_text(audit_page(found), encoding="utf-8")
    raise typer.Exit(1 if any(each.faults for each in found) else 0)


@app.command()
def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the protections as JSON.")] = False,
) -> None:
    """Try out which protections from students' code this machine has."""
    from autograder.protections import ESSENTIAL, encode, probe  # noqa: PLC0415
    from autograder.reports.terminal import show_protections  # noqa: PLC0415

    protections = probe()
    if as_json:
        sys.stdout.buffer.write(encode(protections))
    else:
        show_protections(protections, make_console())
    missing = [p.name for p in protections if p.name in ESSENTIAL and not p.holds]
    if missing:
        raise UserError(
            f"{' and '.join(missing)} can't be relied on here: `autograder grade` refuses to run "
            "other people's work, unless you take the risk with --no-sandbox. "
            "`autograder check`, for your own, works."
        )
    if not as_json:
        typer.echo("\nOther people's work can be graded here.")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line; ends the process with an exit code of `interfaces`."""
    if sys.platform == "win32":
        fail("This needs Linux or macOS. On Windows, use the Subsystem for Linux (WSL 2).", 2)
    keep_hypothesis_at_home()
    arrange_streams()
    try:
        with flushed_output():
            app(args=arguments)
    except OutputError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # for what is still to be flushed
        if isinstance(error.__cause__, BrokenPipeError):  # head, less: who reads has enough
            raise SystemExit(128 + signal.SIGPIPE) from None
        fail(str(error), error.exit_code)
    except UserError as error:
        fail(str(error), error.exit_code)
    except GraderFault as error:
        fail(f"A fault of the grader, not of the student's work: {error}", error.exit_code)
    except Exception:  # noqa: BLE001 - exit code 1 would blame the student
        traceback.print_exc()
        fail("A fault of the grader, not of the student's work. Please report the above.", 3)


class OutputError(UserError):
    """What was to be printed can't be; the cause is the system's error."""


class Output(io.FileIO):
    """Standard output, whose failures are told from ours."""

    def write(self, data: "Buffer") -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OutputError(f"The output can't be written: {error.strerror}.") from error


def arrange_streams() -> None:
    """Has standard output tell its failures, and both streams print what they can't encode."""
    codecs.register_error("marks", in_ascii)
    if sys.stdout is sys.__stdout__ and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(Output(sys.stdout.fileno(), "w", closefd=False)),
            encoding=sys.stdout.encoding,
            line_buffering=sys.stdout.isatty(),
        )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="marks")


def in_ascii(error: UnicodeError) -> tuple[str, int]:
    """Marks that a terminal without Unicode can show; for all else a question mark."""
    assert isinstance(error, UnicodeEncodeError)
    wanted = error.object[error.start : error.end]
    return "".join(MARKS.get(character, "?") for character in wanted), error.end


@contextlib.contextmanager
def flushed_output() -> Iterator[None]:
    """Prints the rest before an exit code is given, which a failure may still change."""
    try:
        yield
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()


def keep_hypothesis_at_home() -> None:
    """Hypothesis keeps a folder of its own, which must not appear among a student's files."""
    home = platformdirs.user_cache_path("autograder") / "hypothesis"
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(home))


def fail(message: str, exit_code: int) -> NoReturn:
    from autograder.reports.escape import for_ci_log  # noqa: PLC0415

    typer.echo(f"autograder: {for_ci_log(message)}", err=True)
    raise SystemExit(exit_code)


def make_console(*, stderr: bool = False) -> "Console":
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = PIPE_WIDTH  # nothing is cut or wrapped for a program that reads it
    return console


@contextlib.contextmanager
def working(text: str) -> Iterator[None]:
    """Shows somebody who waits at a terminal that something is done."""
    console = make_console(stderr=True)
    with console.status(f"{text} …") if console.is_terminal else contextlib.nullcontext():
        yield


def warn_of(missing: Sequence[str]) -> None:
    """Tells those who check their own code, in a line, what it was not kept from."""
    from autograder.protections import notice  # noqa: PLC0415

    if missing:
        typer.echo(f"autograder: {notice(missing)}", err=True)


def require_path(path: Path) -> None:
    """Says at once, before anything slow, that a path is wrong."""
    try:
        path.stat()
    except FileNotFoundError:
        raise UserError(f"{path} does not exist.") from None
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror}.") from None
    if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        raise UserError(f"{path} can't be read: you have no right to.")


def student_name(path: Path) -> str:
    """The name that a folder or a module gives to its student."""
    return path.resolve().stem if path.is_file() else path.resolve().name


def command_for(path: Path) -> str:
    """The command that checks one function, {name}, of this path again."""
    if by_make := os.environ.get("AUTOGRADER_AGAIN"):
        return by_make
    return for_format([program_name(), "check", *words_for(path)]) + " --only {name}"


def replay_command(path: Path) -> str:
    """The command that runs a counterexample, {token}, of this path again."""
    rest = for_format(words_for(path))
    return " ".join(filter(None, [for_format([program_name(), "replay"]), "{token}", rest]))


def words_for(path: Path) -> list[str]:
    return [] if path == DEFAULT_PATH else [str(path)]


def for_format(words: Sequence[str]) -> str:
    """Words for a shell, in which `format` will find no fields."""
    return shlex.join(words).replace("{", "{{").replace("}", "}}")


def program_name() -> str:
    """This program as a shell finds it, so that a command that we print can be pasted."""
    called = sys.argv[0]
    if Path(called).name != "autograder":
        return "autograder"
    found = shutil.which("autograder")
    return "autograder" if found and Path(found).samefile(called) else called


def cache_folder() -> Path | None:
    """Where examples are kept, if AUTOGRADER_CACHE says so."""
    named = os.environ.get("AUTOGRADER_CACHE")
    return Path(named) if named else None


def select_exercises(only: Sequence[str] | None, of_file: str | None = None) -> "list[Exercise]":
    """The exercises of these names, in the book's order.

    Without names those of the module that the file is or was meant to be, or else all of them.
    """
    from autograder.catalogue import EXERCISES  # noqa: PLC0415
    from autograder.intake.names import nearest  # noqa: PLC0415

    by_name = {exercise.name: exercise for exercise in EXERCISES}
    of_this_file = [n for n, e in by_name.items() if of_file and nearest(e.module, [of_file])]
    names = only or of_this_file or by_name
    chosen = {choose(name, by_name, "function").name for name in names}
    return [exercise for exercise in EXERCISES if exercise.name in chosen]


def names_of(functions: Sequence[str] | None) -> tuple[str, ...]:
    """The names of these functions, which exist, in the book's order; none without any."""
    return tuple(exercise.name for exercise in select_exercises(functions)) if functions else ()


def choose(name: str, candidates: dict[str, T], kind: str) -> T:
    """The candidate of that name.

    Raises:
        UserError: there is none; the message names those that are alike.
    """
    if name in candidates:
        return candidates[name]
    near = difflib.get_close_matches(name, candidates, n=3)
    if near:
        raise UserError(f"There is no {kind} named {name!r}. Did you mean: {', '.join(near)}?")
    more = " …" if len(candidates) > MAX_NAMED else ""
    known = f"{', '.join(list(candidates)[:MAX_NAMED])}{more}"
    raise UserError(f"There is no {kind} named {name!r}, but {known or 'none at all'}.")


def exit_code(result: "SubmissionResult") -> int:
    """0: all that was attempted is right; 1: something is wrong; 3: the grader failed."""
    if result.status == "grader_error":
        return GraderFault.exit_code
    right = {"passed", "not_attempted"}
    return 0 if all(function.status in right for function in result.functions) else 1


def report_pictures(
    chosen: "Capstone", outcome: "Outcome", images: "Images | None", out: Path, kind: str
) -> None:
    """Draws the pictures and says where they are; a run without matplotlib goes without."""
    from autograder.capstones.show import draw  # noqa: PLC0415

    try:
        written = draw(chosen, outcome, images, out, kind)
    except ImportError:
        typer.echo("autograder: Pictures need matplotlib: pip install matplotlib", err=True)
    except OSError as error:
        raise UserError(f"The pictures can't be written to {out}: {error.strerror}.") from error
    else:
        typer.echo("\nPictures: " + ", ".join(str(path) for path in written))


def submissions_text(number: int) -> str:
    return "1 submission" if number == 1 else f"{number} submissions"


def hint_at_a_class(path: Path) -> None:
    """Names the other verb where code lies in several folders, and none beside them."""
    from autograder.intake.files import is_hidden  # noqa: PLC0415
    from autograder.intake.roster import holds_code  # noqa: PLC0415

    beside = any(holds_code(file.name) for file in path.glob("*"))
    folders = {file.parent.name for file in path.glob("*/*") if holds_code(file.name)}
    if not beside and sum(not is_hidden(name) for name in folders) > 1:
        typer.echo(
            "autograder: This is checked as the work of one student. If it holds a folder for "
            f"each of several, use: {shlex.join([program_name(), 'grade', str(path)])}",
            err=True,
        )


def report_left_out(names: Sequence[str]) -> None:
    """Says what lies among the submissions and belongs to nobody."""
    from autograder.intake.roster import CHECK_HINT, holds_code  # noqa: PLC0415
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415

    if names:
        shown = ", ".join(map(for_ci_line, names[:5])) + (" …" if len(names) > 5 else "")
        typer.echo(f"autograder: Not graded, as it belongs to no student: {shown}", err=True)
        if any(map(holds_code, names)):
            typer.echo(f"autograder: {CHECK_HINT}", err=True)


def report_faults(results: "Sequence[SubmissionResult]") -> int:
    """Names the submissions that we failed to grade; the exit code of the whole run."""
    from autograder.reports.escape import for_ci_line  # noqa: PLC0415

    faulty = [result.student for result in results if result.status == "grader_error"]
    if not faulty:
        return 0
    typer.echo(
        f"autograder: The grader failed on {len(faulty)} of {submissions_text(len(results))} "
        f"({', '.join(map(for_ci_line, faulty[:5]))}{' …' if len(faulty) > 5 else ''}). "
        "They have no score; "
        "run the same command again, and report what their records say.",
        err=True,
    )
    return GraderFault.exit_code
