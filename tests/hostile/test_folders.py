"""Folders in which anything may lie: verbs say in a sentence what is wrong, and nothing breaks.

Each file of `folders` builds what it attacks with, in an empty folder or beside a class. Its first
line says what it tries, and the next ones what is due:

    # $ grade class --course course.toml
    # 2: is no TOML: it is nested too deep

a command, its exit code and what it says. Of `folders/work`, which are a student's, the one pair
is that of `check`, and all other verbs of students are tried as well.
"""

import csv
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from hostile_texts import assert_harmless
from tiers import mostly_slow

ROOT = Path(__file__).parents[2]
FOLDERS = Path(__file__).parent / "folders"
SOLUTION = (ROOT / "solutions" / "softmax_regression.py").read_text(encoding="utf-8")
SOFTMAX = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
ACCURACY = "def accuracy(y_hat, y): return (y_hat.argmax(1) == y).float().mean().item()\n"
PAIR = re.compile(r"^# \$ (.+)\n# (\d): (.+)$", re.MULTILINE)
MEMORY = 12 << 30
"""Bytes of address space, most of them torch's: what reads without end comes to an end by this."""
SECONDS = 100
LONGEST = 20_000
"""Characters that a command prints, at most."""
OUTSIDE = "nobody changes this\n"
AUTOGRADER = [sys.executable, "-P", "-m", "autograder"]

pytestmark = pytest.mark.xdist_group("folders")


class Attack(NamedTuple):
    """Code that builds a folder, and what each command says there."""

    code: str
    due: list[tuple[str, int, str]]


def read_attack(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    due = [(command, int(code), said) for command, code, said in PAIR.findall(text)]
    assert due, f"{path} does not say what is due"
    return Attack(text, due)


def attacks_of(kind: str, *fast: str) -> list[object]:
    paths = sorted((FOLDERS / kind).glob("*.py"))
    return mostly_slow({path.stem: read_attack(path) for path in paths}, *fast)


KINDS = {
    "work": attacks_of("work"),
    "class": attacks_of("class", "course-that-is-something-else"),
    "results": attacks_of("results"),
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty folder to be in, beside a file that nobody may change."""
    (tmp_path / "outside").write_text(OUTSIDE)
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    yield inside
    assert (tmp_path / "outside").read_text() == OUTSIDE
    assert {entry.name for entry in tmp_path.iterdir()} <= {"outside", "inside", "home", "said"}
    for folder, names, _files in os.walk(inside):  # so that it can be removed
        for name in names:
            if not (path := Path(folder, name)).is_symlink():
                path.chmod(0o755)


def write_class(folder: Path) -> None:
    for student in ("ada", "bob"):
        (folder / "class" / student).mkdir(parents=True)
        (folder / "class" / student / "softmax_regression.py").write_text(SOFTMAX)


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    """The results of a class of two."""
    folder = tmp_path_factory.mktemp("graded")
    write_class(folder)
    done = run("grade class", folder)
    assert done.returncode == 0, done.stderr
    return folder / "grades"


def words_of(command: str) -> list[str]:
    verb, *words = shlex.split(command)
    if verb == "grade":
        words += ["--only", "softmax", "--jobs", "1", "--seed", "1"]
    return [*AUTOGRADER, verb, *words]


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        words_of(command), cwd=folder, preexec_fn=limit_memory, capture_output=True, text=True,
        errors="backslashreplace", check=False, timeout=SECONDS, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def build(attack: Attack, folder: Path) -> None:
    names = {"os": os, "Path": Path, "here": folder, "SOLUTION": SOLUTION, "SOFTMAX": SOFTMAX}
    exec(attack.code, names)


def look_at(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command has printed, all of it harmless and none of it a traceback."""
    printed = done.stdout + done.stderr
    assert "Traceback" not in printed, printed[-3000:]
    assert done.returncode in (0, 1, 2), printed[-3000:]
    assert len(printed) < LONGEST
    assert_harmless(printed)
    assert "\nFORGED" not in printed
    return printed


def check_due(attack: Attack, folder: Path) -> None:
    """Runs each command of an attack; right submissions keep full marks beside it."""
    for command, code, said in attack.due:
        done = run(command, folder)
        printed = look_at(done)
        assert done.returncode == code, printed
        assert said in printed
        if command.startswith("grade") and code == 0:
            check_grades(folder)


def check_grades(folder: Path) -> None:
    with (folder / "grades" / "grades.csv").open(encoding="utf-8") as file:
        heading, *rows = csv.reader(file, strict=True)
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)
    total, percent = heading.index("total"), heading.index("percent")
    right = [row for row in rows if row[0] in {"ada", "bob"}]
    assert len(right) == 2
    assert {(row[total], row[percent]) for row in right} <= {("7", "100.0"), ("0", "-")}


def test_there_are_enough_attacks():
    assert sum(map(len, KINDS.values())) >= 35


@pytest.mark.parametrize("attack", KINDS["class"])
def test_what_an_instructor_is_given_is_read_or_refused(attack, place):
    write_class(place)
    build(attack, place)
    check_due(attack, place)


@pytest.mark.parametrize("attack", KINDS["results"])
def test_results_that_were_changed_are_read_or_refused(attack, place, grades):
    write_class(place)
    shutil.copytree(grades, place / "grades")
    build(attack, place)
    check_due(attack, place)


@pytest.mark.parametrize("attack", KINDS["work"])
def test_every_verb_of_students_works_in_a_hostile_folder(attack, place):
    (place / "softmax_regression.py").write_text(SOFTMAX)
    build(attack, place)
    check_due(attack, place)
    assert "26" in look_at(run("list .", place))
    assert "softmax" in look_at(run("hint softmax .", place))
    watch(place)
    assert "softmax" in look_at(run("reset softmax . --yes", place))


def watch(folder: Path) -> None:
    """Watches a folder; a save is noticed, and it ends when it is told to."""
    with (folder.parent / "said").open("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(
            [*AUTOGRADER, "watch", ".", "--only", "softmax", "--only", "accuracy"],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT,
            preexec_fn=hear_interrupts,  # noqa: PLW1509 - no threads here
        )  # fmt: skip
        try:
            wait_for("functions are right", printed, process)
            (folder / "saved.py").write_text(ACCURACY)
            wait_for("✓ accuracy", printed, process)
            process.send_signal(signal.SIGINT)
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()
            process.wait()
        printed.seek(0)
        text = printed.read()
    assert "Traceback" not in text
    assert_harmless(text)


def hear_interrupts() -> None:
    limit_memory()
    signal.signal(signal.SIGINT, signal.default_int_handler)


def wait_for(text: str, printed, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        printed.seek(0)
        if text in (said := printed.read()):
            return
        assert process.poll() is None, said
        time.sleep(0.1)
    pytest.fail(f"{text!r} never came:\n{said}")
