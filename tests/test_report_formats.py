"""`autograder report --format`, on a class that was graded before."""

import csv
import subprocess
import sys

import pytest
from readers import READERS

from autograder.classroom.store import Graded, Run, Store
from autograder.records import FunctionResult, SubmissionResult
from autograder.worker.client import Limits

STUDENTS = ("ada", "=cmd()", "../eve")


def record(student):
    function = FunctionResult("softmax", "softmax_regression", "failed", 350, 700, ())
    return SubmissionResult(
        student=student, status="graded", score=350, max_score=700, stretch=0, max_stretch=0,
        functions=(function,),
    )  # fmt: skip


@pytest.fixture
def graded(tmp_path):
    """A folder as `grade` leaves it, and the command in it."""
    store = Store(tmp_path / "grades")
    for student in STUDENTS:
        store.write_result(record(student))
    run = Run(
        seed=1, students=sorted(STUDENTS), limits=Limits(), exercises=["softmax"], jobs=1,
        versions={}, submissions={student: Graded("", 0.0) for student in STUDENTS},
        missing_protections=("Landlock",),
    )  # fmt: skip
    store.write_run(run)

    def report(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "autograder", "report", "grades", *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return tmp_path / "grades", report


def test_each_format_is_written_and_what_was_written_is_said(graded):
    folder, report = graded
    done = report("--format", "junit", "--format", "canvas", "--format", "otter")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == [
        "junit: 3 files in grades/junit",
        "canvas: grades/canvas.csv",
        "otter: grades/final_grades.csv",
    ]
    files = sorted((folder / "junit").iterdir())
    assert [file.name for file in files] == ["%2E.%2Feve.xml", "%3Dcmd%28%29.xml", "ada.xml"]
    for file in files:
        READERS["junit"](file.read_text())
        assert "No sandbox: without Landlock" in file.read_text()


def test_columns_are_renamed_and_left_out(graded, tmp_path):
    _, report = graded
    done = report(
        *("--format", "canvas", "--out", "lms"),
        *("--header", "Autograder=Chapter 3 (4711)", "--header", "Section="),
    )
    assert done.returncode == 0
    header, possible, *rows = csv.reader((tmp_path / "lms" / "canvas.csv").read_text().splitlines())
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Chapter 3 (4711)"]
    assert possible == ["    Points Possible", "", "", "", "7"]
    assert {row[0] for row in rows} == {"ada", "'=cmd()", "../eve"}
    assert {row[-1] for row in rows} == {"3.5"}


def test_one_student_alone(graded, tmp_path):
    _, report = graded
    assert report("--format", "moodle", "--student", "ada", "--out", "one").returncode == 0
    _, row = csv.reader((tmp_path / "one" / "moodle.csv").read_text().splitlines())
    assert row[:2] == ["ada", "3.5"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "junitt"], "There is no format named 'junitt'. Did you mean: junit"),
        (["--format", "canvas", "--header", "Section"], "'Section' is not OLD=NEW"),
        (["--format", "otter", "--out", "grades/run.json"], "can't be written"),
        (["--format", "csv", "--out", "elsewhere"], "csv: always written to grades; leave out"),
        (["--format", "csv", "--student", "adda"], "Did you mean: ada?"),
    ],
)
def test_wrong_use_is_refused(graded, arguments, said):
    _, report = graded
    done = report(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
