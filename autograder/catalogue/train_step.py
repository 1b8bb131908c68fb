"""train_step, section 3.3.7: clear, forward, backward, step."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.inputs import Draw, Example, domain, grid, vector
from autograder.observation import Observation
from autograder.returns import a_number, number_of, repeated
from autograder.values import Array, Fixture, Parameter
from autograder.worker.protocol import ArrayValue, Options

EPSILON = float(np.finfo(np.float32).eps)
TOLERANCE = 64 * EPSILON
"""Four units of float32 at the size of these numbers."""


def example(
    w: float = 1.0, X: Any = (1.0, 3.0), y: Any = (2.0, 5.0), lr: float = 0.25, stale: float = 4.0
) -> Example:
    return {
        "w": w,
        "X": np.array(X, np.float32)[:, None],
        "y": np.array(y, np.float32)[:, None],
        "lr": lr,
        "stale": stale,
    }


@domain(count=15, corners=(example(), example(w=0.0, X=(1.0,), y=(1.0,), stale=1.0)))
def steps(draw: Draw) -> Example:
    count = draw(st.integers(1, 4))
    return {
        "w": draw(grid(2, 2)),
        "X": vector(draw, st.integers(1, 3), count)[:, None],
        # Larger than any prediction, so that no loss and no gradient is zero.
        "y": vector(draw, st.integers(7, 9), count)[:, None],
        "lr": draw(st.sampled_from([0.125, 0.25])),
        "stale": draw(st.integers(1, 4)),
    }


def loss_of(w: float, X: Array, y: Array) -> float:
    """Half the mean of the squared errors of X * w."""
    return float((((X.astype(np.float64) * w) - y) ** 2).mean() / 2)


def gradient_of(w: float, X: Array, y: Array) -> float:
    return float(((X.astype(np.float64) * w - y) * X).mean())


class Training:
    """A net of one weight, a loss and an optimizer, as they are passed."""

    def __init__(
        self, w: float, lr: float, stale: float | None = None, momentum: float = 0.0
    ) -> None:
        grad = None if stale is None else np.array([[stale]], np.float32)
        self.weight = Parameter(np.array([[w]], np.float32), grad)
        self.net: Fixture = fixtures.net(("only", self.weight, None))
        self.optimizer = fixtures.optimizer([([self.weight], lr)], momentum=momentum)

    def arguments(self, X: Array, y: Array, loss: Fixture | None = None) -> tuple[Any, ...]:
        return self.net, loss or fixtures.half_mean_square(), X, y, self.optimizer


def weight_after(observation: Observation) -> float:
    """The weight after the call: it is the first of its tensors."""
    value = observation.states[0].value
    if value is None or value.size != 1:
        raise expect.Mismatch("The weight of the net is no ordinary tensor any more.")
    return float(value.reshape(-1)[0])


def is_near(found: float, wanted: float, what: str) -> None:
    expect.close(np.array(found), np.array(wanted), rtol=TOLERANCE, atol=TOLERANCE, what=what)


train_step = Exercise(
    name="train_step",
    module="linear_regression_concise",
    section="3.3.7",
    points=700,
    parameters=("net", "loss", "X", "y", "optimizer"),
    domain=steps,
    returns=a_number,
    watch=True,
)


@train_step.core("gradients from before the call do not count", weight=2)
async def stale_gradient(
    f: StudentFunction, w: float, X: Array, y: Array, lr: float, stale: float
) -> None:
    observation = await f.observe(*Training(w, lr, stale).arguments(X, y))
    wanted = w - lr * gradient_of(w, X, y)
    is_near(weight_after(observation), wanted, f"The weight, whose .grad was {stale:g} before,")


@train_step.core("the weights are updated once", weight=2)
async def one_update(f: StudentFunction, w: float, X: Array, y: Array, lr: float) -> None:
    observation = await f.observe(*Training(w, lr).arguments(X, y))
    is_near(weight_after(observation), w - lr * gradient_of(w, X, y), "The weight after the call")


@train_step.core("the loss of the minibatch before the update is returned")
async def loss_before_update(f: StudentFunction, w: float, X: Array, y: Array, lr: float) -> None:
    is_near(await f(*Training(w, lr).arguments(X, y)), loss_of(w, X, y), "The loss")


@train_step.core("the given optimizer makes the steps: its momentum counts")
async def uses_given_optimizer(f: StudentFunction, w: float, X: Array, y: Array, lr: float) -> None:
    momentum = 0.5
    training = Training(w, lr, momentum=momentum)
    observation = await f.observe(*training.arguments(X, y), options=Options(times=2))
    repeated(observation.value, 2)
    first = gradient_of(w, X, y)
    after_one = w - lr * first
    second = momentum * first + gradient_of(after_one, X, y)
    is_near(weight_after(observation), after_one - lr * second, "The weight after two calls")


@train_step.core("the loss is called with the predictions, then the labels")
async def argument_order(f: StudentFunction, w: float, X: Array, y: Array, lr: float) -> None:
    training = Training(w, lr)
    result = await f(*training.arguments(X, y, fixtures.label_weighted()))
    wanted = float(((X.astype(np.float64) * w - y) ** 2 * y).mean() / 2)
    is_near(result, wanted, "The loss in which labels weigh the errors")


@train_step.core("the result is a Python float", weight=0.5)
async def python_float(f: StudentFunction, w: float, X: Array, y: Array, lr: float) -> None:
    value = (await f.observe(*Training(w, lr).arguments(X, y))).value
    if type(value) is not float:
        is_near(number_of(value), loss_of(w, X, y), "The loss")
        raise expect.Mismatch(
            "The result is not a Python float: a tensor keeps the graph of its batch alive, and "
            "sums of such results grow with every batch. Use .item().",
            "a tensor" if isinstance(value, ArrayValue) else type(value).__name__,
            "a Python float",
        )
