"""Odd things in the place of files, and commands that must not read them to their ends."""

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES = 4 << 30
"""The memory that a command may reserve; a file that is read whole takes more."""
CPU_SECONDS = 60
PATIENCE_SECONDS = 120
"""So long a command that waits for a pipe is let alone before the test fails."""
HUGE = 100 << 30


def device(path):
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero


def bound_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def sparse(path):
    with path.open("wb") as file:
        file.truncate(HUGE)


KINDS = {
    "a-device-behind-a-link": lambda path: path.symlink_to("/dev/zero"),
    "a-pipe": os.mkfifo,
    "a-folder": lambda path: path.mkdir(),
    "a-socket": bound_socket,
    "100-gigabytes": sparse,
    "a-link-to-itself": lambda path: path.symlink_to(path.name),
    **({"a-device": device} if os.geteuid() == 0 else {}),
}
"""Makers of what is not a file, or too large a one, by name."""


def put(kind, path):
    """Has something of that kind lie at a path, in the place of what is there."""
    path.unlink(missing_ok=True)
    KINDS[kind](path)
    return path


PROGRAM = """
import contextlib, io, json, sys
from autograder.cli import main

ended = []
for arguments in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as exit:
            code = exit.code or 0
    ended.append((code, out.getvalue(), err.getvalue()))
json.dump(ended, sys.stdout)
"""


@dataclass(frozen=True)
class Ended:
    """The outcome of a command."""

    code: int
    out: str
    err: str


def bounded(commands, cwd):
    """Runs commands of ours, in one process within limits, to which none of them comes near."""
    words = [[str(word) for word in command] for command in commands]
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, json.dumps(words)],
        cwd=cwd, env=os.environ | {"HOME": str(cwd)}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
        timeout=PATIENCE_SECONDS, preexec_fn=limit,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Ended(*ended) for ended in json.loads(done.stdout)]


@contextlib.contextmanager
def within_limits():
    """The same for what is called within the process of the tests."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, before[1]))
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, before)


def give_up(*_):
    raise TimeoutError


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
