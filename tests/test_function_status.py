"""A function's status is the gravest of what happened to its properties."""

import pytest

from autograder.engine import Finding
from autograder.grading import function_status, is_cut_off
from autograder.records import PropertyResult
from exercises import EXERCISE


def results(*statuses, kind="core"):
    return [
        PropertyResult(f"property-{place}", "title", kind, status, 0, 0, 1)
        for place, status in enumerate(statuses)
    ]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["passed", "passed"], "passed"),
        (["passed", "failed"], "failed"),
        (["failed", "crashed"], "crashed"),
        (["crashed", "timeout"], "timeout"),
        (["failed", "timeout"], "timeout"),
        (["timeout", "grader_error"], "grader_error"),
    ],
)
def test_the_gravest_counts(statuses, expected):
    assert function_status(results(*statuses), cut_off=False) == expected
    assert function_status(results(*reversed(statuses)), cut_off=False) == expected


def test_calls_that_were_not_made_any_more_are_a_timeout():
    assert function_status(results("passed", "not_reached"), cut_off=True) == "timeout"


@pytest.mark.parametrize("status", ["failed", "crashed", "timeout"])
def test_a_stretch_property_does_not_count(status):
    both = [*results("passed"), *results(status, kind="stretch")]
    assert function_status(both, cut_off=False) == "passed"


@pytest.mark.parametrize(("kind", "cut_off"), [("core", True), ("stretch", False)])
def test_only_core_properties_cut_a_function_off(kind, cut_off):
    prop = next(prop for prop in EXERCISE["softmax"].properties if prop.kind == kind)
    finding = Finding("not_reached", prop.domain.corners[0], (), (), "used up its share")
    assert is_cut_off(EXERCISE["softmax"], {prop.id: finding}) == cut_off
