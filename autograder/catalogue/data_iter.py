"""data_iter, section 3.2.2: one pass over a data set, in minibatches of random examples."""

from itertools import chain
from typing import Literal

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase, Text
from autograder.inputs import Draw, Example, domain
from autograder.literal import tensor_text, value_text
from autograder.returns import batches, describe_type, passes, repeated, something
from autograder.values import Array
from autograder.worker.protocol import ItemsValue, Options

MANY = 40
"""So many examples that a random order is never the original one: the chance is 1 / 40!."""
SHAPES = ((), (1,), (2,), (2, 3))
Batches = list[list[Array]]
Numbers = list[list[int]]
"""For each batch, which examples of the data set are in it."""


def data_set(n: int, shape: tuple[int, ...], *, column: bool, integer: bool) -> tuple[Array, Array]:
    """Features and labels that tell the number i of their example: 2i and more, and 10i."""
    i = np.arange(n)
    size = int(np.prod(shape))
    features = (2 * i[:, None] + np.arange(size) / 8).reshape(n, *shape)
    labels = (10 * i).reshape((n, 1) if column else (n,))
    return features.astype(np.float32), labels.astype(np.int64 if integer else np.float32)


def reading(features: Array, seed: int, times: int = 1) -> Options:
    """How batches are asked for: up to some more than there can be, since some never end."""
    return Options(seed=seed, items=4 * len(features) + 4, times=times)


def features_of(taken: Batches, features: Array) -> Numbers:
    return [numbers(X, features, of_batch("X", i)) for i, (X, _) in enumerate(taken)]


def labels_of(taken: Batches, labels: Array) -> Numbers:
    return [numbers(y, labels, of_batch("y", i)) for i, (_, y) in enumerate(taken)]


def of_batch(name: str, number: int) -> Phrase:
    return Phrase("{name} of batch {number}", name=name, number=number)


def some(taken: Batches, batch_size: int, features: Array) -> Batches:
    """Demands a batch, where even a pass that drops the last and smaller one has any.

    Where there is room for mistakes of one, demands an example in it, too.
    """
    message = None
    if not taken and batch_size <= len(features):
        message = N_("There is no batch at all.")
    elif has_room(batch_size, features) and not any(X.size for X, _ in taken):
        message = N_("There is no example in any batch.")
    if message:
        raise expect.Mismatch(Phrase(message), Phrase("no batches"), Phrase("batches (X, y)"))
    return taken


def has_room(batch_size: int, features: Array) -> bool:
    """Whether there are several batches of several examples, of which not all can be lost."""
    return 2 <= batch_size <= len(features) // 2


def numbers(rows: Array, data: Array, what: Text) -> list[int]:
    """Which rows of the data these are; only `trailing_shape_dtype` looks at more than values."""
    size = int(np.prod(data.shape[1:]))
    if rows.ndim == 0 or rows.size != len(rows) * size:
        expect.same_shape(rows, (rows.size // size, *data.shape[1:]), what=what)
    same = (rows.reshape(-1, 1, size) == data.reshape(1, -1, size)).all(axis=2)
    for i, row in enumerate(same):
        if not row.any():
            raise expect.Mismatch(
                Phrase("Row {row} of {what} is none of the data set.", row=i, what=what),
                tensor_text(rows, digits=6),
                Phrase("rows of the data set"),
            )
    return [int(i) for i in same.argmax(axis=1)]


MORE_THAN_ONCE = {
    "features": N_("Example {number} comes {count} times in the features of the batches."),
    "labels": N_("Example {number} comes {count} times in the labels of the batches."),
}
NEVER = {
    "features": N_("Example {number} does not come in the features of the batches."),
    "labels": N_("Example {number} does not come in the labels of the batches."),
}


def each_once(found: Numbers, n: int, part: Literal["features", "labels"]) -> None:
    """Demands every number from 0 to n - 1 once, in any order."""
    counts = np.bincount(list(chain(*found)), minlength=n)
    for i, count in enumerate(counts):
        if count != 1:
            message = (MORE_THAN_ONCE if count else NEVER)[part]
            raise expect.Mismatch(
                Phrase(message, number=i, count=count),
                Phrase("batches of the examples {found}", found=found),
                Phrase("each of the examples from 0 to {last} once", last=n - 1),
            )


def example(
    n: int, batch_size: int, shape: tuple[int, ...] = (1,), *, column: bool = False, seed: int = 0
) -> Example:
    """An example by hand: what is not given is the simplest choice."""
    features, labels = data_set(n, shape, column=column, integer=False)
    return {"batch_size": batch_size, "features": features, "labels": labels, "seed": seed}


@domain(
    corners=(
        example(1, 1),
        example(1, 2),
        example(2, 1),
        example(2, 2),
        example(3, 2),
        example(5, 2),
        example(4, 2, (2,)),
        example(7, 3, (2, 3), column=True),
    ),
    count=50,
)
def data_sets(draw: Draw) -> Example:
    features, labels = data_set(
        draw(st.integers(1, 12)),
        draw(st.sampled_from(SHAPES)),
        column=draw(st.booleans()),
        integer=draw(st.booleans()),
    )
    return {
        "batch_size": draw(st.integers(1, 9)),
        "features": features,
        "labels": labels,
        "seed": draw(st.integers(0, 99)),
    }


@domain(corners=(example(MANY, 7), example(MANY, 10, seed=1)), count=4)
def large_data_sets(draw: Draw) -> Example:
    # Of at least two examples: one alone is always a run of neighbours.
    return example(MANY, draw(st.integers(2, 9)), seed=draw(st.integers(0, 99)))


data_iter = Exercise(
    name="data_iter",
    module="linear_regression",
    section="3.2.2",
    points=700,
    parameters=("batch_size", "features", "labels"),
    domain=data_sets,
    returns=batches,
)


@data_iter.core("every example comes exactly once", weight=2)
async def exactly_once(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    taken = await f(batch_size, features, labels, options=reading(features, seed))
    each_once(features_of(taken, features), len(features), "features")
    each_once(labels_of(taken, labels), len(labels), "labels")


@data_iter.core("features stay together with their labels", weight=2)
async def stays_paired(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    taken = await f(batch_size, features, labels, options=reading(features, seed))
    some(taken, batch_size, features)
    pairs = zip(features_of(taken, features), labels_of(taken, labels), strict=True)
    for i, (xs, ys) in enumerate(pairs):
        if xs != ys:
            raise expect.Mismatch(
                Phrase(
                    "In batch {number}, the features are those of the examples {xs}, and the "
                    "labels those of {ys}.",
                    number=i,
                    xs=xs,
                    ys=ys,
                ),
                Phrase("X of the examples {xs}, y of {ys}", xs=xs, ys=ys),
                Phrase("X and y of the same examples, for instance y of {xs}", xs=xs),
            )


@data_iter.core("all batches have batch_size examples; only the last one may have fewer")
async def batch_sizes(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    taken = await f(batch_size, features, labels, options=reading(features, seed))
    sizes = [len(found) for found in features_of(taken, features)]
    whole, rest = divmod(len(features), batch_size)
    expected = [batch_size] * whole + [rest] * (rest > 0)
    if sizes != expected:
        raise expect.Mismatch(
            Phrase(
                "The batches have {sizes} examples; expected {expected} of {count}.",
                sizes=sizes,
                expected=expected,
                count=len(features),
            ),
            Phrase("batches of {sizes}", sizes=sizes),
            Phrase("batches of {sizes}", sizes=expected),
        )


@data_iter.core(
    "the rows of a batch have the shape and the type that they have in the data", weight=0.5
)
async def trailing_shape_dtype(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    taken = await f(batch_size, features, labels, options=reading(features, seed))
    for i, (X, y) in enumerate(some(taken, batch_size, features)):
        for part, data, name in ((X, features, "X"), (y, labels, "y")):
            what = of_batch(name, i)
            rows = len(part) if part.ndim else 1
            expect.same_shape(part, (rows, *data.shape[1:]), what=what)
            if rows:
                expect.same_dtype(part, data.dtype, what=what)


@data_iter.core("the order is random, and another one in the next pass", domain=large_data_sets)
async def random_order(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    options = reading(features, seed, times=2)
    observation = await f.observe(batch_size, features, labels, options=options)
    first, second = (
        list(chain(*features_of(some(passes(value)[0], batch_size, features), features)))
        for value in repeated(observation.value, 2)
    )
    if first == sorted(first):
        raise expect.Mismatch(
            Phrase("The examples come in the order in which they are in the data set."),
            Phrase("examples {numbers}", numbers=first),
            Phrase("a random order"),
        )
    if first == second:
        raise expect.Mismatch(
            Phrase("Two passes one after the other have the same order."),
            Phrase("examples {numbers}, both times", numbers=first),
            Phrase("another random order in each pass"),
        )


@data_iter.core("any examples may come into a batch, not only neighbours", domain=large_data_sets)
async def mixes_across_batches(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    taken = await f(batch_size, features, labels, options=reading(features, seed))
    found = features_of(some(taken, batch_size, features), features)
    if all(max(batch) - min(batch) < len(batch) for batch in found if batch):
        raise expect.Mismatch(
            Phrase("Each batch holds examples that are neighbours in the data set."),
            Phrase("batches of the examples {found}", found=found),
            Phrase("batches of examples from all over the data set"),
        )


@data_iter.core("the data set is not modified")
async def inputs_unchanged(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    options = reading(features, seed)
    observation = await f.observe(batch_size, features, labels, options=options)
    if has_room(batch_size, features):
        something(observation.value)
    expect.unchanged(observation.changed, ("features", "labels"))


@data_iter.stretch("batches are made one by one as they are asked for, not all in advance")
async def lazy(
    f: StudentFunction, batch_size: int, features: Array, labels: Array, seed: int
) -> None:
    some(
        await f(batch_size, features, labels, options=reading(features, seed)), batch_size, features
    )
    value = (await f.observe(batch_size, features, labels, options=Options(seed=seed))).value
    if isinstance(value, ItemsValue):
        raise expect.Mismatch(
            Phrase(
                "The call returns {kind}, in which all batches are in memory.",
                kind=describe_type(value),
            ),
            value_text(value),
            Phrase("a generator, as a function with yield gives it, or another iterator"),
        )
