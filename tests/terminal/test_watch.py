"""`watch`: saves as editors do them, keys, and a terminal that is left as it was found."""

import os
import re
import shlex
import shutil
import signal
from pathlib import Path

import pytest
from terminals import PROGRAM, terminal

pytestmark = pytest.mark.slow

EXERCISES = Path(__file__).parents[2] / "exercises"
STUB = 'raise NotImplementedError("softmax is still to be written")'
WRONG = "return X.exp() / X.exp().sum()"
RIGHT = "return X.exp() / X.exp().sum(1, keepdim=True)"
OPEN = "return X.exp() / X.exp().sum("


@pytest.fixture
def home(tmp_path):
    """A folder of exercises, of which two modules are enough."""
    (tmp_path / "exercises").mkdir()
    for name in ("softmax_regression.py", "image_dataset.py"):
        shutil.copy(EXERCISES / name, tmp_path / "exercises")
    return tmp_path


@pytest.fixture
def shell(home):
    with terminal(home) as opened:
        opened.run("watch", "--only", "softmax", "--only", "flatten")
        opened.wait_for("Keys:")
        yield opened


class Editor:
    """Saves the module in the ways that editors have."""

    def __init__(self, home):
        self.path = home / "exercises" / "softmax_regression.py"
        self._stub = self.path.read_text()

    def text(self, line):
        return self._stub.replace(STUB, line)

    def in_place(self, line):
        self.path.write_text(self.text(line))

    def by_rename(self, line):
        """As VS Code or an atomic writer: another file, then its name."""
        other = self.path.with_name(".softmax_regression.py.tmp")
        other.write_text(self.text(line))
        other.replace(self.path)

    def with_backup(self, line):
        """As vim: the file gets another name, and is written anew."""
        backup = self.path.with_name("softmax_regression.py~")
        self.path.rename(backup)
        self.path.write_text(self.text(line))
        backup.unlink()


@pytest.fixture
def editor(home):
    return Editor(home)


@pytest.mark.parametrize("way", ["in_place", "by_rename", "with_backup"])
def test_a_save_is_answered_however_the_editor_does_it(shell, editor, way):
    getattr(editor, way)(WRONG)
    screen = shell.wait_for("0.5 instead of 1.")
    assert "✗ softmax" in screen
    getattr(editor, way)(RIGHT)
    assert "✓ softmax" in shell.wait_for("1 of 2 functions are right")
    assert "0.5 instead of 1." not in shell.visible()


def test_a_line_that_is_not_finished_is_no_crash(shell, editor):
    editor.in_place(OPEN)
    screen = shell.wait_for("It is checked again when you save.")
    assert "'(' was never closed" in screen
    assert_points_at_the_bracket(screen)
    shell.press("q")
    shell.wait_for("ended with 0")
    shell.run("check", "--only", "softmax")
    assert_points_at_the_bracket(shell.wait_for("ended with 1"))
    shell.run("watch", "--only", "softmax")
    assert_points_at_the_bracket(shell.wait_for("Keys:"))
    editor.in_place(RIGHT)
    shell.wait_for("✓ softmax")


def assert_points_at_the_bracket(screen):
    """The code stands on a line of its own, above Python's caret."""
    lines = screen.split("\n")
    (at,) = (number for number, line in enumerate(lines) if line.strip() == OPEN)
    assert lines[at + 1].rstrip() == " " * (len(lines[at].rstrip()) - 1) + "^"


def test_the_end_of_a_section_is_celebrated_quietly(shell, editor):
    """Section 3.7 is flatten alone; of section 3.6 only a part is watched."""
    editor.in_place(RIGHT)
    assert "★ Section" not in shell.wait_for("✓ softmax")
    stub = 'raise NotImplementedError("flatten is still to be written")'
    editor.path.write_text(editor.text(RIGHT).replace(stub, "return X.reshape(len(X), -1)"))
    assert "★ Section 3.7 is done: 1 function," in shell.wait_for("★ Section")


def test_the_keys_do_what_the_last_line_says(shell, editor):
    editor.in_place(WRONG)
    shell.wait_for("0.5 instead of 1.")
    shell.press("h")
    shell.wait_for("Hint 2 of 3 for softmax")
    shell.press("h")
    shell.wait_for("Hint 3 of 3 for softmax")
    shell.wait_for("That was all there is to say of this mistake.")
    shell.press("a")
    assert "replay" in shell.wait_for("the logits are not modified")
    shell.press("n")
    shell.wait_for("· flatten")
    shell.press("r")
    shell.wait_for("functions are right")
    shell.press("q")
    assert "Stopped watching." in shell.wait_for("ended with 0")


def test_keys_for_the_list_and_for_the_function_before(shell, editor):
    shell.press("n")
    shell.wait_for("· flatten")
    shell.press("p")
    shell.wait_for("· softmax ")
    shell.press("p")  # it goes round
    shell.wait_for("· flatten")
    shell.press("l")
    screen = shell.wait_for("26 solved")
    assert "3.6.3  softmax" in screen
    assert "3.2.1  synthetic_data" in screen


def test_a_right_function_with_an_open_badge_says_what_that_asks_for(shell, editor):
    editor.in_place(RIGHT)
    screen = shell.wait_for("(a badge, no points)")
    assert "✓ softmax" in screen
    title, _, rest = screen.partition("(a badge, no points)")
    assert title.rpartition("\n")[2].strip().startswith("☆")
    assert "softmax(" in rest  # a call for which it is not to be had yet
    assert "expected" in rest


def test_how_far_the_whole_chapter_is_though_a_part_is_watched(shell, editor):
    editor.in_place(RIGHT)
    shell.wait_for("1 of 2 functions are right")
    shell.press("q")
    shell.wait_for("ended with 0")
    shell.run("watch", "--only", "flatten")
    assert "In the whole chapter: 1 of 26." in shell.wait_for("0 of 1 functions are right")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_small_terminal_the_headline_stays_on_the_screen(home, editor, language):
    """What does not fit is left out at the end; what is below, such as a hint, is all there."""
    keys = {"en": "q quit", "zh": "q 退出"}[language]
    with terminal(home, width=60, height=30) as shell:
        shell.run("watch", "--only", "softmax", "--lang", language)
        shell.wait_for(keys)
        before = shell.visible()
        editor.in_place(f'print("\\n".join(map(str, range(40))), X)\n    {WRONG}')
        for key in ("h", "h", "n", "q"):
            screen = shell.wait_for_change(before)
            before = screen
            lines = screen.rstrip("\n").split("\n")
            assert lines[0].startswith("✗ softmax"), screen
            assert keys in lines[-1], screen
            shell.press(key)


@pytest.mark.parametrize("keys", ["q", "C-c"])
def test_the_terminal_is_left_as_it_was(home, keys):
    with terminal(home) as shell:
        before = shell.settings()
        shell.run("watch", "--only", "softmax")
        shell.wait_for("Keys:")
        shell.press(keys)
        shell.wait_for("ended with 0")
        assert shell.settings() == before


def test_a_program_that_is_told_to_end_leaves_it_so_too(home):
    with terminal(home) as shell:
        before = shell.settings()
        watch = shlex.join([*PROGRAM, "watch", "--only", "softmax"])
        shell.type(f"clear; sh -c 'echo process $$; exec {watch}'; echo ended with $?")
        shell.wait_for("Keys:")
        process = re.search(r"^process (\d+)$", shell.screen(), re.MULTILINE)
        assert process is not None
        os.kill(int(process[1]), signal.SIGTERM)
        shell.wait_for("ended with 143")
        assert shell.settings() == before


def test_a_folder_that_is_moved_ends_it_with_a_sentence(shell, home):
    (home / "exercises").rename(home / "elsewhere")
    screen = shell.wait_for("ended with 2")
    assert "exercises was moved or deleted" in screen


def test_a_file_that_is_deleted_is_missing_until_it_comes_back(shell, editor):
    editor.path.unlink()
    shell.wait_for("There is no softmax_regression.py")
    editor.in_place(RIGHT)
    shell.wait_for("✓ softmax")


def test_progress_is_remembered_beside_the_exercises(shell, editor, home):
    editor.in_place(RIGHT)
    shell.wait_for("✓ softmax")
    shell.press("q")
    shell.wait_for("ended with 0")
    shell.run("list")
    assert "1 of 26 solved" in shell.wait_for("ended with 0")


def test_without_a_keyboard_it_only_watches(home, editor):
    with terminal(home) as shell:
        shell.type(f"{shlex.join(PROGRAM)} watch --only softmax < /dev/null; echo ended with $?")
        assert "Keys:" not in shell.wait_for("functions are right")
        editor.by_rename(RIGHT)
        shell.wait_for("✓ softmax")
        shell.press("C-c")
        shell.wait_for("ended with 0")
