"""A worker may say of any line of any file that an exception was raised there."""

import pytest
from shapes import notebook_of

from autograder.intake.program import read_program
from autograder.intake.submission import Submission
from autograder.worker.protocol import Raised

SOFTMAX = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
HOME = "softmax_regression"


@pytest.fixture
def program(zygote):
    notebook = notebook_of("import torch", "x = 1", SOFTMAX)
    wanted = {"softmax": HOME}
    return read_program(Submission("ada", {f"{HOME}.ipynb": notebook}), wanted, zygote.reader.read)


@pytest.mark.parametrize("line", [0, 1, 2, 3, 1 << 31])
def test_a_line_of_a_notebook_is_none_or_one_of_a_cell(program, line):
    located = program.located(Raised("E", "", f"{HOME}.py", line, cell=-7))
    assert located.line >= 0
    assert located.cell >= 0


def test_a_file_that_there_is_not_has_no_cells(program):
    assert program.located(Raised("E", "", "other.py", 3, cell=-7)).cell == 0
