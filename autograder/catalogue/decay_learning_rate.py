"""decay_learning_rate, section 3.3.6: a smaller rate in the same optimizer, momentum kept."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.inputs import Draw, Example, domain, grid, vector
from autograder.literal import tensor_text, value_text
from autograder.observation import Observation, read_array
from autograder.returns import anything
from autograder.values import Array, Parameter
from autograder.worker.protocol import OptimizerValue, Options

MOMENTUM = 0.5
EPSILON = float(np.finfo(np.float32).eps)


def example(
    values: Any = (1.0, 2.0), grads: Any = (2.0, -1.0), lrs: Any = (0.5, 0.2), factor: float = 0.1
) -> Example:
    return {
        "values": [np.array([value], np.float32) for value in values],
        "grads": [np.array([grad], np.float32) for grad in grads],
        "lrs": list(lrs),
        "factor": factor,
    }


@domain(
    count=12,
    corners=(
        example(),
        example(lrs=(0.5, 0.25), factor=0.5),
        example(values=(0.0, 0.0, 3.0), grads=(1.0, 1.0, 4.0), lrs=(0.5, 0.2, 1.0)),
    ),
)
def optimizers(draw: Draw) -> Example:
    count = draw(st.integers(2, 3))
    sizes = [draw(st.integers(1, 3)) for _ in range(count)]
    return {
        "values": [vector(draw, grid(4, 4), size) for size in sizes],
        # Not zero, so that every buffer of momentum says something.
        "grads": [vector(draw, st.integers(1, 4), size) for size in sizes],
        "lrs": list(draw(st.permutations([0.5, 0.2, 1.0]))[:count]),
        "factor": draw(st.sampled_from([0.1, 0.5, 0.25])),
    }


def parameters(values: list[Array], grads: list[Array]) -> list[Parameter]:
    return [Parameter(v, g) for v, g in zip(values, grads, strict=True)]


def stepped(params: list[Parameter], lrs: list[float]) -> Any:
    """An optimizer with a group for each parameter, after one step."""
    groups = [([p], lr) for p, lr in zip(params, lrs, strict=True)]
    return fixtures.optimizer(groups, momentum=MOMENTUM, stepped=True)


def after(observation: Observation) -> OptimizerValue:
    """The optimizer that was passed, as it is after the call."""
    (report,) = observation.reports
    if not isinstance(report, OptimizerValue):
        raise expect.Mismatch("The optimizer that was passed can't be read after the call.")
    return report


decay_learning_rate = Exercise(
    name="decay_learning_rate",
    module="linear_regression_concise",
    section="3.3.6",
    points=400,
    parameters=("optimizer", "factor"),
    domain=optimizers,
    returns=anything,
    watch=True,
)


def rates_are(optimizer: OptimizerValue, wanted: list[float]) -> None:
    found = [group.lr for group in optimizer.groups]
    expect.close(np.array(found), np.array(wanted), rtol=1e-6, what="The list of learning rates")


@decay_learning_rate.core("the rate of every group is multiplied by the factor", weight=2)
async def every_group_scaled(
    f: StudentFunction, values: list[Array], grads: list[Array], lrs: list[float], factor: float
) -> None:
    observation = await f.observe(stepped(parameters(values, grads), lrs), factor)
    rates_are(after(observation), [lr * factor for lr in lrs])


@decay_learning_rate.core("the momentum is kept, and the next step uses it", weight=2)
async def state_kept(
    f: StudentFunction, values: list[Array], grads: list[Array], lrs: list[float], factor: float
) -> None:
    observation = await f.observe(stepped(parameters(values, grads), lrs), factor)
    for place, (group, grad) in enumerate(zip(after(observation).groups, grads, strict=True)):
        buffers = [read_array(buffer) for buffer in group.buffers]
        if len(buffers) != 1 or buffers[0] is None:
            raise expect.Mismatch(f"Group {place} has lost its momentum.", "none", "a buffer")
        expect.equal(buffers[0], grad, what=f"The momentum of group {place}")
    params = parameters(values, grads)
    moved = await f.observe(stepped(params, lrs), factor, options=Options(step=True))
    rates = [group.lr for group in after(moved).groups]
    for place, (p, lr, rate) in enumerate(zip(params, lrs, rates, strict=True)):
        assert p.grad is not None
        change = rate * (MOMENTUM * p.grad.astype(np.float64) + 1)
        wanted = p.value - lr * p.grad.astype(np.float64) - change
        value = moved.states[place].value
        if value is None:
            raise expect.Mismatch(f"Parameter {place} is no ordinary tensor any more.")
        what = f"Parameter {place} after the next step"
        expect.close(value, wanted, atol=32 * EPSILON, what=what)


@decay_learning_rate.core("the same optimizer goes on: nothing, or itself, is returned")
async def same_object(
    f: StudentFunction, values: list[Array], grads: list[Array], lrs: list[float], factor: float
) -> None:
    observation = await f.observe(stepped(parameters(values, grads), lrs), factor)
    value = observation.value
    changed = [group.lr for group in after(observation).groups]
    if value is not None and not (isinstance(value, OptimizerValue) and value.same):
        raise expect.Mismatch(
            "The call returned something other than the optimizer that was passed.",
            value_text(value),
            "None, or the optimizer itself",
        )
    if changed == lrs:
        raise expect.Mismatch(
            "The optimizer that was passed has its old learning rates.",
            f"rates {changed}",
            "smaller rates in the same optimizer",
        )


@decay_learning_rate.core("parameters, gradients and the factor of momentum stay as they are")
async def rest_untouched(
    f: StudentFunction, values: list[Array], grads: list[Array], lrs: list[float], factor: float
) -> None:
    params = parameters(values, grads)
    observation = await f.observe(stepped(params, lrs), factor)
    for place, (p, lr) in enumerate(zip(params, lrs, strict=True)):
        state = observation.states[place]
        assert p.grad is not None
        if state.value is None or state.grad is None:
            raise expect.Mismatch(
                f"The gradient of parameter {place} is gone.", "None", tensor_text(p.grad)
            )
        wanted = p.value - lr * p.grad.astype(np.float64)
        expect.close(state.value, wanted, atol=16 * EPSILON, what=f"Parameter {place}")
        expect.equal(state.grad, p.grad, what=f"The gradient of parameter {place}")
    found = [group.momentum for group in after(observation).groups]
    if any(momentum != MOMENTUM for momentum in found):
        raise expect.Mismatch(f"The momentum is {found} now; it was {MOMENTUM}.")
    rates_changed(observation, lrs)


def rates_changed(observation: Observation, lrs: list[float]) -> None:
    """Demands some change: a function that does nothing leaves the rest as it is, too."""
    if [group.lr for group in after(observation).groups] == lrs:
        raise expect.Mismatch("The learning rates stay as they are as well.")


@decay_learning_rate.core("twice a factor is the factor squared", weight=0.5)
async def composes(
    f: StudentFunction, values: list[Array], grads: list[Array], lrs: list[float], factor: float
) -> None:
    params = parameters(values, grads)
    observation = await f.observe(stepped(params, lrs), factor, options=Options(times=2))
    rates_are(after(observation), [lr * factor * factor for lr in lrs])
