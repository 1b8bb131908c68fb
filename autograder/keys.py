"""Single keys from a terminal, which is left as it was found whatever happens."""

import contextlib
import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def single_keys() -> Iterator[int | None]:
    """Has each key read as it is pressed; yields the descriptor, or None without a terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield None
        return
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    handlers = {number: signal.signal(number, end) for number in ENDING}
    handlers[signal.SIGCONT] = signal.signal(
        signal.SIGCONT, lambda *_: tty.setcbreak(keyboard)  # a shell has set it back meanwhile
    )  # fmt: skip
    try:
        tty.setcbreak(keyboard)  # not raw: Ctrl-C and Ctrl-Z stay what they are
        yield keyboard
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def end(number: int, _frame: FrameType | None) -> None:
    """Ends the program in the ordinary way, so that everything is tidied up."""
    raise SystemExit(128 + number)


def read_keys(keyboard: int) -> str:
    """The keys that were pressed, without those that send more than a character."""
    pressed = os.read(keyboard, 64).decode("utf-8", "replace")
    return "" if pressed.startswith("\x1b") else pressed


def wait_for(descriptors: list[int], seconds: float) -> list[int]:
    """Those of the descriptors that have something to read, after so many seconds at most."""
    readable, _, _ = select.select(descriptors, [], [], seconds)
    return readable
