"""The examples that come with the package are those that its code draws."""

import zipfile

import pytest
from hypothesis import strategies as st

from autograder import corpus
from autograder.authoring import examples
from autograder.catalogue import EXERCISES
from autograder.corpus import (
    PUBLIC_EXAMPLES,
    PUBLIC_SEED,
    Cache,
    decode_examples,
    draw_examples,
    examples_for,
    public_examples,
)
from autograder.exercise import Exercise
from autograder.inputs import domain, identity


@domain(count=5)
def numbers(draw):
    return {"n": draw(st.integers(0, 50))}


toy = Exercise("toy", "toy_module", "0", 100, ("n",), numbers)


@toy.core("anything holds")
async def anything_holds(f, n):
    """A property whose domain has little to draw."""


def identities(drawn):
    return {name: [identity(example) for example in found] for name, found in drawn.items()}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_they_are_what_is_drawn_with_the_public_seed(exercise):
    given = public_examples(exercise)
    assert given is not None
    assert identities(given) == identities(examples_for(exercise, PUBLIC_SEED))


def test_none_are_of_code_that_is_not_there_any_more():
    assert examples.stale_exercises() == []
    assert len(examples.read(PUBLIC_EXAMPLES)) == len(EXERCISES)


def test_a_check_draws_nothing(monkeypatch, tmp_path):
    def draw(*_):
        raise AssertionError("drawn")

    monkeypatch.setattr(corpus, "draw_examples", draw)
    assert examples_for(EXERCISES[0], PUBLIC_SEED, Cache(tmp_path))
    with pytest.raises(AssertionError, match="drawn"):
        examples_for(EXERCISES[0], PUBLIC_SEED + 1, Cache(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_exercise_that_is_new_is_drawn_and_kept_in_the_cache(tmp_path):
    assert public_examples(toy) is None
    drawn = examples_for(toy, PUBLIC_SEED, Cache(tmp_path))
    assert identities(drawn) == {
        "numbers": [identity(e) for e in draw_examples(numbers, PUBLIC_SEED)]
    }
    assert len(list(tmp_path.iterdir())) == 1


def test_bringing_them_up_to_date_draws_what_is_stale_alone(tmp_path):
    archive = tmp_path / "examples.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("gone-0123", b"of an exercise that was removed")
        zipped.writestr(corpus.public_name(EXERCISES[0]), b"kept as it is")
    two = [EXERCISES[0], toy]
    assert examples.stale_exercises(two, archive) == [toy]
    examples.update(two, archive)
    assert examples.stale_exercises(two, archive) == []
    kept = examples.read(archive)
    assert list(kept) == [corpus.public_name(exercise) for exercise in two]
    assert kept[corpus.public_name(EXERCISES[0])] == b"kept as it is"
    assert set(decode_examples(kept[corpus.public_name(toy)])) == {"numbers"}
    before = archive.read_bytes()
    examples.update(two, archive)
    assert archive.read_bytes() == before


def test_the_check_names_the_exercises_whose_code_has_changed(monkeypatch, capsys):
    assert examples.main(["--check"]) == 0
    monkeypatch.setattr(examples, "stale_exercises", lambda: [toy, EXERCISES[0]])
    assert examples.main(["--check"]) == 1
    said = f"The examples of toy, {EXERCISES[0].name} are of other code."
    assert said in capsys.readouterr().err
