"""A process that dies costs its own task another try, and none is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pool_tasks
import pytest
from pool_tasks import (
    always_die,
    die_at_first,
    die_at_first_large,
    divide,
    own_process,
    session_and_signals,
    sleep_with_mark,
)

from autograder.classroom.crew import local_crew, run_all
from autograder.classroom.pool import ATTEMPTS, Pool, ProcessDied


def processes_below():
    """The processes that this one has started and that are still there."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(child) for listed in tasks for child in listed.read_text().split()}


@contextmanager
def pool_of(processes):
    pool = Pool(processes)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def results_of(work, count, jobs):
    with pool_of(jobs) as pool:
        futures = [pool.submit(work, task) for task in range(count)]
        return [future.exception() or future.result() for future in futures]


def test_every_task_is_done_once_by_no_more_processes_than_asked_for():
    results = results_of(own_process, 20, 2)
    assert [task for task, _ in results] == list(range(20))
    assert len({process for _, process in results} - {os.getpid()}) == 2


def test_nothing_to_do_starts_nothing():
    before = processes_below()
    with Pool(2):
        assert not processes_below() - before


def test_a_process_that_is_killed_costs_its_own_task_a_retry_and_the_others_nothing(tmp_path):
    results = results_of(partial(die_at_first, tmp_path / "mark"), 30, 2)
    assert [task for task, _ in results] == list(range(30))
    assert len({process for _, process in results}) <= 3


def test_a_task_whose_process_always_dies_is_given_up_and_the_others_are_done(tmp_path):
    first, *others = results_of(partial(always_die, tmp_path / "log"), 5, 2)
    assert isinstance(first, ProcessDied)
    assert f"died, {ATTEMPTS} times" in str(first)
    assert [task for task, _ in others] == [1, 2, 3, 4]
    assert (tmp_path / "log").read_text().count("tried") == ATTEMPTS


def test_a_task_larger_than_a_pipe_holds_does_not_wait_for_a_process_that_is_gone(tmp_path):
    with pool_of(1) as pool:
        future = pool.submit(die_at_first_large, tmp_path / "mark", b"x" * (8 << 20))
        assert future.result() == 8 << 20


def test_an_exception_and_what_cannot_be_sent_are_those_of_their_own_task():
    with pool_of(1) as pool:
        assert isinstance(pool.submit(divide, 1, by=0).exception(), ZeroDivisionError)
        assert "pickle" in str(pool.submit(lambda: 1).exception())
        assert pool.submit(divide, 1, by=2).result() == 0.5


def test_the_end_of_a_pool_waits_for_its_tasks_and_takes_no_more():
    before = processes_below()
    with Pool(2) as pool:
        futures = [pool.submit(own_process, task) for task in range(4)]
    assert all(future.done() for future in futures)
    assert not processes_below() - before
    with pytest.raises(RuntimeError, match="takes no more tasks"):
        pool.submit(own_process, 1)


def test_a_pool_can_be_left_at_once_whatever_its_processes_are_busy_with(tmp_path):
    processes, threads = processes_below(), threading.active_count()
    with pool_of(1) as pool:
        busy = pool.submit(sleep_with_mark, tmp_path / "mark")
        waiting = pool.submit(own_process, 1)
        large = pool.submit(len, b"x" * (8 << 20))
        while not (tmp_path / "mark").exists():
            time.sleep(0.01)
    assert isinstance(busy.exception(), ProcessDied)
    for future in (waiting, large):
        with pytest.raises(CancelledError):
            future.result()
    assert not processes_below() - processes
    assert threading.active_count() == threads


def test_no_more_tasks_are_read_than_keep_everybody_busy():
    read = []

    def tasks():
        for task in range(10):
            read.append(task)
            yield task

    with local_crew(2) as crew:
        done = run_all(crew, own_process, tasks())
        next(done)
        assert len(read) <= 4
        rest = [task for task, _ in done]
    assert len(rest) == 9


def test_results_come_as_they_are_finished():
    with pool_of(2) as pool:
        slow, quick = pool.submit(time.sleep, 1000), pool.submit(divide, 1, by=2)
        assert next(as_completed([slow, quick])) is quick


def test_a_process_does_not_hear_the_terminal_and_no_signal_is_held_back():
    with pool_of(1) as pool:
        assert pool.submit(session_and_signals).result() == (True, set())
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_a_process_that_is_busy_ends_when_its_parent_is_killed(tmp_path):
    program = (
        "import sys\n"
        "from autograder.classroom.pool import Pool\n"
        f"sys.path.insert(0, {str(Path(pool_tasks.__file__).parent)!r})\n"
        "from pool_tasks import say_and_sleep\n"
        "if __name__ == '__main__':\n"
        "    Pool(1).submit(say_and_sleep).result()\n"
    )
    (tmp_path / "program.py").write_text(program)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "program.py"], stdout=subprocess.PIPE, text=True
    )
    child = Path("/proc", parent.stdout.readline().strip())
    assert child.exists()
    parent.kill()
    parent.communicate()  # returns when nobody has the pipe open any more, the child included
