"""The sample class: what becomes of it, on any number of processes, in any order."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from machines import ORDINARY

from autograder.catalogue import EXERCISES
from autograder.classroom.crew import local_crew, run_all
from autograder.classroom.grade import Plan, Unread, grade_class
from autograder.classroom.pool import ATTEMPTS
from autograder.classroom.store import Store
from autograder.classroom.task import Settings, grade_one
from autograder.intake.submission import read_submission
from autograder.records import decode_result
from autograder.worker.client import Limits

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "examples" / "class"
GOLDEN = Path(__file__).parents[1] / "golden" / "class.json"
SEED = 1
COMMAND = [sys.executable, "-P", "-m", "autograder", "grade", "examples/class", "--seed", str(SEED)]


def grade(out: Path, jobs: int) -> None:
    subprocess.run(
        [*COMMAND, "--out", str(out), "--jobs", str(jobs)],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip


def written(out: Path) -> dict[str, bytes]:
    """Everything that has to be the same on every run."""
    folders = (out / "results", out / "feedback")
    files = [*(file for folder in folders for file in folder.iterdir()), out / "grades.csv"]
    files += [out / f"report.{kind}" for kind in ("html", "md", "json")]
    return {file.name: file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def graded(graded_class) -> Path:
    return graded_class[0]


pytestmark = pytest.mark.xdist_group("class")


@pytest.mark.slow
def test_one_process_and_two_write_the_same_bytes(graded, tmp_path):
    grade(tmp_path, jobs=2)
    assert written(tmp_path) == written(graded)


def test_the_sample_class_comes_out_as_recorded(graded):
    """After a deliberate change: AUTOGRADER_UPDATE_GOLDEN=1 pytest tests/classroom, and a diff."""
    summary = {
        student: {
            "status": result.status,
            "score": result.score,
            "functions": {f.name: [f.status, f.score] for f in result.functions},
        }
        for student in sorted(p.name for p in CLASS.iterdir())
        for result in [decode_result((graded / "results" / f"{student}.json").read_bytes())]
    }
    if os.environ.get("AUTOGRADER_UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(summary, indent=1) + "\n")
    assert summary == json.loads(GOLDEN.read_text())


def test_every_right_style_of_the_sample_class_has_full_marks(graded):
    rights = [p.name for p in CLASS.iterdir() if p.name.startswith("all-right-")]
    assert len(rights) >= 6
    for student in rights:
        result = decode_result((graded / "results" / f"{student}.json").read_bytes())
        assert (student, result.score) == (student, result.max_score)


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_where_it_stopped(graded, tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "--out", str(tmp_path), "--jobs", "1"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while len(known := graded_so_far(tmp_path)) < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "results").glob("*.json")}
    assert 3 <= len(kept) < len(list(CLASS.iterdir()))
    grade(tmp_path, jobs=1)
    assert written(tmp_path) == written(graded)
    for name, changed in kept.items():
        if name.removesuffix(".json") in known:
            assert (tmp_path / "results" / name).stat().st_mtime_ns == changed


def graded_so_far(out: Path) -> set[str]:
    run = Store(out).read_run()
    return set(run.submissions) if run else set()


@pytest.mark.slow
def test_records_do_not_depend_on_who_was_graded_before(tmp_path):
    settings = Settings(tuple(e.name for e in EXERCISES), SEED, Limits())
    students = ["wrong-axis", "ada", "half-finished"]
    submissions = [read_submission(CLASS / s, s) for s in students]
    assert graded_in_order(submissions, settings) == graded_in_order(submissions[::-1], settings)


def graded_in_order(submissions, settings):
    with local_crew(1) as crew:
        done = run_all(crew, partial(grade_one, settings=settings), submissions)
        return {submission.student: future.result().result for submission, future in done}


@pytest.mark.slow
def test_a_process_that_dies_costs_some_retries_and_then_that_submission_only(
    tmp_path, monkeypatch
):
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "softmax_regression.py").write_text("pass")
    monkeypatch.setattr("autograder.classroom.grade.do", die)
    store = Store(tmp_path / "out")
    with local_crew(1) as crew:
        grade_class({"ada": folder}, store, Plan(("accuracy",)), crew)
    (result,) = store.results()
    assert result.status == "grader_error"
    assert f"died, {ATTEMPTS} times" in result.functions[0].message
    assert json.loads((tmp_path / "out" / "run.json").read_text())["submissions"] == {}


UNREADABLE = """
import os, pathlib, tempfile
from autograder.cli import main
home = tempfile.TemporaryDirectory()
folder = pathlib.Path(os.environ.setdefault("HOME", home.name))
for student in ("ada", "bob", "eve"):
    (folder / "class" / student).mkdir(parents=True)
    (folder / "class" / student / "softmax_regression.py").write_text("x = 1")
(folder / "class" / "bob").chmod(0)
(folder / "class" / "eve").chmod(0o444)
try:
    main(["grade", f"{folder}/class", "--out", f"{folder}/out", "--only", "accuracy"])
except SystemExit as ended:
    print(ended.code)
for student in ("ada", "bob", "eve"):
    print(*(folder / "out" / "results" / f"{student}.json").read_text().splitlines(), sep="")
try:
    main(["check", f"{folder}/class/eve"])
except SystemExit as ended:
    print(ended.code)
"""


@pytest.mark.slow
def test_a_folder_that_cannot_be_read_is_the_problem_of_its_student_alone(run_readable):
    user = ORDINARY if os.geteuid() == 0 else {}
    done = run_readable("-c", UNREADABLE, **user)
    lines = done.stdout.splitlines()
    code = lines.index("0")
    *records, last = lines[code + 1 :]
    ada, bob, eve = map(str.encode, records)
    assert last == "2"
    assert decode_result(ada).status == "graded"
    for record in map(decode_result, (bob, eve)):
        assert (record.status, record.functions[0].status) == ("unreadable", "missing")
        assert record.notes == ("the folder can't be read: Permission denied",)
    assert "class/eve can't be read: you have no right to" in done.stderr


def die(_task: Unread, settings: Settings) -> None:
    os._exit(9)
