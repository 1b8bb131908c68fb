"""Warnings are told once, with their line, apart from prints, and cost nothing."""

import pytest

from autograder.observation import check_texts
from autograder.values import MalformedValueError
from autograder.worker.protocol import MAX_TEXT, MAX_WARNINGS, Answer, Raised

RIGHT = "    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
COPIES = "import torch\ndef softmax(X):\n    print('here')\n    torch.tensor(X)\n" + RIGHT


@pytest.fixture
def softmax(grade_function):
    return lambda source: grade_function("softmax", source)


def test_a_warning_of_torch_is_told_once_with_its_line(softmax):
    function = softmax(COPIES)
    (warning,) = function.warnings
    assert warning.startswith("line 4: UserWarning: To copy construct from a tensor")
    assert "Triggered internally" not in warning
    assert function.status == "passed"
    assert function.score == function.max_score


def test_it_is_no_print(softmax):
    assert softmax(COPIES).output == "here\n"


def test_what_a_student_switches_off_stays_off(softmax):
    silenced = "import warnings\nwarnings.filterwarnings('ignore')\n" + COPIES
    assert softmax(silenced).warnings == ()


def test_many_different_ones_are_cut(softmax):
    source = (
        "import warnings\nfrom itertools import count\nn = count()\n"
        "def softmax(X):\n    for i in range(50): warnings.warn('x' * 9000 + str(next(n)))\n"
    )
    function = softmax(source + RIGHT)
    assert function.status == "passed"
    assert 1 <= len(function.warnings) <= MAX_WARNINGS
    assert all(len(warning) <= MAX_TEXT + 50 for warning in function.warnings)


def test_one_of_a_module_that_is_run_belongs_to_no_function(softmax):
    source = "import torch, warnings\nwarnings.warn('at the start')\ndef softmax(X):\n" + RIGHT
    assert softmax(source).warnings == ()


def test_a_longer_one_than_a_worker_sends_is_no_answer():
    with pytest.raises(MalformedValueError, match="too long"):
        check_texts(Answer(warnings=(Raised("UserWarning", "x" * (MAX_TEXT + 1)),)))


def test_a_warning_of_a_line_that_there_is_not_has_no_place(softmax):
    source = (
        "import warnings\ndef softmax(X):\n    for line in (-1, -5):\n"
        "        warnings.warn_explicit('here', UserWarning, 'softmax_regression.py', line)\n"
    )
    function = softmax(source + RIGHT)
    assert function.warnings == ("UserWarning: here",)
    assert function.status == "passed"
