"""A screen is about the function that was edited; of several, the first that fails."""

import pytest

from autograder.fingerprint import Cause
from autograder.focus import came_out_otherwise, focus
from autograder.records import FunctionResult
from autograder.workbench import Change

OWN, NEEDED, AROUND = Cause.OWN, Cause.NEEDED, Cause.AROUND


def known(**statuses):
    """Results for functions with these statuses."""
    return {
        name: FunctionResult(name, "module", status, int(status == "passed"), 1, ())
        for name, status in statuses.items()
    }


BEFORE = known(a="passed", b="failed", c="passed", d="not_attempted")


@pytest.mark.parametrize(
    ("causes", "after", "current", "shown"),
    [
        ({}, {}, "c", "c"),
        ({"b": OWN}, {"b": "passed"}, "a", "b"),
        ({"a": AROUND, "b": AROUND, "c": OWN, "d": AROUND}, {}, "b", "c"),
        ({"a": OWN, "b": OWN, "c": OWN}, {}, "c", "b"),
        ({"a": OWN, "b": OWN, "c": OWN}, {"b": "passed"}, "c", "c"),
        ({"a": NEEDED, "b": NEEDED, "d": NEEDED}, {}, "a", "a"),
        ({"a": NEEDED, "c": NEEDED}, {"c": "failed"}, "a", "c"),
        ({"a": AROUND, "b": AROUND}, {"a": "import_error", "b": "import_error"}, "d", "a"),
        ({"a": AROUND, "b": AROUND}, {"a": "import_error", "b": "import_error"}, "b", "b"),
        ({"c": AROUND, "d": AROUND}, {}, "a", "d"),
    ],
    ids=[
        *("nothing", "one", "one-and-an-import", "several", "several-right", "helper"),
        *("helper-that-breaks-another", "module-stops", "module-of-this-one-stops", "elsewhere"),
    ],
)
def test_which_function_is_shown(causes, after, current, shown):
    results = BEFORE | known(**after)
    change = Change(causes, {name: BEFORE[name] for name in causes})
    assert focus(change, results, current) == shown


def test_what_somebody_is_typing_is_what_is_worked_on():
    assert focus(Change(unfinished=["b", "c"]), BEFORE, "a") == "b"


def test_of_the_other_functions_those_are_told_that_came_out_otherwise():
    causes = {"a": OWN, "b": AROUND, "c": AROUND, "d": OWN}
    results = BEFORE | known(c="failed")
    change = Change(causes, {name: BEFORE[name] for name in causes})
    assert came_out_otherwise(change, results, "a") == ["c", "d"]
