"""A known mistake is called by its name, an unknown one by none, and a right function by none."""

import pytest

from autograder.authoring.versions import Version, read_versions
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.diagnosis import Diagnostician, Known, read_known
from autograder.misconceptions import misconception_of, misconceptions
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules

EXERCISE = {exercise.name: exercise for exercise in EXERCISES if misconceptions(exercise.name)}
each_exercise = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in EXERCISE]
)
SOFTMAX = EXERCISE["softmax"]


@pytest.fixture(scope="module")
def diagnosed(zygote, cache_folder):
    """The ids that each version of an exercise is taken for; all run as modules of one worker."""
    diagnostician = Diagnostician(zygote, Cache(cache_folder))

    def diagnose_all(name: str) -> dict[Version, set[str]]:
        versions = read_versions(name)
        modules = {f"m{i}": version.source for i, version in enumerate(versions)}
        found: dict[Version, set[str]] = {}
        with Session(zygote, Modules(modules), Limits(submission_seconds=600)) as session:
            for stem, version in zip(modules, versions, strict=True):
                session.module(stem)
                session.start_function()
                diagnosis = diagnostician.diagnose(EXERCISE[name], stem, session.ask)
                session.end_function(sound=True)
                found[version] = {diagnosis.id, *diagnosis.alternatives} if diagnosis else set()
        return found

    return diagnose_all


@each_exercise
def test_every_version_is_taken_for_what_it_is_or_for_nothing(name, diagnosed):
    found = diagnosed(name)
    entries = misconceptions(name)
    for version, ids in found.items():
        itself = misconception_of(version.name, entries)
        if version.verdict == "right":
            # Only a function that fails a property is diagnosed; the book's fails stretch ones.
            assert all(stretch_only(name, identifier) for identifier in ids), version.name
        elif itself:
            assert itself in ids, version.name
        else:
            assert ids == set(), version.name


def stretch_only(name: str, identifier: str) -> bool:
    entries = misconceptions(name)
    shown = [v for v in read_versions(name) if misconception_of(v.name, entries) == identifier]
    return all(version.verdict == "stretch" for version in shown)


@each_exercise
def test_every_misconception_has_a_version_that_shows_it(name):
    entries = misconceptions(name)
    shown = {misconception_of(v.name, entries) for v in read_versions(name) if v.verdict != "right"}
    assert set(entries) <= shown


@each_exercise
def test_hints_come_in_three_steps_and_two_languages(name):
    for entry in misconceptions(name).values():
        assert all(entry.en)
        assert all(entry.zh)
        assert not any(map(is_chinese, "".join(entry.en)))
        # A step may be a line of code alone, which is the same in both.
        assert any(map(is_chinese, "".join(entry.zh)))


def is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def test_an_exercise_without_known_mistakes_has_no_diagnosis(zygote):
    unknown = type("Exercise", (), {"name": "unheard-of"})()
    assert Diagnostician(zygote).diagnose(unknown, "m", lambda calls: []) is None


class TestCache:
    def test_what_is_known_is_kept_and_read_back(self, zygote, tmp_path):
        cache = Cache(tmp_path)
        learned = Diagnostician(zygote, cache)._learn(EXERCISE["accuracy"])
        (path,) = tmp_path.glob("*.behaviours")
        kept = read_known(path)
        assert kept.calls == learned.calls
        assert {i: len(b) for i, b in kept.behaviours.items()} == {
            i: len(b) for i, b in learned.behaviours.items()
        }

    @pytest.mark.parametrize("damage", [b"", b"\xc1", b"half"])
    def test_what_is_damaged_is_learned_anew(self, zygote, tmp_path, damage):
        diagnostician = Diagnostician(zygote, Cache(tmp_path))
        diagnostician._learn(EXERCISE["accuracy"])
        (path,) = tmp_path.glob("*.behaviours")
        path.write_bytes(damage)
        assert isinstance(diagnostician._learn(EXERCISE["accuracy"]), Known)
        assert read_known(path) is not None

    def test_a_folder_that_can_not_be_written_is_no_obstacle(self, zygote, tmp_path):
        (tmp_path / "file").write_text("")
        known = Diagnostician(zygote, Cache(tmp_path / "file"))._learn(EXERCISE["accuracy"])
        assert known.behaviours
