"""What a property may demand of a result.

Each function returns in silence or raises `Mismatch`, which says what came, what was due and
where they differ. Comparisons look at the shape first, then at finite values, then at the
values themselves, and name axes as the exercise does: "row", "class".
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.i18n import N_, Phrase, Text, _, ngettext, nN_, sentence_start
from autograder.literal import DIFFERS, number_text, shape_text, tensor_text
from autograder.values import Array

SHOWN_DIGITS = range(4, 18)
CLOSE = 1000
"""A difference of fewer tolerances than this is said together with the tolerance."""
RESULT = Phrase("The result")
NAMES = dict((
    nN_("row", "rows"),
    nN_("column", "columns"),
    nN_("class", "classes"),
    nN_("example", "examples"),
    nN_("feature", "features"),
    nN_("label", "labels"),
    nN_("image", "images"),
    nN_("channel", "channels"),
    nN_("pixel", "pixels"),
    nN_("input", "inputs"),
    nN_("output", "outputs"),
))  # fmt: skip
"""Those of axes, for one place on the axis and for several."""


class Mismatch(Exception):  # noqa: N818 - a finding about the student's code, not an error of ours
    """A result is not what a property demands.

    Args:
        message: one or two sentences for the student.
        got: what came back, as text.
        expected: what was due, as text.
    """

    def __init__(self, message: Text, got: Text = "", expected: Text = "") -> None:
        self.message = str(message)
        self.got = str(got)
        self.expected = str(expected)
        super().__init__(self.message)


def close(
    got: Any,
    expected: Any,
    *,
    rtol: float = 0.0,
    atol: float = 0.0,
    axes: Sequence[str] = (),
    what: Text = RESULT,
) -> None:
    """Demands the same shape, finite values, and |got - expected| <= atol + rtol * |expected|.

    Never broadcasts; NaN is a failure; compared in float64.
    """
    values, wanted = np.asarray(got), np.asarray(expected)
    if values.shape == wanted.shape:
        wanted = wanted.astype(np.float64)
        allowed = atol + rtol * np.abs(wanted) if rtol else atol
        distance = np.abs(values - wanted)
        good = (distance <= allowed) & (distance < np.inf)  # an infinity allows nothing
        if good.all():
            return
    same_shape(got, wanted.shape, axes=axes, what=what, expected=expected)
    finite(got, axes=axes, what=what, expected=expected)
    raise _values_differ(got, expected, ~good, axes, what, atol, rtol)


def agree(
    got: Any,
    other: Any,
    *,
    rtol: float = 0.0,
    atol: float = 0.0,
    axes: Sequence[str] = (),
    what: Text,
    other_what: Text,
) -> None:
    """Demands that two results of the student's function are close; neither need be right.

    Two that hold nothing do not agree.

    `what` and `other_what` name the two within a sentence: "row 1 alone".
    """
    something(other, sentence_start(str(other_what)))
    try:
        close(got, other, rtol=rtol, atol=atol, axes=axes, what=what)
    except Mismatch as mismatch:
        raise Mismatch(
            Phrase(
                "{first} and {second} must agree, but {difference}",
                first=sentence_start(str(other_what)),
                second=what,
                difference=mismatch.message,
            ),
            mismatch.got,
            Phrase("{value}  ({name})", value=mismatch.expected, name=other_what),
        ) from None


def equal(got: Any, expected: Any, *, axes: Sequence[str] = (), what: Text = RESULT) -> None:
    """Demands the same shape and exactly the same values."""
    close(got, expected, axes=axes, what=what)


def same_shape(
    got: Any,
    shape: Sequence[int],
    *,
    axes: Sequence[str] = (),
    what: Text = RESULT,
    expected: Any = None,
) -> None:
    """Demands a shape; the message tells which axis has which size."""
    found = np.shape(got)
    if found == tuple(shape):
        return
    sizes = _named_sizes(shape, axes)
    due = Phrase("{shape}{sizes}", shape=shape_text(shape), sizes=sizes)
    raise Mismatch(
        Phrase(
            "{what} has shape {found}; expected {due}.", what=what, found=shape_text(found), due=due
        ),
        _text(got),
        _text(expected) if expected is not None else Phrase("shape {due}", due=due),
    )


def something(got: Any, what: Text = RESULT) -> None:
    """Demands an element, since of none at all everything is true."""
    if np.size(got) == 0:
        raise Mismatch(
            Phrase("{what} has no elements.", what=what), _text(got), Phrase("at least one element")
        )


def per_example(got: Array, examples: int) -> Array:
    """Demands one number for each example, shape (n,) or (n, 1); gives them as (n,)."""
    if got.shape != (examples, 1):
        same_shape(got, (examples,), axes=("example",))
    return got.reshape(examples)


def finite(
    got: Any,
    *,
    axes: Sequence[str] = (),
    what: Text = RESULT,
    expected: Any = None,
) -> None:
    """Demands that no value is NaN or infinite."""
    values = np.asarray(got)
    bad = ~np.isfinite(values)
    if not bad.any():
        return
    place = _first(bad)
    raise Mismatch(
        Phrase(
            "{what} is {value}{place}.",
            what=what,
            value=_spoken(values[place], 6),
            place=_at(place, axes),
        ),
        _text(got, bad),
        Phrase("finite values") if expected is None else _text(expected),
    )


def holds(
    good: Any,
    message: str,
    *,
    got: Any,
    expected: Text,
    axes: Sequence[str] = (),
    **fields: object,
) -> None:
    """Demands a condition of every cell of an array that has any, or of a number.

    The message, which `N_` declares, may use {value} and {place} of the first cell that breaks
    it, and these fields.
    """
    something(good)
    bad = ~np.asarray(good)
    if not bad.any():
        return
    place = _first(bad)
    value = _spoken(np.asarray(got)[place], 6)
    text = Phrase(message, value=value, place=_at(place, axes), **fields)
    raise Mismatch(text, _text(got, bad, 6), expected)


def same_dtype(got: Array, dtype: Any, *, what: Text = RESULT) -> None:
    """Demands an element type."""
    something(got, what)
    wanted = np.dtype(dtype)
    if got.dtype != wanted:
        raise Mismatch(
            Phrase(
                "{what} is of type {found}; expected {due}.",
                what=what,
                found=got.dtype.name,
                due=wanted.name,
            ),
            f"dtype {got.dtype.name}",
            f"dtype {wanted.name}",
        )


def unchanged(changed: Sequence[int], names: Sequence[str]) -> None:
    """Demands that no tensor argument was modified; `changed` numbers those that were."""
    if changed:
        named = _(", ").join(names[i] for i in changed if i < len(names))
        which = named or Phrase("its arguments")
        raise Mismatch(
            Phrase(
                "The call modified {which}, which belongs to the caller. In-place operations are "
                "-=, *= and functions whose names end in _.",
                which=which,
            ),
            Phrase("{which} has other values or another shape after the call", which=which),
            Phrase("{which} as before", which=which),
        )


def _values_differ(
    got: Any,
    expected: Any,
    bad: Array,
    axes: Sequence[str],
    what: Text,
    atol: float,
    rtol: float,
) -> Mismatch:
    values, wanted = np.asarray(got), np.asarray(expected, dtype=np.float64)
    digits = _digits_that_differ(values[bad], wanted[bad])
    distance = np.where(bad, np.abs(values - wanted), -1)
    place = tuple(int(i) for i in np.unravel_index(np.argmax(distance), distance.shape))
    found = Phrase(
        "{value} instead of {due}",
        value=_spoken(values[place], digits),
        due=_spoken(wanted[place], digits),
    )
    allowed = atol + rtol * abs(float(wanted[place]))
    off: Text = ""
    if 0 < allowed < distance[place] < CLOSE * allowed:
        off = Phrase(
            ", which is {distance:.3g} off ({allowed:.3g} is allowed)",
            distance=distance[place],
            allowed=allowed,
        )
    count = int(bad.sum())
    if values.size == 1:
        message = N_("{what} is {found}{off}.")
    elif count == 1:
        message = N_("{what} has {found}{place}{off}.")
    else:
        message = N_("{what} differs in {count} of {size} values, most{place}: {found}{off}.")
    where = _at(place, axes)
    said = Phrase(
        message, what=what, found=found, place=where, off=off, count=count, size=values.size
    )
    return Mismatch(said, _text(got, bad, digits), _text(expected, None, digits))


def _text(value: Any, marked: Array | None = None, digits: int = 4) -> str:
    """A value for a counterexample; the type of its elements is not what it is about."""
    if isinstance(value, np.ndarray | list | tuple):
        value = np.asarray(value)
        return tensor_text(value, marked, digits=digits, typed=False)
    return f"{number_text(value, digits)}{DIFFERS if marked is not None else ''}"


def _first(bad: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(bad)[0])


def _spoken(number: Any, digits: int) -> str:
    """A number within a sentence, where "1." would look like its end."""
    return number_text(number, digits).removesuffix(".")


def _digits_that_differ(got: Array, expected: Array) -> int:
    """The fewest digits with which every pair of numbers also looks different."""
    pairs = list(zip(got.tolist(), expected.tolist(), strict=True))
    for digits in SHOWN_DIGITS:
        if all(number_text(a, digits) != number_text(b, digits) for a, b in pairs):
            return digits
    return SHOWN_DIGITS[-1]


def _at(place: Sequence[int], axes: Sequence[str]) -> Text:
    if not place:
        return ""
    if len(axes) != len(place):
        return Phrase(" at {place}", place=f"[{', '.join(map(str, place))}]")
    cells = (
        Phrase("{axis} {number}", axis=_named(name, 1), number=i)
        for name, i in zip(axes, place, strict=True)
    )
    return Phrase(" at {place}", place=_(", ").join(map(str, cells)))


def _named_sizes(shape: Sequence[int], axes: Sequence[str]) -> Text:
    if len(axes) != len(shape) or not axes:
        return ""
    sizes = (
        Phrase("{size} {axis}", axis=_named(name, size), size=size)
        for name, size in zip(axes, shape, strict=True)
    )
    return Phrase(" ({sizes})", sizes=_(", ").join(map(str, sizes)))


def _named(axis: str, size: int) -> str:
    return ngettext(axis, NAMES[axis], size)
