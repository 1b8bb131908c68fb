"""make_optimizer, section 3.3.6: SGD with a learning rate of its own for each part of a net."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase
from autograder.inputs import Draw, Example, domain, grid, matrix, vector
from autograder.literal import value_text
from autograder.returns import an_optimizer
from autograder.values import Array, Fixture, Parameter
from autograder.worker.protocol import OptimizerValue, Options

Child = tuple[str, Array, Array | None]
"""The name of a layer, its weight and its bias, if it has one."""
EPSILON = float(np.finfo(np.float32).eps)
SGD = "torch.optim.sgd.SGD"
NAMES = ("first", "second", "body", "head", "head2", "out", "output", "embedding")
"""Of children; some begin with another one."""
RATES = (0.125, 0.0625, 0.25, 2.0, 0.03)
BASE_RATES = (0.5, 1.0, 0.1)
MOMENTA = (0.5, 0.25, 0.9)
TWICE = N_("{name} is in the optimizer twice.")
TIMES = N_("{name} is in the optimizer {times} times.")


def parameters_of(children: list[Child]) -> dict[str, Array]:
    """All parameters by their names, in the order in which they are numbered: "head.bias"."""
    named: dict[str, Array] = {}
    for name, weight, bias in children:
        named[f"{name}.weight"] = weight
        if bias is not None:
            named[f"{name}.bias"] = bias
    return named


def rates_due(
    children: list[Child], base_lr: float, lr_by_child: Mapping[str, float]
) -> dict[str, float]:
    """The rate of each parameter: that of its child, or the base rate."""
    return {
        name: lr_by_child.get(name.partition(".")[0], base_lr) for name in parameters_of(children)
    }


def rates_of(optimizer: OptimizerValue, number: int) -> list[float]:
    """The rates of a parameter, one for each time that it is in a group."""
    return [group.lr for group in optimizer.groups for p in group.parameters if p == number]


def net_of(children: list[Child]) -> Fixture:
    return fixtures.net(
        *(
            (name, Parameter(weight), None if bias is None else Parameter(bias))
            for name, weight, bias in children
        )
    )


def child(name: str, weight: Any, bias: Any = None) -> Child:
    return (
        name,
        np.array(weight, dtype=np.float32),
        None if bias is None else np.array(bias, dtype=np.float32),
    )


def example(
    *children: Child, lr_by_child: Mapping[str, float], base_lr: float = 0.5, momentum: float = 0.5
) -> Example:
    return {
        "children": list(children),
        "base_lr": base_lr,
        "lr_by_child": dict(lr_by_child),
        "momentum": momentum,
    }


ONE, TWO = child("first", [[1.0]], [2.0]), child("second", [[3.0]], [4.0])
HEAD = child("head", [[5.0]])


@domain(
    count=20,
    corners=(
        example(ONE, HEAD, lr_by_child={"head": 0.125}),
        example(ONE, TWO, HEAD, lr_by_child={"second": 0.125}),
        example(ONE, TWO, HEAD, lr_by_child={"head": 0.0625, "first": 2.0}),
        example(ONE, HEAD, lr_by_child={"head": 0.25, "first": 0.03}, base_lr=0.1),
        example(HEAD, child("head2", [[1.0]], [0.0]), lr_by_child={"head": 0.125}),
    ),
)
def nets(draw: Draw) -> Example:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
    widths = draw(st.lists(st.integers(1, 3), min_size=len(names) + 1, max_size=len(names) + 1))
    without_bias = draw(st.integers(0, len(names) - 1))
    values = grid(4, 4)
    children: list[Child] = [
        (
            name,
            matrix(draw, values, widths[i + 1], widths[i]),
            None if i == without_bias else vector(draw, values, widths[i + 1]),
        )
        for i, name in enumerate(names)
    ]
    chosen = draw(st.lists(st.sampled_from(names), max_size=len(names), unique=True))
    rates = draw(st.permutations(RATES))
    return example(
        *children,
        lr_by_child=dict(zip(chosen, rates, strict=False)),
        base_lr=draw(st.sampled_from(BASE_RATES)),
        momentum=draw(st.sampled_from(MOMENTA)),
    )


make_optimizer = Exercise(
    name="make_optimizer",
    module="linear_regression_concise",
    section="3.3.6",
    points=400,
    parameters=("net", "base_lr", "lr_by_child", "momentum=0.0"),
    domain=nets,
    returns=an_optimizer,
    watch=True,
)


def have_rates(optimizer: OptimizerValue, due: Mapping[str, float]) -> None:
    """Demands a rate of each parameter, however often it is in a group."""
    for number, (name, rate) in enumerate(due.items()):
        found = rates_of(optimizer, number)
        if not found:
            raise expect.Mismatch(
                Phrase("{name} is in no parameter group, so that no step will move it.", name=name),
                value_text(optimizer),
                Phrase("{name} in a group with learning rate {rate:g}", name=name, rate=rate),
            )
        for lr in found:
            what = Phrase("The learning rate of {name}", name=name)
            expect.close(lr, rate, rtol=1e-6, what=what)


@make_optimizer.core("each parameter has the rate of its child, or else base_lr", weight=2)
async def rate_per_parameter(
    f: StudentFunction,
    children: list[Child],
    base_lr: float,
    lr_by_child: dict[str, float],
    momentum: float,
) -> None:
    optimizer = await f(net_of(children), base_lr, lr_by_child, momentum)
    have_rates(optimizer, rates_due(children, base_lr, lr_by_child))


@make_optimizer.core("each parameter is there exactly once, and nothing else is")
async def each_once(
    f: StudentFunction,
    children: list[Child],
    base_lr: float,
    lr_by_child: dict[str, float],
    momentum: float,
) -> None:
    optimizer = await f(net_of(children), base_lr, lr_by_child, momentum)
    for number, name in enumerate(parameters_of(children)):
        times = len(rates_of(optimizer, number))
        if times != 1:
            raise expect.Mismatch(
                Phrase(TWICE if times == 2 else TIMES, name=name, times=times),
                f"{name}: {times}",
                f"{name}: 1",
            )
    if rates_of(optimizer, -1):
        raise expect.Mismatch(
            Phrase("The optimizer has a tensor that is no parameter of the net."),
            value_text(optimizer),
            Phrase("the parameters {names}", names=", ".join(parameters_of(children))),
        )


@make_optimizer.core("without rates of their own, all children have base_lr", weight=0.5)
async def empty_dict(
    f: StudentFunction, children: list[Child], base_lr: float, momentum: float
) -> None:
    optimizer = await f(net_of(children), base_lr, {}, momentum)
    have_rates(optimizer, rates_due(children, base_lr, {}))


@make_optimizer.core("the momentum is passed on, and is 0 if it is not given", weight=0.5)
async def momentum_passed(
    f: StudentFunction,
    children: list[Child],
    base_lr: float,
    lr_by_child: dict[str, float],
    momentum: float,
) -> None:
    for given, due in (((momentum,), momentum), ((), 0.0)):
        optimizer = await f(net_of(children), base_lr, lr_by_child, *given)
        if not any(group.parameters for group in optimizer.groups):
            raise expect.Mismatch(
                Phrase("The optimizer has no parameters."),
                value_text(optimizer),
                Phrase("the parameters {names}", names=", ".join(parameters_of(children))),
            )
        for group in optimizer.groups:
            expect.close(group.momentum, due, rtol=1e-6, what=Phrase("The momentum"))


@make_optimizer.core("one step of SGD moves each parameter by its rate times its gradient")
async def moves_right(
    f: StudentFunction,
    children: list[Child],
    base_lr: float,
    lr_by_child: dict[str, float],
    momentum: float,
) -> None:
    # Every gradient is 1 in that step.
    observation = await f.observe(
        net_of(children), base_lr, lr_by_child, momentum, options=Options(step=True)
    )
    optimizer = an_optimizer(observation)
    if optimizer.kind != SGD:
        raise expect.Mismatch(
            Phrase(
                "{what} is of type {found}; expected {due}.",
                what=Phrase("The optimizer"),
                found=optimizer.kind,
                due="torch.optim.SGD",
            ),
            value_text(optimizer),
            "torch.optim.SGD",
        )
    due = rates_due(children, base_lr, lr_by_child)
    before = parameters_of(children)
    for state, (name, rate) in zip(observation.states, due.items(), strict=True):
        expect.close(
            [] if state.value is None else state.value,
            before[name].astype(np.float64) - rate,
            atol=4 * EPSILON * float(np.abs(before[name]).max() + rate),
            what=Phrase("{name}, after a step with gradient 1,", name=name),
        )
