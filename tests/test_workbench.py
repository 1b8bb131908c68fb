"""After a change only what it may have touched is checked again."""

from pathlib import Path

import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
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
        return {function.name for function in bench.check(Submission("ada", data))}

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
        ("\n\n\ndef accuracy", "\n\n\n\n\ndef accuracy", {"flatten"}),  # its TODO has moved
        ("SCALE = 1", "SCALE = 2", set(NAMES)),
        ("SCALE = 1\n", "SCALE = 1\ntorch.manual_seed(3)\n", set(NAMES)),
        ("@torch.no_grad()", "@torch.enable_grad()", set(NAMES)),
        ("raise NotImplementedError", "return X.reshape(len(X), -1)", {"flatten"}),
    ],
    ids=["nothing", "body", "helper", "blank-lines", "constant", "statement", "decorator", "stub"],
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
    assert "SyntaxError" in check.bench.errors[0]
    assert check(SOURCE) == set()
    assert check.bench.errors == []


def test_a_right_function_that_moves_is_not_checked_but_has_its_new_line(check):
    before = check.bench.results["softmax"].line
    assert "softmax" not in check(SOURCE.replace("\n\n\ndef total", "\n\n\n\n\ndef total"))
    assert check.bench.results["softmax"].line == before + 2


def test_a_wrong_function_that_moves_is_checked_because_its_record_names_lines(check):
    wrong = SOURCE.replace("== y)", "!= y)")
    check(wrong)
    assert check(wrong.replace("\n\n\ndef accuracy", "\n\n\n\ndef accuracy")) >= {"accuracy"}


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
    checked = bench.check(Submission("ada", {path.name: changed.encode()}))
    assert [function.name for function in checked] == ["flatten"]
