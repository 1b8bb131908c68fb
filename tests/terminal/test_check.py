"""`check`, `hint` and `list` as a student sees them in a terminal."""

import re
from pathlib import Path

import pytest
from terminals import terminal

pytestmark = pytest.mark.slow

EXERCISES = Path(__file__).parents[2] / "exercises"
WRONG = "def softmax(X):\n    print('here')\n    E = X.exp()\n    return E / E.sum()\n"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "softmax_regression.py").write_text(WRONG)
    return tmp_path


def test_the_first_thing_to_do_is_on_one_screen_in_colour(home):
    with terminal(home, width=90, height=40) as shell:
        shell.run("check", "--only", "softmax")
        screen = shell.wait_for("ended with 1")
        coloured = shell.colours()
    assert "softmax_regression.py, line 1" in screen
    assert "softmax(tensor([[0.], [0.]]))" in screen
    assert "0.5 instead of 1." in screen
    assert "Your function printed:" in screen
    assert "Next: change softmax" in screen
    assert re.search(r"\x1b\[1;?3?1?m(?:\x1b\[31m)?0\.5\*", coloured)


def test_no_colour_is_respected(home):
    with terminal(home) as shell:
        shell.run("check", "--only", "softmax", NO_COLOR="1")
        shell.wait_for("ended with 1")
        assert not re.search(r"\x1b\[(?:\d+;)*3[0-7]m", shell.colours())


@pytest.mark.parametrize("width", [40, 60])
def test_a_narrow_terminal_breaks_sentences_between_words(home, width):
    with terminal(home, width=width) as shell:
        shell.run("check", "--only", "softmax", "--all")
        lines = shell.wait_for("ended with 1").splitlines()
    text = " ".join(line.strip() for line in lines)
    assert "raising one logit raises its probability and lowers the others" in text
    assert "a row's result does not depend on the other rows" in text


def test_hints_come_one_after_the_other(home):
    with terminal(home) as shell:
        shell.run("hint", "softmax")
        assert "Hint 1 of 3 for softmax" in shell.wait_for("ended with 0")
        shell.run("hint", "softmax")
        assert "Hint 2 of 3 for softmax" in shell.wait_for("ended with 0")


def test_a_list_tells_what_is_remembered_and_what_has_changed_since(home):
    module = home / "exercises" / "softmax_regression.py"
    with terminal(home) as shell:
        shell.run("list")
        assert "Nothing was checked here yet." in shell.wait_for("ended with 0")
        shell.run("check", "--only", "softmax")
        shell.wait_for("ended with 1")
        shell.run("list")
        screen = shell.wait_for("ended with 0")
        assert re.search(r"✗ 3\.6\.3 +softmax +3\.64 / 7 +begun$", screen, re.MULTILINE)
        assert re.search(r"\? 3\.6\.6 +accuracy +- / 4 +unknown$", screen, re.MULTILINE)
        module.write_text(WRONG.replace("E.sum()", "E.sum(1, keepdim=True)"))
        shell.run("list")
        screen = shell.wait_for("ended with 0")
        assert re.search(r"softmax +3\.64 / 7 +begun ~$", screen, re.MULTILINE)
        assert "softmax_regression.py changed since" in screen
        shell.run("list", "--fresh")
        screen = shell.wait_for("ended with 0")
        assert re.search(r"✓ 3\.6\.3 +softmax +7 / 7 +solved$", screen, re.MULTILINE)
        assert "no file has changed since" in screen
