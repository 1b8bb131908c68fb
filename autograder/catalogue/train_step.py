"""train_step, section 3.3.7: clear, forward, backward, step; once for each minibatch."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase, Text, _
from autograder.inputs import Draw, Example, domain, grid, matrix, vector
from autograder.observation import Observation
from autograder.returns import a_number, is_numpy_float, no_python_float
from autograder.values import Array, Fixture, Parameter
from autograder.worker.protocol import Options

EPSILON = float(np.finfo(np.float32).eps)
LEARNING_RATES = (0.25, 0.5, 0.125)
MOMENTUM = 0.5
EVENTS = {"Z": "optimizer.zero_grad()", "F": "net(X)", "B": "backward()", "S": "optimizer.step()"}
SHOWN_EVENTS = 8

Params = list[Parameter]
"""The weight (1, d) of a linear layer and perhaps its bias (1,), with gradients from before."""


class Line(NamedTuple):
    """The values of such parameters, or their gradients, or their velocities, in float64."""

    W: Array
    b: Array

    def plus(self, factor: float, other: "Line") -> "Line":
        return Line(self.W + factor * other.W, self.b + factor * other.b)


def line_of(params: Params) -> Line:
    weight, *bias = (parameter.value.astype(np.float64) for parameter in params)
    return Line(weight, bias[0] if bias else np.zeros(1))


def errors_of(line: Line, X: Array, y: Array) -> Array:
    """Prediction minus label of each example, shape (n, 1)."""
    return np.asarray(X.astype(np.float64) @ line.W.T + line.b - y)


def gradient(line: Line, X: Array, y: Array) -> Line:
    """That of half the mean square: the means of error times input and of the errors."""
    errors = errors_of(line, X, y)
    return Line((errors * X).mean(axis=0, keepdims=True), errors.mean(axis=0))


def trained(params: Params, X: Array, y: Array, lr: float, velocity: Line | None = None) -> Line:
    """The line after a step; what is left of an earlier velocity comes on top of the gradient."""
    before = line_of(params)
    step = gradient(before, X, y)
    return before.plus(-lr, step if velocity is None else step.plus(MOMENTUM, velocity))


def parameter(value: Any, grad: Any) -> Parameter:
    return Parameter(np.array(value, dtype=np.float32), np.array(grad, dtype=np.float32))


def example(*params: Parameter, X: Any, y: Any, lr: float = 0.25) -> Example:
    X, y = np.array(X, dtype=np.float32), np.array(y, dtype=np.float32)
    return {"params": list(params), "X": X, "y": y, "lr": lr}


@domain(
    count=20,
    corners=(
        example(parameter([[1.0]], [[4.0]]), X=[[1], [3]], y=[[2], [5]]),
        example(parameter([[1.0]], [[4.0]]), parameter([0.5], [-2.0]), X=[[2]], y=[[1]]),
    ),
)
def minibatches(draw: Draw) -> Example:
    # Few bits and sizes that are powers of two: all results are exact, however they are summed.
    n, d = draw(st.sampled_from((1, 2, 4))), draw(st.integers(1, 3))
    values, whole = grid(2, 4), st.integers(-3, 3)
    params = [Parameter(matrix(draw, values, 1, d), matrix(draw, values, 1, d))]
    if draw(st.booleans()):
        params.append(Parameter(vector(draw, values, 1), vector(draw, values, 1)))
    return example(
        *params,
        X=matrix(draw, whole, n, d),
        y=matrix(draw, st.integers(-5, 5), n, 1),
        lr=draw(st.sampled_from(LEARNING_RATES)),
    )


train_step = Exercise(
    name="train_step",
    module="linear_regression_concise",
    section="3.3.7",
    points=700,
    parameters=("net", "loss", "X", "y", "optimizer"),
    domain=minibatches,
    returns=a_number,
    watch=True,
)


def arguments(
    params: Params,
    X: Array,
    y: Array,
    lr: float,
    *,
    loss: Fixture | None = None,
    momentum: float = 0.0,
) -> tuple[Any, ...]:
    """A net of these parameters, a loss, the minibatch, and an optimizer of the parameters."""
    weight, *bias = params
    net = fixtures.net(("layer", weight, bias[0] if bias else None))
    optimizer = fixtures.optimizer([(params, lr)], momentum=momentum)
    return net, loss or fixtures.half_mean_square(), X, y, optimizer


def fresh(params: Params) -> Params:
    """The same parameters without gradients."""
    return [Parameter(parameter.value) for parameter in params]


class Moment(NamedTuple):
    """When parameters are looked at: a message for each of them."""

    weight: str
    bias: str


WITH_OLD_GRADIENT = Moment(
    N_("The weight that had an old gradient"), N_("The bias that had an old gradient")
)
AFTER_THE_CALL = Moment(N_("The weight after the call"), N_("The bias after the call"))
AFTER_TWO_CALLS = Moment(
    N_("The weight after two calls with momentum"), N_("The bias after two calls with momentum")
)


def has_moved_to(observation: Observation, params: Params, expected: Line, moment: Moment) -> None:
    """Demands these values of the parameters; the message tells the order of events.

    Right steps differ by 1 unit of float32 at most; 4 are allowed.
    """
    # The inputs have states as well, after those of the parameters.
    for state, before, due, what in zip(observation.states, params, expected, moment, strict=False):
        size = float((np.abs(before.value) + np.abs(due - before.value)).max())
        try:
            expect.close(
                [] if state.value is None else state.value,
                due,
                atol=4 * EPSILON * size,
                what=Phrase(what),
            )
        except expect.Mismatch as mismatch:
            said = f"{mismatch.message}{events_text(observation.trace)}"
            raise expect.Mismatch(said, mismatch.got, mismatch.expected) from None


def events_text(trace: str) -> Text:
    """What the call did, in order, as a sentence; nothing if that is not known."""
    events = [EVENTS[letter] for letter in trace if letter in EVENTS]
    if not events:
        return ""
    more = ["…"] if len(events) > SHOWN_EVENTS else []
    shown = _(", ").join([*events[:SHOWN_EVENTS], *more])
    return Phrase(" What was called, in order: {events}.", events=shown)


@train_step.core("the parameters move once, against the gradient of the loss", weight=2)
async def one_update(f: StudentFunction, params: Params, X: Array, y: Array, lr: float) -> None:
    observation = await f.observe(*arguments(fresh(params), X, y, lr))
    has_moved_to(observation, params, trained(params, X, y, lr), AFTER_THE_CALL)


@train_step.core("gradients from before the call do not count", weight=2)
async def stale_gradient(f: StudentFunction, params: Params, X: Array, y: Array, lr: float) -> None:
    observation = await f.observe(*arguments(params, X, y, lr))
    expected = trained(params, X, y, lr)
    has_moved_to(observation, params, expected, WITH_OLD_GRADIENT)


@train_step.core("the result is the loss before the update")
async def loss_before_update(
    f: StudentFunction, params: Params, X: Array, y: Array, lr: float
) -> None:
    got = await f(*arguments(fresh(params), X, y, lr))
    due = float((errors_of(line_of(params), X, y) ** 2).mean() / 2)
    expect.close(got, due, rtol=4 * EPSILON, atol=1e-7, what=Phrase("The loss"))


@train_step.core("the optimizer that is passed makes the step, with the momentum that it has")
async def uses_given_optimizer(
    f: StudentFunction, params: Params, X: Array, y: Array, lr: float
) -> None:
    observation = await f.observe(
        *arguments(fresh(params), X, y, lr, momentum=MOMENTUM), options=Options(times=2)
    )
    first = trained(params, X, y, lr)
    between = [Parameter(value) for value in first[: len(params)]]
    second = trained(between, X, y, lr, velocity=gradient(line_of(params), X, y))
    has_moved_to(observation, params, second, AFTER_TWO_CALLS)


@train_step.core("the loss is given predictions first, then labels")
async def argument_order(f: StudentFunction, params: Params, X: Array, y: Array, lr: float) -> None:
    # In this loss the label also is the weight of an example.
    got = await f(*arguments(fresh(params), X, y, lr, loss=fixtures.label_weighted()))
    due = float((errors_of(line_of(params), X, y) ** 2 * y).mean() / 2)
    expect.close(got, due, rtol=4 * EPSILON, atol=1e-7, what=Phrase("The loss weighted by labels"))


@train_step.core("the result is a Python float", weight=0.5)
async def python_float(f: StudentFunction, params: Params, X: Array, y: Array, lr: float) -> None:
    value = (await f.observe(*arguments(fresh(params), X, y, lr))).value
    if type(value) is not float and not is_numpy_float(value):
        raise no_python_float(value)
