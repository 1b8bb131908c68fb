"""train_epoch, section 3.6.7: one pass of minibatch gradient descent, written out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, Request, StudentFunction
from autograder.i18n import Phrase, Text
from autograder.inputs import Draw, Example, domain, grid, labels, matrix, vector
from autograder.literal import value_text
from autograder.observation import Observation
from autograder.returns import numbers, numbers_of
from autograder.values import Array, Fixture, Leaf

TOLERANCE = 1e-5
NAMES = ("W", "b")
GAP = 1 / 64
"""No two largest scores are nearer, so that rounding does not decide on a prediction."""
Batch = tuple[Array, Array]
Task = tuple[Array, Array, list[Batch], Array, float]
"""The first W and b, the batches, the centres that make the loss, and the learning rate."""


class Epoch(NamedTuple):
    """What an epoch comes to, and the smallest gap between the two largest scores on the way."""

    parameters: tuple[Array, Array]
    mean_loss: float
    accuracy: float
    gap: float


def oracle(task: Task) -> Epoch:
    """Step by step in float64; the gradients of half a squared distance are its differences."""
    W, b, batches, centres, lr = task
    W, b = W.astype(np.float64), b.astype(np.float64)
    losses: list[float] = []
    hits: list[bool] = []
    gaps: list[float] = []
    for X, y in batches:
        scores = X @ W + b
        errors = scores - centres[y]
        losses += ((errors**2).sum(axis=1) / 2).tolist()
        hits += (scores.argmax(axis=1) == y).tolist()
        ranked = np.sort(scores, axis=1)
        gaps += (ranked[:, -1] - ranked[:, -2]).tolist()
        W = W - lr * (X.T @ errors) / len(y)
        b = b - lr * errors.sum(axis=0) / len(y)
    n = len(losses)
    return Epoch((W, b), sum(losses) / n, sum(hits) / n, min(gaps))


def arguments(task: Task, *, counted: bool = False) -> tuple[Any, ...]:
    """The arguments of a call; counted batches can be read once and tell how many were."""
    first_W, first_b, batches, centres, lr = task
    W, b = Leaf(first_W), Leaf(first_b)
    given: Fixture | list[Batch] = fixtures.counted(batches) if counted else batches
    rows = len(batches[0][1])
    return fixtures.affine(W, b), given, fixtures.distances(centres), [W, b], lr, rows


def observe(f: StudentFunction, task: Task, *, counted: bool = False) -> Request:
    return f.observe(*arguments(task, counted=counted))


def parameters(observation: Observation) -> list[Array]:
    """W and b after the call: the very tensors that were passed."""
    after = [state.value for state in observation.states[: len(NAMES)]]
    for name, value in zip(NAMES, after, strict=True):
        if value is None:
            raise expect.Mismatch(Phrase("{name} is no ordinary tensor after the call.", name=name))
    return [value for value in after if value is not None]


def example(W: Any, b: Any, *batches: tuple[Any, Any], centres: Any, lr: float = 0.5) -> Example:
    """An example by hand."""
    W, b, centres = (np.array(cells, dtype=np.float32) for cells in (W, b, centres))
    made = [(np.array(X, dtype=np.float32), np.array(y, dtype=np.int64)) for X, y in batches]
    return {"task": (W, b, made, centres, lr)}


@domain(
    corners=(
        example([[0.0, 1.0]], [0.5, 0.0], ([[1.0]], [0]), ([[0.0]], [0]), centres=[[1, 0], [0, 1]]),
        example([[0.0, 1.0]], [0.5, 0.0], ([[1.0], [0.0]], [1, 1]), centres=[[1, 0], [0, 1]]),
        example(
            [[0.0, 1.0]],
            [0.5, 0.0],
            ([[1.0], [0.0]], [0, 1]),
            ([[0.0], [1.0]], [1, 0]),
            centres=[[1, 0], [0, 1]],
        ),
        example(
            [[0.0, 0.0], [0.0, 0.0]],
            [0.0, 0.5],
            ([[1.0, 0.0], [0.0, 1.0]], [0, 0]),
            ([[1.0, 1.0], [2.0, 0.0]], [1, 0]),
            centres=[[1, 0], [0, 1]],
            lr=1.0,
        ),
    ),
    count=25,
)
def tasks(draw: Draw) -> Example:
    d, k = draw(st.integers(1, 3)), draw(st.integers(2, 4))
    rows, batches = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    task = (
        matrix(draw, grid(1, 4), d, k),
        vector(draw, grid(1, 4), k),
        [(matrix(draw, grid(1, 4), rows, d), labels(draw, rows, k)) for _ in range(batches)],
        matrix(draw, grid(2, 2), k, k),
        draw(st.sampled_from((0.25, 0.5, 0.1))),
    )
    assume(oracle(task).gap >= GAP)
    return {"task": task}


train_epoch = Exercise(
    name="train_epoch",
    module="softmax_regression",
    section="3.6.7",
    points=500,
    parameters=("net", "batches", "loss", "params", "lr", "batch_size"),
    domain=tasks,
    returns=numbers(2),
    watch=True,
)


@train_epoch.core(
    "each batch moves the parameters by lr / batch_size times its own gradient", weight=2
)
async def final_parameters(f: StudentFunction, task: Task) -> None:
    after = parameters(await observe(f, task))
    for name, value, due in zip(NAMES, after, oracle(task).parameters, strict=True):
        what = Phrase("{name} after the epoch", name=name)
        expect.close(value, due, rtol=TOLERANCE, atol=TOLERANCE, what=what)


@train_epoch.core("the mean loss is the sum of all losses divided by the number of examples")
async def mean_loss(f: StudentFunction, task: Task) -> None:
    said, _ = await f(*arguments(task))
    due = oracle(task).mean_loss
    expect.close(said, due, rtol=TOLERANCE, atol=TOLERANCE, what=Phrase("The mean loss"))


@train_epoch.core("the accuracy counts the predictions made before each update")
async def accuracy(f: StudentFunction, task: Task) -> None:
    _, said = await f(*arguments(task))
    expect.close(said, oracle(task).accuracy, atol=1e-6, what=Phrase("The accuracy"))


@train_epoch.core("each batch is read once, also from an iterator", weight=0.5)
async def one_pass(f: StudentFunction, task: Task) -> None:
    from_list = await observe(f, task)
    from_iterator = await observe(f, task, counted=True)
    batches = task[2]
    taken = from_iterator.reports[1]
    if taken != len(batches):
        raise expect.Mismatch(
            Phrase("Of the {count} batches of an iterator, not all were read.", count=len(batches)),
            Phrase("{part} of {all}", part=value_text(taken), all=len(batches)),
            Phrase("{part} of {all}", part=len(batches), all=len(batches)),
        )
    agree(parameters(from_iterator), parameters(from_list), NAMES)
    said, said_of_list = (numbers_of(o.value, 2) for o in (from_iterator, from_list))
    agree(said, said_of_list, (Phrase("the mean loss"), Phrase("the accuracy")))


def agree(got: Sequence[Any], other: Sequence[Any], names: Sequence[Text]) -> None:
    """Demands the same of an iterator and of a list, right or wrong."""
    for name, value, value_of_list in zip(names, got, other, strict=True):
        expect.agree(
            value,
            value_of_list,
            rtol=TOLERANCE,
            atol=TOLERANCE,
            what=Phrase("{name} with the batches from an iterator", name=name),
            other_what=Phrase("{name} with the same batches in a list", name=name),
        )
