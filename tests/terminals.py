"""Sessions in a real terminal, which tmux plays."""

import os
import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import require

PATIENCE_SECONDS = 120
"""A busy machine is no failure."""
PROGRAM = [sys.executable, "-P", "-m", "autograder"]
OF_ANOTHER_TERMINAL = ("TMUX", "TMUX_PANE", "COLUMNS", "LINES")
"""Of the one that pytest runs in, if it runs in any."""
OURS = ("AUTOGRADER_CACHE", "PYTHONPATH", "VIRTUAL_ENV")


class Terminal:
    """A terminal with a shell in it, on a server of tmux of its own."""

    def __init__(self, tmux: str, folder: Path, width: int, height: int) -> None:
        self._command = [tmux, "-L", f"autograder-{uuid.uuid4().hex[:12]}", "-f", os.devnull]
        environment = {name: os.environ[name] for name in OURS if name in os.environ}
        environment |= {"PS1": "$ ", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "ENV": ""}
        given = [part for name, value in environment.items() for part in ("-e", f"{name}={value}")]
        self._tmux(
            "new-session", "-d", "-x", str(width), "-y", str(height), "-c", str(folder),
            *given, "/bin/sh",
        )  # fmt: skip

    def run(self, *arguments: object, **environment: str) -> None:
        """Types a command of the program, and has its exit code printed after it.

        What was there is gone before, so that nobody takes an old exit code for the new one.
        """
        self._tmux("send-keys", "-R")
        self._tmux("clear-history")
        variables = [f"{name}={shlex.quote(value)}" for name, value in environment.items()]
        command = " ".join([*variables, shlex.join([*PROGRAM, *map(str, arguments)])])
        self.type(f"{command}; echo ended with $?")

    def type(self, line: str) -> None:
        self._tmux("send-keys", "-l", line)
        self.press("Enter")

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def screen(self) -> str:
        """All that was printed, in the lines that the terminal has made of it."""
        return self._tmux("capture-pane", "-p", "-S", "-500")

    def visible(self) -> str:
        """What is to be seen now, without what has moved out of sight."""
        return self._tmux("capture-pane", "-p")

    def colours(self) -> str:
        """The same with the escapes that colour it."""
        return self._tmux("capture-pane", "-p", "-e", "-S", "-500")

    def wait_for(self, text: str) -> str:
        """The screen as soon as it has this text.

        Raises:
            AssertionError: it never had.
        """
        ends = time.monotonic() + PATIENCE_SECONDS
        while text not in (screen := self.screen()):
            assert time.monotonic() < ends, f"{text!r} did not come. The screen:\n{screen}"
            time.sleep(0.05)
        return screen

    def wait_for_change(self, before: str) -> str:
        """What is to be seen as soon as it differs from what was before, and stays the same.

        Raises:
            AssertionError: it never does.
        """
        ends = time.monotonic() + PATIENCE_SECONDS
        seen = before
        while seen == before or seen != self.visible():
            assert time.monotonic() < ends, f"Nothing changes. The screen:\n{seen}"
            seen = self.visible()
            time.sleep(0.2)
        return seen

    def settings(self) -> str:
        """What stty says of the terminal."""
        self.type("clear; stty -a; echo that was $((1 + 1)) all")
        screen = self.wait_for("that was 2 all")
        return screen.partition("that was 2 all")[0]  # a prompt may follow already, or not yet

    def close(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        environment = {n: v for n, v in os.environ.items() if n not in OF_ANOTHER_TERMINAL}
        done = subprocess.run(
            [*self._command, *arguments], env=environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return done.stdout


@contextmanager
def terminal(folder: Path, *, width: int = 100, height: int = 50) -> Iterator[Terminal]:
    """A terminal in this folder, closed at the end."""
    opened = Terminal(require("tmux"), folder, width, height)
    try:
        yield opened
    finally:
        opened.close()
