"""`autograder report --format`, on a class that was graded before."""

import csv
import subprocess
import sys

import msgspec
import pytest
from readers import READERS

from autograder.classroom.store import Graded, Run, Store
from autograder.intake.class_list import Listed
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
            [sys.executable, "-P", "-m", "autograder", "report", "grades", *arguments],
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
    (row,) = csv.DictReader((tmp_path / "one" / "moodle.csv").read_text().splitlines())
    assert (row["Username"], row["Grade"]) == ("ada", "3.5")


@pytest.fixture
def known(graded):
    """The same class from a learning platform, with a class list."""
    folder, report = graded
    store = Store(folder)
    run = store.run()
    run.listed = [
        Listed("alovelace", "Ada", "Lovelace", "ada@example.org", "Monday"),
        Listed("ghopper", "Grace", "Hopper", "grace@example.org", "Friday"),
        Listed("anon"),
    ]
    run.keys = {"ada": "4711"}
    run.listed[0] = msgspec.structs.replace(run.listed[0], id="4711")
    store.write_run(run)
    return folder, report


def test_canvas_gets_its_own_numbers_names_and_sections(known):
    folder, report = known
    assert report("--format", "canvas").returncode == 0
    _, *rows = csv.DictReader((folder / "canvas.csv").read_text().splitlines())
    by_name = {row["Student"]: row for row in rows}
    ada, grace = by_name["Lovelace, Ada"], by_name["Hopper, Grace"]
    assert (ada["ID"], ada["SIS Login ID"], ada["Section"]) == ("4711", "4711", "Monday")
    assert ada["Autograder"] == "3.5"
    assert (grace["ID"], grace["SIS Login ID"], grace["Autograder"]) == ("", "ghopper", "")
    assert set(by_name) == {"Lovelace, Ada", "Hopper, Grace", "anon", "'=cmd()", "../eve"}


def test_moodle_gets_its_own_numbers_and_who_handed_in_nothing(known):
    folder, report = known
    assert report("--format", "moodle").returncode == 0
    rows = csv.DictReader((folder / "moodle.csv").read_text().splitlines())
    by_name = {row["Username"]: row for row in rows}
    assert by_name["4711"]["Identifier"] == "Participant 4711"
    assert by_name["4711"]["Email address"] == "ada@example.org"
    assert by_name["ghopper"]["Grade"] == ""
    assert by_name["ghopper"]["Feedback comments"] == "not submitted"


def test_who_handed_in_nothing_is_left_out_where_one_student_is_asked_for(known):
    folder, report = known
    assert report("--format", "moodle", "--student", "ada").returncode == 0
    assert len((folder / "moodle.csv").read_text().splitlines()) == 2


def test_a_header_may_belong_to_one_of_several_formats(graded):
    folder, report = graded
    done = report("--format", "canvas", "--format", "moodle", "--header", "Grade=Points")
    assert done.returncode == 0
    assert "Points" in (folder / "moodle.csv").read_text().splitlines()[0].split(",")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "junitt"], "There is no format named 'junitt'. Did you mean: junit"),
        (["--format", "canvas", "--header", "Section"], "'Section' is not OLD=NEW"),
        (["--format", "canvas", "--header", "Sektion=X"], "no column 'Sektion'. The columns are"),
        (["--format", "junit", "--header", "A=B"], "no column 'A'. No format has a table."),
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
