"""The examples are the same for everyone, wherever and whenever they are drawn."""

import functools
import importlib.util
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.catalogue import EXERCISES
from autograder.corpus import (
    PUBLIC_SEED,
    Cache,
    cache_key,
    decode_examples,
    draw_examples,
    encode_examples,
    examples_for,
)
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.inputs import domain, grid, identity, matrix, size_of
from autograder.values import Generator, Leaf, Scattered

DOMAINS = {found.name: found for exercise in EXERCISES for found in exercise.domains}
CORNER = {"X": np.ones((1, 2), dtype=np.float32)}


@domain(corners=(CORNER,), count=12)
def pairs(draw):
    return {"X": matrix(draw, grid(2, 1), 1, 2)}


toy = Exercise("toy", "toy_module", "0", 100, ("X",), pairs)


@toy.core("anything holds")
async def anything_holds(f, X):
    """A property whose domain has little to draw."""


@functools.cache
def drawn_from(name):
    """The examples of a domain of the catalogue; the tests change nothing in them."""
    return draw_examples(DOMAINS[name], PUBLIC_SEED)


def identities(examples):
    """The same for the same examples of the same domains in the same order."""
    return {name: [identity(example) for example in drawn] for name, drawn in examples.items()}


DRAW = """
import hashlib, json, sys
sys.path[:0] = sys.argv[2:]
if sys.argv[2:]:
    import full_of_constants, full_of_negative_constants
from hypothesis import strategies as st
from autograder.catalogue import EXERCISES
from autograder.corpus import draw_examples, examples_for
from autograder.inputs import Domain, identity

def digest(examples):
    return hashlib.sha256(b"".join(identity(example) for example in examples)).hexdigest()

digests = {
    name: digest(examples)
    for exercise in EXERCISES
    for name, examples in examples_for(exercise, int(sys.argv[1])).items()
}
lists = st.lists(st.integers(-1000, 1000), min_size=9).map(lambda items: {"items": items})
digests["beyond 99"] = digest(draw_examples(Domain("beyond 99", lists), int(sys.argv[1])))
print(json.dumps(digests))
"""


def digests_of_another_process(folder, *arguments, **environment):
    """What a fresh interpreter draws: a digest for each domain of the catalogue.

    One more domain, "beyond 99", breaks the rule that integers are drawn within ±99.
    """
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(PUBLIC_SEED), *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def drawn_elsewhere(tmp_path_factory):
    return digests_of_another_process(tmp_path_factory.mktemp("plain"), PYTHONHASHSEED="1")


@pytest.mark.xdist_group("draws of other processes")
@pytest.mark.slow
def test_every_process_draws_the_same_examples(tmp_path, drawn_elsewhere):
    """Also on a build server, where Hypothesis has other settings of its own."""
    again = digests_of_another_process(tmp_path, PYTHONHASHSEED="2", CI="true")

    assert set(again) == {*DOMAINS, "beyond 99"}
    assert again == drawn_elsewhere


@pytest.fixture(scope="module")
def drawn_beside_constants(tmp_path_factory):
    folder = tmp_path_factory.mktemp("constants")
    (folder / "full_of_constants.py").write_text(f"numbers = {list(range(100, 1000))}\n")
    (folder / "full_of_negative_constants.py").write_text(f"numbers = {list(range(-999, -99))}\n")
    return digests_of_another_process(folder, str(folder), PYTHONHASHSEED="1")


@pytest.mark.xdist_group("draws of other processes")
@pytest.mark.slow
def test_examples_do_not_depend_on_the_modules_that_are_loaded(
    drawn_elsewhere, drawn_beside_constants
):
    differing = {n for n in DOMAINS if drawn_elsewhere[n] != drawn_beside_constants[n]}

    assert differing == set()


@pytest.mark.xdist_group("draws of other processes")
@pytest.mark.slow
def test_integers_beyond_99_would_depend_on_them(drawn_elsewhere, drawn_beside_constants):
    """Shows that the test above can fail."""
    assert drawn_elsewhere["beyond 99"] != drawn_beside_constants["beyond 99"]


@pytest.mark.parametrize("name", DOMAINS)
def test_another_seed_gives_other_examples(name):
    corners = len(DOMAINS[name].corners)
    drawn, others = drawn_from(name), draw_examples(DOMAINS[name], PUBLIC_SEED + 1)

    assert {identity(e) for e in drawn[corners:]} != {identity(e) for e in others[corners:]}


@pytest.mark.parametrize("name", DOMAINS)
def test_corner_cases_come_first_and_the_others_by_size(name):
    found = DOMAINS[name]
    drawn = drawn_from(name)
    corners = len(found.corners)
    sizes = [size_of(example) for example in drawn[corners:]]

    assert drawn[:corners] == found.corners
    assert sizes == sorted(sizes)
    assert sizes


@pytest.mark.parametrize("name", DOMAINS)
def test_no_example_comes_twice(name):
    drawn = [identity(example) for example in drawn_from(name)]

    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("name", DOMAINS)
def test_a_domain_has_about_as_many_examples_as_it_asks_for(name):
    count = DOMAINS[name].count

    assert 0.9 * count <= len(drawn_from(name)) <= count


def test_a_drawn_corner_is_not_tried_again():
    @domain(corners=(CORNER,), count=200)
    def all_pairs(draw):
        return {"X": matrix(draw, grid(1, 1), 1, 2)}

    drawn = [identity(example) for example in draw_examples(all_pairs, 0)]

    assert drawn.index(identity(CORNER)) == 0
    assert drawn.count(identity(CORNER)) == 1
    assert len(drawn) == 9  # all pairs of -1, 0 and 1


def test_corners_count_as_examples():
    @domain(corners=tuple({"n": n} for n in range(5)), count=3)
    def numbers(draw):
        return {"n": draw(st.integers(10, 20))}

    assert draw_examples(numbers, 0) == numbers.corners


def test_a_second_run_finds_the_same_examples_in_the_cache(tmp_path):
    cache = Cache(tmp_path / "below" / "examples")
    drawn = identities(examples_for(toy, 1))

    assert identities(examples_for(toy, 1, cache)) == drawn
    assert len(list(cache.folder.iterdir())) == 1
    assert identities(examples_for(toy, 1, cache)) == drawn


def test_examples_in_the_cache_are_not_drawn_again(tmp_path):
    cache = Cache(tmp_path)
    other = {"pairs": (CORNER,)}
    cache.save(cache_key(toy, 1), other)

    assert identities(examples_for(toy, 1, cache)) == identities(other)
    assert identities(examples_for(toy, 2, cache)) == identities(examples_for(toy, 2))


@pytest.mark.parametrize("name", DOMAINS)
def test_every_example_of_the_catalogue_fits_into_the_cache(name):
    examples = {name: drawn_from(name)}

    assert identities(decode_examples(encode_examples(examples))) == identities(examples)


def test_all_kinds_of_arguments_fit_into_the_cache():
    v = np.array([1.5, 2.5])
    values = [v, Leaf(v), Leaf(v, v), Scattered(v), Generator((v, 1)), (v, [None]), "a", True, 1.0]
    examples = {"kinds": ({"values": values},), "none": ()}

    assert identities(decode_examples(encode_examples(examples))) == identities(examples)


def with_another_number(data):
    """Data that are as well formed as before."""
    one, two = (np.full(2, number, dtype=np.float32).tobytes() for number in (1, 2))
    assert one in data
    return data.replace(one, two)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda data: data[:-1], id="cut-off"),
        pytest.param(lambda data: data + b"\0", id="longer"),
        pytest.param(with_another_number, id="another-number"),
        pytest.param(lambda data: bytes(len(data)), id="zeros"),
        pytest.param(lambda _: b"\xff\xfe", id="no-msgpack"),
        pytest.param(lambda _: b'{"domains": {}}', id="another-format"),
    ],
)
def test_a_damaged_cache_is_set_aside_and_the_next_run_succeeds(tmp_path, damage):
    cache = Cache(tmp_path)
    drawn = identities(examples_for(toy, 1, cache))
    (file,) = tmp_path.iterdir()
    damaged = damage(file.read_bytes())
    file.write_bytes(damaged)

    with pytest.raises(UserError, match="are damaged; they were moved to"):
        examples_for(toy, 1, cache)

    (aside,) = tmp_path.iterdir()
    assert aside.suffix == ".damaged"
    assert aside.read_bytes() == damaged
    assert identities(examples_for(toy, 1, cache)) == drawn
    assert file.exists()


def test_another_run_never_reads_half_a_cache(tmp_path):
    """Who has opened the file that is replaced goes on to read the old one."""
    cache = Cache(tmp_path)
    cache.save("key", {"pairs": (CORNER,)})
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()

    with file.open("rb") as opened:
        cache.save("key", {"pairs": (CORNER,) * 9})
        assert opened.read() == before

    assert file.read_bytes() != before


def test_a_cache_that_cannot_be_written_is_harmless(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    cache = Cache(tmp_path / "file" / "examples")
    drawn = identities(examples_for(toy, 1))

    assert identities(examples_for(toy, 1, cache)) == drawn
    assert identities(examples_for(toy, 1, cache)) == drawn


def test_a_folder_in_the_place_of_a_cache_file_is_harmless(tmp_path):
    cache = Cache(tmp_path)
    place = tmp_path / f"{cache_key(toy, 1)}.msgpack"
    (place / "inside").mkdir(parents=True)

    assert identities(examples_for(toy, 1, cache)) == identities(examples_for(toy, 1))
    assert list(tmp_path.iterdir()) == [place]


EXERCISE = """
from autograder.exercise import Exercise
from autograder.inputs import SIZES, domain

@domain()
def sizes(draw):
    return {"size": draw(SIZES)}

exercise = Exercise("toy", "toy_module", "0", 100, ("size",), sizes)

@exercise.core("anything holds")
async def anything_holds(f, size): ...
"""


@pytest.fixture
def exercise_from(tmp_path, monkeypatch):
    """Makes an exercise of the text of its module."""

    def load(text):
        name = f"exercise_module_{len(list(tmp_path.iterdir()))}"
        (tmp_path / f"{name}.py").write_text(text)
        spec = importlib.util.spec_from_file_location(name, tmp_path / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module.exercise

    return load


def test_the_same_text_of_an_exercise_has_the_same_key(exercise_from):
    assert cache_key(exercise_from(EXERCISE), 1) == cache_key(exercise_from(EXERCISE), 1)


@pytest.mark.parametrize(
    ("text", "seed"),
    [
        pytest.param(EXERCISE, 2, id="seed"),
        pytest.param(EXERCISE.replace("draw(SIZES)", "draw(SIZES) + 1"), 1, id="how-it-draws"),
    ],
)
def test_other_examples_have_another_key(exercise_from, text, seed):
    assert cache_key(exercise_from(text), seed) != cache_key(exercise_from(EXERCISE), 1)


def test_two_exercises_of_one_module_have_two_keys():
    other = Exercise("other", "toy_module", "0", 100, ("X",), pairs)
    other.core("anything holds")(anything_holds)

    assert cache_key(other, 1) != cache_key(toy, 1)
