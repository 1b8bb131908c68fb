"""Ending a run from outside: Ctrl-C, SIGTERM, a terminal that was closed."""

import os
import signal
import stat
import types
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.classroom.pool import STOPPING


class Stopped(KeyboardInterrupt):
    """The run is to end now; the exit code is the one that shells give for the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Within, a signal that ends programs raises `Stopped`; after it, no other one does.

    A signal that was ignored before, by nohup for instance, stays so.
    """
    before = {
        number: signal.signal(number, stop)
        for number in STOPPING
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is stop:
                signal.signal(number, handler)


def stop(number: int, _frame: types.FrameType | None) -> None:
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)  # cleaning up is quick and must come to its end
    let_go_of_a_closed_terminal()
    raise Stopped(number)


def let_go_of_a_closed_terminal() -> None:
    """Sends to nowhere what is still to be said; a write to a terminal that is gone would fail."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        if stat.S_ISCHR(os.fstat(stream).st_mode) and not os.isatty(stream):
            os.dup2(nowhere, stream)
