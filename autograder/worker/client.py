"""The grader's side of a worker: starts it, asks it, times it, ends it."""

import contextlib
import math
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, Self, TypeVar

import msgspec

from autograder.errors import GraderFault
from autograder.i18n import _
from autograder.protections import ESSENTIAL, MissingProtectionError
from autograder.worker import zygote
from autograder.worker.frames import Frames, MalformedError, decode
from autograder.worker.launch import ENVIRONMENT, ROLE, hide_this_process, place, program
from autograder.worker.protocol import (
    Answer,
    Epoch,
    File,
    FileArgument,
    Kind,
    Loaded,
    Modules,
    Reading,
    Training,
    frame,
)

START_SECONDS = 120.0
SECONDS_PER_FUNCTION = 20.0
RECEIVE_BYTES = 1 << 16  # more would be mapped and unmapped by the allocator each time
PATIENCE = 3
"""A call that computes is given its seconds of CPU time; one that sleeps, this many times more."""
MAX_EXCHANGE_BYTES = 32 << 20
"""All that is kept of the answers to one batch of calls; a thousand calls don't need one."""
READ_SECONDS = 10.0
READER_SECONDS = 1e6
"""CPU time of a reader, which serves as many submissions as there are."""
LOST_FILES = 2
"""After so many files that the parser did not survive, the rest of a submission is not read."""
READER_GROWTH_BYTES = 1 << 27
"""A reader that has grown by more is replaced."""
Reply = TypeVar("Reply", Loaded, Reading, Epoch)
Read = TypeVar("Read")


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


def read_answer(_call: bytes, body: bytes) -> Answer:
    """An answer alone, which may be to another call.

    Raises:
        MalformedError: it is none.
    """
    return decode(body, Answer)


class Zygote:
    """A process that has imported torch and forks workers; starts at once, in the background.

    Attributes:
        missing: the essential protections that its workers lack, known after the first fork.
    """

    def __init__(self, *, insist: bool = True, role: str = ROLE) -> None:
        """Starts the process.

        Args:
            insist: never fork a worker that lacks an essential protection.
            role: "fork" or "spawn".

        Raises:
            UserError: the filter that is asked for does not exist.
        """
        self._files = Path(tempfile.mkdtemp(prefix="autograder-"))
        self._files.chmod(0o755)
        try:
            self._place = place(str(self._files))
        except BaseException:
            self._files.rmdir()
            raise
        self._role = role
        self._insist = insist
        self.missing: tuple[str, ...] = ()
        hide_this_process()
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            program(self._role, theirs.fileno(), self._place),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C is for the grader, which then ends this process
        )
        theirs.close()
        self._ready = False
        self.reader = Reader(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._end_process()
        shutil.rmtree(self._files, ignore_errors=True)

    def _end_process(self) -> None:
        self.reader.close()
        self._control.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def restart(self) -> None:
        """Takes another process in place of this one and its workers."""
        self._end_process()
        self._files.mkdir(mode=0o755, exist_ok=True)  # it may have cleared up before it ended
        self._start()

    def keep_file(self, file: FileArgument) -> None:
        """Puts a file where workers can read it, if it is not there as it should be.

        Where there is no sandbox, a student's code may have opened it for writing.
        """
        path = self._files / file.path
        if not (path.is_file() and path.read_bytes() == file.data):
            path.unlink(missing_ok=True)
            path.write_bytes(file.data)
            path.chmod(0o444)

    def fork(self, budget_seconds: float, limits: Limits) -> "Worker":
        """A new worker, with at most `budget_seconds` of CPU time.

        Raises:
            WorkerFault: the zygote could not be started or has ended.
            MissingProtectionError: its workers would not be kept in, and that is insisted on.
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair()
        order = zygote.ORDER.pack(zygote.START, 0, math.ceil(budget_seconds) + 1)
        try:
            with contextlib.suppress(ConnectionError):  # the reply tells that it has ended
                socket.send_fds(self._control, [order], [theirs.fileno()])
            process, _ = self._reply()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return Worker(self, process, ours, limits, budget_seconds)

    def end(self, process: int) -> int:
        """Ends a worker; returns its wait status.

        Raises:
            WorkerFault: the zygote has ended, and its workers with it.
        """
        with contextlib.suppress(ConnectionError):
            self._control.sendall(zygote.ORDER.pack(zygote.END, process, 0))
        _, status = self._reply()
        return status

    def is_ready(self) -> bool:
        """Whether it has imported all, or has ended, so that nobody need wait for it."""
        return self._ready or bool(select.select([self._control], [], [], 0)[0])

    def wait_until_ready(self) -> None:
        """Waits for its imports.

        Raises:
            WorkerFault: it has ended.
            MissingProtectionError: its workers would lack a protection that is insisted on.
        """
        if not self._ready:
            self._control.settimeout(START_SECONDS)
            _, missing = self._reply()
            self.missing = tuple(n for i, n in enumerate(ESSENTIAL) if missing & 1 << i)
            self._ready = True
        if self._insist and self.missing:
            raise MissingProtectionError(self.missing)

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
        self._use = b""  # sent along with the next calls
        self._ended = False

    def send_modules(self, modules: Modules) -> None:
        """Gives the worker the submission's modules; they are not run yet.

        Raises:
            WorkerFault: the worker was lost before any of a student's code.
            NotReadyError: it could not be made ready for that.
        """
        request = frame(Kind.MODULES, self._number, msgspec.msgpack.encode(modules))
        try:
            next(self._exchange([request], 1, START_SECONDS, Kind.READY))
        except WorkerLost as lost:
            raise WorkerFault(f"A worker could not be made ready: it {lost.message}") from lost

    def load(self, stem: str) -> Loaded:
        """Runs one of the modules, which is then in use.

        Raises:
            WorkerLost: it hung or ended the process; the worker is gone.
        """
        request = frame(Kind.LOAD, self._number, stem.encode())
        bodies = self._exchange([request], 1, self._limits.load_seconds, Kind.LOADED)
        return self._decode(next(bodies), Loaded, 0)

    def use(self, stem: str) -> None:
        """Has the next calls go to the functions of this module, which was run."""
        self._use = frame(Kind.USE, 0, stem.encode())

    def call(
        self,
        calls: Sequence[bytes],
        read: Callable[[bytes, bytes], Read],
        group: int = 1,
        ends: float = math.inf,
    ) -> Iterator[Read]:
        """Makes the (encoded) calls one after the other; yields each answer as it comes.

        Args:
            calls: in the order in which they are made.
            read: makes something of a call and the body of its answer, or raises
                `MalformedError`.
            group: how many answers may come together, which is faster, but tells less about
                the call that hangs or ends the process.
            ends: by the monotonic clock, when even a call that has just begun is out of time.

        Raises:
            WorkerLost: the code hung or ended the process; the worker is gone.
        """
        group = min(group, len(calls))
        first, last = self._number, len(calls) - 1
        requests = [
            self._use,
            *(
                frame(
                    Kind.CALL if i == last or i % group == group - 1 else Kind.CALL_OF_MANY,
                    first + i,
                    call,
                )
                for i, call in enumerate(calls)
            ),
        ]
        self._use = b""
        try:
            seconds = self._limits.call_seconds
            bodies = self._exchange(requests, len(calls), seconds, ends=ends)
            for index, (call, body) in enumerate(zip(calls, bodies, strict=False)):
                try:
                    yield read(call, body)
                except MalformedError:
                    raise self._lost_to_garbage(index) from None
        except WorkerLost as lost:
            lost.certain = group == 1
            raise

    def train(self, training: Training, epochs: int, seconds: float) -> Iterator[Epoch]:
        """Trains a model; yields how it begins, then what came of each epoch.

        Args:
            training: the model, its data and the student's functions.
            epochs: how many.
            seconds: for each of them.

        Raises:
            WorkerLost: the code hung or ended the process; the worker is gone.
        """
        first = self._number
        requests = [frame(Kind.TRAIN, first, msgspec.msgpack.encode(training))]
        requests += [frame(Kind.GO_ON, first + i, b"") for i in range(1, epochs + 1)]
        for index, body in enumerate(self._exchange(requests, epochs + 1, seconds, Kind.EPOCH)):
            yield self._decode(body, Epoch, index)

    def read(self, files: Sequence[File]) -> Iterator[Reading]:
        """Reads the files one after the other; none of their code is run.

        Raises:
            WorkerLost: with the index of the file that the parser did not survive.
        """
        first = self._number
        encoded = [msgspec.msgpack.encode(file) for file in files]
        requests = [frame(Kind.READ, first + i, file) for i, file in enumerate(encoded)]
        bodies = self._exchange(requests, len(files), READ_SECONDS, Kind.READING)
        for index, body in enumerate(bodies):
            yield self._decode(body, Reading, index)

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

    def hang_up(self) -> None:
        """Closes the connection; the process ends by itself, or with the zygote."""
        self._ended = True
        self._connection.close()

    def _decode(self, body: bytes, kind: type[Reply], index: int) -> Reply:
        try:
            return decode(body, kind)
        except MalformedError:
            raise self._lost_to_garbage(index) from None

    def _exchange(
        self,
        requests: Sequence[bytes],
        due: int,
        seconds: float,
        kind: Kind = Kind.ANSWER,
        ends: float = math.inf,
    ) -> Iterator[bytes]:
        """Sends the requests while it reads the answers; `seconds` are for each of them."""
        outgoing = memoryview(b"".join(requests))
        frames = Frames(kind, self._number, due)
        self._number += due
        clock = Clock(self._process, seconds, min(ends, self._ends))
        index = total = 0
        while outgoing or index < due:
            can_read, can_write = self._wait(clock, index, writing=bool(outgoing))
            if can_write:
                try:
                    outgoing = outgoing[self._connection.send(outgoing) :]
                except (BrokenPipeError, ConnectionResetError):
                    outgoing = outgoing[:0]
            if not can_read:
                continue
            received = self._receive()
            if not received:
                raise self._lost_by_ending(index)
            answered = index
            total += len(received)
            if total > MAX_EXCHANGE_BYTES:
                raise self._lost_to_excess(index)
            try:
                for body in frames.feed(received):
                    index += 1
                    clock.restart()
                    yield body
            except MalformedError:
                raise self._lost_to_garbage(min(index, due - 1)) from None
            if index == answered:  # a part of an answer does not buy time
                self._check_time(clock, index)

    def _receive(self) -> bytes:
        try:
            return self._connection.recv(RECEIVE_BYTES)
        except ConnectionResetError:
            return b""

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
            raise WorkerLost("timeout", index, in_time(clock.seconds))

    def _lost_to_garbage(self, index: int) -> WorkerLost:
        self.end()
        return WorkerLost("crashed", index, _("sent something that is not an answer"))

    def _lost_to_excess(self, index: int) -> WorkerLost:
        self.end()
        said = _("sent more than {size} MiB of results and prints")
        return WorkerLost("crashed", index, said.format(size=MAX_EXCHANGE_BYTES >> 20))

    def _lost_by_ending(self, index: int) -> WorkerLost:
        status = self.end()
        killed = status == signal.SIGKILL
        return WorkerLost("crashed", index, describe_end(status), killed=killed)


class Reader:
    """Parses files in a fork of the zygote that never runs any, made when it is first needed.

    `losses` are the files of the last submission that the parser did not survive.
    """

    def __init__(self, zygote_: Zygote) -> None:
        self.losses = 0
        self._zygote = zygote_
        self._worker: Worker | None = None
        self._size = 0

    def read(self, files: Sequence[File]) -> list[Reading]:
        """What is in each file; one that the parser does not survive costs itself only.

        Raises:
            WorkerFault: readers can't be started.
        """
        readings: list[Reading] = []
        doubted: set[int] = set()
        self.losses = 0
        while len(readings) < len(files) and self.losses < LOST_FILES:
            worker = self._ready_worker()
            try:
                for reading in worker.read(files[len(readings) :]):
                    readings.append(reading)  # noqa: PERF402 - those before a loss are kept
            except WorkerLost as lost:
                self._end_worker()
                if lost.killed and len(readings) not in doubted:
                    doubted.add(len(readings))  # anybody may have killed it: once more
                else:
                    readings.append(
                        Reading(
                            unreadable=_("the parser {what_happened}").format(
                                what_happened=lost.message
                            )
                        )
                    )
                    self.losses += 1
        left = len(files) - len(readings)
        said = _("{count} files broke the parser already").format(count=LOST_FILES)
        readings += [Reading(unreadable=said)] * left
        if self._worker and self._worker.memory_bytes() > self._size + READER_GROWTH_BYTES:
            self._end_worker()
        return readings

    def close(self) -> None:
        """Lets go of the process, which ends by itself or with the zygote."""
        if self._worker is not None:
            self._worker.hang_up()
            self._worker = None

    def _ready_worker(self) -> Worker:
        if self._worker is None:
            self._worker = self._zygote.fork(READER_SECONDS, Limits())
            self._size = self._worker.memory_bytes()
        return self._worker

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


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
