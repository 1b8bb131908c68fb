"""How long a worker has, and how it comes to an end."""

import os
import signal
import time
from pathlib import Path
from typing import Literal, Self

import msgspec

from autograder.errors import GraderFault
from autograder.i18n import _

SECONDS_PER_FUNCTION = 20.0
PATIENCE = 3
"""A call that computes is given its seconds of CPU time; one that sleeps, this many times more."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a student's code may use, in seconds."""

    call_seconds: float = 4.0
    load_seconds: float = 10.0
    submission_seconds: float = 60.0

    @classmethod
    def of(cls, functions: int) -> Self:
        """The limits on a submission of so many functions.

        Each of them has time enough for a call that hangs twice, so that what is said of it
        does not depend on how busy the machine is.
        """
        return cls(submission_seconds=max(60.0, SECONDS_PER_FUNCTION * functions))


class WorkerFault(GraderFault):
    """The machinery around the workers does not work."""


class WorkerLost(Exception):  # noqa: N818
    """A student's code hung or ended its process.

    `index` is the number of the first request, of those in the batch, without an answer. It is
    the one that was under way if `certain`; else that may have been one of the next ones.
    `killed` says that it may have been somebody else who ended the process.
    """

    def __init__(
        self,
        kind: Literal["timeout", "crashed"],
        index: int,
        message: str,
        *,
        certain: bool = True,
        killed: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.index = index
        self.message = message
        self.certain = certain
        self.killed = killed


class Clock:
    """Time for one call: its seconds of CPU time, or `PATIENCE` times as long by the wall.

    It is over in any case when the time of the whole worker `ends`.

    A call that computes is judged by the time that it computed, so that a busy machine
    does not turn a right answer into a time-out. By the wall, time in which it could have
    computed and had no core does not count, neither here nor before the end.
    """

    def __init__(self, process: int, seconds: float, ends: float, grace: float = 0.0) -> None:
        self.seconds = seconds
        self._grace = grace
        self._process = process
        self._ends = ends
        self._queued = queued_seconds(process)
        self.restart()

    def restart(self) -> None:
        self._started = time.monotonic()
        self._cpu_at_first_look: float | None = None
        self._queued_at_first_look = 0.0

    def next_look(self) -> float:
        """Milliseconds until it is worth asking whether the time is over."""
        return max(1.0, 100 * self.seconds)

    def is_over(self) -> bool:
        now = time.monotonic()
        elapsed = now - self._started
        used = cpu_seconds(self._process)
        if self._has_ended(now):
            return True
        if used is None:
            return elapsed >= self.seconds
        if self._cpu_at_first_look is None:
            self._cpu_at_first_look = used
            self._queued_at_first_look = queued_seconds(self._process)
        most = self.seconds + self._grace
        if used - self._cpu_at_first_look >= most:
            return True
        if elapsed < PATIENCE * most:
            return False
        queued = queued_seconds(self._process) - self._queued_at_first_look
        return elapsed - queued >= PATIENCE * most

    def _has_ended(self, now: float) -> bool:
        if now < self._ends:
            return False
        return now - (queued_seconds(self._process) - self._queued) >= self._ends


def cpu_seconds(process: int) -> float | None:
    """The CPU time of a process so far, or None where the system does not tell."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def queued_seconds(process: int) -> float:
    """How long a process has waited for a core so far; 0 where the system does not tell."""
    try:
        _running, queued, _slices = Path(f"/proc/{process}/schedstat").read_text("ascii").split()
    except (OSError, ValueError):
        return 0.0
    return int(queued) / 1e9


def in_time(seconds: float) -> str:
    return _("gave no answer within {seconds:g} s").format(seconds=seconds)


def describe_end(status: int) -> str:
    """How a process ended, from its wait status, in words.

    Which of the first two it was depends on who came first, the process or our kill.
    """
    if status in (0, signal.SIGKILL):
        return _("ended the process or closed its connection to the grader")
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        known = {member.value: member.name for member in signal.Signals}
        return _("ended the process (signal {signal})").format(signal=known.get(number, number))
    return _("ended the process (exit code {code})").format(code=os.WEXITSTATUS(status))
