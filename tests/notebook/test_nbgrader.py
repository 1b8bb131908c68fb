"""nbgrader's whole cycle on submissions of the sample class, with nbgrader itself."""

import ast
import csv
import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import nbformat
import pytest
from jupyter import PREFIX, browser, server
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from tools import require

from autograder.classroom.store import Store
from autograder.cli import main
from autograder.corpus import PUBLIC_SEED
from autograder.notebook.grades import FAULT_TYPE, NO_GRADE
from autograder.notebook.saving import has_fault
from autograder.reports.gradebook import opened, url_of

ROOT = Path(__file__).parents[2]
MODULE = "linear_regression_concise"
FUNCTIONS = ["make_loader", "make_optimizer", "decay_learning_rate", "train_step"]
STUDENTS = ["ada", "half-finished"]
SABOTEUR = "grader-fails"
BREAK = """
import autograder.grading
def fail(*_): raise OSError("the disk is gone")
autograder.grading.Grader.grade = fail
"""
SECONDS = 120
pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]


def as_notebook(release, source):
    """The released notebook with the functions of a student's module written into it."""
    notebook = nbformat.read(release, 4)
    functions = {n.name: n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
    for cell in notebook.cells:
        found = re.search(r"^def (\w+)\(", cell.source, re.MULTILINE)
        if cell.cell_type == "code" and found:
            cell.source = ast.get_source_segment(source, functions[found[1]])
    return notebook


class Course:
    """A course folder, and nbgrader's commands in it."""

    def __init__(self, folder, cache):
        self.folder = folder
        beside = str(Path(sys.executable).parent)
        self.environment = os.environ | {
            "PATH": os.pathsep.join([beside, os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "AUTOGRADER_CACHE": str(cache),
            "JUPYTER_PATH": str(PREFIX / "share" / "jupyter"),
            "IPYTHONDIR": str(folder / ".ipython"),
            "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
            "JUPYTER_RUNTIME_DIR": str(folder / ".runtime"),
        }

    def run(self, module, *arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], cwd=self.folder, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout
        return done.stdout

    def hand_in(self, student, notebook):
        folder = self.folder / "submitted" / student / "chapter3"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{MODULE}.ipynb")

    def scores(self, database="gradebook.db"):
        """Every grade, by student and function."""
        with opened(url_of(str(self.folder / database))) as book:
            return {
                (submission.student.id, grade.name): (
                    grade.auto_score, grade.manual_score, grade.needs_manual_grade,
                )
                for submission in book.assignment_submissions("chapter3")
                for notebook in submission.notebooks
                for grade in notebook.grades
            }  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory, cache_folder):
    """An assignment that was generated, handed in and autograded."""
    folder = tmp_path_factory.mktemp("course")
    solutions = folder / "solutions"
    solutions.mkdir()
    shutil.copy(ROOT / "solutions" / f"{MODULE}.py", solutions)
    made = Course(folder, cache_folder)
    made.run("autograder", "release", "--solutions", "solutions", "--nbgrader", ".")
    made.run("nbgrader", "generate_assignment", "chapter3")
    release = folder / "release" / "chapter3" / f"{MODULE}.ipynb"
    for student in STUDENTS:
        source = (ROOT / "examples" / "class" / student / f"{MODULE}.py").read_text()
        made.hand_in(student, as_notebook(release, source))
    broken = nbformat.read(release, 4)
    next(cell for cell in broken.cells if cell.id == "imports").source += BREAK
    made.hand_in(SABOTEUR, broken)
    made.log = made.run("nbgrader", "autograde", "chapter3")
    return made


@pytest.fixture(scope="module")
def graded(course):
    """The same submissions, graded by `autograder grade`."""
    only = [argument for name in FUNCTIONS for argument in ("--only", name)]
    course.run(
        "autograder", "grade", "submitted", "--out", "grades", "--jobs", "1",
        "--seed", str(PUBLIC_SEED), *only,
    )  # fmt: skip
    return list(Store(course.folder / "grades").results())


def test_the_released_notebook_has_the_tasks_of_the_students_own(course):
    released = nbformat.read(course.folder / "release" / "chapter3" / f"{MODULE}.ipynb", 4)
    own = nbformat.read(ROOT / "exercises" / "notebooks" / f"{MODULE}.ipynb", 4)
    texts = {cell.id: cell.source for cell in released.cells if not cell.id.endswith("-points")}
    alone = {"how-to-begin", "about-training", "training"}
    ours = {c.id: c.source for c in own.cells if "check" not in c.id and c.id not in alone}
    assert texts == ours
    checksums = [
        {c.id: c.metadata.nbgrader.checksum for c in n.cells if c.id in FUNCTIONS}
        for n in (released, own)
    ]
    assert checksums[0] == checksums[1]


def test_the_points_of_both_ways_are_the_same_to_the_hundredth(course, graded):
    scores = course.scores()
    assert {f.name for result in graded for f in result.functions} == set(FUNCTIONS)
    for result in graded:
        for function in result.functions if result.student in STUDENTS else ():
            automatic, _, manual = scores[result.student, function.name]
            assert (automatic, manual) == (function.score / 100, False)
    assert 0 < scores["ada", "train_step"][0] < 7


def test_a_fault_of_the_grader_is_left_for_a_person(course):
    scores = course.scores()
    for name in FUNCTIONS:
        assert scores[SABOTEUR, name] == (None, None, True)
    assert f"The grader failed on cell {FUNCTIONS[0]}; it needs a manual grade" in course.log


def test_validate_tells_a_student_what_has_partial_credit(course):
    submitted = course.folder / "submitted" / "ada" / "chapter3" / f"{MODULE}.ipynb"
    said = course.run("nbgrader", "validate", str(submitted))
    assert "VALIDATION FAILED ON 1 CELL(S)" in said
    assert 'points("train_step")' in said
    assert "Partial credit" in said


def test_the_feedback_shows_what_was_found(course):
    course.run("nbgrader", "generate_feedback", "chapter3")
    page = (course.folder / "feedback" / "ada" / "chapter3" / f"{MODULE}.html").read_text()
    assert page.count('class="ag-report"') == len(FUNCTIONS)
    assert "gradients from before the call do not count" in page


def test_the_export_has_the_sum(course, graded):
    course.run("nbgrader", "export")
    with (course.folder / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    for result in graded:
        if result.student in STUDENTS:
            assert float(rows[result.student]["score"]) == pytest.approx(result.score / 100)
            assert float(rows[result.student]["max_score"]) == result.max_score / 100


def report(course, *arguments):
    """What the command prints, called within this process, which has imported nbgrader."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
        patch.chdir(course.folder)
        for name, value in course.environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main(["report", "grades", "--format", "nbgrader", *arguments])
    assert ended.value.code == 0, printed.getvalue()
    return printed.getvalue()


class TestGradebook:
    def test_writing_what_nbgrader_has_written_changes_nothing(self, course, graded):
        before = course.scores()
        said = report(course, "--student", "ada")
        assert said == "nbgrader: 0 new scores of 1 students in gradebook.db, assignment chapter3\n"
        assert course.scores() == before

    def test_a_new_gradebook_gets_all_scores_and_the_second_time_none(self, course, graded):
        assert "12 new scores of 3 students" in report(course, "--gradebook", "new.db")
        written = course.scores("new.db")
        assert "0 new scores of 3 students" in report(course, "--gradebook", "new.db")
        assert course.scores("new.db") == written
        nbgraders = course.scores()
        for key in nbgraders:
            if key[0] in STUDENTS:
                assert written[key] == nbgraders[key]

    def test_what_a_person_has_graded_stays(self, course, graded):
        report(course, "--gradebook", "manual.db")
        url = url_of(str(course.folder / "manual.db"))
        with opened(url) as book:
            grade = book.find_grade("train_step", MODULE, "chapter3", "ada")
            grade.manual_score, grade.auto_score = 6.5, 1.0
            book.db.commit()
        report(course, "--gradebook", "manual.db")
        automatic = course.scores()["ada", "train_step"][0]
        assert course.scores("manual.db")["ada", "train_step"] == (automatic, 6.5, True)

    def test_formgrader_shows_the_scores(self, course, graded, tmp_path):
        require("chromium")
        require("chromedriver")
        extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader':True}"
        with (
            server(course.folder, tmp_path, extension, app="server") as address,
            browser(tmp_path) as driver,
        ):
            driver.get(f"{address}/formgrader/gradebook/chapter3/{MODULE}")
            WebDriverWait(driver, SECONDS).until(
                lambda d: len(d.find_elements(By.CSS_SELECTOR, "tbody tr td")) > len(FUNCTIONS)
            )
            text = driver.find_element(By.TAG_NAME, "tbody").text
            if folder := os.environ.get("AUTOGRADER_SCREENSHOTS"):
                driver.save_screenshot(str(Path(folder) / "formgrader-notebook.png"))
            driver.get(f"{address}/formgrader/manage_students/ada/chapter3")
            WebDriverWait(driver, SECONDS).until(
                lambda d: MODULE in d.find_element(By.TAG_NAME, "tbody").text
            )
            of_ada = driver.find_element(By.TAG_NAME, "tbody").text
            if folder:
                driver.save_screenshot(str(Path(folder) / "formgrader-ada.png"))
        ada = next(result for result in graded if result.student == "ada")
        total = f"{ada.score / 100:g}"
        assert total in of_ada
        assert text.count("\n") >= len(STUDENTS)


def cell_with(*outputs):
    marks = {
        "grade": True, "solution": False, "locked": True, "task": False, "points": 7.0,
        "grade_id": "softmax", "schema_version": 3,
    }  # fmt: skip
    return new_code_cell('points("softmax")', outputs=list(outputs), metadata={"nbgrader": marks})


def result_of(value):
    return new_output("execute_result", data={"text/plain": repr(value)})


REPORT = new_output("display_data", data={"text/html": "<p>", "text/plain": "3.64 / 7"})
FAULT = new_output("display_data", data={"text/plain": "a fault", FAULT_TYPE: {"reason": ""}})


class TestRule:
    """What nbgrader makes of the outputs that a grade cell of ours has."""

    @pytest.mark.parametrize("points", [0.0, 0.01, 3.64, 7.0])
    def test_the_points_are_read_behind_the_report(self, points):
        assert determine_grade(cell_with(REPORT, result_of(points))) == (points, 7.0)

    def test_a_fault_is_refused_and_known(self):
        cell = cell_with(FAULT, result_of(NO_GRADE))
        assert has_fault(cell)
        with pytest.raises(ValueError, match="cannot be greater"):
            determine_grade(cell)

    def test_a_report_is_no_fault(self):
        assert not has_fault(cell_with(REPORT, result_of(7.0)))
