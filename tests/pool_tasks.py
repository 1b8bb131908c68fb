"""Work for the processes of a pool, which import it by its name."""

import os
import signal
import time
from pathlib import Path


def own_process(task):
    return task, os.getpid()


def die_at_first(mark: Path, task):
    """One task kills its process the first time that it is tried."""
    if task == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return own_process(task)


def always_die(log: Path, task):
    if task == 0:
        with log.open("a") as file:
            file.write("tried\n")
        os._exit(0)
    return own_process(task)


def session_and_signals():
    return os.getsid(0) == os.getpid(), signal.pthread_sigmask(signal.SIG_BLOCK, ())


def die_at_first_large(mark: Path, task):
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return len(task)


def divide(number, *, by):
    return number / by


def sleep_with_mark(mark: Path):
    mark.touch()
    time.sleep(1000)


def say_and_sleep():
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(1000)
