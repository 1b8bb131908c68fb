"""What the last checks found is remembered, and known to be old when a file has changed."""

import pytest
from views import RECORD, RIGHT, STUB, WRONG, changed, printed

from autograder.remembered import Remembered
from autograder.reports.exercise_list import show_list
from autograder.state import PLACE


@pytest.fixture
def home(tmp_path):
    for function in RECORD.functions:
        (tmp_path / f"{function.module}.py").write_text("x = 1\n")
    functions = [changed(f, file=f"{f.module}.py") for f in (RIGHT, STUB, WRONG)]
    Remembered(tmp_path).keep(changed(RECORD, functions=tuple(functions)))
    return tmp_path


def listed(folder):
    return printed(show_list, Remembered(folder), fresh="autograder list --fresh")


def line_of(text, name):
    return next(line.split() for line in text.splitlines() if f" {name} " in line)


def test_checks_are_there_the_next_time(home):
    checks = Remembered(home).checks
    assert {name: check.status for name, check in checks.items()} == {
        "sgd": "passed", "accuracy": "not_attempted", "softmax": "failed",
    }  # fmt: skip
    assert all(map(Remembered(home).is_current, checks.values()))


def test_a_list_has_section_points_and_state(home):
    text = listed(home)
    assert line_of(text, "sgd") == ["✓", "3.2.6", "sgd", "7", "/", "7", "solved"]
    assert line_of(text, "softmax") == ["✗", "3.6.3", "softmax", "3.5", "/", "7", "begun"]
    assert line_of(text, "accuracy")[-2:] == ["not", "attempted"]
    assert line_of(text, "linreg")[-1] == "unknown"
    assert "1 of 26 solved, 10.5 of 100 points" in text
    assert "no file has changed since" in text


def test_a_file_that_has_changed_since_is_named_and_its_functions_are_marked(home):
    (home / "softmax_regression.py").write_text("x = 2\n")
    text = listed(home)
    assert line_of(text, "softmax")[-1] == "~"
    assert line_of(text, "sgd")[-1] == "solved"
    assert "~ softmax_regression.py changed since" in text
    assert "autograder list --fresh" in text


def test_a_fault_of_the_grader_is_not_remembered(home):
    fault = changed(RIGHT, status="grader_error")
    Remembered(home).keep(changed(RECORD, functions=(fault,)))
    assert Remembered(home).checks["sgd"].status == "passed"


@pytest.mark.parametrize("damage", ["", "[]", '{"softmax": 3}', '{"softmax": {"status": "new"}}'])
def test_a_damaged_memory_is_forgotten(home, damage):
    (home / PLACE).write_text(damage)
    assert Remembered(home).checks == {}
    assert "Nothing was checked here yet." in listed(home)


def test_a_link_does_not_lead_the_memory_elsewhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / PLACE.parent).symlink_to(elsewhere)
    Remembered(tmp_path / "work").keep(RECORD)
    assert list(elsewhere.iterdir()) == []
