"""After a change only what it may have touched is checked again."""

import json
from pathlib import Path

import pytest

from autograder.behaviours import behaviour_key
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.fingerprint import Cause
from autograder.intake.submission import Submission
from autograder.workbench import Workbench

NAMES = ("softmax", "accuracy", "flatten")
SOURCE = '''import torch

SCALE = 1


def total(X):
    return X.sum(1, keepdim=True)


def softmax(X):
    """Rows of probabilities."""
    E = X.exp() * SCALE
    return E / total(E)


def accuracy(y_hat, y):
    return float((y_hat.argmax(1) == y).float().mean())


@torch.no_grad()
def flatten(X):
    raise NotImplementedError
'''


@pytest.fixture
def check(zygote, cache_folder):
    """Checks this source, in the same workbench each time; gives the names that were checked."""
    exercises = [e for e in EXERCISES if e.name in NAMES]
    bench = Workbench(zygote, exercises, Cache(cache_folder))

    def check_source(source, **others):
        files = {"softmax_regression.py": source} | {f"{n}.py": s for n, s in others.items()}
        data = {name: text.encode() for name, text in files.items()}
        check_source.change = bench.check(Submission("ada", data))
        return set(check_source.change.causes)

    check_source.bench = bench
    assert check_source(SOURCE) == set(NAMES)
    return check_source


def status(check, name):
    return check.bench.results[name].status


@pytest.mark.parametrize(
    ("old", "new", "checked"),
    [
        ("", "", set()),
        ("== y)", "!= y)", {"accuracy"}),
        ("X.sum(1", "X.sum(0", {"softmax"}),
        ("\n\n\ndef accuracy", "\n\n\n\n\ndef accuracy", set()),
        ("\n\n\ndef accuracy", "\n\n\n# %%\n# and\ndef accuracy", set()),
        ("E / total(E)", "E / total(E)  # rows", {"softmax"}),
        ("(X):\n    E", "(X):\r\n    E", set()),
        ("SCALE = 1", "SCALE = 2", set(NAMES)),
        ("SCALE = 1\n", "SCALE = 1\ntorch.manual_seed(3)\n", set(NAMES)),
        ("@torch.no_grad()", "@torch.enable_grad()", set(NAMES)),
        ("raise NotImplementedError", "return X.reshape(len(X), -1)", {"flatten"}),
    ],
    ids=[
        "nothing",
        "body",
        "helper",
        "blank-lines",
        "comments",
        "own-comment",
        "line-ends",
        "constant",
        "statement",
        "decorator",
        "stub",
    ],
)
def test_what_is_checked_again(check, old, new, checked):
    assert check(SOURCE.replace(old, new)) == checked


def test_results_of_all_functions_stay_known(check):
    check(SOURCE.replace("== y)", "!= y)"))
    result = check.bench.result("ada")
    assert [f.name for f in result.functions] == [e.name for e in check.bench.exercises]
    assert status(check, "softmax") == "passed"
    assert status(check, "accuracy") == "failed"
    assert result.score == sum(function.score for function in result.functions) < 1100


def test_a_module_that_does_not_parse_leaves_what_was_known(check):
    assert check(SOURCE + "def broken(:\n") == set()
    assert status(check, "softmax") == "passed"
    (error,) = check.bench.errors.values()
    assert "SyntaxError" in error
    assert check.change.saved == ["softmax_regression.py"]
    assert check(SOURCE) == set()
    assert check.bench.errors == {}
    assert check.change.saved == ["softmax_regression.py"]


@pytest.mark.parametrize(
    ("old", "new", "unfinished"),
    [
        ("== y)", "== y", ["accuracy"]),
        ("    E = X.exp() * SCALE\n", "    E = (\n", ["softmax"]),
        ("    return E / total(E)\n", "    return E / total(E)\n    (\n", ["softmax"]),
        ("SCALE = 1", "SCALE = (", []),
    ],
    ids=["line", "fewer", "more", "none"],
)
def test_the_function_in_which_a_file_does_not_parse_is_known(check, old, new, unfinished):
    assert check(SOURCE.replace(old, new)) == set()
    assert check.change.unfinished == unfinished


def test_a_module_that_never_parsed_is_no_secret(zygote, cache_folder):
    exercises = [e for e in EXERCISES if e.name in NAMES]
    bench = Workbench(zygote, exercises, Cache(cache_folder))
    bench.check(Submission("ada", {"softmax_regression.py": b"def broken(:\n"}))
    assert {f.status for f in bench.results.values()} == {"import_error"}
    bench.check(Submission("ada", {"softmax_regression.py": b"\ndef broken(:\n"}))
    assert "line 2" in bench.results["softmax"].message


def test_a_right_function_that_moves_is_not_checked_but_has_its_new_line(check):
    before = check.bench.results["softmax"].line
    assert "softmax" not in check(SOURCE.replace("\n\n\ndef total", "\n\n\n\n\ndef total"))
    assert check.bench.results["softmax"].line == before + 2


RAISES = SOURCE.replace("return float((y_hat", "return float((y_hut")


@pytest.mark.parametrize("source", [RAISES, SOURCE], ids=["wrong", "stub"])
def test_a_function_that_moves_is_the_same_until_somebody_looks_at_its_lines(check, source):
    name = "accuracy" if source == RAISES else "flatten"
    check(source)
    before = check.bench.up_to_date(name)
    assert check(source.replace("\n\n\ndef accuracy", "\n\n\n\ndef accuracy")) == set()
    after = check.bench.up_to_date(name)
    assert after.line == before.line + 1
    told = [f.message + str([p.counterexample for p in f.properties]) for f in (before, after)]
    assert f"line {before.line + 1}" in told[0]
    assert f"line {before.line + 2}" in told[1]
    assert f"line {before.line + 1}" not in told[1]


def test_why_a_function_is_checked_again(check):
    """An edit and a new import, in one save: only one of the functions was edited."""
    check(SOURCE.replace("import torch\n", "import math\nimport torch\n").replace("== y)", "!= y)"))
    assert check.change.causes == {
        "softmax": Cause.AROUND,
        "accuracy": Cause.OWN,
        "flatten": Cause.AROUND,
    }
    check(SOURCE.replace("X.sum(1", "X.sum(0").replace("== y)", "!= y)"))
    assert check.change.causes["softmax"] is Cause.NEEDED


@pytest.mark.parametrize(
    "broken",
    [
        SOURCE.replace("import torch", "import torhc", 1),
        SOURCE.replace("def total(X)", "def total(X: Tensro)"),
        SOURCE.replace("def accuracy(y_hat, y)", "def accuracy(y_hat, y=nowhere)"),
    ],
    ids=["import", "annotation-of-a-helper", "default"],
)
def test_a_module_that_stops_running_is_a_change_of_all_that_it_stops(check, broken):
    check(broken)
    assert status(check, "flatten") == "import_error"
    assert check(SOURCE) == set(NAMES)
    assert status(check, "softmax") == "passed"


def test_files_that_come_and_go(check):
    assert check(SOURCE, scratch="x = 1\n") == set()
    assert check.change.new == ["scratch.py"]
    assert check.bench.check(Submission("ada", {})).gone == ["scratch.py", "softmax_regression.py"]
    assert status(check, "softmax") == "missing"
    assert check(SOURCE) == set(NAMES)
    assert set(check.change.causes.values()) == {Cause.AROUND}


def test_a_function_that_is_edited_in_a_notebook_is_found_there(check):
    text = "def {name}(X):\n    return X{rest}"
    cells = [text.format(name="softmax", rest=""), text.format(name="flatten", rest=".flatten(1)")]
    without = SOURCE[: SOURCE.index("def softmax")]
    check(without)
    bench = check.bench

    def check_cells(cells):
        code = [{"cell_type": "code", "source": cell} for cell in cells]
        notebook = json.dumps({"cells": code, "metadata": {}}).encode()
        files = {"softmax_regression.py": without.encode(), "softmax_regression.ipynb": notebook}
        return bench.check(Submission("ada", files))

    check_cells(cells)
    assert status(check, "flatten") == "passed"
    assert check_cells(["import math", *cells]).causes == {}
    assert bench.results["flatten"].cell == 3
    edited = check_cells(["import math", cells[0] + " + 1", cells[1]])
    assert edited.causes == {"softmax": Cause.OWN}
    broken = check_cells(["import math", cells[0] + " + (", cells[1]])
    assert "softmax" not in broken.causes
    assert "cell 2" in "".join(bench.errors.values())
    assert status(check, "softmax") == "failed"


def test_another_module_counts_only_where_it_is_imported(check):
    source = SOURCE.replace("import torch\n", "import torch\n# helper\n", 1)
    check(source, helper="x = 1\n")
    assert check(source, helper="x = 2\n") == set()


def test_another_module_of_the_students_counts_where_it_is_named(check):
    source = SOURCE.replace("import torch\n", "import torch\nimport helper\n", 1)
    check(source, helper="x = 1\n")
    assert check(source, helper="x = 2\n") == set(NAMES)


def test_everything_is_checked_anew_if_that_is_wanted(check):
    check.bench.forget()
    assert check(SOURCE) == set(NAMES)


def test_the_same_as_a_check_of_all(check, grade):
    check(SOURCE.replace("X.sum(1", "X.sum(0"))
    source = SOURCE.replace("X.sum(1", "X.sum(0")
    graded = grade({"softmax_regression": source}, *(e.name for e in check.bench.exercises))
    assert check.bench.result("ada") == graded


def test_the_stubs_of_the_repository_are_read_to_the_end_of_each_function(zygote, cache_folder):
    path = Path(__file__).parents[1] / "exercises" / "softmax_regression.py"
    source = path.read_text()
    exercises = [e for e in EXERCISES if e.module == "softmax_regression"]
    bench = Workbench(zygote, exercises, Cache(cache_folder))
    bench.check(Submission("ada", {path.name: source.encode()}))
    changed = source.replace('raise NotImplementedError("flatten is', 'return 3  # ("flatten is')
    assert changed != source
    change = bench.check(Submission("ada", {path.name: changed.encode()}))
    assert change.causes == {"flatten": Cause.OWN}


def test_known_mistakes_are_worked_out_before_somebody_makes_one(zygote, tmp_path):
    """One function at a time, the one that is worked on first."""
    exercises = [e for e in EXERCISES if e.name in ("flatten", "softmax_net", "first_batch")]
    bench = Workbench(zygote, exercises, Cache(tmp_path))
    known = []
    for _ in range(4):
        bench.prepare("softmax_net")
        known.append([path.stem for path in tmp_path.glob("*.behaviours")])
    assert known[0] == [behaviour_key(next(e for e in exercises if e.name == "softmax_net"))]
    assert [len(names) for names in known] == [1, 2, 3, 3]
