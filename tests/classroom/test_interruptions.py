"""Whatever ends a run, nothing that was graded is lost, and no process is left."""

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from machines import hear_signals

from autograder.classroom.store import Run, Store
from autograder.worker.client import Limits

ROOT = Path(__file__).parents[2]
RIGHT = "def accuracy(y_hat, y): return (y_hat.argmax(axis=1) == y).float().mean().item()\n"
ONLY = ("--only", "accuracy", "--seed", "1", "--jobs", "2")
SLEEPERS = 6
STOPPED = "autograder: Stopped. What was graded is kept; run the same command again to go on."

pytestmark = [pytest.mark.xdist_group("interruptions"), pytest.mark.slow]


def make_class(folder: Path, **sources: str) -> Path:
    for student, source in sources.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "softmax_regression.py").write_text(source)
    return folder


def start(*arguments: object, before=hear_signals, **options) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "autograder", "grade", *map(str, arguments), *ONLY]
    return subprocess.Popen(
        command, text=True, start_new_session=True,
        preexec_fn=before, **options,  # noqa: PLW1509 - a signal and a terminal, no lock
    )  # fmt: skip


def wait_for(path: Path) -> None:
    while not path.exists():
        time.sleep(0.02)


def processes_of(session: int) -> set[int]:
    """A process and all that it has started, and what these have started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(stat.parent.name)] = int(fields[1])
    found = {session} & set(parents)
    while more := {process for process, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def wait_for_the_end_of(processes: set[int]) -> None:
    while any(processes_of(process) for process in processes):
        time.sleep(0.02)


@pytest.fixture(scope="module")
def sleeper(tmp_path_factory) -> Path:
    """One submission that is graded at once, and several that take half an eternity each."""
    folder = tmp_path_factory.mktemp("sleeper") / "class"
    sleepers = {f"sleeps-{i}": "import time; time.sleep(1000)" for i in range(SLEEPERS)}
    return make_class(folder, right=RIGHT, **sleepers)


def assert_stopped_midway(out: Path) -> None:
    graded = set(Store(out).read_run().submissions)
    assert "right" in graded
    assert len(graded) < 1 + SLEEPERS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_and_says_how_to_go_on(sleeper, tmp_path, number):
    process = start(sleeper, "--out", tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(tmp_path / "results" / "right.json")
    started = processes_of(process.pid)
    assert len(started) >= 5  # this one, two that grade, their zygotes
    os.killpg(process.pid, number)
    output, errors = process.communicate()
    assert (process.returncode, output, errors.strip()) == (128 + number, "", STOPPED)
    wait_for_the_end_of(started)
    assert_stopped_midway(tmp_path)


def test_a_terminal_that_is_closed_ends_a_run(sleeper, tmp_path):
    def at_a_terminal() -> None:
        hear_signals()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    ours, theirs = pty.openpty()
    process = start(
        sleeper, "--out", tmp_path, before=at_a_terminal,
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    wait_for(tmp_path / "results" / "right.json")
    started = processes_of(process.pid)
    os.close(ours)
    assert process.wait() == 128 + signal.SIGHUP
    wait_for_the_end_of(started)
    assert_stopped_midway(tmp_path)


def test_a_second_run_into_the_same_folder_is_refused(sleeper, tmp_path):
    with Store(tmp_path).alone():
        process = start(sleeper, "--out", tmp_path, stderr=subprocess.PIPE)
        _, errors = process.communicate()
    assert process.returncode == 2
    assert "Another run is grading into" in errors
    assert list(tmp_path.rglob("*.*")) == []


def test_a_report_during_a_run_leaves_the_table_to_the_run(sleeper, tmp_path):
    store = Store(tmp_path)
    store.write_run(
        Run(seed=1, students=[], limits=Limits(), exercises=["accuracy"], jobs=1, versions={})
    )
    report = [sys.executable, "-P", "-m", "autograder", "report", tmp_path]
    with store.alone():
        subprocess.run(report, check=True, capture_output=True)
        assert not (tmp_path / "grades.csv").exists()
    subprocess.run(report, check=True, capture_output=True)
    assert (tmp_path / "grades.csv").exists()


CAN_MOUNT = not subprocess.run(
    ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
).returncode
FULL_DISK = """
mkdir out
{shrink}
{limit} "$@" 2>message || echo $? >status
cp -r out first
{grow}
"$@"
cp -r out second
"""


def test_a_disk_that_is_full_costs_nothing_that_was_graded(tmp_path):
    """On a tiny disk where one can be mounted, elsewhere with a limit on the size of files."""
    wrong = RIGHT.replace("axis=1", "axis=0")
    submissions = make_class(tmp_path / "class", right=RIGHT, wrong=wrong)
    start(submissions, "--out", tmp_path / "undisturbed").wait()
    script = FULL_DISK.format(
        shrink="mount -t tmpfs -o size=16k none out" if CAN_MOUNT else "",
        limit="" if CAN_MOUNT else """sh -c 'ulimit -f 8; exec "$@"' sh""",
        grow="mount -o remount,size=10m out" if CAN_MOUNT else "",
    )
    shell = ["unshare", "--mount", "sh", "-ec"] if CAN_MOUNT else ["sh", "-ec"]
    grade = [sys.executable, "-P", "-m", "autograder", "grade", submissions, "--out", "out", *ONLY]
    subprocess.run(
        [*shell, script, "sh", *grade], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL
    )
    whole = files_in(tmp_path / "undisturbed")
    first = files_in(tmp_path / "first")
    assert (tmp_path / "status").read_text() == "2\n"
    (message,) = (tmp_path / "message").read_text().splitlines()
    reason = "No space left on device" if CAN_MOUNT else "File too large"
    assert f"can't be written: {reason}. All that was graded before is kept" in message
    records = {name for name in first if name.startswith("results/")}
    assert len(records) == 1
    assert all(first[name] == whole[name] for name in records)
    assert set(first) == {"run.json", "journal.jsonl", *records}
    assert files_in(tmp_path / "second") == whole


def files_in(out: Path) -> dict[str, bytes]:
    """All files of a graded class; the time that things took is left out."""
    found = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    run = json.loads(found["run.json"])
    for graded in run["submissions"].values():
        del graded["seconds"]
    return found | {"run.json": json.dumps(run).encode()}


def test_processes_that_are_killed_change_nothing():
    """One of each kind, at random moments; `benchmarks/kills.py` goes on like that."""
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "kills.py", *KILLS],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


KILLS = ("--kills", "4", "--per-run", "4", "--only", "accuracy")
