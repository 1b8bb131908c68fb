"""A check within a notebook grades the source of its cells as if it was handed in."""

import random
import subprocess
import sys
import warnings

import msgspec
import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from autograder.notebook import cells, grades, kernel
from autograder.records import FunctionResult

RIGHT = """\
def softmax(X):
    E = (X - X.max(1, keepdim=True).values).exp()
    return E / E.sum(1, keepdim=True)"""
WRONG = "def softmax(X):\n    return X.exp() / X.exp().sum()"
STUB = "def softmax(X):\n    raise NotImplementedError"
FLATTEN = "def flatten(X):\n    return X.reshape(len(X), -1)"


class Notebook:
    """A shell of IPython's, in which cells are run."""

    def __init__(self, shell):
        self.shell = shell

    def run(self, *sources):
        """Runs cells; returns the value of the last one, and raises what it raised."""
        with capture_output() as self.printed:
            for source in sources:
                result = self.shell.run_cell(source, store_history=True)
        if result.error_before_exec or result.error_in_exec:
            raise result.error_before_exec or result.error_in_exec
        return result.result

    def try_to_run(self, source):
        with capture_output():
            assert not self.shell.run_cell(source, store_history=True).success


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    config = Config({"HistoryManager": {"enabled": False}})
    started = InteractiveShell.instance(
        config=config, ipython_dir=str(tmp_path_factory.mktemp("ipython"))
    )
    for cached in (cells.watch_cells, kernel.this_kernel):
        cached.cache_clear()
    yield started
    kernel.this_kernel().close()
    for cached in (cells.watch_cells, kernel.this_kernel):
        cached.cache_clear()
    InteractiveShell.clear_instance()


@pytest.fixture
def notebook(shell):
    """The shell with nothing run yet; the grader stays warm from one test to the next."""
    shell.reset()
    shell.history_manager.input_hist_raw[:] = [""]
    shell.history_manager.input_hist_parsed[:] = [""]
    if (watched := cells.watch_cells()) is not None:
        watched._ran.clear()
    fresh = Notebook(shell)
    fresh.run("import torch\nfrom autograder.notebook import check, points")
    return fresh


def function_of(report) -> FunctionResult:
    (function,) = report.result.functions
    return function


class TestWhatIsGraded:
    def test_a_function_that_a_cell_defines(self, notebook):
        function = function_of(notebook.run(RIGHT, "check(softmax)"))
        assert (function.status, function.score) == ("passed", 700)

    def test_its_name_will_do(self, notebook):
        assert function_of(notebook.run(RIGHT, "check('softmax')")).status == "passed"

    @pytest.mark.parametrize("source", [RIGHT, WRONG, STUB, "def softmax(X): 1 / 0"])
    def test_the_record_is_that_of_a_module_but_for_the_place(
        self, notebook, grade_function, source
    ):
        notebook.run(source)
        ours = function_of(graded())
        theirs = grade_function("softmax", source)
        assert without_places(ours) == without_places(theirs)

    def test_the_latest_definition_wins(self, notebook):
        assert function_of(notebook.run(RIGHT, WRONG, "check(softmax)")).score == 364
        assert function_of(notebook.run(RIGHT, "check(softmax)")).score == 700

    def test_what_it_needs_of_other_cells_comes_with_it(self, notebook):
        helper = "SCALE = 1.0\ndef exps(X):\n    return SCALE * X.exp()"
        uses = "def softmax(X):\n    return exps(X) / exps(X).sum(1, keepdim=True)"
        assert function_of(notebook.run(helper, uses, "check(softmax)")).score == 700

    def test_functions_of_several_modules_have_their_homes(self, notebook):
        line = "def linreg(X, w, b):\n    return X @ w + b"
        report = notebook.run(FLATTEN, line, "check(flatten, linreg)")
        found = {f.name: (f.status, f.message, f.file) for f in report.result.functions}
        assert found == {
            "linreg": ("passed", "", "linear_regression.ipynb"),
            "flatten": ("passed", "", "softmax_regression.ipynb"),
        }

    def test_magics_are_no_part_of_it(self, notebook, monkeypatch):
        # Runs nothing: Python warns of a fork beside threads, such as those of pytest-xdist.
        monkeypatch.setattr(notebook.shell, "system", lambda command: None)
        notebook.run(f"%precision 3\n!true\n{RIGHT}", "%%time\nEPS = 1")
        assert function_of(notebook.run("check(softmax)")).score == 700

    def test_without_a_name_all_that_is_written(self, notebook):
        report = notebook.run(STUB, FLATTEN, "check()")
        assert [f.name for f in report.result.functions] == ["flatten"]


class TestCellsThatFail:
    def test_what_stands_above_the_statement_that_raised_counts(self, notebook):
        notebook.try_to_run(f"{RIGHT}\n@print\n@(1 / 0)\n{WRONG}")
        assert function_of(notebook.run("check(softmax)")).score == 700

    def test_so_it_does_where_a_function_of_the_cell_raised(self, notebook):
        notebook.try_to_run(f"{RIGHT}\nsoftmax(\n    None,\n)\n{WRONG}")
        assert function_of(notebook.run("check(softmax)")).score == 700

    def test_a_cell_that_does_not_parse_is_as_if_it_was_not_there(self, notebook):
        notebook.run(RIGHT)
        notebook.try_to_run("def softmax(X)\n    return X")
        report = notebook.run("check(softmax)")
        assert (function_of(report).score, report.result.notes) == (700, ())

    def test_neither_is_one_from_before_the_import(self, notebook):
        """Nobody watched that cell: it is known only as text."""
        notebook.run(RIGHT)
        notebook.shell.history_manager.store_inputs(99, "def softmax(X)\n    return X")
        assert function_of(notebook.run("check(softmax)")).score == 700

    def test_a_line_is_named_as_in_the_notebook(self, notebook):
        notebook.run("1", "def softmax(X):\n    return X + nothing")
        example = function_of(notebook.run("check(softmax)")).properties[0].counterexample
        assert "NameError in cell 3, line 2 of softmax_regression.ipynb" in example.message


class TestWhichCell:
    """A check says which cell it is about, since the last one may not have run."""

    def test_the_cell_is_named(self, notebook):
        html = notebook.run(RIGHT, "check(softmax)")._repr_mimebundle_()["text/html"]
        assert "cell [2]" in html

    @pytest.mark.parametrize(
        "failing", ["def softmax(X)\n    return X", f"1 / 0\n{WRONG}", f"%nothing\n{WRONG}"]
    )
    def test_so_is_a_later_one_that_did_not_run(self, notebook, failing):
        notebook.run(RIGHT)
        notebook.try_to_run(failing)
        report = notebook.run("check(softmax)")
        said = "Cell [3] did not run; this is about cell [2]."
        assert said in repr(report)
        assert said in report._repr_mimebundle_()["text/html"]
        assert "Everything is right" not in repr(report)
        assert "What was judged is right." in repr(report)

    def test_after_it_was_mended_nothing_is_said(self, notebook):
        notebook.run(RIGHT)
        notebook.try_to_run("def softmax(X)\n    return X")
        report = notebook.run(RIGHT, "check(softmax)")
        assert (function_of(report).cell, function_of(report).message) == (4, "")
        assert "Everything is right." in repr(report)

    def test_a_cell_that_fails_below_the_function_has_run_so_far(self, notebook):
        notebook.try_to_run(f"{RIGHT}\n1 / 0")
        report = notebook.run("check(softmax)")
        assert (function_of(report).cell, function_of(report).message) == (2, "")

    def test_one_of_another_function_is_no_matter(self, notebook):
        notebook.run(RIGHT)
        notebook.try_to_run("def softmax_net(X)\n    return X")
        assert function_of(notebook.run("check(softmax)")).message == ""

    def test_where_no_other_cell_has_the_function_the_failing_one_is_named(self, notebook):
        notebook.try_to_run("def softmax(X)\n    return X")
        function = function_of(notebook.run("check('softmax')"))
        assert function.message == "Cell [2] did not run; no other cell has softmax."

    def test_points_are_those_of_the_cell_that_ran(self, notebook):
        notebook.run(RIGHT)
        notebook.try_to_run("def softmax(X)\n    return X")
        assert notebook.run("points('softmax')") == 7.0


class TestErrors:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            ("check('sofmax')", "There is no function named 'sofmax'. Did you mean: softmax"),
            ("check(7)", "7 is no function; expected one, or its name."),
            ("check(torch.flatten)", "flatten comes from torch"),
            ("check()", "None of the exercises is written in this notebook yet"),
            ("points('sofmax')", "There is no function named 'sofmax'"),
        ],
    )
    def test_what_can_not_be_checked_is_said_in_a_sentence(self, notebook, call, message):
        with pytest.raises(cells.NotebookError) as raised:
            notebook.run(call)
        assert message in str(raised.value)
        assert "Traceback" not in notebook.printed.stdout
        assert message in notebook.printed.stdout

    def test_a_function_that_was_not_run_is_missing(self, notebook):
        function = function_of(notebook.run("check('softmax')"))
        assert function.status == "missing"

    def test_outside_of_a_notebook_the_command_is_named(self):
        code = "from autograder.notebook import check; check('softmax')"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "NotebookError: This works in a notebook" in done.stderr
        assert "autograder check PATH" in done.stderr

    def test_after_an_interruption_the_next_check_is_right(self, notebook, monkeypatch):
        notebook.run(RIGHT)

        def interrupt(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("autograder.grading.Grader.grade", interrupt)
            with pytest.raises(KeyboardInterrupt):
                graded()
        assert function_of(graded()).score == 700


class TestWhatStays:
    def test_random_numbers_of_the_notebook_go_on_as_if_nothing_was_checked(self, notebook):
        notebook.run(WRONG)
        before = random_states()
        graded()
        assert random_states() == before

    def test_one_process_serves_all_checks(self, notebook):
        notebook.run(RIGHT, FLATTEN, "check(softmax)")
        process = kernel.this_kernel()._zygote._process.pid
        notebook.run("check(flatten)", "check()", "points('softmax')")
        assert kernel.this_kernel()._zygote._process.pid == process


class TestReport:
    def test_html_and_plain_text_say_the_same(self, notebook):
        shown = notebook.run(WRONG, "check(softmax)")._repr_mimebundle_()
        assert set(shown) == {"text/html", "text/plain"}
        for text in shown.values():
            assert "3.64 / 7" in text
            assert "softmax(tensor([[0.], [0.]]))" in text
            assert "Try one row, then two." in text

    def test_a_plain_terminal_gets_plain_text(self, notebook):
        notebook.run(WRONG, "check(softmax)")
        assert "each row sums to one" in notebook.printed.stdout
        assert "<div" not in notebook.printed.stdout

    def test_nothing_of_a_student_becomes_html(self, notebook):
        notebook.run("def softmax(X):\n    print('<script>x</script>\\u202e')\n    return '<img>'")
        html = graded()._repr_mimebundle_()["text/html"]
        assert "<script>" not in html
        assert "&lt;script&gt;x&lt;/script&gt;\\u202e" in html
        assert "<img>" not in html

    def test_of_several_functions_the_sum_is_told_and_what_waits(self, notebook):
        html = notebook.run(WRONG, FLATTEN, "check()")._repr_mimebundle_()["text/html"]
        assert "<strong>5.64 of 9 points</strong>" in html


class TestPoints:
    def test_they_are_a_plain_float_after_the_explanation(self, notebook):
        earned = notebook.run(WRONG, "points('softmax')")
        assert type(earned) is float
        assert repr(earned) == "3.64"
        assert [set(output.data) for output in notebook.printed.outputs] == [
            {"text/html", "text/plain"}
        ]

    @pytest.mark.parametrize(
        ("source", "out_of", "points"), [(WRONG, 14, 7.28), (RIGHT, 3, 3.0), (STUB, 3, 0.0)]
    )
    def test_a_cell_may_have_other_points_than_the_exercise(self, notebook, source, out_of, points):
        assert notebook.run(source, f"points(softmax, out_of={out_of})") == pytest.approx(points)

    def test_nothing_is_written_to_stderr(self, notebook, monkeypatch):
        def noisy(*_, **__):
            sys.stderr.write("a warning")
            warnings.warn("another", stacklevel=1)
            return original(*_, **__)

        original = kernel.Kernel.grade
        monkeypatch.setattr(kernel.Kernel, "grade", noisy)
        assert notebook.run(RIGHT, "points(softmax)") == 7.0
        assert notebook.printed.stderr == ""

    def test_a_fault_of_the_grader_is_raised_for_a_student(self, notebook, monkeypatch):
        notebook.run(RIGHT)
        monkeypatch.setattr("autograder.grading.Grader.grade", fail)
        with pytest.raises(OSError, match="the disk is gone"):
            notebook.run("points(softmax)")

    def test_for_nbgrader_it_is_neither_points_nor_zero(self, notebook, monkeypatch):
        notebook.run(RIGHT)
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        monkeypatch.setattr("autograder.grading.Grader.grade", fail)
        assert notebook.run("points(softmax)") == float("inf")
        (output,) = notebook.printed.outputs
        assert output.data[grades.FAULT_TYPE] == {"reason": "the disk is gone"}
        assert "A fault of the grader, not of the student's work" in output.data["text/plain"]

    def test_so_it_is_if_the_record_says_that_the_grader_failed(self, notebook, monkeypatch):
        notebook.run(RIGHT)
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        prop = kernel.BY_NAME["softmax"].properties[0]
        monkeypatch.setattr(type(prop), "arguments", fail)
        monkeypatch.setattr(kernel.this_kernel(), "_graders", {})  # which know what is right
        assert notebook.run("points(softmax)") == float("inf")


def fail(*_):
    raise OSError("the disk is gone")


def graded():
    """The softmax of the notebook, graded without a cell being run."""
    return kernel.this_kernel().grade([kernel.BY_NAME["softmax"]])


def random_states():
    numbers = np.random.get_state()  # noqa: NPY002 - the one that students draw from
    return random.getstate(), numbers[1].tolist(), torch.get_rng_state().tolist()


def without_places(function):
    """A record without the file and the line that it names."""
    text = msgspec.json.encode(function).decode()
    for place in ("cell 2, ", "softmax_regression.ipynb", "softmax_regression.py"):
        text = text.replace(place, "")
    text = text.replace("Cell 2, line", "Line").replace('"cell":2', '"cell":0')
    return msgspec.json.decode(text)
