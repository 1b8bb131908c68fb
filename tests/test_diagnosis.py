"""A known mistake is called by its name, an unknown one by none, and a right function by none."""

from pathlib import Path

import pytest

from autograder.authoring.versions import Version, read_versions, versions_in
from autograder.behaviours import decode_known, learn
from autograder.corpus import Cache
from autograder.diagnosis import MAX_ALTERNATIVES, Diagnostician, described
from autograder.i18n import use_language
from autograder.misconceptions import misconceptions, shown_by
from autograder.records import Diagnosis
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules
from exercises import EXERCISE, OF_EACH_KIND, each_exercise, each_exercise_slowly, parameters

SOFTMAX = EXERCISE["softmax"]


@pytest.fixture(scope="module")
def diagnosed(zygote, cache_folder):
    """What versions of an exercise are taken for; all run as modules of one worker."""
    diagnostician = Diagnostician(zygote, Cache(cache_folder))

    def diagnose_all(name: str, versions: list[Version]) -> dict[Version, Diagnosis | None]:
        modules = {f"m{i}": version.source for i, version in enumerate(versions)}
        found: dict[Version, Diagnosis | None] = {}
        with Session(zygote, Modules(modules), Limits(submission_seconds=600)) as session:
            for stem, version in zip(modules, versions, strict=True):
                session.module(stem)
                session.start_function(stem)
                diagnosis = diagnostician.diagnose(EXERCISE[name], session.ask)
                session.end_function(sound=True)
                found[version] = diagnosis
        return found

    return diagnose_all


@each_exercise_slowly
def test_every_version_is_taken_for_what_it_is_or_for_nothing(name, audited):
    rows = [row for row in audited(name).rows if row.kind not in ("stub", "solution")]
    assert [row.name for row in rows] == [version.name for version in read_versions(name)]
    for row in rows:
        ids, itself = set(row.taken_for), set(row.mistakes)
        assert itself == set(shown_by(row.name, misconceptions(name)))
        if row.kind == "right":
            # Only a function that fails a property is diagnosed; the book's fails stretch ones.
            assert all(stretch_only(name, identifier) for identifier in ids), row.name
        elif itself:
            assert itself <= ids, row.name
        else:
            assert ids == set(), row.name


UNKNOWN = {
    path.stem: versions_in(path.read_text(), path.stem)
    for path in sorted((Path(__file__).parent / "unknown_mistakes").glob("*.py"))
}
THE_SAME_AS = {"images_to_float from-minus-one": "tf-scale"}
"""Those that behave like a known mistake after all: this one does not divide by 255."""
each_unknown = pytest.mark.parametrize("name", parameters(UNKNOWN, fast=OF_EACH_KIND))


@each_unknown
def test_a_mistake_that_the_catalogue_does_not_know_is_called_by_no_name(name, diagnosed):
    for version, diagnosis in diagnosed(name, UNKNOWN[name]).items():
        same_as = THE_SAME_AS.get(f"{name} {version.name}")
        assert said(diagnosis) == ({same_as} if same_as else set()), version.name


@each_unknown
def test_an_unknown_mistake_is_one_all_the_same(name, grade_function):
    for version in UNKNOWN[name]:
        assert grade_function(name, version.source.decode()).status == "failed", version.name


def test_there_are_enough_unknown_mistakes_to_mean_something():
    count = sum(map(len, UNKNOWN.values()))
    assert count >= 40
    assert len(UNKNOWN) >= 15
    assert len(THE_SAME_AS) <= count / 10


def said(diagnosis: Diagnosis | None) -> set[str]:
    """All ids that a diagnosis names."""
    if diagnosis is None:
        return set()
    return {diagnosis.id, *diagnosis.together, *diagnosis.alternatives}


def stretch_only(name: str, identifier: str) -> bool:
    entries = misconceptions(name)
    shown = [v for v in read_versions(name) if identifier in shown_by(v.name, entries)]
    return all(version.verdict == "stretch" for version in shown)


@each_exercise
def test_every_misconception_has_a_version_that_shows_it_alone(name):
    entries = misconceptions(name)
    shown = {shown_by(v.name, entries) for v in read_versions(name) if v.verdict != "right"}
    assert {(identifier,) for identifier in entries} <= shown


@each_exercise
def test_titles_and_hints_in_three_steps_come_in_two_languages(name):
    for entry in misconceptions(name).values():
        assert all((entry.title, *entry.en))
        assert all((entry.title_zh, *entry.zh))
        assert not any(map(is_chinese, "".join((entry.title, *entry.en))))
        # A step may be a line of code alone, which is the same in both.
        assert any(map(is_chinese, entry.title_zh))
        assert any(map(is_chinese, "".join(entry.zh)))


@each_exercise
def test_a_title_reads_on_after_code_that(name):
    for entry in misconceptions(name).values():
        first = entry.title.removeprefix("never ").split()[0]
        assert first.endswith("s"), entry.title
        assert entry.title[-1].isalnum(), entry.title
        assert len(entry.title) <= 75, entry.title


def is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def test_an_exercise_without_known_mistakes_has_no_diagnosis(zygote):
    unknown = type("Exercise", (), {"name": "unheard-of"})()
    assert Diagnostician(zygote).diagnose(unknown, lambda calls: []) is None


class TestWhatIsSaid:
    """One mistake, several that behave alike, and two at once."""

    @pytest.fixture
    def mistakes(self):
        return list(misconceptions("cross_entropy").values())

    def test_a_mistake_is_named_with_its_first_hint(self, mistakes):
        (first, *_) = mistakes
        assert described([[first]]) == Diagnosis(first.id, first.title, first.en[0])

    def test_those_that_behave_alike_are_alternatives(self, mistakes):
        diagnosis = described([[mistake] for mistake in mistakes])
        assert diagnosis.id == mistakes[0].id
        assert diagnosis.alternatives == tuple(m.id for m in mistakes[1 : 1 + MAX_ALTERNATIVES])

    def test_two_at_once_are_both_named(self, mistakes):
        first, second, third, *_ = mistakes
        diagnosis = described([[first, second], [first, third]])
        assert diagnosis.id == first.id
        assert diagnosis.title == f"{first.title}, and {second.title}"
        assert diagnosis.together == (second.id,)
        assert diagnosis.alternatives == (third.id,)

    def test_a_reader_of_chinese_is_told_in_chinese(self, mistakes):
        use_language("zh")
        try:
            diagnosis = described([[mistakes[0]]])
        finally:
            use_language("en")
        assert (diagnosis.title, diagnosis.hint) == (mistakes[0].title_zh, mistakes[0].zh[0])


def test_two_mistakes_at_once_are_recognised(grade_function):
    """The shape that a student sees: wrong axis, and no exp."""
    source = "def softmax(X): return X / X.sum(dim=0, keepdim=True)\n"
    diagnosis = grade_function("softmax", source).diagnosis
    assert (diagnosis.id, diagnosis.together) == ("softmax-dim0", ("softmax-no-exp",))
    assert diagnosis.title == (
        "adds over the examples instead of the classes, and divides by the sum without exp"
    )


class TestCache:
    def test_what_is_known_is_kept_and_read_back(self, zygote, tmp_path):
        learned = learn(EXERCISE["accuracy"], zygote, Cache(tmp_path))
        (path,) = tmp_path.glob("*.behaviours")
        kept = decode_known(path.read_bytes())
        assert kept.calls == learned.calls
        assert [b.mistakes for b in kept.behaviours] == [b.mistakes for b in learned.behaviours]

    @pytest.mark.parametrize("damage", [b"", b"\xc1", b"half"])
    def test_what_is_damaged_is_learned_anew(self, zygote, tmp_path, damage):
        learn(EXERCISE["accuracy"], zygote, Cache(tmp_path))
        (path,) = tmp_path.glob("*.behaviours")
        path.write_bytes(damage)
        assert learn(EXERCISE["accuracy"], zygote, Cache(tmp_path)).behaviours
        assert decode_known(path.read_bytes()) is not None

    def test_a_folder_that_can_not_be_written_is_no_obstacle(self, zygote, tmp_path):
        (tmp_path / "file").write_text("")
        assert learn(EXERCISE["accuracy"], zygote, Cache(tmp_path / "file")).behaviours
