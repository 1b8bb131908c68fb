"""evaluate_accuracy, section 3.6.6: hits over all batches, divided by all examples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.heard import in_readers_language
from autograder.i18n import Phrase, Text
from autograder.inputs import Draw, Example, domain, labels, order
from autograder.observation import Observation
from autograder.returns import a_number, a_python_float
from autograder.values import Array, Fixture, Generator, Parameter
from autograder.worker.protocol import ItemsValue

TOLERANCE = 1e-6
UNKNOWN = "unknown"


def oracle(X: Array, y: Array, shift: int = 0) -> float:
    """Hits divided by examples, counted one by one, where class c is scored by feature c - shift.

    No two features of an example are equal.
    """
    classes = X.shape[1]
    predicted = [(int(np.argmax(x)) + shift) % classes for x in X]
    hits = sum(int(p == label) for p, label in zip(predicted, y, strict=True))
    return hits / len(y)


def split(X: Array, y: Array, sizes: Sequence[int]) -> list[tuple[Array, Array]]:
    """Batches of these sizes, in order."""
    ends = np.cumsum(sizes).tolist()
    return [(X[a:b], y[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def weights(classes: int, shift: int = 0) -> Array:
    """The weights (classes, features) of a net that scores class c by feature c - shift."""
    return np.roll(np.eye(classes, dtype=np.float32), shift, axis=0)


def net(classes: int, shift: int = 0) -> Fixture:
    return fixtures.net(("only", Parameter(weights(classes, shift)), None))


def plain_function(classes: int, shift: int) -> Fixture:
    """The same net as a function, which has no modes."""
    bias = Parameter(np.zeros(classes, dtype=np.float32))
    return fixtures.affine(Parameter(weights(classes, shift).T.copy()), bias)


def close(got: float, expected: float) -> None:
    expect.close(got, expected, atol=TOLERANCE, what=Phrase("The accuracy"))


def agree(got: float, other: float, what: Text) -> None:
    given = Phrase("the accuracy on the batches as given")
    expect.agree(got, other, atol=TOLERANCE, what=what, other_what=given)


def example(X: Any, y: Any, sizes: list[int], shift: int = 1) -> Example:
    """An example by hand."""
    X, y = np.array(X, dtype=np.float32), np.array(y, dtype=np.int64)
    return {"X": X, "y": y, "sizes": sizes, "shift": shift}


@domain(
    corners=(
        example([[0, 1]], [1], [1]),
        example([[0, 1], [0, 1], [0, 1], [0, 1]], [1, 1, 1, 0], [3, 1]),
        example([[0, 1], [1, 0], [0, 1]], [1, 1, 1], [1, 2]),
        example(
            [[0, 1, 2], [1, 2, 0], [2, 1, 0], [2, 0, 1], [0, 2, 1]], [2, 1, 2, 1, 0], [2, 2, 1]
        ),
    ),
    count=25,
)
def labelled_batches(draw: Draw) -> Example:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    n, k = sum(sizes), draw(st.integers(2, 4))
    # No ties, so that every way to find the largest score finds the same.
    X = np.stack([order(draw, k) for _ in range(n)]).astype(np.float32)
    shift = draw(st.integers(1, k - 1))
    return {"X": X, "y": labels(draw, n, k), "sizes": sizes, "shift": shift}


evaluate_accuracy = Exercise(
    name="evaluate_accuracy",
    module="softmax_regression",
    section="3.6.6",
    points=400,
    parameters=("data_iter", "net"),
    domain=labelled_batches,
    returns=a_number,
    watch=True,
)


@evaluate_accuracy.core("the result is the fraction of hits among all examples", weight=2)
async def over_all_examples(f: StudentFunction, X: Array, y: Array, sizes: list[int]) -> None:
    close(await f(split(X, y, sizes), net(X.shape[1])), oracle(X, y))


@evaluate_accuracy.core("it does not matter how the examples are divided into batches", weight=2)
async def rebatching(f: StudentFunction, X: Array, y: Array, sizes: list[int]) -> None:
    same = net(X.shape[1])
    given = await f(split(X, y, sizes), same)
    agree(await f([(X, y)], same), given, Phrase("the accuracy on one large batch"))
    agree(await f(split(X, y, [1] * len(y)), same), given, Phrase("the accuracy on batches of one"))


@evaluate_accuracy.core("the batches may come from a generator, which can be read only once")
async def one_shot_iterator(f: StudentFunction, X: Array, y: Array, sizes: list[int]) -> None:
    same, batches = net(X.shape[1]), split(X, y, sizes)
    once = await f(Generator(tuple(batches)), same)
    agree(once, await f(batches, same), Phrase("the accuracy on the batches of a generator"))


@evaluate_accuracy.core("the predictions are those of the net, which may be any function")
async def calls_net(f: StudentFunction, X: Array, y: Array, sizes: list[int], shift: int) -> None:
    batches, expected = split(X, y, sizes), oracle(X, y, shift)
    close(await f(batches, net(X.shape[1], shift)), expected)
    close(await f(batches, plain_function(X.shape[1], shift)), expected)


@evaluate_accuracy.core("the result is a Python float", weight=0.5)
async def python_float(f: StudentFunction, X: Array, y: Array, sizes: list[int]) -> None:
    a_python_float(await f.observe(split(X, y, sizes), net(X.shape[1])))


@evaluate_accuracy.stretch(
    "the net predicts in evaluation mode and without a graph, and gets its mode back"
)
async def quiet(f: StudentFunction, X: Array, y: Array, sizes: list[int]) -> None:
    *forwards, afterwards = modes(await f.observe(split(X, y, sizes), net(X.shape[1])))
    loud = next((said for said in forwards if said != "eval, no graph"), None)
    if not forwards:
        raise expect.Mismatch(
            Phrase("The net was never called."), Phrase("no call"), Phrase("a call for each batch")
        )
    if loud:
        raise expect.Mismatch(
            Phrase(
                "While the net predicts, it should be in evaluation mode (net.eval(), if it is an "
                "nn.Module) and build no graph (torch.no_grad())."
            ),
            in_readers_language(loud),
            in_readers_language("eval, no graph"),
        )
    if afterwards != "train":
        raise expect.Mismatch(
            Phrase("The net was in training mode before the call, and is not after it."),
            in_readers_language(afterwards),
            "train",
        )


def modes(observation: Observation) -> list[str]:
    """What the net says of each of its calls, and its mode at the end."""
    (report,) = observation.reports
    said = report.items if isinstance(report, ItemsValue) else ()
    return [item for item in said if isinstance(item, str)] or [UNKNOWN]
