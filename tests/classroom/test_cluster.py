"""A cluster of Dask grades as this machine does, and a worker that is lost costs nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from machines import hear_signals
from shadows import SCRIPT, write_shadows

from autograder.classroom.cluster import ClusterError, differences, facts, there, workers_of

pytest.importorskip("distributed", reason="the extra `dask` is not installed")
pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.slow]

RIGHT = "def accuracy(y_hat, y): return (y_hat.argmax(axis=1) == y).float().mean().item()\n"
SUBMISSIONS = 10
SLOW = "import time\ntime.sleep(1)\n"
"""Kept busy for a moment, so that a worker can be killed in the middle of it."""
GRADE = [
    *(sys.executable, "-P", "-m", "autograder", "grade", "class"),
    *("--only", "accuracy", "--seed", "1", "--jobs", "1"),
]
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def start(*arguments: str, **options) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments], **{**QUIET, **options})


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """HOST:PORT of a real scheduler, which nobody but this machine can reach."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    process = start(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(file),
    )  # fmt: skip
    while not file.exists() or not file.read_text():
        assert process.poll() is None
        time.sleep(0.05)
    yield json.loads(file.read_text())["address"].removeprefix("tcp://")
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def workers(scheduler, tmp_path_factory):
    """Two processes that work for it."""
    here = tmp_path_factory.mktemp("workers")
    started = [start_worker(scheduler, here, str(number)) for number in range(2)]
    yield started
    for process in started:
        process.terminate()
        process.wait()


def start_worker(
    scheduler: str, here: Path, name: str, nanny: str = "--no-nanny", **options
) -> subprocess.Popen:
    return start(
        "worker", f"tcp://{scheduler}", "--host", "127.0.0.1", "--nthreads", "1", nanny,
        "--no-dashboard", "--name", name, "--local-directory", str(here), **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def classroom(tmp_path_factory) -> Path:
    here = tmp_path_factory.mktemp("classroom")
    for number in range(SUBMISSIONS):
        wrong = "axis=0" if number % 2 else "axis=1"
        folder = here / "class" / f"student-{number}"
        folder.mkdir(parents=True)
        source = SLOW + RIGHT.replace("axis=1", wrong)
        (folder / "softmax_regression.py").write_text(source)
    return here


def written(out: Path) -> dict[str, bytes]:
    files = [*(out / "results").iterdir(), out / "grades.csv"]
    return {file.name: file.read_bytes() for file in files}


def test_a_cluster_that_loses_a_worker_in_the_middle_gives_the_same_bytes(
    scheduler, workers, classroom, tmp_path
):
    subprocess.run([*GRADE, "--out", tmp_path / "local"], cwd=classroom, check=True, **QUIET)
    out = tmp_path / "cluster"
    grading = subprocess.Popen(
        [*GRADE, "--out", out, "--executor", f"dask://{scheduler}"],
        cwd=classroom, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while len(list(out.glob("results/*.json"))) < 3:
        assert grading.poll() is None
        time.sleep(0.02)
    zygotes = [zygotes_of(worker.pid) for worker in workers]
    assert [len(found) for found in zygotes] == [1, 1]  # warm, and one for each process
    workers[0].kill()
    workers[0].wait()
    assert len(list(out.glob("results/*.json"))) < SUBMISSIONS
    _, said = grading.communicate()
    assert (grading.returncode, said) == (0, "")
    assert written(out) == written(tmp_path / "local")
    assert not Path("/proc", str(zygotes[0][0])).exists()  # it ended with its worker
    assert zygotes_of(workers[1].pid) == zygotes[1]  # and the other one was never replaced


def zygotes_of(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(child) for listed in tasks for child in listed.read_text().split()]
    commands = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return [child for child, command in commands.items() if b"zygote.py" in command]


def test_a_run_on_a_cluster_can_be_stopped_and_goes_on_here(
    scheduler, workers, classroom, tmp_path
):
    grading = subprocess.Popen(
        [*GRADE, "--out", tmp_path, "--executor", f"dask://{scheduler}"],
        cwd=classroom, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=hear_signals,  # noqa: PLW1509 - it takes no lock
    )  # fmt: skip
    while not list(tmp_path.glob("results/*.json")):
        assert grading.poll() is None
        time.sleep(0.02)
    grading.send_signal(signal.SIGINT)
    _, said = grading.communicate()
    assert grading.returncode == 128 + signal.SIGINT
    assert "Stopped. What was graded is kept" in said
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("results/*.json")}
    assert len(kept) < SUBMISSIONS
    subprocess.run([*GRADE, "--out", tmp_path], cwd=classroom, check=True, **QUIET)
    records = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("results/*.json")}
    assert len(records) == SUBMISSIONS
    assert sum(records[name] == kept[name] for name in kept) >= len(kept) - 1


def test_a_worker_with_another_version_is_refused_by_name(scheduler, workers, classroom, tmp_path):
    """One that says that its numpy is another one joins the two that are right."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.metadata as metadata\n"
        "real = metadata.version\n"
        "metadata.version = lambda name: '1.0' if name == 'numpy' else real(name)\n"
    )
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    other = start_worker(scheduler, tmp_path, "other", env=os.environ | {"PYTHONPATH": path})
    try:
        wait_for_workers(scheduler, name="other")
        done = subprocess.run(
            [*GRADE, "--out", tmp_path / "out", "--executor", f"dask://{scheduler}"],
            cwd=classroom, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        other.terminate()
        other.wait()
    assert done.returncode == 2
    assert "would not grade as this machine does: it has another numpy (1.0, here" in done.stderr
    assert not (tmp_path / "out").exists()


def test_started_as_is_told_a_worker_may_be_in_any_folder(scheduler, classroom, tmp_path):
    here, log = tmp_path / "here", tmp_path / "log"
    write_shadows(here, log, "package")
    safe = os.environ | {"PYTHONSAFEPATH": "1"}
    worker = start_worker(scheduler, tmp_path, "anywhere", "--nanny", cwd=here, env=safe)
    try:
        wait_for_workers(scheduler, name="anywhere")
        done = subprocess.run(
            [*SCRIPT, *GRADE[GRADE.index("grade") :], "--executor", f"dask://{scheduler}"],
            cwd=shutil.copytree(classroom, here, dirs_exist_ok=True),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        worker.terminate()
        worker.wait()
    assert not log.exists(), log.read_text()
    assert done.returncode == 0, done.stderr


def wait_for_workers(scheduler: str, name: str) -> None:
    from distributed import Client

    with Client(f"tcp://{scheduler}", set_as_default=False) as client:
        while name not in [worker["name"] for worker in workers_of(client).values()]:
            time.sleep(0.1)


def test_a_worker_that_joins_later_looks_for_itself():
    expected = facts(("accuracy",))
    with pytest.raises(ClusterError, match=r"has another torch \(.*, here 0\.1\)"):
        there(expected | {"torch": "0.1"}, abs, (-1,), {})
    assert there(expected, abs, (-1,), {}) == 1


def test_what_differs_is_named_with_both_versions():
    assert differences({"torch": "2", "numpy": "2"}, {"torch": "2"}) == ["numpy (none, here 2)"]


@pytest.mark.parametrize(
    ("executor", "said"),
    [
        ("dask://127.0.0.1:1", "There is no scheduler of Dask at 127.0.0.1:1"),
        ("dask://", "There is no executor 'dask://'; expected local or dask://HOST:PORT."),
        ("slurm", "There is no executor 'slurm'; expected local or dask://HOST:PORT."),
    ],
)
def test_who_cannot_grade_is_wrong_use(classroom, tmp_path, executor, said, monkeypatch):
    done = subprocess.run(
        [*GRADE, "--out", tmp_path / "out", "--executor", executor],
        cwd=classroom, capture_output=True, text=True, check=False,
        env=os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"},
    )  # fmt: skip
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "out").exists()
