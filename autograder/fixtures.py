"""Arguments that are no data, for properties: nets, losses, optimizers, loaders and files.

Each function describes an object that a worker builds (`worker/fixtures.py`). A tensor or a
fixture that is passed twice in one call is one object there, as it is here.

    net = fixtures.net(("hidden", W, b), ("output", V, None))
    await f(net, X, fixtures.optimizer([([W, b, V], 0.5)]))
"""

import gzip
from collections.abc import Sequence

from autograder.values import Array, File, Fixture, Leaf, Parameter

Child = tuple[str, Parameter, Parameter | None]


def net(*children: Child) -> Fixture:
    """An `nn.Module` of linear layers, one after the other: name, weight, bias or None.

    Reports the mode of each forward ("train, graph"), then its own mode now.
    """
    return Fixture("net", (list(children),))


def affine(W: Leaf, b: Leaf) -> Fixture:
    """The function X -> X @ W + b, which knows its parameters."""
    return Fixture("affine", (W, b))


def half_mean_square() -> Fixture:
    """A loss (y_hat, y) -> half the mean of the squared errors, a scalar."""
    return Fixture("half_mean_square", ())


def label_weighted() -> Fixture:
    """A scalar loss in which labels weigh the errors, so that its arguments can't be swapped."""
    return Fixture("label_weighted", ())


def distances(centres: Array) -> Fixture:
    """A loss (n,) of scores (n, k) and labels (n,): half the squared distances to the centres."""
    return Fixture("distances", (centres,))


def optimizer(
    groups: Sequence[tuple[Sequence[Parameter], float]],
    *,
    momentum: float = 0.0,
    stepped: bool = False,
) -> Fixture:
    """`torch.optim.SGD` with groups of parameters and their rates; it may have made a step."""
    described = [(list(params), lr) for params, lr in groups]
    return Fixture("optimizer", (described, momentum, stepped))


def loader(features: Array, labels: Array, batch_size: int) -> Fixture:
    """A `DataLoader` that keeps the order."""
    return Fixture("loader", (features, labels, batch_size))


def counted(items: Sequence[object]) -> Fixture:
    """An iterable that can be read once and reports how many items were taken."""
    return Fixture("counted", (list(items),))


def file(name: str, data: bytes) -> File:
    """The path of a file with these bytes, compressed if the name ends in .gz."""
    return File(name, gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
