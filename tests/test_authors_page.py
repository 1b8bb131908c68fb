"""The author's page is true: its files, written into a copy of the package, give what it prints."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "authors.md"
pytestmark = [pytest.mark.xdist_group("author's page"), pytest.mark.slow]
BLOCK = re.compile(
    r"^```(?P<kind>\w+) ?(?P<path>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
BLOCKS = [
    (match["kind"], match["path"], match["text"]) for match in BLOCK.finditer(PAGE.read_text())
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """What an author works in."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("autograder", "solutions", "exercises", "docs"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "authors.md")
        )
    return folder


@pytest.fixture(scope="module")
def printed(copy):
    """Goes through the page; what each command should print, and what it did print."""
    found = []
    for kind, path, text in BLOCKS:
        if kind == "console":
            found += [(command, said, run(command, copy)) for command, said in commands(text)]
        elif kind == "diff":
            apply(text, copy / path)
        else:
            assert not (copy / path).exists(), path
            (copy / path).write_text(text, encoding="utf-8")
    return found


def commands(text):
    """Each line that begins with $, with what the page says is printed."""
    parts = re.split(r"^\$ (.+)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def run(command, folder):
    program, *arguments = command.split()
    assert program == "autograder"
    done = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "100"},
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def apply(diff, path):
    """Makes the change of a diff, whose lines must stand in the file exactly once."""
    lines = [(line[:1], line[1:]) for line in diff.splitlines(keepends=True)]
    old = "".join(text for sign, text in lines if sign != "+")
    new = "".join(text for sign, text in lines if sign != "-")
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_each_command_prints_what_the_page_says(printed):
    assert len(printed) == 3
    for command, said, did in printed:
        assert did == said, command


def test_the_page_goes_from_a_weak_exercise_to_a_sound_one(printed):
    (_, _, weak), (_, _, sound) = printed[1:]
    assert "✗ perplexity: no misconception is known" in weak
    assert "✗" not in sound


def test_the_stub_is_what_students_get(printed, copy):
    stub = (copy / "exercises" / "language_models.py").read_text()
    assert 'raise NotImplementedError("perplexity is still to be written")' in stub
    assert "gather" not in stub
    assert "`perplexity(y_hat, y)`" in (copy / "docs" / "exercises.md").read_text()


def test_a_student_who_makes_a_listed_mistake_is_told(printed, copy):
    (copy / "language_models.py").write_text(
        "import torch\ndef perplexity(y_hat, y):\n"
        "    return torch.log(y_hat.gather(1, y.view(-1, 1))).mean().neg().item()\n"
    )
    said = run("autograder check language_models.py --only perplexity", copy)
    assert "It behaves like code that stops at the mean loss (ppl-no-exp)." in said
