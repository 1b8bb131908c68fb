"""Processes that do one task each at a time.

Unlike those of `concurrent.futures`, each has a pipe to itself. One that is killed costs its
own task another try and the others nothing; it can't leave a lock or a semaphore behind, and no
thread of ours waits for it.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

ATTEMPTS = 3
"""A task whose process died so often is given up."""
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a run from outside: Ctrl-C, a request, the end of the terminal."""
CONTEXT = multiprocessing.get_context("spawn")
"""Fresh processes, which inherit no threads and no locks of this one."""

Task = TypeVar("Task")
Result = TypeVar("Result")


def run_all(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int
) -> Iterator[tuple[Task, Result | None]]:
    """Does all tasks in so many processes.

    Args:
        work: does a task, in another process; must not raise.
        tasks: what to do.
        jobs: how many processes.

    Yields:
        Each task with its result as it is finished; None if its process died `ATTEMPTS` times.
    """
    waiting = deque((task, 1) for task in tasks)
    slots = [Slot(work) for _ in range(min(jobs, len(waiting)))]
    idle = list(slots)
    busy: dict[Connection, tuple[Slot[Task, Result], Task, int]] = {}
    finished: list[tuple[Task, Result | None]] = []
    try:
        while waiting or busy or finished:
            while waiting and idle:
                slot, (task, attempt) = idle.pop(), waiting.popleft()
                busy[slot.give(task)] = slot, task, attempt
            yield from finished  # while these are written down, the processes go on
            finished = []
            for ready in connection.wait(busy) if busy else ():
                slot, task, attempt = busy.pop(cast("Connection", ready))
                idle.append(slot)
                result = slot.take()
                if result is None and attempt < ATTEMPTS:
                    waiting.append((task, attempt + 1))
                else:
                    finished.append((task, result))
    finally:
        for slot in slots:
            slot.end()


class Slot(Generic[Task, Result]):
    """Room for one process, which is started for the first task and anew after it has died."""

    def __init__(self, work: Callable[[Task], Result]) -> None:
        self._work = work
        self._process: SpawnProcess | None = None
        self._connection: Connection

    def give(self, task: Task) -> Connection:
        """Hands over a task; returns what can be read from when it is done."""
        if self._process is None:
            self._start()
        with contextlib.suppress(OSError):  # if it has died, `take` tells
            self._connection.send(task)
        return self._connection

    def take(self) -> Result | None:
        """The result, or None if the process has died."""
        try:
            result: Result = self._connection.recv()
        except (EOFError, OSError):
            self.end()
            return None
        return result

    def end(self) -> None:
        if self._process is not None:
            self._connection.close()
            if self._process.pid is not None:
                self._process.kill()
                self._process.join()
            self._process = None

    def _start(self) -> None:
        self._connection, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=serve, args=(theirs, self._work), daemon=True)
        resource_tracker.ensure_running()  # its start would let the signals through
        with signals_held(), theirs:
            self._process.start()


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Lets the signals that stop a run wait; a process that is started meanwhile inherits that."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(tasks: Connection, work: Callable[[Task], Result]) -> None:
    """Runs in the process: does tasks until the parent hangs up."""
    os.setsid()  # Ctrl-C is for the parent, which then ends this process
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    threading.Thread(target=end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError):
        while True:
            tasks.send(work(tasks.recv()))


def end_with_parent() -> None:
    """Ends this process when its parent has ended, though it may be busy with a task."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
