"""The package knows the exercises, and has the stubs that students have."""

from pathlib import Path

import pytest

from autograder.authoring.package import packaged
from autograder.authoring.release import make_stubs
from autograder.catalogue import EXERCISES
from autograder.cli.choices import complete_function
from autograder.i18n import speaking
from autograder.stubs import entries, stub_of

ROOT = Path(__file__).parents[1]


def test_the_list_is_that_of_the_catalogue():
    assert [(e.name, e.module, e.section, e.points) for e in entries()] == [
        (e.name, e.module, e.section, e.points) for e in EXERCISES
    ]


each_module = pytest.mark.parametrize("module", dict.fromkeys(e.module for e in EXERCISES))


@each_module
def test_the_stubs_are_those_of_the_exercises(module):
    assert stub_of(module) == (ROOT / "exercises" / f"{module}.py").read_text()


@each_module
def test_in_chinese_the_stubs_are_those_that_release_makes_in_chinese(module):
    made = {stub.path.stem: stub.text for stub in make_stubs(ROOT / "solutions", Path(), "zh")}
    with speaking("zh"):
        assert stub_of(module) == made[module]


def test_what_release_makes_for_the_package_is_current():
    assert all(stub.is_current() for stub in packaged(ROOT / "solutions", EXERCISES))


def test_a_shell_completes_names_of_functions():
    assert complete_function("soft") == ["softmax", "softmax_net"]
    assert complete_function("x") == []
