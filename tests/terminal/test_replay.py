"""`replay --debug` and `reset` in a terminal: programs that ask."""

import shutil
from pathlib import Path

import pytest
from terminals import terminal

from autograder.catalogue.softmax import softmax
from autograder.replay import Token, encode

pytestmark = pytest.mark.slow

STUBS = Path(__file__).parents[2] / "exercises"
WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"
TOKEN = encode(Token("softmax", "matches-reference", softmax.domain.corners[2]))


@pytest.fixture
def home(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "softmax_regression.py").write_text(WRONG)
    return tmp_path


def test_the_debugger_opens_in_the_students_function(home):
    with terminal(home, width=200) as shell:
        shell.run("replay", "--debug", TOKEN)
        screen = shell.wait_for("(Pdb)")
        assert "without the sandbox" in screen
        assert "softmax_regression.py(2)softmax()" in screen
        shell.type("n")
        shell.wait_for("-> return E / E.sum()")
        shell.type("p E.shape, 6 * 7")
        shell.wait_for("(torch.Size([2, 1]), 42)")
        shell.type("c")
        assert "tensor([[0.5000]" in shell.wait_for("ended with 0")


def test_a_counterexample_is_shown_again(home):
    with terminal(home) as shell:
        shell.run("replay", TOKEN)
        screen = shell.wait_for("ended with 1")
    assert "softmax(tensor([[0.], [0.]]))" in screen
    assert "0.5 instead of 1." in screen


def test_a_reset_asks_and_keeps_the_old_file(home):
    module = home / "exercises" / "softmax_regression.py"
    shutil.copy(STUBS / "softmax_regression.py", module)
    stub = module.read_bytes()
    mine = stub.replace(b'raise NotImplementedError("softmax is', b'return X  # ("softmax is')
    module.write_bytes(mine)
    with terminal(home) as shell:
        shell.run("reset", "softmax")
        shell.wait_for("by its stub? [y/N]:")
        shell.type("n")
        assert "Nothing was changed." in shell.wait_for("ended with 0")
        assert module.read_bytes() == mine
        shell.run("reset", "softmax")
        shell.wait_for("by its stub? [y/N]:")
        shell.type("y")
        screen = shell.wait_for("ended with 0")
    assert "softmax_regression.py.before-reset" in screen
    assert module.read_bytes() == stub
    assert module.with_name("softmax_regression.py.before-reset").read_bytes() == mine
