"""What is said of a course, on the command line or in its file, reaches the records."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.catalogue import EXERCISES
from autograder.classroom.store import Run, Store
from autograder.classroom.task import with_points
from autograder.classroom.writers import GradesFile
from autograder.corpus import PUBLIC_SEED
from autograder.grading import points_by_property
from autograder.intake.class_list import Listed
from autograder.records import FunctionResult, SubmissionResult, decode_result
from autograder.worker.client import Limits

EXERCISE = {exercise.name: exercise for exercise in EXERCISES}
pytestmark = pytest.mark.xdist_group("options")
RIGHT = "def accuracy(y_hat, y): return (y_hat.argmax(axis=1) == y).float().mean().item()\n"
WRONG = RIGHT.replace("axis=1", "axis=0")
COURSE = """
exercises = ["accuracy"]
names = "moodle"
roster = "students.csv"
language = "zh"
seed = "public"

[points]
accuracy = 2.5

[limits]
submission_seconds = 90
"""
LIST = """\ufeffID;Last Name;First Name;Email;Section
12;Lovelace;Ada;ada@uni.edu;A
34;=Hopper;Grace;grace@uni.edu;B
56;Noether;Emmy;emmy@uni.edu;B
"""


def grade(*arguments: object, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "grade", *map(str, arguments), "--jobs", "1"],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip


def make_class(folder: Path) -> None:
    """Three students as a learning platform gives them out, one of whom is on no list."""
    folder.mkdir()
    for start, source in (
        ("Lovelace Ada_12", RIGHT), ("Hopper Grace_34", WRONG), ("Guest_99", WRONG),
    ):  # fmt: skip
        name = f"{start}_assignsubmission_file_softmax_regression.py"
        (folder / name).write_text(source)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class that is graded with nothing but its course file beside it."""
    here = tmp_path_factory.mktemp("course")
    make_class(here / "class")
    (here / "course.toml").write_text(COURSE)
    (here / "students.csv").write_text(LIST)
    return here, grade("class", "--out", "out", cwd=here)


def test_a_course_file_beside_the_submissions_is_all_that_it_takes(graded):
    here, done = graded
    run = json.loads((here / "out" / "run.json").read_bytes())

    assert done.returncode == 0, done.stderr
    assert (run["exercises"], run["seed"], run["language"]) == (["accuracy"], PUBLIC_SEED, "zh")
    assert run["limits"]["submission_seconds"] == 90
    assert run["points"] == {"accuracy": 250}


def test_points_of_the_course_are_those_of_the_records(graded):
    here, _ = graded
    right = decode_result((here / "out" / "results" / "Lovelace Ada.json").read_bytes())
    wrong = decode_result((here / "out" / "results" / "Hopper Grace.json").read_bytes())

    assert (right.score, right.max_score) == (250, 250)
    (function,) = wrong.functions
    assert sum(prop.max_points for prop in function.properties) == 250
    assert 0 <= wrong.score < 250


def test_the_table_has_the_names_of_the_list_and_those_who_are_missing(graded):
    here, done = graded
    header, *rows = csv.reader((here / "out" / "grades.csv").read_text().splitlines())

    assert header == [
        *("student", "id", "first_name", "last_name", "email", "section"),
        *("total", "percent", "status", "accuracy"),
    ]  # fmt: skip
    assert [row[:6] for row in rows] == [
        ["56", "56", "Emmy", "Noether", "emmy@uni.edu", "B"],
        ["Guest", "", "", "", "", ""],
        ["Hopper Grace", "34", "Grace", "'=Hopper", "grace@uni.edu", "B"],
        ["Lovelace Ada", "12", "Ada", "Lovelace", "ada@uni.edu", "A"],
    ]
    assert rows[0][6:] == ["", "", "not_submitted", ""]
    assert rows[3][6:] == ["2.5", "100.0", "graded", "2.5"]
    assert "1 student of the class list handed in nothing: Emmy Noether (56)" in done.stderr
    assert "1 submission of nobody on the class list: Guest" in done.stderr


def test_a_report_writes_the_same_table_again(graded):
    here, _ = graded
    table = here / "out" / "grades.csv"
    before = table.read_bytes()
    table.unlink()
    subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "report", here / "out"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert table.read_bytes() == before


@pytest.mark.slow
def test_options_go_before_the_course_file(graded, tmp_path):
    here, _ = graded
    done = grade(
        here / "class", "--out", "out", "--lang", "en", "--seed", "5", "--limit-seconds", "30",
        cwd=tmp_path,
    )  # fmt: skip
    run = json.loads((tmp_path / "out" / "run.json").read_bytes())

    assert done.returncode == 0, done.stderr
    assert (run["language"], run["seed"], run["limits"]["submission_seconds"]) == ("en", 5, 30)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--lang", "de"], "There is no language 'de'; expected en or zh."),
        (["--names", "("], "'(' is no pattern of names"),
        (["--roster", "none.csv"], "The class list none.csv can't be read"),
        (["--course", "none.toml"], "The course file none.toml can't be read"),
        (["--assignment", "ps1"], "holds no submissions of 'ps1'"),
    ],
)
def test_what_cannot_be_is_wrong_use_and_writes_nothing(tmp_path, options, said):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "softmax_regression.py").write_text(RIGHT)
    done = grade("class", "--out", "out", *options, cwd=tmp_path)

    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "out").exists()


# Points


@pytest.mark.parametrize("points", [1, 99, 250, 700, 1234, 10_000])
def test_other_points_are_shared_out_exactly(points):
    (exercise,) = with_points([EXERCISE["softmax"]], {"softmax": points})
    shares = points_by_property(exercise)

    assert exercise.points == sum(shares.values()) == points
    assert list(shares) == [prop.id for prop in EXERCISE["softmax"].properties]


def test_exercises_without_points_of_the_course_keep_their_own():
    assert with_points([EXERCISE["sgd"]], {"softmax": 1}) == [EXERCISE["sgd"]]


# The table


def test_without_a_list_the_table_has_no_columns_for_it(tmp_path):
    function = FunctionResult("sgd", "linear_regression", "passed", 300, 300, ())
    ada = SubmissionResult(
        student="ada", status="graded", score=300, max_score=300, stretch=0, max_stretch=0,
        functions=(function,),
    )  # fmt: skip
    run = Run(seed=1, students=["ada"], limits=Limits(), exercises=["sgd"], jobs=1, versions={})
    for listed, said in (
        ([], "student,total,percent,status,sgd\nada,3,100.0,graded,3\n"),
        (
            [Listed("ada", email="a@b.c")],
            (
                "student,id,first_name,last_name,email,section,total,percent,status,sgd\n"
                "ada,ada,,,a@b.c,,3,100.0,graded,3\n"
            ),
        ),
    ):
        run.listed = listed
        writer = GradesFile(Store(tmp_path), run)
        writer.add(ada, new=True)
        writer.end()
        assert (tmp_path / "grades.csv").read_text() == said
        assert (writer.missing, writer.unknown) == ([], [])
