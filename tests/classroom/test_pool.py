"""A process that dies costs its own task another try, and none is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from autograder.classroom.pool import ATTEMPTS, run_all


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


def session_and_signals(_task):
    return os.getsid(0) == os.getpid(), signal.pthread_sigmask(signal.SIG_BLOCK, ())


def results_of(work, count, jobs):
    return dict(run_all(work, range(count), jobs))


def test_every_task_is_done_once_by_no_more_processes_than_asked_for():
    results = list(run_all(own_process, range(20), 2))
    assert sorted(task for task, _ in results) == list(range(20))
    assert all(task == done for task, (done, _) in results)
    assert len({process for _, (_, process) in results} - {os.getpid()}) == 2


def test_nothing_to_do_starts_nothing():
    assert list(run_all(own_process, [], 2)) == []


def test_a_process_that_is_killed_costs_its_own_task_a_retry_and_the_others_nothing(tmp_path):
    results = results_of(partial(die_at_first, tmp_path / "mark"), 30, 2)
    assert {task: done for task, (done, _) in results.items()} == {n: n for n in range(30)}
    assert len({process for _, process in results.values()}) <= 3


def test_a_task_whose_process_always_dies_is_given_up_and_the_others_are_done(tmp_path):
    results = results_of(partial(always_die, tmp_path / "log"), 5, 2)
    assert [task for task, result in results.items() if result is None] == [0]
    assert sorted(results) == list(range(5))
    assert (tmp_path / "log").read_text().count("tried") == ATTEMPTS


def test_a_task_larger_than_a_pipe_holds_does_not_wait_for_a_process_that_is_gone(tmp_path):
    work = partial(die_at_first_large, tmp_path / "mark")
    ((_, size),) = run_all(work, [b"x" * (8 << 20)], 1)
    assert size == 8 << 20


def die_at_first_large(mark: Path, task):
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return len(task)


def test_no_process_outlives_a_caller_who_has_enough():
    results = run_all(own_process, range(20), 2)
    next(results)
    assert len(multiprocessing.active_children()) == 2
    results.close()
    assert multiprocessing.active_children() == []


def test_a_process_does_not_hear_the_terminal_and_no_signal_is_held_back():
    assert results_of(session_and_signals, 1, 1) == {0: (True, set())}
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def say_and_sleep(_task):
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(1000)


def test_a_process_that_is_busy_ends_when_its_parent_is_killed(tmp_path):
    program = (
        "import sys\n"
        "from autograder.classroom.pool import run_all\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_pool import say_and_sleep\n"
        "if __name__ == '__main__':\n"
        "    list(run_all(say_and_sleep, [0], 1))\n"
    )
    (tmp_path / "program.py").write_text(program)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "program.py"], stdout=subprocess.PIPE, text=True
    )
    child = Path("/proc", parent.stdout.readline().strip())
    assert child.exists()
    parent.kill()
    parent.communicate()  # returns when nobody has the pipe open any more, the child included
