"""decay_learning_rate, section 3.3.6: the rates of an optimizer become smaller, nothing else."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase, Text, sentence_start
from autograder.inputs import Draw, Example, domain, grid, vector
from autograder.literal import tensor_text, value_text
from autograder.observation import Observation, read_array
from autograder.returns import anything, unlike
from autograder.values import Array, Fixture, Parameter
from autograder.worker.protocol import Group, OptimizerValue, Options

EPSILON = float(np.finfo(np.float32).eps)
RTOL = 1e-6
RATES = (0.5, 0.2, 0.125, 1.0, 0.03)
FACTORS = (0.1, 0.5, 0.25, 0.9)
MOMENTUM = 0.5

Groups = list[tuple[list[Parameter], float]]
"""Parameters with gradients, and their rate."""


class Entry(NamedTuple):
    """A parameter, and what the optimizer that was passed has of it after the call.

    Attributes:
        name: for messages.
        p: its value, before the step that the optimizer had made already.
        g: its gradient, which that step has made the momentum buffer as well.
        lr: the rate before the call.
        group: the group that has it now.
        buffer: its momentum buffer now.
    """

    name: Text
    p: Array
    g: Array
    lr: float
    group: Group
    buffer: Array | None

    @property
    def before(self) -> Array:
        """Its value before the call: p - lr * g."""
        return np.asarray(self.p - self.lr * self.g)

    @property
    def size(self) -> float:
        """The size of the numbers in that difference, on which rounding depends."""
        return float((np.abs(self.p) + np.abs(self.lr * self.g)).max())


def entries(observation: Observation, groups: Groups) -> list[Entry]:
    """All parameters, in the order in which they are numbered."""
    (optimizer,) = observation.reports
    if not isinstance(optimizer, OptimizerValue):
        raise expect.Mismatch(
            Phrase("After the call, what was passed can't be used as an optimizer any more."),
            value_text(optimizer),
            Phrase("an optimizer with other rates"),
        )
    parameters = [(parameter, lr) for params, lr in groups for parameter in params]
    return [
        entry(optimizer, number, parameter, lr) for number, (parameter, lr) in enumerate(parameters)
    ]


def entry(optimizer: OptimizerValue, number: int, parameter: Parameter, lr: float) -> Entry:
    found = [group for group in optimizer.groups if number in group.parameters]
    if len(found) != 1:
        raise expect.Mismatch(
            Phrase(
                "After the call, parameter {number} is in {count} groups of the optimizer.",
                number=number,
                count=len(found),
            ),
            value_text(optimizer),
            Phrase("the groups as before"),
        )
    (group,) = found
    buffer = read_array(group.buffers[group.parameters.index(number)])
    assert parameter.grad is not None
    p, g = parameter.value.astype(np.float64), parameter.grad.astype(np.float64)
    return Entry(Phrase("parameter {number}", number=number), p, g, lr, group, buffer)


def stepped(groups: Groups) -> Fixture:
    """An optimizer of these groups that has made one step."""
    return fixtures.optimizer(groups, momentum=MOMENTUM, stepped=True)


def parameter(value: Any, grad: Any) -> Parameter:
    return Parameter(np.array(value, dtype=np.float32), np.array(grad, dtype=np.float32))


TWO = [([parameter([1.0], [2.0])], 0.5), ([parameter([4.0], [8.0])], 0.2)]


@domain(
    count=10,
    corners=(
        {"groups": TWO[:1], "factor": 0.1},
        {"groups": TWO, "factor": 0.1},
        {
            "groups": [
                ([parameter([1.0, 2.0], [4.0, -2.0]), parameter([3.0], [1.0])], 0.5),
                ([parameter([[5.0]], [[6.0]])], 0.2),
            ],
            "factor": 0.25,
        },
    ),
)
def optimizers(draw: Draw) -> Example:
    def drawn() -> Parameter:
        size = draw(st.integers(1, 3))
        return Parameter(vector(draw, grid(4, 4), size), vector(draw, grid(4, 4), size))

    rates = draw(st.lists(st.sampled_from(RATES), min_size=1, max_size=3, unique=True))
    groups = [([drawn() for _ in range(draw(st.integers(1, 2)))], lr) for lr in rates]
    return {"groups": groups, "factor": draw(st.sampled_from(FACTORS))}


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


def have_rates(observation: Observation, groups: Groups, factor: float) -> None:
    """Demands of each group the rate that it had, times the factor."""
    for e in entries(observation, groups):
        what = Phrase("The learning rate of {name}", name=e.name)
        expect.close(e.group.lr, e.lr * factor, rtol=RTOL, what=what)


def have_changed(found: Sequence[Entry]) -> Sequence[Entry]:
    """Demands that a rate has changed, rightly or not.

    Without it, a function that does nothing would keep all that is to be kept.
    """
    if all(e.group.lr == e.lr for e in found):
        raise expect.Mismatch(
            Phrase("No learning rate of the optimizer has changed."),
            Phrase("rates {rates}", rates=", ".join(f"{e.group.lr:g}" for e in found)),
            Phrase("other rates than before"),
        )
    return found


def near(value: Array | None, expected: Array, size: float, what: Text) -> None:
    """Demands what right ways to write a step differ in by 1 unit of float32; 4 are allowed."""
    if value is None:
        raise expect.Mismatch(
            Phrase("{what} is missing, or no ordinary tensor.", what=what),
            expected=tensor_text(expected, typed=False),
        )
    expect.close(value, expected, atol=4 * EPSILON * size, what=what)


@decay_learning_rate.core("the rate of every group is multiplied by the factor", weight=2)
async def every_group_scaled(f: StudentFunction, groups: Groups, factor: float) -> None:
    have_rates(await f.observe(stepped(groups), factor), groups, factor)


@decay_learning_rate.core("the momentum is kept, and the next step uses it", weight=2)
async def state_kept(f: StudentFunction, groups: Groups, factor: float) -> None:
    for e in have_changed(entries(await f.observe(stepped(groups), factor), groups)):
        if e.buffer is None:
            raise expect.Mismatch(
                Phrase("The optimizer has no momentum of {name} any more.", name=e.name),
                "None",
                tensor_text(e.g, typed=False),
            )
        what = Phrase("The momentum of {name}", name=e.name)
        expect.close(e.buffer, e.g, rtol=RTOL, what=what)
    # Every gradient is 1 in that step; the rate is whatever the optimizer has by now.
    observation = await f.observe(stepped(groups), factor, options=Options(step=True))
    for state, e in zip(observation.states, entries(observation, groups), strict=True):
        change = e.group.lr * (MOMENTUM * e.g + 1)
        size = e.size + float(np.abs(change).max())
        name = sentence_start(str(e.name))
        what = Phrase("{name}, after the next step, with gradient 1,", name=name)
        near(state.value, e.before - change, size, what)


@decay_learning_rate.core("the optimizer stays the same object")
async def same_object(f: StudentFunction, groups: Groups, factor: float) -> None:
    observation = await f.observe(stepped(groups), factor)
    value = observation.value
    if value is not None and not (isinstance(value, OptimizerValue) and value.same):
        raise expect.Mismatch(
            unlike(
                value,
                Phrase("None or the optimizer that was passed, which the caller goes on using"),
            ),
            value_text(value),
            Phrase("None, or the same optimizer"),
        )
    have_changed(entries(observation, groups))


@decay_learning_rate.core("weights, gradients and momentum factor stay as they are")
async def rest_untouched(f: StudentFunction, groups: Groups, factor: float) -> None:
    observation = await f.observe(stepped(groups), factor)
    found = have_changed(entries(observation, groups))
    for state, e in zip(observation.states, found, strict=True):
        near(state.value, e.before, e.size, Phrase("The value of {name}", name=e.name))
        near(state.grad, e.g, 0.0, Phrase("The gradient of {name}", name=e.name))
        what = Phrase("The momentum factor of {name}", name=e.name)
        expect.close(e.group.momentum, MOMENTUM, rtol=RTOL, what=what)


@decay_learning_rate.core("two calls multiply twice", weight=0.5)
async def composes(f: StudentFunction, groups: Groups, factor: float) -> None:
    observation = await f.observe(stepped(groups), factor, options=Options(times=2))
    have_rates(observation, groups, factor**2)
