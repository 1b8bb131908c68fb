"""The grader's side of a worker: starts it, asks it, times it, ends it."""

import importlib.util
import math
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Self, TypeVar

import msgspec

from autograder.errors import GraderFault
from autograder.worker import zygote
from autograder.worker.protocol import (
    HEADER,
    MAGIC,
    MAX_ANSWER_BYTES,
    Answer,
    Kind,
    Loaded,
    Modules,
    frame,
)

START_SECONDS = 120.0
RECEIVE_BYTES = 1 << 16  # more would be mapped and unmapped by the allocator each time
NAP_SECONDS = 0.0005
NAP_WORTH = 16
PATIENCE = 3
"""A call that computes is given its seconds of CPU time; one that sleeps, this many times more."""
Reply = TypeVar("Reply", Answer, Loaded)
ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "HOME": "/",
    "USER": "student",
    "PYTHONHASHSEED": "0",  # sets print in the same order on every run
}
SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1"
)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a student's code may use, in seconds."""

    call_seconds: float = 4.0
    load_seconds: float = 10.0
    submission_seconds: float = 60.0


class WorkerFault(GraderFault):
    """The machinery around the workers does not work."""


class WorkerLost(Exception):  # noqa: N818
    """A student's code hung or ended its process.

    `index` is the number of the request, of those in the batch, that was under way.
    """

    def __init__(self, kind: Literal["timeout", "crashed"], index: int, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.index = index
        self.message = message


class Zygote:
    """A process that has imported torch and forks workers; starts at once, in the background."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            # Not -I, which would ignore the hash seed; the environment is written here anyway.
            [sys.executable, "-s", "-P", "-B", zygote.__file__, str(theirs.fileno()), *_folders()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=ENVIRONMENT | SINGLE_THREAD,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def fork(self, budget_seconds: float, limits: Limits) -> "Worker":
        """A new worker, with at most `budget_seconds` of CPU time.

        Raises:
            WorkerFault: the zygote could not be started or has ended.
        """
        self._wait_until_ready()
        ours, theirs = socket.socketpair()
        order = zygote.ORDER.pack(zygote.FORK, 0, math.ceil(budget_seconds) + 1)
        try:
            socket.send_fds(self._control, [order], [theirs.fileno()])
            process, _ = self._reply()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return Worker(self, process, ours, limits, budget_seconds)

    def end(self, process: int) -> int:
        """Ends a worker; returns its wait status."""
        self._control.sendall(zygote.ORDER.pack(zygote.END, process, 0))
        _, status = self._reply()
        return status

    def _wait_until_ready(self) -> None:
        if not self._ready:
            self._control.settimeout(START_SECONDS)
            self._reply()
            self._ready = True

    def _reply(self) -> tuple[int, int]:
        received = b""
        try:
            while len(received) < zygote.REPLY.size:
                part = self._control.recv(zygote.REPLY.size - len(received))
                if not part:
                    break
                received += part
        except OSError as error:
            raise WorkerFault(
                f"The process that starts workers does not answer: {error}"
            ) from error
        if len(received) < zygote.REPLY.size:
            raise WorkerFault(f"The process that starts workers has ended.\n{self._last_words()}")
        process, status = zygote.REPLY.unpack(received)
        return process, status

    def _last_words(self) -> str:
        self._process.kill()
        printed, _ = self._process.communicate()
        return printed.decode("utf-8", "replace")[-2000:].strip()


def _folders() -> list[str]:
    """The folder that holds this package, then those that hold what a worker imports."""
    package = Path(__file__).resolve().parents[2]
    folders = []
    for name in ("torch", "numpy", "msgspec"):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise WorkerFault(f"{name} is not installed for {sys.executable}")
        folders.append(str(Path(spec.origin).parents[1]))
    return [str(package), *dict.fromkeys(folders)]


class Worker:
    """One fork of the zygote, running one submission."""

    def __init__(
        self,
        zygote_: Zygote,
        process: int,
        connection: socket.socket,
        limits: Limits,
        budget_seconds: float,
    ) -> None:
        self._zygote = zygote_
        self._process = process
        self._ends = time.monotonic() + budget_seconds
        self._connection = connection
        self._connection.setblocking(False)
        self._limits = limits
        self._number = 0
        self._ended = False

    def send_modules(self, sources: dict[str, bytes]) -> None:
        """Gives the worker the submission's modules; they are not run yet.

        Raises:
            WorkerFault: the worker could not be made ready for a student's code.
        """
        request = frame(Kind.MODULES, self._number, msgspec.msgpack.encode(Modules(sources)))
        try:
            next(self._exchange([request], 1, START_SECONDS, Kind.READY))
        except WorkerLost as lost:
            raise WorkerFault(f"A worker could not be made ready: it {lost.message}") from lost

    def load(self, stem: str) -> Loaded:
        """Runs one of the modules.

        Raises:
            WorkerLost: it hung or ended the process; the worker is gone.
        """
        request = frame(Kind.LOAD, self._number, stem.encode())
        bodies = self._exchange([request], 1, self._limits.load_seconds, Kind.LOADED)
        return self._decode(next(bodies), Loaded, 0)

    def call(self, calls: Sequence[bytes]) -> Iterator[Answer]:
        """Makes the (encoded) calls one after the other; yields each answer as it comes.

        Raises:
            WorkerLost: with the index of the call that hung or ended the process; the worker
                is gone.
        """
        first = self._number
        requests = [frame(Kind.CALL, first + i, call) for i, call in enumerate(calls)]
        bodies = self._exchange(requests, len(calls), self._limits.call_seconds, Kind.ANSWER)
        for index, body in enumerate(bodies):
            yield self._decode(body, Answer, index)

    def memory_bytes(self) -> int:
        """The size of the process's address space, or 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self._process}/statm").read_text(encoding="ascii").split()[0]
        except OSError:
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> int:
        """Kills the process if it still runs; returns its wait status, or 0 the second time."""
        if self._ended:
            return 0
        self._ended = True
        self._connection.close()
        return self._zygote.end(self._process)

    def _decode(self, body: bytes, kind: type[Reply], index: int) -> Reply:
        try:
            return msgspec.msgpack.decode(body, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
            raise self._lost_to_garbage(index) from None

    def _exchange(
        self, requests: Sequence[bytes], due: int, seconds: float, kind: Kind = Kind.ANSWER
    ) -> Iterator[bytes]:
        """Sends the requests while it reads the answers; `seconds` are for each of them."""
        outgoing = memoryview(b"".join(requests))
        incoming = bytearray()
        first, self._number = self._number, self._number + due
        clock = Clock(self._process, seconds, self._ends)
        index = 0
        while outgoing or index < due:
            can_read, can_write = self._wait(clock, index, writing=bool(outgoing))
            if can_write:
                try:
                    outgoing = outgoing[self._connection.send(outgoing) :]
                except (BrokenPipeError, ConnectionResetError):
                    outgoing = outgoing[:0]
            if not can_read:
                continue
            if not outgoing and due - index > NAP_WORTH:
                time.sleep(NAP_SECONDS)  # lets answers gather instead of waking for each of them
            try:
                received = self._connection.recv(RECEIVE_BYTES)
            except ConnectionResetError:
                received = b""
            if not received:
                raise self._lost_by_ending(index)
            incoming += received
            answered = index
            for body in self._frames(incoming, kind, first, index, due):
                index += 1
                clock.restart()
                yield body
            if index == answered:  # a part of an answer does not buy time
                self._check_time(clock, index)

    def _frames(
        self, incoming: bytearray, kind: Kind, first: int, index: int, due: int
    ) -> Iterator[bytes]:
        """Takes the complete frames out of what came in, after a look at their headers."""
        position = 0
        while len(incoming) - position >= HEADER.size:
            magic, number, got, length = HEADER.unpack_from(incoming, position)
            if got == Kind.FAULT and kind == Kind.READY:
                raise WorkerFault(
                    "A worker could not be made ready: "
                    + incoming[HEADER.size :].decode("utf-8", "replace")
                )
            expected = (MAGIC, first + index, kind)
            if (magic, number, got) != expected or length > MAX_ANSWER_BYTES or index >= due:
                raise self._lost_to_garbage(min(index, due - 1))
            start = position + HEADER.size
            if len(incoming) < start + length:
                break
            position = start + length
            index += 1
            yield bytes(incoming[start:position])
        del incoming[:position]

    def _wait(self, clock: "Clock", index: int, *, writing: bool) -> tuple[bool, bool]:
        poll = select.poll()
        poll.register(self._connection, select.POLLIN | (select.POLLOUT if writing else 0))
        while True:
            events = poll.poll(clock.next_look())
            if events:
                happened = events[0][1]
                return bool(happened & ~select.POLLOUT), bool(happened & select.POLLOUT)
            self._check_time(clock, index)

    def _check_time(self, clock: "Clock", index: int) -> None:
        if clock.is_over():
            self.end()
            raise WorkerLost("timeout", index, f"gave no answer within {clock.seconds:g} s")

    def _lost_to_garbage(self, index: int) -> WorkerLost:
        self.end()
        return WorkerLost("crashed", index, "sent something that is not an answer")

    def _lost_by_ending(self, index: int) -> WorkerLost:
        return WorkerLost("crashed", index, describe_end(self.end()))


class Clock:
    """Time for one call: its seconds of CPU time, or `PATIENCE` times as long by the wall.

    It is over in any case when the time of the whole worker `ends`.

    A call that computes is judged by the time that it computed, so that a busy machine
    does not turn a right answer into a time-out.
    """

    def __init__(self, process: int, seconds: float, ends: float) -> None:
        self.seconds = seconds
        self._process = process
        self._ends = ends
        self.restart()

    def restart(self) -> None:
        self._started = time.monotonic()
        self._cpu_at_first_look: float | None = None

    def next_look(self) -> float:
        """Milliseconds until it is worth asking whether the time is over."""
        return max(1.0, 100 * self.seconds)

    def is_over(self) -> bool:
        now = time.monotonic()
        elapsed = now - self._started
        used = cpu_seconds(self._process)
        if used is None or now >= self._ends:
            return elapsed >= self.seconds or now >= self._ends
        if self._cpu_at_first_look is None:
            self._cpu_at_first_look = used
        return used - self._cpu_at_first_look >= self.seconds or elapsed >= PATIENCE * self.seconds


def cpu_seconds(process: int) -> float | None:
    """The CPU time of a process so far, or None where the system does not tell."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def describe_end(status: int) -> str:
    """How a process ended, from its wait status, in words.

    Which of the first two it was depends on who came first, the process or our kill.
    """
    if status in (0, signal.SIGKILL):
        return "ended the process or closed its connection to the grader"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        known = {member.value: member.name for member in signal.Signals}
        return f"ended the process (signal {known.get(number, number)})"
    return f"ended the process (exit code {os.WEXITSTATUS(status)})"
