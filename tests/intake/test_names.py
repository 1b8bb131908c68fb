"""What a file was meant to be, by its name."""

import pytest

from autograder.intake.names import is_proper, kind_of, nearest, stem_of


@pytest.mark.parametrize(
    ("name", "kind", "stem"),
    [
        ("softmax.py", "module", "softmax"),
        ("softmax.ipynb", "notebook", "softmax"),
        ("work.zip", "archive", "work"),
        ("softmax.PY", "module", "softmax"),
        ("softmax.pyw", "module", "softmax"),
        ("softmax .py", "module", "softmax"),
        ("softmax.py ", "module", "softmax"),
        ("softmax.py.txt", "module", "softmax"),
        ("softmax.py.py", "module", "softmax"),
        ("softmax.ipynb.json", "notebook", "softmax"),
        ("softmax.py.ipynb", "notebook", "softmax"),
        ("softmax.ipynb.zip", "archive", "softmax"),
        ("my.work.py", "module", "my.work"),
        ("模型.py", "module", "模型"),
    ],
)
def test_endings_tell_what_a_file_holds(name, kind, stem):
    assert (kind_of(name), stem_of(name)) == (kind, stem)


@pytest.mark.parametrize(
    "name", ["notes.txt", "data.json", "py", ".py", ".softmax.py", "softmax.pyc", "softmax.py~", ""]
)
def test_other_files_are_none_of_ours(name):
    assert kind_of(name) is None


@pytest.mark.parametrize(
    ("name", "proper"),
    [
        ("softmax.py", True),
        ("softmax.ipynb", True),
        ("soft max.py", True),
        ("softmax.PY", False),
        ("softmax .py", False),
        ("softmax.py.txt", False),
        ("softmax.pyw", False),
    ],
)
def test_a_proper_name_has_nothing_but_its_ending(name, proper):
    assert is_proper(name) is proper


MISNAMED = [
    "softmax-regression.py",
    "Softmax_Regression.py",
    "SoftmaxRegression.py",
    "softmax regression.py",
    "softmax_regression.py.txt",
    "softmax_regression .py",
    "softmax_regression.PY",
    "Softmax_Regression (1).py",
    "Copy of softmax_regression.py",
    "softmax_regression - Kopie.py",
    "softmax_regression的副本.py",
    "softmax_regression_final_v2.py",
    "ada_lovelace_123_assignsubmission_file_softmax_regression.py",
    "softmax_regresion.py",
    "sofmax_regression.py",
    "softmax_regressions.ipynb",
]


@pytest.mark.parametrize("name", MISNAMED)
def test_a_misnamed_file_is_recognised(name):
    assert nearest("softmax_regression", ["x.py", name]) == [1]


@pytest.mark.parametrize(
    "name",
    ["linear_regression.py", "regression.py", "softmax.py", "main.py", "homework3.py", "_.py"],
)
def test_a_file_with_another_name_is_not(name):
    assert nearest("softmax_regression", [name]) == []


def test_the_likeliest_comes_first_and_then_the_one_that_counts_first():
    names = ["softmax_regresion.py", "softmax_regression2.py", "softmax_regression (1).py",
             "Softmax-Regression.py"]  # fmt: skip
    assert nearest("softmax_regression", names) == [3, 1, 2, 0]
