"""What students see is small: counterexamples of the wrong versions of a few functions."""

import statistics

import pytest

from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import Plan, examine
from autograder.inputs import size_of
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules

pytestmark = pytest.mark.slow

MEDIAN, LARGEST = 4, 12


def elements(prop, finding):
    """The elements of what the property looked at."""
    return size_of({name: finding.example[name] for name in prop.names})[0]


@pytest.mark.parametrize("name", ["softmax", "accuracy", "squared_loss"])
def test_the_first_counterexample_of_a_wrong_version_is_small(name, zygote, cache_folder):
    exercise = next(e for e in EXERCISES if e.name == name)
    plan = Plan(exercise, examples_for(exercise, PUBLIC_SEED, Cache(cache_folder)))
    sizes = []
    for version in read_versions(name):
        if version.verdict != "wrong":
            continue
        with Session(zygote, Modules({exercise.module: version.source}), Limits()) as session:
            session.module(exercise.module)
            session.start_function(exercise.module)
            findings = examine(plan, session.ask).findings
            prop = next((p for p in exercise.properties if p.id in findings), None)
            if prop is None or findings[prop.id].status != "failed":
                continue
            found = findings[prop.id]
            sizes.append(elements(prop, found))
    assert len(sizes) > 10
    assert statistics.median(sizes) <= MEDIAN
    assert max(sizes) <= LARGEST
