"""An audit is kept under all that shapes it, and made anew when any of that changes."""

import dataclasses
from pathlib import Path

import msgspec
import pytest

from autograder.authoring import audits
from autograder.authoring.audit import ExerciseAudit, Row
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache

ROOT = Path(__file__).parents[2]
ACCURACY = next(exercise for exercise in EXERCISES if exercise.name == "accuracy")
FOUND = ExerciseAudit("accuracy", ("a",), ("b",), (Row("r", "right", ("b",)),), 3, (), (), ("r",))


@pytest.fixture
def made(monkeypatch):
    """The exercises that were audited, with what comes out; nothing is run."""
    made = []

    def audit_exercise(exercise, *_):
        made.append(exercise)
        return audit_exercise.found

    audit_exercise.found = FOUND
    monkeypatch.setattr(audits, "audit_exercise", audit_exercise)
    return made


@pytest.fixture
def audit(made, tmp_path):
    def run(exercise=ACCURACY, solutions=ROOT / "solutions", stubs=ROOT / "exercises", **options):
        cache = Cache(tmp_path / "cache")
        (found,) = audits.audit([exercise], solutions, stubs, None, cache, **options)
        return found

    return run


def test_what_was_audited_is_read_back(audit, made):
    assert audit() == audit() == FOUND
    assert made == [ACCURACY]


def test_it_is_audited_anew_if_asked_for(audit, made):
    audit()
    audit(fresh=True)
    assert len(made) == 2


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"half"])
def test_what_is_damaged_is_audited_anew(audit, made, tmp_path, damage):
    audit()
    (path,) = (tmp_path / "cache").glob("*.audit")
    path.write_bytes(damage)
    assert audit() == FOUND
    assert len(made) == 2
    assert msgspec.msgpack.decode(path.read_bytes(), type=ExerciseAudit) == FOUND


def test_one_with_faults_is_not_kept(audit, made, monkeypatch):
    faulty = msgspec.structs.replace(FOUND, faults=("the stub is taken for an attempt",))
    monkeypatch.setattr(audits.audit_exercise, "found", faulty)
    assert audit() == audit() == faulty
    assert len(made) == 2


def test_a_folder_that_can_not_be_written_is_no_obstacle(audit, made, tmp_path):
    (tmp_path / "cache").write_text("")
    assert audit() == FOUND


class TestWhatShapesIt:
    @pytest.fixture
    def is_audited_anew(self, audit, made):
        def after(change):
            audit()
            given = change() or {}
            audit(**given)
            return len(made) == 2

        return after

    @pytest.mark.parametrize("folder", ["solutions", "exercises"])
    def test_solutions_and_stubs(self, is_audited_anew, tmp_path, folder):
        for path in (ROOT / folder).glob("*.py"):
            (tmp_path / path.name).write_bytes(path.read_bytes() + b"\n")
        name = {"solutions": "solutions", "exercises": "stubs"}[folder]
        assert is_audited_anew(lambda: {name: tmp_path})

    def test_properties(self, is_audited_anew):
        fewer = dataclasses.replace(ACCURACY, properties=ACCURACY.properties[1:])
        assert is_audited_anew(lambda: {"exercise": fewer})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("engine_digest", lambda exercises: "of other code"),
            ("versions", lambda: {"torch": "1"}),
            ("cache_key", lambda exercise, seed: "of other examples"),
            ("PUBLIC_EXAMPLES", ROOT / "LICENSE"),
            ("SURVIVORS", ROOT / "LICENSE"),
        ],
    )
    def test_code_versions_examples_and_explanations(
        self, is_audited_anew, monkeypatch, name, value
    ):
        assert is_audited_anew(lambda: monkeypatch.setattr(audits, name, value))

    def test_nothing_else(self, is_audited_anew):
        assert not is_audited_anew(lambda: None)
