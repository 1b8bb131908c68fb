"""make_optimizer, section 3.3.6: one learning rate for each sub-network, in parameter groups."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.inputs import Draw, Example, domain
from autograder.literal import value_text
from autograder.observation import Observation
from autograder.returns import describe_type
from autograder.values import Fixture, Parameter
from autograder.worker.protocol import OptimizerValue, Options

Sizes = list[int]
Rates = dict[str, float]
EPSILON = float(np.finfo(np.float32).eps)


def the_net(names: list[str], sizes: Sizes, biased: list[bool]) -> tuple[Fixture, list[str]]:
    """A net of linear layers, and the child that each of its parameters belongs to."""
    children: list[Any] = []
    owners: list[str] = []
    for name, inputs, outputs, bias in zip(names, sizes, sizes[1:], biased, strict=False):
        weight = Parameter(np.ones((outputs, inputs), np.float32))
        children.append((name, weight, Parameter(np.ones(outputs, np.float32)) if bias else None))
        owners += [name] * (1 + bias)
    return fixtures.net(*children), owners


def example(
    names: str, sizes: Sizes, biased: list[bool], rates: str, base_lr: float = 0.5,
    momentum: float = 0.0,
) -> Example:  # fmt: skip
    """An example by hand; rates are given as "name rate name rate"."""
    words = rates.split()
    return {
        "names": names.split(),
        "sizes": sizes,
        "biased": biased,
        "named": words[::2],
        "rates": [float(rate) for rate in words[1::2]],
        "base_lr": base_lr,
        "momentum": momentum,
    }


NAMES = ("hidden", "output", "head", "first", "backbone")


@domain(
    count=20,
    corners=(
        example("only", [1, 1], [True], "only 0.25"),
        example("hidden output", [2, 3, 1], [True, False], "output 0.125"),
        example("hidden output", [2, 3, 1], [True, True], "hidden 0.125", momentum=0.5),
        example("first second head", [2, 3, 1, 2], [True, True, False], "first 0.25 second 0.125"),
        example("a b c", [1, 2, 3, 1], [True, True, True], "c 0.0625 a 0.25", base_lr=1.0),
    ),
)
def nets(draw: Draw) -> Example:
    count = draw(st.integers(1, 4))
    names = draw(st.permutations(NAMES))[:count]
    named = draw(st.lists(st.sampled_from(names), min_size=1, max_size=count, unique=True))
    rates = draw(st.permutations([0.25, 0.125, 0.0625, 0.03125]))
    return {
        "names": list(names),
        "sizes": [draw(st.integers(1, 3)) for _ in range(count + 1)],
        "biased": [draw(st.booleans()) for _ in range(count)],
        "named": named,
        "rates": list(rates[: len(named)]),
        "base_lr": draw(st.sampled_from([0.5, 1.0])),
        "momentum": draw(st.sampled_from([0.0, 0.5])),
    }


def an_optimizer(observation: Observation) -> OptimizerValue:
    """Reads a result that has to be one optimizer."""
    value = observation.value
    if isinstance(value, OptimizerValue):
        return value
    raise expect.Mismatch(
        f"The result is {describe_type(value)}; expected a torch.optim.SGD.",
        value_text(value),
        "a torch.optim.SGD",
    )


make_optimizer = Exercise(
    name="make_optimizer",
    module="linear_regression_concise",
    section="3.3.6",
    points=400,
    parameters=("net", "base_lr", "lr_by_child", "momentum"),
    domain=nets,
    returns=an_optimizer,
    watch=True,
)


def rate_of(owner: str, base_lr: float, rates: Rates) -> float:
    return rates.get(owner, base_lr)


def found_rates(optimizer: OptimizerValue) -> dict[int, list[float]]:
    """The learning rates under which each parameter of the net stands."""
    found: dict[int, list[float]] = {}
    for group in optimizer.groups:
        for number in group.parameters:
            found.setdefault(number, []).append(group.lr)
    return found


def named_parameter(number: int, owners: list[str]) -> str:
    """A parameter as people know it: "hidden.weight"."""
    if not 0 <= number < len(owners):
        return "a tensor that is no parameter of the net"
    is_bias = number > 0 and owners[number - 1] == owners[number]
    return f"{owners[number]}.{'bias' if is_bias else 'weight'}"


@make_optimizer.core("each parameter has the learning rate of its child, or else base_lr", weight=2)
async def rate_per_parameter(
    f: StudentFunction, names: list[str], sizes: Sizes, biased: list[bool], named: list[str],
    rates: list[float], base_lr: float, momentum: float,
) -> None:  # fmt: skip
    net, owners = the_net(names, sizes, biased)
    by_child = dict(zip(named, rates, strict=True))
    optimizer = await f(net, base_lr, by_child, momentum)
    for number, found in found_rates(optimizer).items():
        wanted = rate_of(owners[number], base_lr, by_child) if 0 <= number < len(owners) else None
        if wanted is None or any(abs(rate - wanted) > 1e-9 for rate in found):
            raise expect.Mismatch(
                f"{named_parameter(number, owners)} has the learning rate "
                f"{', '.join(f'{rate:g}' for rate in found)}"
                + (f"; expected {wanted:g}." if wanted is not None else "."),
                value_text(optimizer),
                f"rate {wanted:g}" if wanted is not None else "parameters of the net alone",
            )
    at_least_one(optimizer)


def at_least_one(optimizer: OptimizerValue) -> None:
    if not any(group.parameters for group in optimizer.groups):
        raise expect.Mismatch("The optimizer has no parameters.", value_text(optimizer))


@make_optimizer.core("every parameter of the net is in exactly one group")
async def each_once(
    f: StudentFunction, names: list[str], sizes: Sizes, biased: list[bool], named: list[str],
    rates: list[float], base_lr: float, momentum: float,
) -> None:  # fmt: skip
    net, owners = the_net(names, sizes, biased)
    optimizer = await f(net, base_lr, dict(zip(named, rates, strict=True)), momentum)
    seen = sorted(number for group in optimizer.groups for number in group.parameters)
    if seen != list(range(len(owners))):
        missing = [named_parameter(i, owners) for i in range(len(owners)) if i not in seen]
        what = f"{', '.join(missing)} is in none" if missing else "one of them is there twice"
        raise expect.Mismatch(
            f"The groups of the optimizer hold {len(seen)} parameters, the net has "
            f"{len(owners)}: {what}.",
            f"{len(seen)} parameters",
            f"each of {len(owners)} parameters once",
        )


@make_optimizer.core("with an empty dictionary, all parameters have base_lr", weight=0.5)
async def empty_dict(
    f: StudentFunction, names: list[str], sizes: Sizes, biased: list[bool], base_lr: float
) -> None:
    net, owners = the_net(names, sizes, biased)
    optimizer = await f(net, base_lr, {}, 0.0)
    found = found_rates(optimizer)
    if sorted(found) != list(range(len(owners))) or any(r != [base_lr] for r in found.values()):
        raise expect.Mismatch(
            f"With no rates by child, not every parameter has the rate {base_lr:g}.",
            value_text(optimizer),
            f"all {len(owners)} parameters with rate {base_lr:g}",
        )


@make_optimizer.core("the momentum is passed on", weight=0.5)
async def momentum_passed(
    f: StudentFunction, names: list[str], sizes: Sizes, biased: list[bool], named: list[str],
    rates: list[float], base_lr: float,
) -> None:  # fmt: skip
    by_child = dict(zip(named, rates, strict=True))
    for momentum in (0.5, 0.0):
        net, _ = the_net(names, sizes, biased)
        optimizer = await f(net, base_lr, by_child, momentum)
        at_least_one(optimizer)
        if any(group.momentum != momentum for group in optimizer.groups):
            found = ", ".join(f"{group.momentum:g}" for group in optimizer.groups)
            raise expect.Mismatch(
                f"The groups have momentum {found}; expected {momentum:g}.",
                f"momentum {found}",
                f"momentum {momentum:g}",
            )


@make_optimizer.core("one step with gradients of 1 moves each parameter by its own rate")
async def moves_right(
    f: StudentFunction, names: list[str], sizes: Sizes, biased: list[bool], named: list[str],
    rates: list[float], base_lr: float, momentum: float,
) -> None:  # fmt: skip
    net, owners = the_net(names, sizes, biased)
    by_child = dict(zip(named, rates, strict=True))
    observation = await f.observe(net, base_lr, by_child, momentum, options=Options(step=True))
    an_optimizer(observation)
    for number, owner in enumerate(owners):
        value = observation.states[number].value
        name = named_parameter(number, owners)
        if value is None:
            raise expect.Mismatch(f"{name} is no ordinary tensor any more.")
        wanted = np.full(value.shape, 1 - rate_of(owner, base_lr, by_child))
        expect.close(value, wanted, atol=8 * EPSILON, what=f"{name} after the step")
