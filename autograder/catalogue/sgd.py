"""sgd, section 3.2.6: one step of minibatch stochastic gradient descent, in place."""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import Draw, Example, domain, grid, vector
from autograder.literal import tensor_text
from autograder.observation import Observation, State
from autograder.returns import anything
from autograder.values import Array, Generator, Leaf

EPSILON = float(np.finfo(np.float32).eps)
SHAPES = ((1,), (2,), (2, 1), (1, 3))
LEARNING_RATES = (0.25, 0.5, 1.0, 0.03, 0.1)
BATCH_SIZES = (1, 2, 3, 4, 10)


def update(leaf: Leaf, lr: float, batch_size: int) -> Array:
    """Lr / batch_size times the gradient of the summed loss, in float64."""
    assert leaf.grad is not None
    return np.asarray(lr * leaf.grad.astype(np.float64) / batch_size)


def after_the_call(place: int) -> Phrase:
    return Phrase("Parameter {number} after the call", number=place)


def moved(observation: Observation, place: int, leaf: Leaf) -> Array:
    """The value of a parameter after the call, if it still is a tensor of its shape."""
    value = observation.states[place].value
    if value is None:
        message = Phrase("Parameter {number} is no ordinary tensor after the call.", number=place)
        raise expect.Mismatch(message)
    expect.same_shape(value, leaf.value.shape, what=after_the_call(place))
    return value


def has_moved_by(observation: Observation, params: list[Leaf], lr: float, batch_size: int) -> None:
    """Demands p - lr * grad / batch_size of each parameter.

    Right ways to write the step differ by 1 unit of float32; 4 are allowed, at the size of
    the numbers that are subtracted.
    """
    for place, leaf in enumerate(params):
        change = update(leaf, lr, batch_size)
        near(moved(observation, place, leaf), leaf.value - change, leaf, change, place)


def has_moved(observation: Observation, place: int, leaf: Leaf) -> None:
    """Demands a step, right or wrong, wherever the gradient is not zero.

    Without it, a function that does nothing would keep its tensors and halve its steps.
    """
    value = moved(observation, place, leaf)
    if leaf.grad is not None and leaf.grad.any() and np.array_equal(value, leaf.value):
        raise expect.Mismatch(
            Phrase(
                "Parameter {number} has the same values after the call, although its gradient is "
                "not zero.",
                number=place,
            ),
            tensor_text(value),
            Phrase("other values than before"),
        )


def near(got: Array, expected: Array, leaf: Leaf, change: Array, place: int) -> None:
    allowed = 4 * EPSILON * float((np.abs(leaf.value) + np.abs(change)).max())
    expect.close(got, expected, atol=allowed, what=after_the_call(place))


def leaf(value: Any, grad: Any) -> Leaf:
    return Leaf(np.array(value, dtype=np.float32), np.array(grad, dtype=np.float32))


def example(*params: Leaf, lr: float = 0.5, batch_size: int = 4) -> Example:
    """An example by hand; the second gradients are the first ones doubled."""
    more = [2 * p.grad for p in params if p.grad is not None]
    return {"params": list(params), "lr": lr, "batch_size": batch_size, "more": more}


@domain(
    corners=(
        example(leaf([0.0], [1.0]), lr=1.0, batch_size=1),
        example(leaf([1.0], [1.0]), lr=1.0, batch_size=2),
        example(leaf([1.0, 2.0], [8.0, 6.0]), leaf([3.0], [4.0])),
        example(leaf([[1.0], [2.0]], [[-1.0], [0.5]]), leaf([3.0], [4.0]), lr=0.03, batch_size=10),
    )
)
def parameters(draw: Draw) -> Example:
    def array(shape: tuple[int, ...]) -> Array:
        return vector(draw, grid(4, 4), math.prod(shape)).reshape(shape)

    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3))
    params = [Leaf(array(shape), array(shape)) for shape in shapes]
    return {
        "params": params,
        "lr": draw(st.sampled_from(LEARNING_RATES)),
        "batch_size": draw(st.sampled_from(BATCH_SIZES)),
        "more": [array(shape) for shape in shapes],
    }


sgd = Exercise(
    name="sgd",
    module="linear_regression",
    section="3.2.6",
    points=700,
    parameters=("params", "lr", "batch_size"),
    domain=parameters,
    returns=anything,
    watch=True,
    forbidden=("optimizer",),
)


def loss_of_identity(state: State, before: Leaf, name: Phrase) -> Phrase | None:
    """What the call took from a parameter, if it is not the leaf any more that it was."""
    if state.replaced:
        return Phrase(
            "{name} was replaced in the list by another tensor; the model still has the old one",
            name=name,
        )
    if not state.requires_grad:
        return Phrase("{name} no longer requires grad", name=name)
    if not state.is_leaf:
        return Phrase("{name} is no longer a leaf", name=name)
    if state.value is not None and state.value.dtype != before.value.dtype:
        return Phrase("{name} is of type {found} now", name=name, found=state.value.dtype.name)
    return None


@sgd.core("each parameter becomes p - lr * p.grad / batch_size", weight=2)
async def step(f: StudentFunction, params: list[Leaf], lr: float, batch_size: int) -> None:
    has_moved_by(await f.observe(params, lr, batch_size), params, lr, batch_size)


@sgd.core("parameters get new values but stay the same tensors, leaves that require grad", weight=2)
async def leaf_kept(f: StudentFunction, params: list[Leaf], lr: float, batch_size: int) -> None:
    observation = await f.observe(params, lr, batch_size)
    for place, state in enumerate(observation.states):
        name = Phrase("parameter {number}", number=place)
        if problem := loss_of_identity(state, params[place], name):
            raise expect.Mismatch(
                Phrase("After the call, {problem}.", problem=problem),
                problem,
                Phrase("the same tensor, updated in place"),
            )
        has_moved(observation, place, params[place])


@sgd.core("a gradient of zero moves nothing")
async def zero_gradient(f: StudentFunction, params: list[Leaf], lr: float, batch_size: int) -> None:
    still = [Leaf(p.value, np.zeros_like(p.value)) for p in params]
    observation = await f.observe(still, lr, batch_size)
    for place, p in enumerate(still):
        expect.equal(
            moved(observation, place, p), p.value, what=Phrase("Parameter {number}", number=place)
        )


@sgd.core("twice the batch size, half the step")
async def batch_scaling(f: StudentFunction, params: list[Leaf], lr: float, batch_size: int) -> None:
    once = await f.observe(params, lr, batch_size)
    twice = await f.observe(params, lr, 2 * batch_size)
    for place, p in enumerate(params):
        has_moved(once, place, p)
        full = moved(once, place, p).astype(np.float64) - p.value
        near(moved(twice, place, p), p.value + full / 2, p, full, place)


@sgd.core("the parameters may come from a generator", weight=0.5)
async def generator(f: StudentFunction, params: list[Leaf], lr: float, batch_size: int) -> None:
    observation = await f.observe(Generator(tuple(params)), lr, batch_size)
    has_moved_by(observation, params, lr, batch_size)


@sgd.core("a second call with new gradients makes a second step")
async def two_steps(
    f: StudentFunction, params: list[Leaf], lr: float, batch_size: int, more: list[Array]
) -> None:
    first = await f.observe(params, lr, batch_size)
    between = [
        Leaf(moved(first, place, p).astype(p.value.dtype), grad)
        for place, (p, grad) in enumerate(zip(params, more, strict=True))
    ]
    has_moved_by(await f.observe(between, lr, batch_size), between, lr, batch_size)


@sgd.stretch("gradients are left as they were, or cleared")
async def grad_kept_or_cleared(
    f: StudentFunction, params: list[Leaf], lr: float, batch_size: int
) -> None:
    observation = await f.observe(params, lr, batch_size)
    for place, p in enumerate(params):
        grad = observation.states[place].grad
        assert p.grad is not None
        if grad is not None and grad.any() and not np.array_equal(grad, p.grad):
            raise expect.Mismatch(
                Phrase("The call changed the gradient of parameter {number}.", number=place),
                tensor_text(grad, digits=6),
                Phrase("{gradient}, or zeros, or None", gradient=tensor_text(p.grad, digits=6)),
            )


@sgd.stretch("a parameter without a gradient is left alone")
async def skips_missing_grad(
    f: StudentFunction, params: list[Leaf], lr: float, batch_size: int
) -> None:
    without = [Leaf(params[0].value), *params]
    observation = await f.observe(without, lr, batch_size)
    what = Phrase("The parameter without gradient")
    expect.equal(moved(observation, 0, without[0]), without[0].value, what=what)
    for place, p in enumerate(params, start=1):
        change = update(p, lr, batch_size)
        near(moved(observation, place, p), p.value - change, p, change, place)
