"""What a property wants of a result: a tensor, a number, several of them, batches, texts.

Each function reads an observation, and raises `Mismatch` when the result is of another kind.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.expect import Mismatch
from autograder.literal import value_text
from autograder.observation import Observation, read_array
from autograder.values import Array
from autograder.worker.protocol import (
    ArrayValue,
    ItemsValue,
    IterableValue,
    OptimizerValue,
    UnsupportedValue,
    Value,
)

QUESTIONS = {
    **dict.fromkeys(
        ("function", "method", "builtin_function_or_method", "type"), "is a call missing its ()?"
    ),
    "coroutine": "is it async def instead of def?",
    "generator": "is there a yield instead of a return?",
    "NoneType": "is there a return?",
}
"""What to ask who returns something of a type."""
Returns = Callable[[Observation], Any]


def a_tensor(observation: Observation) -> Array:
    """Reads a result that has to be a tensor, as an array."""
    if observation.array is not None and is_tensor(observation.value):
        return observation.array
    return tensor_of(observation.value)


def is_tensor(value: Value) -> bool:
    return isinstance(value, ArrayValue) and value.container == "tensor"


def tensor_of(value: Value, what: str = "The result") -> Array:
    """Reads a value that has to be a tensor, as an array."""
    array = read_array(value) if is_tensor(value) else None
    if array is not None:
        return array
    raise Mismatch(
        f"{what} is {describe_type(value)}; expected a torch.Tensor.",
        value_text(value),
        "a torch.Tensor",
    )


def a_number(observation: Observation) -> float:
    """Reads a result that has to be one number: Python's, or a tensor or array of one element."""
    return number_of(observation.value)


def number_of(value: Value, what: str = "The result") -> float:
    """Reads a value that has to be one number."""
    if isinstance(value, bool | int | float):
        return float(value)
    array = read_array(value)
    if array is not None and array.size == 1:
        return float(array.reshape(-1)[0])
    raise Mismatch(
        f"{what} is {describe_type(value)}; expected one number.",
        value_text(value),
        "a number",
    )


def numbers(count: int) -> Returns:
    """Makes what reads a tuple or list of so many numbers."""
    return partial(_numbers, count=count)


def _numbers(observation: Observation, count: int) -> list[float]:
    return numbers_of(observation.value, count)


def numbers_of(value: Value, count: int) -> list[float]:
    """Reads a value that has to be a tuple or list of so many numbers."""
    if not isinstance(value, ItemsValue) or len(value.items) != count:
        raise Mismatch(
            f"The result is {describe_type(value)}; expected a tuple of {count} numbers.",
            value_text(value),
            f"a tuple of {count} numbers",
        )
    return [number_of(item, f"Part {i} of the result") for i, item in enumerate(value.items)]


def a_python_float(observation: Observation) -> float:
    """Reads a result that has to be a float of Python's own, as `.item()` gives it."""
    value = observation.value
    if isinstance(value, float):
        return value
    if describe_type(value) == "a numpy.float64":  # which is one of Python's by inheritance
        return a_number(observation)
    raise Mismatch(
        f"The result is {describe_type(value)}; expected a Python float, as .item() gives.",
        value_text(value),
        "a float",
    )


def several(count: int) -> Returns:
    """Makes what reads a tuple or list of so many tensors, as a list of arrays."""
    return partial(_tensors, count=count)


def _tensors(observation: Observation, count: int) -> list[Array]:
    return tensors_of(observation.value, count)


def tensors_of(value: Value, count: int, what: str = "The result") -> list[Array]:
    """Reads a value that has to be a tuple or list of so many tensors."""
    if not isinstance(value, ItemsValue) or len(value.items) != count:
        raise Mismatch(
            f"{what} is {describe_type(value)}; expected a tuple of {count} tensors.",
            value_text(value),
            f"a tuple of {count} tensors",
        )
    return [tensor_of(item, f"Part {i} of it") for i, item in enumerate(value.items)]


def batches(observation: Observation) -> list[list[Array]]:
    """Reads a result that was iterated over once, as a list of [features, labels]."""
    (taken,) = passes(observation.value)
    return taken


def passes(value: Value) -> list[list[list[Array]]]:
    """Reads the batches of each pass over an iterable of pairs of tensors."""
    if not isinstance(value, IterableValue):
        raise Mismatch(
            f"The result is {describe_type(value)}; expected something to iterate over.",
            value_text(value),
            "an iterable of pairs (X, y)",
        )
    if value.endless:
        raise Mismatch(
            f"After {len(value.passes[-1])} items there is still another one.",
            f"more than {len(value.passes[-1])} items",
            "an end",
        )
    return [
        [tensors_of(item, 2, f"Item {i}") for i, item in enumerate(taken)] for taken in value.passes
    ]


def texts(observation: Observation) -> list[str]:
    """Reads a result that has to be a list of strings."""
    value = observation.value
    if not isinstance(value, ItemsValue) or value.container != "list":
        raise Mismatch(
            f"The result is {describe_type(value)}; expected a list of strings.",
            value_text(value),
            "a list of strings",
        )
    for i, item in enumerate(value.items):
        if not isinstance(item, str):
            raise Mismatch(
                f"Item {i} is {describe_type(item)}; expected a string.",
                value_text(value),
                "a list of strings",
            )
    return [item for item in value.items if isinstance(item, str)]


def raises(observation: Observation, kind: str, because: str) -> None:
    """Demands that a call raised an exception of this type.

    Args:
        observation: of a call that was attempted.
        kind: the name of the type.
        because: what is wrong with the arguments, as a clause.
    """
    raised = observation.raised
    if raised is None:
        raise Mismatch(
            f"The call returned, although {because}; expected {kind}.",
            value_text(observation.value),
            f"raise {kind}",
        )
    if raised.type != kind:
        raise Mismatch(
            f"The call raised {raised.type}, not {kind}, when {because}.",
            f"{raised.type}: {raised.message}",
            f"raise {kind}",
        )


def an_optimizer(observation: Observation) -> OptimizerValue:
    """Reads a result that has to be an optimizer."""
    value = observation.value
    if isinstance(value, OptimizerValue):
        return value
    raise Mismatch(
        f"The result is {describe_type(value)}; expected an optimizer.",
        value_text(value),
        "a torch.optim.SGD",
    )


def repeated(value: Value, times: int) -> Sequence[Value]:
    """The results of a function that was called so often."""
    assert isinstance(value, ItemsValue)  # as was checked when it came
    assert len(value.items) == times
    return value.items


def anything(observation: Observation) -> Value:
    """Reads no more into a result than that the call returned."""
    return observation.value


def describe_type(value: Value) -> str:  # noqa: PLR0911 - one for each type
    """The kind of a result in words: "a tensor of shape (2, 1)", "a Python float"."""
    if value is None:
        return "None (is there a return?)"
    if isinstance(value, ArrayValue):
        if value.container == "numpy scalar":
            return f"a numpy.{np.dtype(value.dtype).name}"
        kind = "a tensor" if value.container == "tensor" else "a numpy array"
        return f"{kind} of shape {tuple(value.shape)}"
    if isinstance(value, ItemsValue):
        return f"a {value.container} of {len(value.items)}"
    if isinstance(value, IterableValue | OptimizerValue):
        return f"an object of type {value.kind}"
    if isinstance(value, UnsupportedValue):
        if " of shape " in value.description:  # too large to be sent
            return f"a {value.description}"
        question = QUESTIONS.get(value.description)
        return f"an object of type {value.description}" + (f" ({question})" if question else "")
    return f"a Python {type(value).__name__}"


def gradients_of(observation: Observation, weights: int) -> list[Array]:
    """The gradient for each leaf among the arguments.

    Args:
        observation: of the call.
        weights: how many elements the result should have.

    Raises:
        Mismatch: the result is no such tensor, or is not connected to one of the leaves.
    """
    array = a_tensor(observation)
    if array.size != weights:
        raise Mismatch(
            f"The result has shape {array.shape}, which is {array.size} in all; "
            f"expected {weights} in all.",
            value_text(observation.value),
            f"elements: {weights}",
        )
    connected = [gradient for gradient in observation.gradients if gradient is not None]
    if connected and len(connected) == len(observation.gradients):
        return connected
    if (
        isinstance(observation.value, ArrayValue)
        and observation.value.requires_grad
        and observation.no_gradients
    ):
        raise Mismatch(
            f"backward() from the result fails: {observation.no_gradients}",
            value_text(observation.value),
            "a result that backward() can start from",
        )
    raise Mismatch(
        "No gradient flows from the result back to the input: somewhere the calculation "
        "leaves torch's graph (.data, .detach(), .item(), numpy, or a new tensor).",
        value_text(observation.value),
        "a result that carries its graph",
    )
