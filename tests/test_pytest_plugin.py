"""`pytest exercises/` as a student or an editor runs it, in a process of its own."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from shadows import all_names, write_shadows
from shapes import notebook_of

from autograder.catalogue import EXERCISES
from autograder.pytest_plugin import MODULES

WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"
STUB = "def softmax(X):\n    raise NotImplementedError\n"
ENDS = "import os\ndef softmax(X):\n    os._exit(0)\n"
FIRST = "each entry is exp(x) divided by the sum of exp(x) over its row"


@pytest.fixture
def run(tmp_path):
    """Runs pytest with the plugin in a folder that holds exercises/softmax_regression.py."""

    def run_pytest(source, *arguments, ini="", **environment):
        if source is not None:
            (tmp_path / "exercises").mkdir(exist_ok=True)
            (tmp_path / "exercises" / "softmax_regression.py").write_text(source)
        (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
        given = arguments or ("exercises/softmax_regression.py::softmax",)
        return subprocess.run(
            [*(sys.executable, "-m", "pytest", "-p", "no:randomly"), *plugin(), *given],
            cwd=tmp_path,
            env=os.environ | {"LC_ALL": "C.UTF-8"} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run_pytest


def plugin():
    """Names the plugin, unless what is installed here has it as an entry point already."""
    from importlib.metadata import entry_points

    installed = [e.value for e in entry_points(group="pytest11")]
    return () if "autograder.pytest_plugin" in installed else ("-p", "autograder.pytest_plugin")


def test_the_modules_are_those_of_the_catalogue():
    assert set(MODULES) == {exercise.module for exercise in EXERCISES}


def test_a_failure_shows_the_call_and_the_sentence_and_no_traceback(run, tmp_path):
    report = tmp_path / "junit.xml"
    done = run(WRONG, f"--junit-xml={report}", "exercises/softmax_regression.py::softmax", "-rA")
    assert done.returncode == 1
    for text in (
        f"FAILED exercises/softmax_regression.py::softmax::{FIRST}",
        "PASSED exercises/softmax_regression.py::softmax::each entry lies between 0 and 1",
        "softmax(tensor([[0.], [0.]]))",
        "got:      tensor([[0.5*],",
        "most at row 0, class 0: 0.5 instead of 1.",
        "It behaves like code that divides by the sum of the whole matrix (softmax-total-sum).",
        "Points lost: 1.03",
        "softmax  3.64 / 7".replace("  ", "    "),
        "a badge, no points",
    ):
        assert text in done.stdout
    assert "Traceback" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout
    (suite,) = ET.parse(report).getroot()
    assert (suite.get("failures"), suite.get("errors")) == ("5", "0")
    again = run(None, "--lf", "--collect-only", "-q", "exercises")
    assert again.stdout.count("::softmax::") == 5


@pytest.mark.slow
def test_a_notebook_is_collected_where_there_is_no_module(run, tmp_path):
    (tmp_path / "exercises").mkdir()
    notebook = tmp_path / "exercises" / "softmax_regression.ipynb"
    notebook.write_bytes(notebook_of("import torch", WRONG))
    done = run(None, f"exercises/{notebook.name}::softmax", "-q")
    assert done.returncode == 1
    assert "3.64 of 7 points" in done.stdout
    notebook.with_suffix(".py").write_text(STUB)
    assert "softmax_regression.ipynb" not in run(None, "--co", "-q", "exercises").stdout


@pytest.mark.slow
def test_a_stub_is_skipped_with_the_reason(run):
    done = run(STUB, "exercises/softmax_regression.py::softmax", "-rs")
    assert done.returncode == 0
    assert "exercises/softmax_regression.py:1: The function is still" in done.stdout
    assert "line 2 raises NotImplementedError" in done.stdout
    assert " 13 skipped" in done.stdout or " 14 skipped" in done.stdout


@pytest.mark.slow
def test_a_function_that_ends_the_process_fails_and_the_rest_is_skipped(run):
    done = run(ENDS)
    assert done.returncode == 1
    assert "ended the process" in done.stdout
    assert "skipped" in done.stdout


@pytest.mark.slow
def test_a_module_that_ends_the_process_is_never_imported_by_pytest(run):
    done = run("import sys\nsys.exit(7)\ndef softmax(X): return X\n")
    assert done.returncode == 1
    assert "it ends the program there" in done.stdout


@pytest.mark.slow
def test_a_fault_of_the_grader_is_an_error_and_no_failure(run, tmp_path):
    (tmp_path / "conftest.py").write_text(
        "from autograder import grading\n"
        "from autograder.errors import GraderFault\n"
        "def fail(self, submission, tell=None): raise GraderFault('no worker')\n"
        "grading.Grader.grade = fail\n"
    )
    done = run(WRONG)
    assert done.returncode == 1
    assert "failed" not in done.stdout.splitlines()[-1]
    assert "errors in" in done.stdout
    assert "no worker" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "ini"), [(["--no-autograder"], ""), ([], "autograder = false")]
)
@pytest.mark.slow
def test_it_can_be_switched_off(run, arguments, ini):
    done = run(WRONG, "exercises", *arguments, ini=ini)
    assert "no tests ran" in done.stdout


@pytest.mark.slow
def test_another_projects_module_of_that_name_is_left_alone_and_nothing_is_imported(run, tmp_path):
    (tmp_path / "linear_regression.py").write_text("def fit(): raise SystemExit\n")
    (tmp_path / "test_theirs.py").write_text(
        "import sys\n"
        "def test_nothing_heavy():\n"
        "    heavy = {'torch', 'numpy', 'typer', 'autograder.grading', 'autograder.catalogue'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    (tmp_path / "linear_regression.py").write_text("fit = lambda: None\n")
    done = run(None, ".")
    assert done.returncode == 0
    assert "1 passed" in done.stdout


@pytest.mark.slow
def test_it_works_in_processes_of_xdist(run):
    done = run(WRONG, "exercises/softmax_regression.py::softmax", "-n", "1", "-q")
    assert done.returncode == 1
    assert "3.64 of 7 points" in done.stdout


@pytest.mark.slow
def test_titles_and_words_are_in_the_readers_language(run):
    done = run(STUB, "exercises/softmax_regression.py::softmax", "-rs", LC_ALL="zh_CN.UTF-8")
    assert done.returncode == 0


@pytest.mark.slow
def test_what_is_collected_here_is_not_disturbed():
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin(), "--co", "-q", "tests/test_scoring.py"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert all(line.startswith("tests/") for line in done.stdout.splitlines() if "::" in line)


def test_what_lies_in_a_folder_of_tests_is_not_imported_by_the_plugin(run, tmp_path):
    """A conftest.py has pytest put its folder first on the path, for its own imports too."""
    lib, log = tmp_path / "lib", tmp_path / "log"
    lib.mkdir()
    (lib / "conftest.py").write_text("import sys\ndef pytest_unconfigure(): print(*sys.modules)\n")
    (lib / "test_theirs.py").write_text("def test_it(): assert 0\n")
    own = run(None, "lib", "--no-autograder", "-rA").stdout.split()
    write_shadows(lib, log, "module", all_names() - {*own, "autograder"})
    done = run(WRONG, "lib", "exercises/softmax_regression.py::softmax", "-rA")
    assert not log.exists(), log.read_text()
    assert "softmax    3.64 / 7" in done.stdout
