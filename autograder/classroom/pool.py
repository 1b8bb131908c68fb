"""Processes that do one task each at a time, as an executor of `concurrent.futures`.

Unlike those of its `ProcessPoolExecutor`, each has a pipe and a thread of ours to itself. One
that is killed costs its own task another try and the others nothing; it can't leave a lock or a
semaphore behind. And the pool can be left at once, whatever its processes are busy with.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from autograder import import_path
from autograder.errors import GraderFault
from autograder.machine import starting

ATTEMPTS = 3
"""A task whose process died so often is given up."""
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a run from outside: Ctrl-C, a request, the end of the terminal."""
HOME = str(Path(__file__).parents[2])
"""Where this package lies."""
PROGRAM = """
import sys
descriptor, home, *path = sys.argv[1:]
sys.path[:] = [home]
import autograder  # this one, wherever else there may be another
sys.path[:] = path
from autograder.classroom.pool import serve
serve(int(descriptor))
"""
"""A fresh process, which inherits no threads and no locks of this one, and its import path."""

P = ParamSpec("P")
T = TypeVar("T")


class ProcessDied(GraderFault):
    """The process that did a task died, `ATTEMPTS` times."""

    def __init__(self) -> None:
        super().__init__(f"The process that graded it died, {ATTEMPTS} times.")


@dataclass(frozen=True)
class Task:
    """A call that somebody waits for."""

    future: "Future[Any]"
    call: Callable[[], Any]


@dataclass(frozen=True)
class Call:
    """A function with its arguments, all of which can be pickled."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]

    def __call__(self) -> Any:
        return self.function(*self.arguments, **self.keywords)


class Pool(Executor):
    """An executor with so many processes, each started for the first task that it gets."""

    def __init__(self, processes: int) -> None:
        self._slots = [Slot() for _ in range(processes)]
        self._threads: list[threading.Thread] = []
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Has a process do a task; its future raises `ProcessDied` if that kills all who try."""
        if self._closed:
            raise RuntimeError("the pool takes no more tasks")
        future: Future[T] = Future()
        self._tasks.put(Task(future, Call(fn, args, kwargs)))
        if len(self._threads) < len(self._slots):
            self._start_thread(self._slots[len(self._threads)])
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002
        """Ends the pool: with all its tasks done, or at once.

        Args:
            wait: for the end of all processes.
            cancel_futures: kill them, whatever they do, and cancel what is not begun.
        """
        self._closed = True
        if cancel_futures:
            self._cancel_waiting()
            for slot in self._slots:
                slot.close()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _cancel_waiting(self) -> None:
        while not self._tasks.empty():
            if task := self._tasks.get():
                task.future.cancel()

    def _start_thread(self, slot: "Slot") -> None:
        thread = threading.Thread(target=self._serve, args=(slot,), daemon=True)
        self._threads.append(thread)
        with signals_held():  # they are for the main thread; threads and processes inherit that
            thread.start()

    def _serve(self, slot: "Slot") -> None:
        """Runs in a thread: has the slot do tasks until there are no more."""
        while task := self._tasks.get():
            if task.future.set_running_or_notify_cancel():
                slot.do(task)
        slot.close()


class Slot:
    """Room for one process, which is started for the first task and anew after it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection
        self._closed = False
        self._starting = threading.Lock()

    def do(self, task: Task) -> None:
        """Does a task, with another process if this one dies."""
        for _ in range(ATTEMPTS):
            try:
                succeeded, value = self._ask(task.call)
            except (EOFError, OSError):
                self._end()
                continue
            except Exception as error:  # noqa: BLE001 - such as what can't be pickled
                succeeded, value = False, error
            if succeeded:
                task.future.set_result(value)
            else:
                task.future.set_exception(value)
            return
        task.future.set_exception(ProcessDied())

    def close(self) -> None:
        """Kills the process; no other one is started."""
        with self._starting:
            self._closed = True
            self._kill()

    def _ask(self, call: Callable[[], Any]) -> tuple[bool, Any]:
        self._start()
        with contextlib.suppress(OSError):  # if it has died, the end of the pipe tells
            self._connection.send(call)
        answer: tuple[bool, Any] = self._connection.recv()
        return answer

    def _start(self) -> None:
        with self._starting:
            if self._closed:
                raise EOFError
            if self._process is None:
                with starting(), contextlib.ExitStack() as opened:
                    self._connection, theirs = Pipe()
                    opened.callback(self._connection.close)
                    with theirs:
                        self._process = start_process(theirs.fileno())
                    opened.pop_all()

    def _end(self) -> None:
        with self._starting:
            if self._process is not None:
                self._kill()
                self._connection.close()
                self._process = None

    def _kill(self) -> None:
        if self._process is not None:
            with self._process as process:  # waits for its end
                process.kill()


def start_process(descriptor: int) -> "subprocess.Popen[bytes]":
    """Starts a process that serves a descriptor, and imports nothing from the current folder."""
    flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # noqa: SLF001
    where = [str(descriptor), HOME, *import_path.safe(sys.path)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own program
        [sys.executable, *flags, "-P", "-c", PROGRAM, *where],
        stdin=subprocess.PIPE,  # whose end tells it that this process has ended
        env=import_path.safe_environment(),
        pass_fds=[descriptor],
        start_new_session=True,  # Ctrl-C is for this process, which then ends that one
    )


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Lets the signals that stop a run wait; what is started meanwhile inherits that."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(descriptor: int) -> None:
    """Runs in the process: does tasks until the parent hangs up."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    begun, reason = outcome(threading.Thread(target=end_with_parent, daemon=True).start)
    tasks = Connection(descriptor)
    with contextlib.suppress(EOFError):
        while True:
            call = tasks.recv()
            tasks.send(outcome(call) if begun else (False, reason))


def outcome(call: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether a call succeeds, with its result or its exception."""
    try:
        return True, call()
    except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for the result
        return False, error


def end_with_parent() -> None:
    """Ends this process when its parent has ended, though it may be busy with a task."""
    os.read(0, 1)
    os._exit(1)
