"""A comparison accepts what is right, and says first what a student should mend first."""

import numpy as np
import pytest

from autograder.expect import (
    Mismatch,
    agree,
    close,
    equal,
    finite,
    holds,
    per_example,
    same_dtype,
    same_shape,
    something,
    unchanged,
)

F = np.float32
NAN, INF = np.nan, np.inf
AXES = ("row", "class")
ONES = np.ones((2, 3))


@pytest.fixture(autouse=True)
def _as_the_engine_does():
    """The engine runs properties like this: NaN and infinity are findings, not warnings."""
    with np.errstate(all="ignore"):
        yield


def mismatch(check, *arguments, **options):
    """What the check finds fault with."""
    with pytest.raises(Mismatch) as caught:
        check(*arguments, **options)
    return caught.value


def message(check, *arguments, **options):
    return mismatch(check, *arguments, **options).message


def changed(place, value, array=ONES):
    array = array.copy()
    array[place] = value
    return array


@pytest.mark.parametrize(
    ("got", "expected", "options"),
    [
        pytest.param(ONES, ONES, {}, id="the-same"),
        pytest.param(1, 1.0, {}, id="numbers"),
        pytest.param(F([1, 2]), np.array([1.0, 2.0]), {}, id="other-dtype"),
        pytest.param(np.array([1, 2]), np.array([1.0, 2.0]), {}, id="integers"),
        pytest.param(np.zeros((0, 3)), np.zeros((0, 3)), {}, id="no-elements"),
        pytest.param(1.5, 1.0, {"atol": 0.5}, id="as-far-off-as-allowed"),
        pytest.param(0.5, 1.0, {"atol": 0.5}, id="as-far-off-below"),
        pytest.param(5.0, 4.0, {"rtol": 0.25}, id="in-proportion"),
        pytest.param(-5.0, -4.0, {"rtol": 0.25}, id="in-proportion-to-a-negative-number"),
        pytest.param(5.5, 4.0, {"rtol": 0.25, "atol": 0.5}, id="both-add-up"),
    ],
)
def test_values_within_the_tolerance_are_close(got, expected, options):
    close(got, expected, **options)


@pytest.mark.parametrize(
    ("got", "expected", "options"),
    [
        pytest.param(1 + 1e-15, 1.0, {}, id="any-difference-without-a-tolerance"),
        pytest.param(1.75, 1.0, {"atol": 0.5}, id="further-off-than-allowed"),
        pytest.param(0.25, 1.0, {"atol": 0.5}, id="further-below"),
        pytest.param(4.0, 5.25, {"rtol": 0.2}, id="in-proportion-to-what-is-expected"),
        pytest.param(5.25, 4.0, {"rtol": 0.25}, id="and-not-to-what-came"),
        pytest.param(1e-9, 0.0, {"rtol": 0.5}, id="no-proportion-of-zero"),
        pytest.param(changed((1, 2), 2.0), ONES, {"atol": 0.5}, id="one-cell"),
        pytest.param(F(2**24), 2.0**24 + 1, {}, id="compared-in-double-precision"),
        pytest.param(NAN, 1.0, {"atol": 9.0, "rtol": 9.0}, id="nan"),
        pytest.param(NAN, NAN, {"atol": 9.0}, id="nan-even-if-expected"),
        pytest.param(1.0, NAN, {"atol": 9.0}, id="nan-expected"),
        pytest.param(INF, 1.0, {"atol": 9.0, "rtol": 9.0}, id="infinity"),
        pytest.param(INF, INF, {}, id="infinity-even-if-expected"),
        pytest.param(1.0, INF, {"atol": 9.0}, id="infinity-expected"),
    ],
)
def test_values_beyond_it_are_not(got, expected, options):
    mismatch(close, got, expected, **options)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        pytest.param(np.ones(3), ONES, id="a-row-for-all"),
        pytest.param(np.ones((2, 1)), ONES, id="a-column-for-all"),
        pytest.param(np.ones(2), np.ones((2, 1)), id="no-second-axis"),
        pytest.param(1.0, np.ones(1), id="a-number"),
        pytest.param(np.ones((3, 2)), ONES, id="swapped"),
        pytest.param(np.zeros((0, 3)), np.zeros((3, 0)), id="no-elements"),
    ],
)
def test_nothing_is_broadcast(got, expected):
    found = message(close, got, expected, atol=9.0)

    assert found == (f"The result has shape {np.shape(got)}; expected {np.shape(expected)}.")


def test_a_shape_is_compared_before_values():
    assert "has shape (3,)" in message(close, np.array([NAN, 7.0, 7.0]), ONES)


def test_finite_values_are_demanded_before_the_right_ones():
    got = changed((0, 0), 500.0, changed((1, 2), NAN))

    assert message(close, got, ONES, axes=AXES) == "The result is nan at row 1, class 2."
    assert "inf" in message(close, changed((0, 1), -INF), ONES)


def test_a_wrong_number_is_told_with_the_right_one():
    assert message(close, 0.75, 0.5) == "The result is 0.75 instead of 0.5."
    assert message(close, np.array([[2.0]]), np.array([[1.0]]), what="X.grad") == (
        "X.grad is 2 instead of 1."
    )


def test_one_wrong_cell_is_told_with_its_place():
    assert message(close, changed((1, 2), 4.0), ONES, axes=AXES) == (
        "The result has 4 instead of 1 at row 1, class 2."
    )


@pytest.mark.parametrize("shape", [(1,), (3,), (1, 1), (3, 1)], ids=str)
def test_one_number_for_each_example_may_be_a_vector_or_a_column(shape):
    numbers = np.arange(shape[0])
    assert per_example(numbers.reshape(shape), shape[0]).tolist() == numbers.tolist()


@pytest.mark.parametrize("shape", [(), (1,), (2,), (1, 3), (3, 3), (3, 1, 1), (0, 1)], ids=str)
def test_any_other_shape_is_no_number_for_each_example(shape):
    assert "expected (3,) (3 examples)" in message(per_example, np.zeros(shape), 3)


def test_of_several_wrong_cells_the_one_furthest_off_is_told():
    got = changed((0, 0), 2.0, changed((1, 0), -5.0, changed((0, 2), 3.0)))

    assert message(close, got, ONES, axes=AXES) == (
        "The result differs in 3 of 6 values, most at row 1, class 0: -5 instead of 1."
    )


def test_the_furthest_off_is_among_the_wrong_ones():
    """110 is further from 100 than 2 from 1, but within its tolerance."""
    found = message(close, np.array([2.0, 110.0]), np.array([1.0, 100.0]), rtol=0.125)

    assert "2 instead of 1" in found
    assert "[0]" in found


def test_without_names_of_axes_a_place_is_an_index():
    assert "at [1, 2]" in message(close, changed((1, 2), 4.0), ONES)
    assert "at [1, 2]" in message(close, changed((1, 2), 4.0), ONES, axes=("row",))


def test_so_many_digits_are_shown_that_a_difference_is_seen():
    found = mismatch(close, np.array([1.000001, 3.0]), np.array([1.0, 3.0]))

    assert "1.000001 instead of 1" in found.message
    assert "1.000001*" in found.got
    assert "1.000001" not in found.expected


@pytest.mark.parametrize(
    ("got", "expected"), [(1 + 2**-52, 1.0), (F(0.1), 0.1), (2**53 + 2, 2.0**53)]
)
def test_however_small_it_is(got, expected):
    found = mismatch(close, got, expected)

    assert found.got.rstrip("*.") != found.expected.rstrip(".")


def test_a_small_difference_is_told_with_the_tolerance_and_a_large_one_without():
    assert "0.25 off (0.1 is allowed)" in message(close, 1.25, 1.0, atol=0.1)
    assert "2 off (1.5 is allowed)" in message(close, 6.0, 4.0, rtol=0.25, atol=0.5)
    assert "allowed" not in message(close, 500.0, 1.0, atol=0.1)
    assert "allowed" not in message(close, 1.25, 1.0)


def test_what_came_marks_the_wrong_cells_and_what_was_due_does_not():
    found = mismatch(close, changed((1, 2), 4.0), ONES)

    assert found.got.count("*") == 1
    assert "4.*" in found.got
    assert "*" not in found.expected
    assert found.expected.count("1.") == 6


def test_a_wrong_shape_is_told_with_named_sizes():
    found = mismatch(close, np.ones((2, 1)), ONES, axes=AXES)

    assert found.message == "The result has shape (2, 1); expected (2, 3) (2 rows, 3 classes)."
    assert found.got.startswith("tensor(")
    assert found.expected.count("1.") == 6


def test_a_single_row_is_not_called_rows():
    assert "(1 row, 1 class)" in message(same_shape, np.ones(2), (1, 1), axes=AXES)


def test_a_shape_without_values_is_described():
    found = mismatch(same_shape, np.ones(2), (3,), axes=("example",), what="The loss")

    assert found.message == "The loss has shape (2,); expected (3,) (3 examples)."
    assert found.expected == "shape (3,) (3 examples)"


@pytest.mark.parametrize("axes", [(), ("row",), ("a", "b", "c")])
def test_names_that_do_not_fit_the_axes_are_left_out(axes):
    assert message(same_shape, np.ones(2), (2, 3), axes=axes).endswith("expected (2, 3).")


def test_the_right_shape_is_enough_for_a_shape():
    same_shape(np.full((2, 3), NAN), (2, 3))
    same_shape(ONES, [2, 3])
    same_shape(1.0, ())


def test_equal_allows_no_difference():
    equal(ONES, ONES)

    assert "1.5 instead of 1" in message(equal, 1.5, 1.0, what="Parameter 0")


def test_finite_accepts_any_number():
    for got in (0.0, F([1e38, -1e-40]), np.array([1, 2]), np.array([True]), np.zeros((0, 2))):
        finite(got)


@pytest.mark.parametrize("bad", [NAN, INF, -INF])
def test_what_is_not_finite_is_told_with_its_first_place(bad):
    found = mismatch(finite, changed((0, 1), bad, changed((1, 0), NAN)), axes=AXES, what="P")

    assert found.message == f"P is {bad} at row 0, class 1."
    assert found.got.count("*") == 2
    assert found.expected == "finite values"


def test_results_that_agree_need_not_be_right():
    agree(np.array([7.5]), np.array([7.0]), atol=0.5, what="row 1 alone", other_what="row 1")
    agree(5.0, 4.0, rtol=0.25, what="a", other_what="b")


def test_results_that_disagree_are_told_by_both_names():
    found = mismatch(
        agree, np.array([7.0]), np.array([8.0]), what="row 1 alone", other_what="row 1 of all"
    )

    assert found.message.startswith("Row 1 of all and row 1 alone must agree, but ")
    assert found.message.endswith("7 instead of 8.")
    assert "8." in found.expected
    assert "row 1 of all" in found.expected


@pytest.mark.parametrize(
    ("got", "other"),
    [
        pytest.param(np.ones(2), np.ones((2, 1)), id="shapes"),
        pytest.param(NAN, 1.0, id="nan"),
        pytest.param(NAN, NAN, id="both-nan"),
        pytest.param(INF, INF, id="both-infinite"),
        pytest.param(5.25, 4.0, id="values"),
    ],
)
def test_what_is_not_close_does_not_agree(got, other):
    mismatch(agree, got, other, rtol=0.25, what="one", other_what="another")


def test_a_condition_that_holds_everywhere_is_silent():
    holds(ONES > 0, "unsaid", got=ONES, expected="")
    holds(True, "unsaid", got=1.0, expected="")


NOTHING = np.zeros((0, 2))


@pytest.mark.parametrize(
    "demand",
    [
        lambda: holds(NOTHING >= 0, "unsaid", got=NOTHING, expected=""),
        lambda: agree(NOTHING, NOTHING, what="one", other_what="the result"),
        lambda: same_dtype(NOTHING, np.float64),
        lambda: something(NOTHING),
    ],
)
def test_of_nothing_nothing_holds(demand):
    with pytest.raises(Mismatch) as caught:
        demand()
    assert caught.value.message == "The result has no elements."


def test_nothing_is_close_to_nothing_where_that_is_expected():
    close(NOTHING, NOTHING)


def test_the_first_cell_that_breaks_a_condition_is_told():
    got = changed((0, 2), -1.0, changed((1, 0), -7.0))
    found = mismatch(
        holds, got >= 0, "The entry {value}{place} is negative.", got=got, expected="≥ 0", axes=AXES
    )

    assert found.message == "The entry -1 at row 0, class 2 is negative."
    assert found.got.count("*") == 2
    assert found.expected == "≥ 0"


def test_a_condition_may_be_about_a_number():
    found = mismatch(holds, False, "It is {value}{place}.", got=1.5, expected="at most 1")

    assert (found.message, found.got, found.expected) == ("It is 1.5.", "1.5*", "at most 1")


def test_types_of_elements_are_compared():
    same_dtype(ONES, np.float64)
    found = mismatch(same_dtype, ONES.astype(F), np.float64, what="The loss")

    assert found.message == "The loss is of type float32; expected float64."
    assert (found.got, found.expected) == ("dtype float32", "dtype float64")


def test_unchanged_arguments_are_silent():
    unchanged((), ("y_hat", "y"))


def test_changed_arguments_are_told_by_name():
    assert message(unchanged, (1,), ("y_hat", "y")).startswith("The call modified y, ")
    assert message(unchanged, (0, 1), ("y_hat", "y")).startswith("The call modified y_hat, y, ")


def test_a_mismatch_is_an_exception_that_can_be_read():
    found = Mismatch("It is wrong.", "1", "2")

    assert str(found) == "It is wrong."
    assert (found.message, found.got, found.expected) == ("It is wrong.", "1", "2")
