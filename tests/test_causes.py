"""A function that calls another exercise which is not right is not blamed for it."""

import msgspec
import pytest

from autograder.cli.outcome import exit_code

HEAD = "import torch\ndef flatten(X): return X.view(X.shape[0], -1)\n"
NET = "def softmax_net(X, W, b): return softmax(flatten(X) @ W + b)\n"
RIGHT = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
WRONG_AXIS = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(0, keepdim=True)\n"
STUB = "def softmax(X):\n    raise NotImplementedError\n"


@pytest.fixture
def graded(zygote, cache_folder):
    """The record of softmax_net, graded with these functions."""
    from autograder.catalogue import EXERCISES
    from autograder.corpus import Cache
    from autograder.grading import Grader
    from autograder.intake.submission import Submission

    def grade(source, *names):
        chosen = [e for e in EXERCISES if e.name in (*names, "softmax_net")]
        grader = Grader(zygote, chosen, cache=Cache(cache_folder))
        submission = Submission("ada", {"softmax_regression.py": source.encode()})
        return grader.grade(submission).functions[-1]

    return grade


def test_a_wrong_function_that_is_called_is_named_and_there_is_no_diagnosis(graded):
    function = graded(HEAD + WRONG_AXIS + NET, "softmax", "flatten")
    assert function.status == "failed"
    assert function.message == "It calls softmax, which is not right yet. Begin there."
    assert function.diagnosis is None


def test_a_function_that_is_missing_is_named(graded):
    function = graded(HEAD + NET, "softmax", "flatten")
    assert "It calls softmax, which is not right yet." in function.message


@pytest.mark.parametrize("names", [(), ("softmax", "flatten")])
def test_a_function_is_not_called_unwritten_for_a_stub_that_it_calls(graded, names):
    function = graded(HEAD + STUB + NET, *names)
    assert function.status == "waiting"
    assert function.message == "It waits for softmax, which it calls. Begin there."


def test_what_was_not_graded_along_is_named_as_a_possibility(graded):
    function = graded(HEAD + WRONG_AXIS + NET)
    assert "softmax, flatten: if that is not right, begin there." in function.message


def test_a_mistake_of_its_own_is_diagnosed(graded):
    wrong = "def softmax_net(X, W, b): return flatten(X) @ W + b\n"
    function = graded(HEAD + RIGHT + wrong, "softmax", "flatten")
    assert function.message == ""
    assert function.diagnosis is not None


def test_a_right_function_is_told_nothing(graded):
    assert graded(HEAD + RIGHT + NET, "softmax", "flatten").message == ""


def test_a_function_that_waits_is_not_right_for_whoever_asks_for_the_exit_code(graded, grade):
    waiting = graded(HEAD + STUB + NET)
    result = msgspec.structs.replace(grade({}), functions=(waiting,), status="graded")
    assert waiting.status == "waiting"
    assert exit_code(result) == 1
