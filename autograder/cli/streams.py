"""Standard output and standard error: what can't be printed, and how a command ends early."""

import codecs
import contextlib
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

import platformdirs
import typer

from autograder.errors import UserError
from autograder.i18n import _

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from rich.console import Console
    from rich.progress import Progress

PATIENCE_SECONDS = 1.0
"""After so long somebody who waits wants to know how much there is still to do."""
PIPE_WIDTH = 200
MAX_MESSAGE = 4000
"""Characters; a message may quote what a file says, which may be anything."""
MARKS = {"✓": "+", "✗": "x", "★": "*", "☆": "o", "·": "-", "⏱": "t", "⚠": "!", "…": "..."}


class OutputError(UserError):
    """What was to be printed can't be; the cause is the system's error."""


class Output(io.FileIO):
    """Standard output, whose failures are told from ours."""

    def write(self, data: "Buffer") -> int:
        try:
            return super().write(data)
        except OSError as error:
            said = _("The output can't be written: {reason}.")
            raise OutputError(said.format(reason=error.strerror)) from error


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


def have_a_home() -> None:
    """Takes / for the home of a user who has none, as containers do: caches are done without."""
    try:
        platformdirs.user_cache_path("autograder")
    except RuntimeError:
        os.environ["HOME"] = "/"


def keep_hypothesis_at_home() -> None:
    """Hypothesis keeps a folder of its own, which must not appear among a student's files."""
    home = platformdirs.user_cache_path("autograder") / "hypothesis"
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(home))
    # Some packages that need not be ours have it import themselves; trio brings all of pytest.
    os.environ.setdefault("HYPOTHESIS_NO_PLUGINS", "1")


def compute_on_one_core() -> None:
    """Has numpy start no threads, as our matrices are small.

    Where none can be had, its library would send this process the signal of Ctrl-C.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def fail(message: str, exit_code: int) -> NoReturn:
    from autograder.reports.escape import clipped, for_ci_log  # noqa: PLC0415

    typer.echo(f"autograder: {for_ci_log(clipped(message, MAX_MESSAGE))}", err=True)
    raise SystemExit(exit_code)


def make_console(*, stderr: bool = False) -> "Console":
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = PIPE_WIDTH  # nothing is cut or wrapped for a program that reads it
    return console


def confirmed(question: str) -> bool:
    """Asks; no answer is a no."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        typer.echo("")
        return False


@contextlib.contextmanager
def progress(text: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """A bar for somebody who waits at a terminal for more than a second.

    Args:
        text: what is done.
        total: so often the function that this yields will be called; None if nobody knows.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    bar = Bar(text, total)
    timer = threading.Timer(PATIENCE_SECONDS, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.advance
    finally:
        timer.cancel()
        timer.join()
        bar.hide()


class Bar:
    """A progress bar that counts before it is shown."""

    def __init__(self, text: str, total: int | None) -> None:
        self._text = text
        self._total = total
        self._done = 0
        self._bar: Progress | None = None

    def show(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress  # noqa: PLC0415

        counted = [MofNCompleteColumn()] if self._total else []
        bar = Progress(
            "{task.description}", BarColumn(), *counted,
            console=make_console(stderr=True), transient=True,
        )  # fmt: skip
        bar.add_task(self._text, total=self._total, completed=self._done)
        bar.start()
        self._bar = bar

    def advance(self) -> None:
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def hide(self) -> None:
        if self._bar is not None:
            self._bar.stop()


def warn_of(missing: Sequence[str]) -> None:
    """Tells those who check their own code, in a line, what it was not kept from."""
    from autograder.protections import notice  # noqa: PLC0415

    if missing:
        typer.echo(f"autograder: {notice(missing)}", err=True)
