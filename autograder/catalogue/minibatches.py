"""What the minibatches of one pass over a data set must be, for data_iter and make_loader.

Data sets carry the number of each example in their values: the features of example i are 2i in
every column, its label is 10i. So a batch tells which examples it holds.
"""

import numpy as np

from autograder import expect
from autograder.values import Array

Batches = list[list[Array]]
"""Of each batch, features and labels."""


def data_set(count: int, columns: int, *, column_labels: bool) -> tuple[Array, Array]:
    """Features (n, columns) and labels (n,) or (n, 1), both float32."""
    numbers = np.arange(count, dtype=np.float32)
    features = np.repeat(2 * numbers[:, None], columns, axis=1)
    labels = 10 * numbers
    return features, labels[:, None] if column_labels else labels


def limit(count: int) -> int:
    """So many items are read of one pass, which an endless loop exceeds."""
    return 4 * count + 4


def examples_of(part: Array, step: float) -> Array:
    """The numbers of the examples in one part of a batch."""
    return part.reshape(len(part), -1)[:, 0].astype(np.float64) / step if part.size else np.empty(0)


def numbers(batches: Batches) -> list[float]:
    """The numbers of all examples that were seen, in order, by their features."""
    return [float(i) for X, _ in batches for i in examples_of(at_least_1d(X), 2)]


def at_least_1d(part: Array) -> Array:
    return part.reshape(1) if part.ndim == 0 else part


def each_once(batches: Batches, count: int) -> None:
    """Demands that every example is seen exactly once."""
    seen = sorted(numbers(batches))
    if seen != [float(i) for i in range(count)]:
        shown = ", ".join(f"{i:g}" for i in seen[:20])
        raise expect.Mismatch(
            f"One pass saw the examples {shown or 'none'}; expected each of 0 to {count - 1} once.",
            f"examples {shown}",
            f"examples 0 to {count - 1}, each once, in any order",
        )


def paired(batches: Batches) -> None:
    """Demands that features and labels of a row belong to the same example."""
    for place, (X, y) in enumerate(batches):
        by_features = examples_of(at_least_1d(X), 2)
        by_labels = examples_of(at_least_1d(y), 10)
        if not np.array_equal(by_features, by_labels):
            raise expect.Mismatch(
                f"Batch {place} has the features of the examples {listed(by_features)}, "
                f"but the labels of the examples {listed(by_labels)}.",
                f"labels of {listed(by_labels)}",
                f"labels of {listed(by_features)}",
            )


def sizes(batches: Batches, count: int, batch_size: int) -> None:
    """Demands full batches, but for the last one."""
    whole, rest = divmod(count, batch_size)
    wanted = [batch_size] * whole + [rest] * bool(rest)
    found = [len(at_least_1d(X)) for X, _ in batches]
    if found != wanted:
        raise expect.Mismatch(
            f"{count} examples in batches of {batch_size} came as batches of {found}; "
            f"expected {wanted}.",
            f"batch sizes {found}",
            f"batch sizes {wanted}",
        )


def listed(found: Array) -> str:
    return "[" + ", ".join(f"{i:g}" for i in found) + "]"
