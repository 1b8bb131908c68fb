"""Other users than the one who runs the tests, and machines that lack protections."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.worker import client
from autograder.worker.client import Zygote

ROOT = Path(__file__).parents[1]
LANDLOCK, SECCOMP = "landlock", "seccomp"
ORDINARY = {"user": 12345, "group": 12345, "extra_groups": []}
"""An ordinary user, for `subprocess`."""
Run = Callable[..., "subprocess.CompletedProcess[str]"]

only_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="the suite runs as an ordinary user, so all of it shows this"
)


def hear_signals() -> None:
    """For a process that is to be stopped: a suite in the background ignores what stops it."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def lacking(*walls: str) -> list[str]:
    """What to put before a command, so that the kernel says that it has no such wall."""
    return [sys.executable, str(ROOT / "tests" / "lacking.py"), ",".join(walls)]


def zygote_lacking(*walls: str) -> Zygote:
    """A zygote whose kernel says that it has no such wall."""
    with pytest.MonkeyPatch.context() as patch:
        original = client.program
        patch.setattr(client, "program", lambda *given: [*lacking(*walls), *original(*given)])
        return Zygote(insist=False)


def find_readable_python() -> Run:
    """Runs a Python that every user of this machine can read, with this project."""
    environment = {
        "PATH": os.defpath,
        "USER": "student",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT), *(p for p in sys.path if p.endswith("-packages"))]
        ),
    }
    other = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    said = ""
    for python in filter(None, [sys.executable, other]):

        def run(*arguments: str, _python: str = python, **options: object):
            return subprocess.run(
                [_python, *arguments],
                cwd=ROOT, env=environment, capture_output=True, text=True, check=False, **options,
            )  # fmt: skip

        try:
            tried = run("-c", "import autograder, pytest, torch", **ORDINARY)
        except PermissionError as error:
            said = str(error)
            continue
        if tried.returncode == 0:
            return run
        said = tried.stderr.strip().rpartition("\n")[2]
    pytest.skip(
        f"no Python that users other than root can read has this project's libraries: {said}"
    )
