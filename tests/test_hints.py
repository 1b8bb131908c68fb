"""Hints come one at a time, fit the mistake, and are remembered beside the exercises."""

import pytest

from autograder.hints import Progress, hints_for
from autograder.misconceptions import misconceptions
from autograder.state import PLACE

WRONG_AXIS = "import torch\ndef softmax(X): return X.exp() / X.exp().sum(0, keepdim=True)\n"
UNKNOWN = "import torch\ndef softmax(X): return X.exp() / X.exp().sum(1, keepdim=True) ** 1.5\n"
STUB = "def softmax(X): raise NotImplementedError\n"


@pytest.fixture
def function_of(grade_function):
    """The record of softmax, graded from this source."""
    return lambda source: grade_function("softmax", source)


def test_steps_come_one_after_the_other_and_the_last_one_stays(function_of, tmp_path):
    function = function_of(WRONG_AXIS)
    texts = [Progress(tmp_path).next_hint(function).text for _ in range(4)]
    steps = misconceptions("softmax")["softmax-dim0"].en
    assert texts == [*steps, steps[-1]]


def test_another_mistake_begins_anew(function_of, tmp_path):
    Progress(tmp_path).next_hint(function_of(WRONG_AXIS))
    assert Progress(tmp_path).next_hint(function_of(UNKNOWN)).step == 1
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 1


def test_what_was_shown_with_the_mistake_is_not_said_again(function_of, tmp_path):
    Progress(tmp_path).show_first(function_of(WRONG_AXIS))
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 2
    Progress(tmp_path).show_first(function_of(WRONG_AXIS))
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 3


def test_with_an_unknown_mistake_no_hint_was_shown(function_of, tmp_path):
    Progress(tmp_path).show_first(function_of(UNKNOWN))
    assert Progress(tmp_path).next_hint(function_of(UNKNOWN)).step == 1


def test_an_unknown_mistake_has_its_counterexample(function_of):
    _, steps = hints_for(function_of(UNKNOWN))
    assert "each entry is exp(x)" in steps[0]
    assert "softmax(tensor(" in steps[1]
    assert "It should be" in steps[2]


def test_a_stub_is_told_how_to_begin(function_of):
    mistake, steps = hints_for(function_of(STUB))
    assert mistake == "not_attempted"
    assert len(steps) == 3


def test_a_module_that_does_not_run_is_said_to(function_of):
    _, (text,) = hints_for(function_of("import torch\n1 / 0\ndef softmax(X): return X\n"))
    assert "ZeroDivisionError" in text


@pytest.mark.parametrize("damage", ["", "[]", '{"softmax": 3}'])
def test_a_damaged_memory_is_forgotten(function_of, tmp_path, damage):
    (tmp_path / PLACE).parent.mkdir()
    (tmp_path / PLACE).write_text(damage)
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 1


def test_a_folder_that_can_not_be_written_only_forgets(function_of, tmp_path):
    (tmp_path / PLACE.parent).write_text("a file in the way")
    assert Progress(tmp_path).next_hint(function_of(WRONG_AXIS)).step == 1
