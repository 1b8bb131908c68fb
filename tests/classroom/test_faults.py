"""A fault of ours while a submission is read costs that one, and not the class."""

import pytest

from autograder.classroom import grade as grading
from autograder.classroom.crew import local_crew
from autograder.classroom.grade import Plan, grade_class
from autograder.classroom.store import Store
from autograder.intake.submission import read_submission

SOFTMAX = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"


def fail_on_eve(place, student):
    if student == "eve":
        raise IndexError("string index out of range")
    return read_submission(place, student)


@pytest.fixture
def graded(tmp_path, cache_folder):
    """Grades a class of three; gives what is there afterwards."""
    places = {student: tmp_path / student for student in ("ada", "bob", "eve")}
    for place in places.values():
        place.mkdir()
        (place / "softmax_regression.py").write_text(SOFTMAX)
    store = Store(tmp_path / "out")

    def grade():
        with local_crew(1) as crew:
            grade_class(places, store, Plan(("softmax",), seed=1, examples=cache_folder), crew)
        return {result.student: result for result in store.results()}

    return grade


def test_a_submission_that_we_fail_to_read_is_a_fault_and_the_others_are_graded(
    graded, monkeypatch
):
    monkeypatch.setattr(grading, "read_submission", fail_on_eve)
    results = graded()
    assert {student: result.status for student, result in results.items()} == {
        "ada": "graded", "bob": "graded", "eve": "grader_error",
    }  # fmt: skip
    assert "string index out of range" in results["eve"].functions[0].message
    assert results["ada"].score == results["ada"].max_score


def test_it_is_graded_by_the_next_run(graded, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(grading, "read_submission", fail_on_eve)
        graded()
    assert graded()["eve"].status == "graded"
