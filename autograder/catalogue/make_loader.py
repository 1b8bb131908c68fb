"""make_loader, section 3.3.2: the library's way to minibatches."""

from hypothesis import strategies as st

from autograder import expect
from autograder.catalogue import minibatches
from autograder.exercise import Exercise, StudentFunction
from autograder.inputs import Draw, Example, domain
from autograder.returns import batches, passes
from autograder.values import Array
from autograder.worker.protocol import IterableValue, Options

LONG = 40
"""With so many examples, a shuffled order is the original one never, for all that matters."""


def example(count: int, batch_size: int, *, shuffle: bool, seed: int = 0) -> Example:
    features, labels = minibatches.data_set(count, 2, column_labels=bool(seed % 2))
    return {
        "features": features,
        "labels": labels,
        "batch_size": batch_size,
        "shuffle": shuffle,
        "seed": seed,
    }


@domain(
    count=15,
    corners=(
        example(1, 1, shuffle=False),
        example(2, 1, shuffle=True, seed=1),
        example(3, 2, shuffle=False),
        example(5, 2, shuffle=True),
        example(4, 9, shuffle=True),
    ),
)
def loader_data_sets(draw: Draw) -> Example:
    return example(
        draw(st.integers(1, 8)),
        draw(st.integers(1, 5)),
        shuffle=draw(st.booleans()),
        seed=draw(st.integers(0, 9)),
    )


@domain(count=5, corners=(example(LONG, 7, shuffle=True), example(LONG, 7, shuffle=True, seed=1)))
def long_data_sets(draw: Draw) -> Example:
    return example(LONG, draw(st.integers(3, 9)), shuffle=True, seed=draw(st.integers(2, 9)))


make_loader = Exercise(
    name="make_loader",
    module="linear_regression_concise",
    section="3.3.2",
    points=200,
    parameters=("features", "labels", "batch_size", "shuffle"),
    domain=loader_data_sets,
    returns=batches,
)


@make_loader.core("one pass gives every example once, with its label, in full batches", weight=2)
async def same_as_data_iter(
    f: StudentFunction, features: Array, labels: Array, batch_size: int, shuffle: bool, seed: int
) -> None:
    count = len(features)
    options = Options(items=minibatches.limit(count), seed=seed)
    found = await f(features, labels, batch_size, shuffle, options=options)
    minibatches.each_once(found, count)
    minibatches.paired(found)
    minibatches.sizes(found, count, batch_size)


@make_loader.core("shuffle=False keeps the order, shuffle=True changes it", domain=long_data_sets)
async def shuffle_flag(
    f: StudentFunction, features: Array, labels: Array, batch_size: int, shuffle: bool, seed: int
) -> None:
    options = Options(items=minibatches.limit(LONG), passes=2, seed=seed)
    ordered = await f.observe(features, labels, batch_size, not shuffle, options=options)
    in_order = [float(i) for i in range(LONG)]
    for taken in passes(ordered.value):
        if minibatches.numbers(taken) != in_order:
            raise expect.Mismatch("With shuffle=False, the examples do not come in their order.")
    mixed = await f.observe(features, labels, batch_size, shuffle, options=options)
    first, second = map(minibatches.numbers, passes(mixed.value))
    if first == in_order:
        raise expect.Mismatch("With shuffle=True, the examples come in their order.")
    if first == second:
        raise expect.Mismatch("With shuffle=True, two passes have the same order.")


@make_loader.core("the result is a DataLoader", weight=0.5)
async def is_a_DataLoader(  # noqa: N802 - the name of the type
    f: StudentFunction, features: Array, labels: Array, batch_size: int, shuffle: bool, seed: int
) -> None:
    options = Options(items=minibatches.limit(len(features)), seed=seed)
    value = (await f.observe(features, labels, batch_size, shuffle, options=options)).value
    kind = value.kind if isinstance(value, IterableValue) else type(value).__name__
    if not kind.endswith("DataLoader"):
        raise expect.Mismatch(
            f"The result is of type {kind}; expected a torch.utils.data.DataLoader.",
            kind,
            "torch.utils.data.DataLoader",
        )
