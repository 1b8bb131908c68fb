"""What properties are tried on is small, exact and of every shape."""

import functools

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, draw_examples
from autograder.inputs import (
    LARGEST_INTEGER,
    SIZES,
    domain,
    grid,
    identity,
    labels,
    matrix,
    order,
    probabilities,
    size_of,
    vector,
)
from autograder.values import Generator, Leaf, Scattered

F = np.float32
GRIDS = [(4, 4), (8, 8), (12, 8), (13, 8), (20, 8), (99, 1)]
DOMAINS = {
    f"{exercise.name}-{found.name}": found for exercise in EXERCISES for found in exercise.domains
}
MATRICES = {"softmax": "X", "cross_entropy": "y_hat", "accuracy": "y_hat"}
SMALLEST_K = {"predictions_of_several_classes": 2, "scores_of_several_classes": 2}


def shortest(strategy, condition=lambda _: True):
    """The simplest value that Hypothesis finds."""
    return find(strategy, condition, settings=settings(database=None, max_examples=2000))


@pytest.mark.parametrize(("bound", "parts"), GRIDS)
def test_numbers_of_a_grid_are_exact_multiples_within_the_bound(bound, parts):
    @given(grid(bound, parts))
    def check(number):
        assert -bound <= number <= bound
        assert (number * parts).is_integer()
        assert float(F(number)) == number

    check()


@pytest.mark.parametrize(("bound", "parts"), GRIDS)
def test_a_grid_has_both_signs_and_every_part(bound, parts):
    assert shortest(grid(bound, parts), lambda number: number < 0) < 0
    assert shortest(grid(bound, parts), lambda number: number > bound - 1) > bound - 1
    assert shortest(grid(bound, parts), lambda number: number % 1 == 1 / parts % 1) >= 0


@pytest.mark.parametrize(("bound", "parts"), GRIDS)
def test_numbers_of_a_grid_shrink_to_zero(bound, parts):
    assert shortest(grid(bound, parts)) == 0


@pytest.mark.parametrize(
    ("least", "simplest"), [(0.4, 0.5), (0.9, 1.0)], ids=["to-a-half", "to-one"]
)
def test_numbers_of_halves_shrink_to_round_ones(least, simplest):
    assert shortest(grid(4, 2), lambda number: number > least) == simplest


@st.composite
def drawn(draw, what, *arguments, **options):
    """What one of the helpers of `inputs` draws."""
    return what(draw, *arguments, **options)


@given(SIZES, SIZES, st.data())
def test_a_matrix_has_rows_and_columns_in_this_order(rows, columns, data):
    array = data.draw(drawn(matrix, grid(8, 8), rows, columns))

    assert (array.shape, array.dtype) == ((rows, columns), F)


@given(SIZES, st.data())
def test_a_vector_has_the_given_type(size, data):
    array = data.draw(drawn(vector, st.integers(-3, 3), size, np.int64))

    assert (array.shape, array.dtype) == ((size,), np.int64)


@given(SIZES, SIZES, st.data())
def test_labels_are_numbers_of_classes(size, classes, data):
    found = data.draw(drawn(labels, size, classes))

    assert (found.shape, found.dtype) == ((size,), np.int64)
    assert set(found.tolist()) <= set(range(classes))


def test_the_last_class_is_a_label_too():
    assert shortest(drawn(labels, 2, 3), lambda found: 2 in found).max() == 2


@given(SIZES, st.data())
def test_an_order_has_every_number_once(size, data):
    found = data.draw(drawn(order, size))

    assert found.dtype == np.int64
    assert sorted(found.tolist()) == list(range(size))


@given(SIZES, SIZES, st.data())
def test_probabilities_are_positive_and_sum_to_one_in_each_row(rows, columns, data):
    found = data.draw(drawn(probabilities, rows, columns))

    assert (found.shape, found.dtype) == ((rows, columns), F)
    assert (found > 0).all()
    assert np.abs(found.sum(axis=1) - 1).max() < 1e-6


@pytest.mark.parametrize("size", range(1, 6))
def test_every_size_from_1_to_5_is_drawn(size):
    assert shortest(SIZES, lambda drawn_size: drawn_size == size) == size


@given(SIZES)
def test_no_size_is_0_or_more_than_5(size):
    assert 1 <= size <= 5


def test_a_domain_is_named_after_its_function():
    @domain(corners=({"n": 1},), count=7)
    def numbers(draw):
        return {"n": draw(st.integers(2, 99))}

    assert (numbers.name, numbers.corners, numbers.count) == ("numbers", ({"n": 1},), 7)
    assert shortest(numbers.strategy) == {"n": 2}


@functools.cache
def drawn_from(name):
    """The examples of a domain of the catalogue; the tests change nothing in them."""
    return draw_examples(DOMAINS[name], PUBLIC_SEED)


def shapes_of(name):
    """The shapes (n, k) of the matrices among a domain's examples."""
    array = MATRICES[name.split("-")[0]]
    return {example[array].shape for example in drawn_from(name)}


WITH_MATRICES = [name for name in DOMAINS if name.split("-")[0] in MATRICES]


@pytest.mark.parametrize("name", WITH_MATRICES)
def test_all_sizes_occur_on_both_axes(name):
    least = SMALLEST_K.get(DOMAINS[name].name, 1)
    shapes = shapes_of(name)

    assert {n for n, _ in shapes} == {1, 2, 3, 4, 5}
    assert {k for _, k in shapes} == set(range(least, 6))


@pytest.mark.parametrize("name", WITH_MATRICES)
def test_a_swapped_or_missing_axis_cannot_hide(name):
    least = SMALLEST_K.get(DOMAINS[name].name, 1)
    shapes = shapes_of(name)

    assert (1, least) in shapes
    assert any(n == k > 1 for n, k in shapes)
    assert any(n < k for n, k in shapes)
    assert any(n > k for n, k in shapes)
    assert any(n == 1 < k for n, k in shapes)


def test_parameters_have_one_and_two_axes_and_come_alone_and_together():
    drawn_examples = drawn_from("sgd-parameters")

    assert {len(example["params"]) for example in drawn_examples} == {1, 2, 3}
    assert {leaf.value.ndim for example in drawn_examples for leaf in example["params"]} == {1, 2}


def test_domains_have_different_names():
    """Their names decide on their seeds, and stand in the cache."""
    names = [found.name for exercise in EXERCISES for found in exercise.domains]
    objects = {id(prop.domain) for exercise in EXERCISES for prop in exercise.properties}

    assert len(set(names)) == len(names) == len(objects)


@pytest.mark.parametrize("name", DOMAINS)
def test_corners_hold_all_that_the_drawn_examples_are_used_for(name):
    """A property finds the names that it asks for in every example."""
    asked = {
        needed
        for exercise in EXERCISES
        for prop in exercise.properties
        if prop.domain is DOMAINS[name]
        for needed in prop.names
    }

    assert asked
    for example in drawn_from(name):
        assert asked <= set(example)


def integer_bounds(strategy):
    """The bounds of an integers() strategy, as its representation tells them."""
    text = repr(strategy)
    digits = "".join(c if c.isdigit() or c == "-" else " " for c in text)
    return [int(number) for number in digits.split() if number.strip("-")]


@pytest.mark.parametrize(("bound", "parts"), GRIDS)
def test_a_grid_draws_no_integer_beyond_99(bound, parts):
    bounds = integer_bounds(grid(bound, parts))

    assert bounds
    assert max(map(abs, bounds)) <= LARGEST_INTEGER


@pytest.mark.parametrize("name", DOMAINS)
def test_a_domain_draws_no_integer_beyond_99(name):
    """Read off Hypothesis's own account of its choices, as a drawn value may be made of two."""
    seen = []

    @settings(max_examples=50, database=None, phases=[Phase.generate], deadline=None)
    @given(st.data())
    def collect(data):
        data.draw(DOMAINS[name].strategy)
        seen.extend(
            node.constraints for node in data.conjecture_data.nodes if node.type == "integer"
        )

    collect()
    bounds = [c[end] for c in seen for end in ("min_value", "max_value")]

    assert bounds
    assert all(bound is not None and abs(bound) <= LARGEST_INTEGER for bound in bounds)


SIZE_ORDER = [
    pytest.param({"X": [[9, 9]]}, {"X": [[0, 0, 0]]}, id="fewer-elements"),
    pytest.param({"X": [[1, 2]]}, {"X": [[1, 2.5]]}, id="fewer-digits"),
    pytest.param({"X": [[0.5]]}, {"X": [[-0.5]]}, id="no-sign"),
    pytest.param({"X": [[1, 2]]}, {"X": [[1, 3]]}, id="smaller-numbers"),
    pytest.param({"X": [[1]], "c": 1}, {"X": [[1]], "c": 2}, id="smaller-plain-number"),
    pytest.param({"X": [[1]]}, {"X": [[1]], "c": 0}, id="no-second-argument"),
]


def arrays(example):
    return {k: np.array(v, F) if isinstance(v, list) else v for k, v in example.items()}


@pytest.mark.parametrize(("smaller", "larger"), SIZE_ORDER)
def test_examples_are_ordered_as_a_person_would(smaller, larger):
    assert size_of(arrays(smaller)) < size_of(arrays(larger))


V = np.array([1, 2], dtype=F)


@pytest.mark.parametrize(
    ("value", "elements"),
    [
        pytest.param(V, 2, id="array"),
        pytest.param(Leaf(V), 2, id="leaf"),
        pytest.param(Leaf(V, V), 4, id="leaf-with-gradient"),
        pytest.param(Scattered(V), 2, id="scattered"),
        pytest.param(Generator((V, V, 1)), 5, id="generator"),
        pytest.param([V, (V, [2.5])], 5, id="lists"),
        pytest.param(True, 1, id="bool"),
        pytest.param(None, 0, id="none"),
        pytest.param("text", 0, id="text"),
    ],
)
def test_every_number_of_an_example_counts_for_its_size(value, elements):
    assert size_of({"a": value})[0] == elements


def test_examples_of_one_size_are_ordered_all_the_same():
    one, other = {"X": np.array([1, 2], F)}, {"X": np.array([2, 1], F)}

    assert size_of(one)[:3] == size_of(other)[:3]
    assert size_of(one) != size_of(other)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param({"a": V}, {"a": V.astype(np.float64)}, id="dtype"),
        pytest.param({"a": V}, {"a": V[None]}, id="shape"),
        pytest.param({"a": V}, {"a": V[::-1]}, id="order"),
        pytest.param({"a": V}, {"b": V}, id="name"),
        pytest.param({"a": Leaf(V)}, {"a": V}, id="leaf"),
        pytest.param({"a": Leaf(V)}, {"a": Leaf(V, V)}, id="gradient"),
        pytest.param({"a": [1]}, {"a": (1,)}, id="tuple"),
        pytest.param({"a": 1}, {"a": 1.0}, id="float"),
    ],
)
def test_different_examples_have_different_identities(left, right):
    assert identity(left) != identity(right)


def test_equal_examples_have_one_identity():
    example = {"X": V, "params": [Leaf(V, 2 * V)], "lr": 0.5}
    again = {"X": V.copy(), "params": [Leaf(V.copy(), 2 * V)], "lr": 0.5}

    assert identity(example) == identity(again)
