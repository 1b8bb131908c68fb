"""The command line: `autograder VERB`. Each verb is a thin shell over a function.

A verb has a module, which is imported at the start. What the verb needs is imported when it
runs, so that `--help` answers at once.
"""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import typer

from autograder import __version__
from autograder.cli.app import INSTRUCTORS, app
from autograder.cli.streams import (
    OutputError,
    arrange_streams,
    compute_on_one_core,
    fail,
    flushed_output,
    have_a_home,
    keep_hypothesis_at_home,
)
from autograder.errors import GraderFault, UserError
from autograder.i18n import _
from autograder.machine import fault_of

VERBS = (
    *("check", "watch", "list", "hint", "replay", "reset", "capstone"),
    *("grade", "report", "compare", "ci", "package", "doctor"),
    *("release", "audit"),
)
"""In the order of `autograder --help`."""

for verb in VERBS:
    import_module(f"autograder.cli.{verb}")


@app.command(rich_help_panel=INSTRUCTORS)
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process.

    The exit code is 0 or 1 as a verb says, 2 for wrong use or a machine that lacks something, 3
    for a fault of the grader.
    """
    if sys.platform == "win32":
        fail("This needs Linux or macOS. On Windows, use the Subsystem for Linux (WSL 2).", 2)
    have_a_home()
    keep_hypothesis_at_home()
    compute_on_one_core()
    arrange_streams()
    try:
        with flushed_output():
            app(args=arguments, prog_name="autograder")
    except OutputError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # for what is still to be flushed
        if isinstance(error.__cause__, BrokenPipeError):  # head, less: who reads has enough
            raise SystemExit(128 + signal.SIGPIPE) from None
        fail(str(error), error.exit_code)
    except UserError as error:
        fail(str(error), error.exit_code)
    except GraderFault as error:
        said = _("A fault of the grader, not of the student's work: {error}")
        fail(said.format(error=error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - exit code 1 would blame the student
        if fault := fault_of(error):
            fail(str(fault), fault.exit_code)
        traceback.print_exc()
        fail(_("A fault of the grader, not of the student's work. Please report the above."), 3)
