"""All verbs show the same input for the same code, and first the property that says most."""

import msgspec
import pytest

from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.cli.check import checked
from autograder.corpus import Cache
from autograder.grading import Grader
from autograder.hints import hints_for
from autograder.intake.submission import read_submission
from autograder.records import first_to_mend
from autograder.workbench import Workbench

WRONG_FROM_12_ON = """
def softmax(X):
    E = X.exp()
    return E / E.sum(1, keepdim=True) if X.numel() < 12 else E
"""
WRONG = {"make_optimizer": "mo-lr-for-all", "train_step": "ts-step-first", "sgd": "sgd-mean"}


def version(name, wanted):
    versions = [v for v in read_versions(name) if v.verdict == "wrong"]
    return next((v for v in versions if v.name == wanted), versions[0]).source.decode()


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A folder with a few wrong functions."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "softmax_regression.py").write_text(WRONG_FROM_12_ON)
    for exercise in EXERCISES:
        if exercise.name in WRONG:
            with (folder / f"{exercise.module}.py").open("a") as module:
                module.write(version(exercise.name, WRONG[exercise.name]) + "\n")
    return folder


def test_the_same_input_in_each_verb(work, zygote, cache_folder, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_CACHE", str(cache_folder))
    names = [*WRONG, "softmax"]
    of_check = {f.name: f for f in checked([work], names).functions}
    of_json = {f.name: f for f in checked([work], names, for_record=True).functions}
    exercises = [e for e in EXERCISES if e.name in names]
    bench = Workbench(zygote, exercises, Cache(cache_folder))
    bench.check(read_submission(work, "ada"))
    assert of_check == of_json == bench.results
    for exercise in exercises:
        alone = Grader(zygote, [exercise], cache=Cache(cache_folder))
        (of_hint,) = alone.grade(read_submission(work, "ada")).functions
        assert of_hint.properties == of_check[exercise.name].properties
        assert first_to_mend(of_hint).counterexample is not None


def test_hints_are_about_the_property_that_is_shown(work, zygote, cache_folder):
    """Also where a badge comes before it in the order of the exercise."""
    softmax = next(e for e in EXERCISES if e.name == "softmax")
    grader = Grader(zygote, [softmax], cache=Cache(cache_folder))
    (function,) = grader.grade(read_submission(work, "ada")).functions
    first = first_to_mend(function)
    badge_first = sorted(function.properties, key=lambda prop: prop.kind == "core")
    turned = msgspec.structs.replace(function, properties=tuple(badge_first), diagnosis=None)
    assert first.kind == "core"
    assert first_to_mend(turned) == first
    mistake, _ = hints_for(turned)
    assert mistake == first.id


@pytest.mark.parametrize(
    ("name", "wrong", "shown"),
    [
        ("train_step", "ts-step-first", "one-update"),
        ("train_step", "ts-no-clear", "stale-gradient"),
    ],
)
def test_the_first_property_says_what_is_wrong(grade_function, name, wrong, shown):
    assert first_to_mend(grade_function(name, version(name, wrong))).id == shown
