"""The audit finds what is weak: versions that come out wrong, properties that can't fail, gaps."""

import dataclasses
from pathlib import Path

import pytest

from autograder.authoring import audit as module
from autograder.authoring.audit import Row, audit, faults, remarks
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.reports.audit import audit_page

ROOT = Path(__file__).parents[2]
ACCURACY = next(exercise for exercise in EXERCISES if exercise.name == "accuracy")
ALL = tuple(prop.id for prop in ACCURACY.properties)
SOUND = [
    Row("stub", "stub", ("NotImplementedError",)),
    Row("solution", "solution", ()),
    Row("book", "right", ()),
    *(Row(f"no-{identifier}", "wrong", (identifier,)) for identifier in ALL),
]


@pytest.fixture(scope="module")
def audited(zygote, cache_folder):
    def run(exercise, solutions=ROOT / "solutions", stubs=ROOT / "exercises"):
        (found,) = audit([exercise], solutions, stubs, zygote, Cache(cache_folder))
        return found

    return run


class TestFaults:
    def faults_with(self, *rows, monkeypatch):
        monkeypatch.setattr(module, "misconceptions", lambda _: {})
        return list(faults(ACCURACY, [*SOUND, *rows]))

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (Row("stub", "stub", ()), "the stub is taken for an attempt"),
            (Row("solution", "solution", ("rescaling",)), "the solution loses rescaling"),
            (Row("new", "right", ("rescaling",)), "new is right and loses rescaling"),
            (Row("new", "wrong", ()), "new is wrong and loses nothing"),
            (Row("new", "stretch", ("rescaling",)), "new should lose badges and nothing else"),
            (Row("new", "stretch", ()), "new should lose badges and nothing else"),
        ],
    )
    def test_a_version_that_comes_out_otherwise_is_one(self, row, fault, monkeypatch):
        assert self.faults_with(row, monkeypatch=monkeypatch) == [fault]

    def test_there_are_none_where_all_come_out_right(self, monkeypatch):
        assert self.faults_with(monkeypatch=monkeypatch) == []

    def test_a_property_that_rejects_nothing_is_one(self, monkeypatch):
        monkeypatch.setattr(module, "misconceptions", lambda _: {})
        assert list(faults(ACCURACY, SOUND[:-1])) == [f"{ALL[-1]} rejects no version"]

    def test_a_misconception_that_no_version_shows_is_one(self):
        found = list(faults(ACCURACY, SOUND))
        assert "no version shows the misconception acc-count" in found


def test_a_property_that_is_never_alone_is_remarked():
    rows = [Row("a", "wrong", (ALL[0], ALL[1])), Row("b", "wrong", (ALL[1],))]
    found = list(remarks(ACCURACY, rows))
    assert f"{ALL[0]} is never the only one to reject a version" in found
    assert f"{ALL[1]} is never the only one to reject a version" not in found


def test_misconceptions_that_the_same_properties_reject_are_remarked():
    rows = [Row(name, "wrong", (ALL[0],), name) for name in ("one", "two")]
    assert "the same properties reject one, two" in list(remarks(ACCURACY, rows))


def test_an_exercise_of_the_catalogue_has_no_faults(audited):
    found = audited(ACCURACY)
    assert found.faults == ()
    assert found.mutants >= 5
    assert found.survivors == ()


def test_with_fewer_properties_mutants_survive(audited):
    weak = dataclasses.replace(
        ACCURACY, properties=[p for p in ACCURACY.properties if p.id == "between-0-and-1"]
    )
    found = audited(weak)
    assert found.survivors
    assert any("is wrong and loses nothing" in fault for fault in found.faults)


def test_a_wrong_solution_and_a_solved_stub_are_noticed(audited, tmp_path):
    solved = (ROOT / "solutions" / "softmax_regression.py").read_text()
    wrong = solved.replace("y_hat.argmax(dim=1) == y", "y_hat.argmin(dim=1) == y")
    assert wrong != solved
    (tmp_path / "softmax_regression.py").write_text(wrong)
    found = audited(ACCURACY, solutions=tmp_path, stubs=ROOT / "solutions")
    assert "the stub is taken for an attempt" in found.faults
    assert any(fault.startswith("the solution loses") for fault in found.faults)


def test_the_page_has_a_line_for_each_exercise_and_property(audited):
    page = audit_page([audited(ACCURACY)])
    assert "| accuracy | 30 |" in page
    assert all(f"| {identifier} |" in page for identifier in ALL)
