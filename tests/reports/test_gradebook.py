"""Grades in nbgrader's gradebook: what is written, and what is never touched."""

import shutil
import sys

import msgspec
import pytest

from autograder.errors import UserError
from autograder.intake.class_list import Listed
from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.gradebook import (
    opened,
    score_of,
    url_of,
    write_gradebook,
)

pytestmark = pytest.mark.slow

HOMES = {"softmax": "softmax_regression", "sgd": "linear_regression"}


def result(student, **scores):
    """A record; a score of None is a fault of the grader."""
    functions = tuple(
        FunctionResult(
            name=name,
            module="some_other_file",
            status="grader_error" if score is None else "passed",
            score=score or 0,
            max_score=700,
            properties=(),
        )
        for name, score in scores.items()
    )
    return SubmissionResult(
        student=student,
        status="graded",
        score=0,
        max_score=1400,
        stretch=0,
        max_stretch=0,
        functions=functions,
    )


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A gradebook without anything in it, made once, as that takes a second."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with opened(url_of(str(path))):
        return path


@pytest.fixture
def book(tmp_path, empty):
    """Writes into a gradebook, and reads it."""
    shutil.copy(empty, tmp_path)

    class Book:
        path = str(tmp_path / "gradebook.db")

        def write(self, *results, people=None):
            return write_gradebook(results, self.path, "chapter3", HOMES, people)

        def grades(self):
            with opened(url_of(self.path)) as gradebook:
                return {
                    (submission.student.id, notebook.name, grade.name): (
                        grade.auto_score, grade.manual_score, grade.needs_manual_grade,
                    )
                    for submission in gradebook.assignment_submissions("chapter3")
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }  # fmt: skip

        def change(self, student, function, **values):
            with opened(url_of(self.path)) as gradebook:
                grade = gradebook.find_grade(function, HOMES[function], "chapter3", student)
                for name, value in values.items():
                    setattr(grade, name, value)
                gradebook.db.commit()

    return Book()


def test_each_score_stands_in_the_cell_of_its_function_and_the_notebook_of_its_module(book):
    assert book.write(result("ada", softmax=364, sgd=700), result("bob", softmax=0, sgd=1)) == 4
    assert book.grades() == {
        ("ada", "softmax_regression", "softmax"): (3.64, None, False),
        ("ada", "linear_regression", "sgd"): (7.0, None, False),
        ("bob", "softmax_regression", "softmax"): (0.0, None, False),
        ("bob", "linear_regression", "sgd"): (0.01, None, False),
    }


def test_the_second_time_nothing_changes(book):
    results = [result("ada", softmax=364, sgd=None), result("bob", softmax=7, sgd=700)]
    book.write(*results)
    before = book.grades()
    assert book.write(*results) == 0
    assert book.grades() == before


def test_a_fault_of_the_grader_has_no_score_and_needs_a_person(book):
    book.write(result("ada", softmax=364))
    book.write(result("ada", softmax=None))
    assert book.grades()["ada", "softmax_regression", "softmax"] == (None, None, True)
    book.write(result("ada", softmax=500))
    assert book.grades()["ada", "softmax_regression", "softmax"] == (5.0, None, False)


def test_a_manual_score_stays_and_is_looked_at_again_only_if_the_other_changed(book):
    book.write(result("ada", softmax=364))
    book.change("ada", "softmax", manual_score=6.0, extra_credit=0.5)
    book.write(result("ada", softmax=364))
    assert book.grades()["ada", "softmax_regression", "softmax"] == (3.64, 6.0, False)
    book.write(result("ada", softmax=500))
    assert book.grades()["ada", "softmax_regression", "softmax"] == (5.0, 6.0, True)
    book.change("ada", "softmax", needs_manual_grade=False)
    book.write(result("ada", softmax=500))
    assert book.grades()["ada", "softmax_regression", "softmax"] == (5.0, 6.0, False)


def test_a_cell_with_other_points_gets_its_share(book):
    book.write(result("ada", softmax=350))
    with opened(url_of(book.path)) as gradebook:
        cell = gradebook.find_grade_cell("softmax", HOMES["softmax"], "chapter3")
        cell.max_score = 10
        gradebook.db.commit()
    book.write(result("bob", softmax=350))
    assert book.grades()["bob", "softmax_regression", "softmax"] == (5.0, None, False)


def test_no_share_is_more_than_the_cell_has():
    (function,) = result("ada", softmax=700).functions
    assert [score_of(function, most) for most in (0.1, 0.3, 3.3, 7.0)] == [0.1, 0.3, 3.3, 7.0]


def test_names_and_addresses_are_written_where_they_are_known(book):
    book.write(
        result("ada", softmax=1),
        result("bob", softmax=1),
        people={"ada": Listed("ada", "Ada", "Lovelace"), "eve": Listed("eve", "Eve")},
    )
    with opened(url_of(book.path)) as gradebook:
        ada, bob = gradebook.find_student("ada"), gradebook.find_student("bob")
        assert (ada.first_name, ada.last_name, ada.email) == ("Ada", "Lovelace", None)
        assert (bob.first_name, bob.last_name) == (None, None)


def test_a_name_that_the_run_does_not_know_stays(book):
    book.write(result("ada", softmax=1), people={"ada": Listed("ada", "Ada")})
    book.write(result("ada", softmax=2))
    with opened(url_of(book.path)) as gradebook:
        assert gradebook.find_student("ada").first_name == "Ada"


def test_cells_that_submissions_lack_are_refused(book):
    book.write(result("ada", softmax=1))
    before = book.grades()
    with pytest.raises(
        UserError, match="has submissions, but no grade cells linear_regression/sgd"
    ):
        book.write(result("ada", softmax=2, sgd=2))
    assert book.grades() == before


@pytest.mark.parametrize(
    ("gradebook", "message"),
    [
        ("/nowhere/gradebook.db", "sqlite:////nowhere/gradebook.db can't be written: unable to"),
        ("nothing://x", "nothing://x can't be written: Can't load plugin"),
        ("://", "'://' is no gradebook"),
        ("postgresql+pg8000://ada:secret@localhost/x", r"ada:\*\*\*@localhost"),
    ],
)
def test_a_gradebook_that_can_not_be_written_is_wrong_use(gradebook, message):
    with pytest.raises(UserError, match=message):
        write_gradebook([result("ada", softmax=1)], gradebook, "chapter3", HOMES)


def test_a_file_that_is_no_database_is_wrong_use(tmp_path):
    path = tmp_path / "gradebook.db"
    path.write_text("hello " * 1000)
    with pytest.raises(UserError, match="file is not a database"):
        write_gradebook([result("ada", softmax=1)], str(path), "chapter3", HOMES)


@pytest.mark.parametrize("name", ["a?mode=memory.db", "a%20b.db", "a#b&c;d.db", "a b@c:d.db"])
def test_a_file_of_any_name_is_the_one_that_is_written(tmp_path, empty, name):
    shutil.copy(empty, tmp_path / name)
    write_gradebook([result("ada", softmax=700)], str(tmp_path / name), "chapter3", HOMES)
    assert {path.name for path in tmp_path.iterdir()} == {name}
    with opened(url_of(str(tmp_path / name))) as book:
        assert [student.id for student in book.students] == ["ada"]


def test_a_function_that_is_worth_nothing_has_nothing(book):
    book.write(result("ada", softmax=700))
    (function,) = result("ada", softmax=0).functions
    nothing = msgspec.structs.replace(function, max_score=0)
    assert score_of(nothing, 7.0) == 0.0
    record = msgspec.structs.replace(result("ada"), functions=(nothing,))
    assert book.write(record) == 1


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("a\0b", "embedded null byte"),
        ("sqlite:///x.db?timeout=x", "could not convert string to float"),
        ("sqlite:///x.db?check_same_thread=x", "not true/false"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(tmp_path, monkeypatch, place, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=said) as refused:
        write_gradebook([result("ada", softmax=700)], place, "chapter3", HOMES)
    assert "db upgrade" not in str(refused.value)


@pytest.mark.parametrize("student", ["'; DROP TABLE student; --", "../../x", "a\x1b[2J\nb", ""])
def test_a_student_of_any_name_has_a_row(book, student):
    assert book.write(result(student, softmax=350)) == 1
    assert (student, "softmax_regression", "softmax") in book.grades()


def test_a_program_that_nbgrader_lacks_is_named(tmp_path, monkeypatch):
    """`alembic`, which it calls for a new gradebook; this Python may have been installed oddly."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="alembic"):
        write_gradebook([result("ada", softmax=700)], str(tmp_path / "g.db"), "chapter3", HOMES)
