"""The grader's side of a worker: starts it, asks it, times it, ends it."""

import contextlib
import math
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from autograder.i18n import _
from autograder.machine import fault_told, make_temporary_folder, starting, writing
from autograder.protections import ESSENTIAL, MissingProtectionError
from autograder.worker import zygote
from autograder.worker.ends import (
    Clock,
    Limits,
    WorkerFault,
    WorkerLost,
    describe_end,
    in_time,
    queued_seconds,
)
from autograder.worker.frames import Frames, MalformedError, decode
from autograder.worker.launch import ENVIRONMENT, ROLE, hide_this_process, place, program
from autograder.worker.parsing import Reader
from autograder.worker.protocol import (
    Again,
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

__all__ = ["Limits", "Worker", "WorkerFault", "WorkerLost", "Zygote", "read_answer"]

START_SECONDS = 120.0
RECEIVE_BYTES = 1 << 16  # more would be mapped and unmapped by the allocator each time
GRACE_SECONDS = 0.5
"""A call that is stopped by the worker itself says where it was, if it gets this much longer."""
MAX_EXCHANGE_BYTES = 32 << 20
"""All that is kept of the answers to one batch of calls; a thousand calls don't need one."""
READ_SECONDS = 10.0
"""For one file; of CPU time, as for a call."""
MAX_WORDS = 2000
"""The most that is told of what a process printed before its end."""
Reply = TypeVar("Reply", Loaded, Reading, Epoch)
Read = TypeVar("Read")


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
            MachineFault: the machine has no room for a process or its files.
        """
        self._files = make_temporary_folder()
        self._role = role
        self._insist = insist
        self.missing: tuple[str, ...] = ()
        try:
            self._place = place(str(self._files))
            hide_this_process()
            self._start()
        except BaseException:
            self._files.rmdir()
            raise

    def _start(self) -> None:
        self._ready = False
        with starting(), contextlib.ExitStack() as opened:
            self._control, theirs = socket.socketpair()
            opened.callback(self._control.close)
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                    program(self._role, theirs.fileno(), self._place),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    env=ENVIRONMENT,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C is for the grader, which then ends this one
                )
            opened.pop_all()
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
        self._files.mkdir(mode=0o700, exist_ok=True)  # it may have cleared up before it ended
        self._start()

    def keep_file(self, file: FileArgument) -> None:
        """Puts a file where workers can read it, if it is not there as it should be.

        Where there is no sandbox, a student's code may have opened it for writing.

        Raises:
            UserError: it can't be written.
        """
        path = self._files / file.path
        with writing(path):
            if not (path.is_file() and path.read_bytes() == file.data):
                path.unlink(missing_ok=True)
                path.write_bytes(file.data)
                path.chmod(0o444)

    def fork(self, budget_seconds: float, limits: Limits) -> "Worker":
        """A new worker, with at most `budget_seconds` of CPU time.

        Raises:
            WorkerFault: the zygote could not be started or has ended.
            MachineFault: the machine lacks something for another process.
            MissingProtectionError: its workers would not be kept in, and that is insisted on.
        """
        self.wait_until_ready()
        with starting():
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
            MachineFault: it has, because the machine lacks something.
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
            words = self._last_words()
            said = f"The process that starts workers has ended.\n{words[-MAX_WORDS:].strip()}"
            raise fault_told(words) or WorkerFault(said)
        process, status = zygote.REPLY.unpack(received)
        return process, status

    def _last_words(self) -> str:
        if self._process.stdout is None or self._process.stdout.closed:
            return ""  # no other one could be started in its place
        self._process.kill()
        printed, _ = self._process.communicate()
        return printed.decode("utf-8", "replace")


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
        self._before = b""  # sent along with the next requests
        self._ended = False
        self._waited = 0.0

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

    def load(self, stem: str, ends: float = math.inf) -> Loaded:
        """Runs one of the modules, which is then in use.

        Args:
            stem: its name.
            ends: by the monotonic clock, when it is out of time whatever it does.

        Raises:
            WorkerLost: it hung or ended the process; the worker is gone.
        """
        request = frame(Kind.LOAD, self._number, stem.encode())
        bodies = self._exchange([request], 1, self._limits.load_seconds, Kind.LOADED, ends=ends)
        return self._decode(next(bodies), Loaded, 0)

    def use(self, stem: str) -> None:
        """Has the next calls go to the functions of this module, which was run."""
        self._before = frame(Kind.USE, 0, stem.encode())

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
            self._before,
            *(
                frame(
                    Kind.CALL if i == last or i % group == group - 1 else Kind.CALL_OF_MANY,
                    first + i,
                    call,
                )
                for i, call in enumerate(calls)
            ),
        ]
        self._before = b""
        try:
            seconds = self._limits.call_seconds
            bodies = self._exchange(requests, len(calls), seconds, grace=GRACE_SECONDS, ends=ends)
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

    def read(
        self, files: Sequence[File | Again], ends: float = math.inf
    ) -> Iterator[tuple[int, Reading]]:
        """Reads the files one after the other; none of their code is run.

        Yields:
            The number by which a file can be read again, and what is in it.

        Raises:
            WorkerLost: with the index of the file that the parser did not survive.
        """
        first = self._number
        kinds = [Kind.READ if isinstance(file, File) else Kind.READ_AGAIN for file in files]
        encoded = map(msgspec.msgpack.encode, files)
        requests = [self._before, *map(frame, kinds, range(first, first + len(files)), encoded)]
        self._before = b""
        bodies = self._exchange(requests, len(files), READ_SECONDS, Kind.READING, ends=ends)
        for index, body in enumerate(bodies):
            yield first + index, self._decode(body, Reading, index)

    def forget_files(self) -> None:
        """Has a process that reads let go of all files that it has read."""
        self._before = frame(Kind.FORGET, 0, b"")

    def memory_bytes(self) -> int:
        """The size of the process's address space, or 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self._process}/statm").read_text(encoding="ascii").split()[0]
        except OSError:
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def waited(self) -> float:
        """The seconds that it has waited for a core, as far as the system tells."""
        return self._waited if self._ended else queued_seconds(self._process)

    def end(self) -> int:
        """Kills the process if it still runs; returns its wait status, or 0 the second time."""
        if self._ended:
            return 0
        self._waited = self.waited()
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
        *,
        grace: float = 0.0,
        ends: float = math.inf,
    ) -> Iterator[bytes]:
        """Sends the requests while it reads the answers; `seconds` are for each of them.

        With `grace`, the worker has so much more to tell that it has stopped by itself.
        """
        outgoing = memoryview(b"".join(requests))
        frames = Frames(kind, self._number, due)
        self._number += due
        clock = Clock(self._process, seconds, min(ends, self._ends + self.waited()), grace)
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
