"""make_loader, section 3.3.2: a DataLoader over features and labels."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import Draw, Example, domain
from autograder.literal import shape_text, value_text
from autograder.returns import anything, passes, something, unlike
from autograder.values import Array
from autograder.worker.protocol import IterableValue, Options

DATA_LOADER = "torch.utils.data.dataloader.DataLoader"
LABEL_STEP = 10
"""The label of example i is 10 * i, so that a batch tells which examples are in it."""
SHOWN = 12
"""So many labels are written out."""


def data_set(examples: int, width: int, label_axes: int = 1) -> tuple[Array, Array]:
    """Features (n, width) and labels (n,) or (n, 1) that carry the number of their example."""
    numbers = np.arange(examples, dtype=np.float32)
    features = 2 * numbers[:, None] + np.arange(width, dtype=np.float32) / 4
    labels = LABEL_STEP * numbers
    return features, labels if label_axes == 1 else labels[:, None]


def example(
    examples: int,
    batch_size: int,
    width: int = 1,
    label_axes: int = 1,
    *,
    shuffle: bool = False,
    seed: int = 1,
) -> Example:
    features, labels = data_set(examples, width, label_axes)
    return {
        "features": features,
        "labels": labels,
        "batch_size": batch_size,
        "shuffle": shuffle,
        "seed": seed,
    }


@domain(
    count=25,
    corners=(
        example(1, 1),
        example(3, 2),
        example(4, 2, width=3),
        example(5, 2, width=2, shuffle=True),
        example(1, 2, shuffle=True),
        example(7, 3, label_axes=2, shuffle=True),
    ),
)
def loader_data_sets(draw: Draw) -> Example:
    return example(
        draw(st.integers(1, 12)),
        draw(st.integers(1, 9)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 2)),
        shuffle=draw(st.booleans()),
        seed=draw(st.integers(1, 99)),
    )


@domain(count=4, corners=(example(40, 7, width=2), example(40, 40)))
def forty_examples(draw: Draw) -> Example:
    """So many that no random order is the original one, or the same twice: 1 in 40!."""
    return example(40, draw(st.integers(1, 40)), seed=draw(st.integers(1, 99)))


make_loader = Exercise(
    name="make_loader",
    module="linear_regression_concise",
    section="3.3.2",
    points=200,
    parameters=("features", "labels", "batch_size", "shuffle"),
    domain=loader_data_sets,
    returns=anything,
)


def reading(examples: int, seed: int, count: int = 1) -> Options:
    """So many passes over the result, and an end to those that have none."""
    return Options(items=4 * examples + 4, passes=count, seed=seed)


def labels_of(batches: list[list[Array]]) -> list[float]:
    """The labels of all batches, one after the other."""
    return [float(label) for _, y in batches for label in y.ravel()]


@make_loader.core("each example comes once, with its label, in batches of batch_size", weight=2)
async def same_as_data_iter(
    f: StudentFunction,
    features: Array,
    labels: Array,
    batch_size: int,
    shuffle: bool,
    seed: int,
) -> None:
    options = reading(len(labels), seed)
    (batches,) = passes(await f(features, labels, batch_size, shuffle, options=options))
    have_the_sizes(batches, features, labels, batch_size)
    hold_each_example_once(batches, labels)
    stay_paired(batches, features)


def have_the_sizes(
    batches: list[list[Array]], features: Array, labels: Array, batch_size: int
) -> None:
    """Demands full batches, of which only the last one may be smaller."""
    n = len(labels)
    sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
    if len(batches) != len(sizes):
        shapes = ", ".join(shape_text(np.shape(X)) for X, _ in batches)
        raise expect.Mismatch(
            Phrase(
                "{n} examples in batches of {batch_size} make {due}; the loader gives {count}.",
                n=n,
                batch_size=batch_size,
                due=len(sizes),
                count=len(batches),
            ),
            Phrase("batches of features of shapes {shapes}", shapes=shapes)
            if batches
            else Phrase("no batches"),
            Phrase("batches of {sizes} examples", sizes=", ".join(map(str, sizes))),
        )
    for i, ((X, y), size) in enumerate(zip(batches, sizes, strict=True)):
        due = (size, *features.shape[1:])
        what = Phrase("{name} of batch {number}", name="X", number=i)
        expect.same_shape(X, due, axes=("example", "feature"), what=what)
        what = Phrase("{name} of batch {number}", name="y", number=i)
        expect.same_shape(y, (size, *labels.shape[1:]), what=what)


def hold_each_example_once(batches: list[list[Array]], labels: Array) -> None:
    seen = labels_of(batches)
    if sorted(seen) != sorted(labels.ravel().tolist()):
        raise expect.Mismatch(
            Phrase("The batches do not hold every example exactly once."),
            Phrase("labels {labels}", labels=list_text(seen)),
            Phrase("labels {labels}, in any order", labels=list_text(labels.ravel().tolist())),
        )


def stay_paired(batches: list[list[Array]], features: Array) -> None:
    """Demands that each row of features comes with its own label."""
    rows = [row for X, _ in batches for row in X]
    for label, row in zip(labels_of(batches), rows, strict=True):
        expect.equal(
            row,
            features[round(label / LABEL_STEP)],
            what=Phrase("The row that comes with label {label:g}", label=label),
        )


def list_text(numbers: Sequence[float]) -> str:
    shown = [f"{number:g}" for number in numbers[:SHOWN]]
    return f"[{', '.join([*shown, *(['…'] if len(numbers) > SHOWN else [])])}]"


@make_loader.core(
    "shuffle=True gives a new random order in each pass, False keeps the order",
    domain=forty_examples,
)
async def shuffle_flag(
    f: StudentFunction, features: Array, labels: Array, batch_size: int, seed: int
) -> None:
    options = reading(len(labels), seed, count=2)
    original = labels.tolist()

    async def orders(shuffle: bool) -> list[list[float]]:
        value = await f(features, labels, batch_size, shuffle, options=options)
        return [labels_of(batches) for batches in passes(value)]

    # A last batch that is missing is a matter of the first property, not of this one.
    for order in await orders(False):
        if not order:
            raise misordered(Phrase("The loader gives nothing in a second pass."), order, original)
        if order != original[: len(order)]:
            raise misordered(Phrase("With shuffle=False, a pass is not in order."), order, original)
    first, second = await orders(True)
    if first == original[: len(first)]:
        raise misordered(Phrase("With shuffle=True, the order is the original one."), first)
    if second == first:
        raise misordered(
            Phrase("With shuffle=True, a second pass has the order of the first."), second
        )


def misordered(
    message: Phrase, order: list[float], expected: list[float] | None = None
) -> expect.Mismatch:
    due = (
        Phrase("labels {labels}", labels=list_text(expected))
        if expected
        else Phrase("another order")
    )
    return expect.Mismatch(message, Phrase("labels {labels}", labels=list_text(order)), due)


@make_loader.core("the result is a DataLoader", weight=0.5)
async def is_a_dataloader(
    f: StudentFunction,
    features: Array,
    labels: Array,
    batch_size: int,
    shuffle: bool,
    seed: int,
) -> None:
    options = reading(len(labels), seed)
    value = await f(features, labels, batch_size, shuffle, options=options)
    if batch_size <= len(labels):
        something(value)
    if not isinstance(value, IterableValue) or value.kind != DATA_LOADER:
        raise expect.Mismatch(
            unlike(value, Phrase("a torch.utils.data.DataLoader")),
            value_text(value),
            Phrase("a DataLoader"),
        )
