"""A long session of `watch`: after each save the screen is about the function that was edited."""

import time

import pytest
from editors import Student, await_screen
from terminals import PATIENCE_SECONDS, terminal

SAVES = 40
SETTLED_SECONDS = 0.3


@pytest.mark.slow
def test_after_each_save_the_screen_is_about_the_function_that_was_edited(tmp_path):
    student = Student(tmp_path / "exercises", seed=1)
    with terminal(tmp_path, width=100, height=40) as shell:
        shell.run("watch")
        shell.wait_for("Keys:")
        for expected in student.saves(SAVES):
            await_screen(shell.visible, expected, PATIENCE_SECONDS)
            time.sleep(SETTLED_SECONDS)  # nothing wrong may follow
            wrong = expected.wrong_with(shell.visible())
            assert not wrong, f"{expected.what}: {wrong}\n{shell.visible()}"
