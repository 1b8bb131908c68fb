"""No verb imports anything from the current folder or from a submission, however it is started.

In the folder where it runs lies a file with the name of each module that it could import.
"""

import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from machines import hear_signals
from shadows import FORMS, MODULE, SCRIPT, SOME, environment_for, write_shadows
from tiers import mostly_slow

from autograder.catalogue.softmax import softmax
from autograder.cli import app
from autograder.corpus import PUBLIC_SEED
from autograder.replay import Token, encode
from autograder.reports.formats import FORMATS

ROOT = Path(__file__).parents[1]
TOKEN = encode(Token("softmax", "matches-reference", softmax.domain.corners[2]))
STUB = 'raise NotImplementedError("softmax is still to be written")'
DEBUGGED = "import helper\np {'helper': helper.ANSWER}\nc\n"
CI = ("--format", "classroom50", "--out", "results")
SOLUTIONS = ("--solutions", ROOT / "solutions")
GRADE = ("--only", "softmax", "--seed", str(PUBLIC_SEED))
ALL_FORMATS = [word for name in (*FORMATS, "nbgrader") for word in ("--format", name)]
STARTS = {"script": SCRIPT, "module": MODULE}


@dataclass(frozen=True)
class Use:
    """A command, and what shows that it did its work: its exit code and a text it prints."""

    arguments: tuple[object, ...]
    code: int
    text: str
    typed: str = ""


USES = {
    "check": Use(("check", "exercises", "--only", "softmax"), 1, "Next: change softmax"),
    "watch": Use(("watch", "exercises", "--only", "softmax"), 0, "softmax(tensor("),
    "list": Use(("list", "exercises", "--fresh"), 0, "pick_label_probabilities"),
    "hint": Use(("hint", "softmax", "exercises"), 0, "softmax"),
    "replay": Use(("replay", TOKEN, "exercises"), 1, "softmax(tensor("),
    "replay --script": Use(("replay", TOKEN, "exercises", "--script"), 0, "import softmax"),
    "replay --debug": Use(("replay", TOKEN, "exercises", "--debug"), 0, "'helper': 42", DEBUGGED),
    "reset": Use(("reset", "softmax", "exercises", "--yes"), 0, "before-reset"),
    "capstone": Use(("capstone", "line", "exercises"), 0, "Pictures: "),
    "grade": Use(("grade", "class", *GRADE, "--jobs", "1"), 0, "2 submissions"),
    "grade --jobs 2": Use(("grade", "class", *GRADE, "--jobs", "2"), 0, "2 submissions"),
    "report": Use(("report", "graded", *ALL_FORMATS), 0, "nbgrader: 2 new scores"),
    "compare": Use(("compare", "graded", "graded", "--html", "page.html"), 0, "2 unchanged"),
    "ci": Use(("ci", "exercises", "--only", "softmax", *CI), 1, "softmax"),
    "package": Use(("package", "gradescope"), 0, "autograder.zip"),
    "doctor": Use(("doctor",), 0, "Landlock"),
    "release": Use((*("release", "--nbgrader", "course"), *SOLUTIONS), 0, "course"),
    "audit": Use((*("audit", "--only", "flatten"), *SOLUTIONS), 0, "flatten"),
    "version": Use(("version",), 0, "0."),
}
"""The verb is the first word of each; it may have several uses."""


def test_no_verb_is_forgotten():
    verbs = typer.main.get_command(app).commands
    assert {use.arguments[0] for use in USES.values()} == set(verbs)


@pytest.fixture(scope="module")
def work(cache_folder, tmp_path_factory):
    """What the commands are about: exercises, submissions, and what was graded before."""
    here = tmp_path_factory.mktemp("work")
    shutil.copytree(
        ROOT / "exercises", here / "exercises", ignore=shutil.ignore_patterns(".autograder")
    )
    shutil.copy(ROOT / "solutions" / "linear_regression.py", here / "exercises")
    (here / "exercises" / "helper.py").write_text("ANSWER = 42\n")
    module = here / "exercises" / "softmax_regression.py"
    assert STUB in module.read_text()
    module.write_text(module.read_text().replace(STUB, "return X.exp() / X.exp().sum()"))
    for student in ("ada", "bob"):
        shutil.copytree(here / "exercises", here / "class" / student)
    done = run(MODULE, here, Use(("grade", "class", *GRADE, "--out", "graded"), 0, ""))
    assert done.returncode == 0, done.stderr
    return here


@pytest.fixture
def hostile(work, tmp_path):
    """A copy of it in a folder with shadows of all names, and some in each submission."""

    def make(form):
        here, log = tmp_path / "here", tmp_path / "log"
        shutil.copytree(work, here)
        write_shadows(here, log, form)
        for submission in ("exercises", "class/ada", "class/bob"):
            write_shadows(here / submission, log, form, SOME)
        return here, log

    return make


def run(start, folder, use):
    """Runs a command to its end; one that watches is ended once it has said what is expected."""
    environment = environment_for(folder.parent)
    process = subprocess.Popen(
        [*start, *map(str, use.arguments)], cwd=folder, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=hear_signals,  # noqa: PLW1509 - it takes no lock
    )  # fmt: skip
    said = ""
    if use.arguments[0] == "watch":
        said = next((line for line in process.stdout if use.text in line), "")
        process.send_signal(signal.SIGINT)
    rest, complaints = process.communicate(use.typed)
    return subprocess.CompletedProcess(use.arguments, process.returncode, said + rest, complaints)


@pytest.mark.parametrize("use", mostly_slow([*USES], "check", "grade", "version"))
@pytest.mark.parametrize(("start", "form"), [*zip(STARTS, FORMS, strict=True)])
def test_no_line_of_a_shadow_is_run_and_the_command_does_its_work(hostile, start, form, use):
    here, log = hostile(form)
    done = run(STARTS[start], here, USES[use])
    assert not log.exists(), log.read_text()
    assert done.returncode == USES[use].code, done.stderr
    assert USES[use].text in done.stdout
