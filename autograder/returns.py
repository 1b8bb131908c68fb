"""What a property wants of a result: a tensor, a number, several of them, batches, texts.

Each function reads an observation, and raises `Mismatch` when the result is of another kind.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.expect import RESULT, Mismatch
from autograder.heard import in_readers_language
from autograder.i18n import N_, Phrase, Text, _
from autograder.literal import shape_text, value_text
from autograder.observation import Observation, items_within, read_array
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
        ("function", "method", "builtin_function_or_method", "type"),
        N_("is a call missing its ()?"),
    ),
    "coroutine": N_("is it async def instead of def?"),
    "generator": N_("is there a yield instead of a return?"),
    "NoneType": N_("is there a return?"),
}
"""What to ask who returns something of a type."""
Returns = Callable[[Observation], Any]


def a_tensor(observation: Observation) -> Array:
    """Reads a result that has to be a tensor, as an array."""
    if observation.array is not None and is_tensor(observation.value):
        return observation.array
    return tensor_of(observation.value)


def changed(observation: Observation) -> tuple[int, ...]:
    """Reads which tensor arguments were modified, by a call that has a result at all."""
    something(observation.value)
    return observation.changed


def something(value: Value) -> None:
    """Demands that there is an element in a value, in whatever it holds."""
    if is_empty(value):
        raise Mismatch(
            unlike(value, Phrase("at least one element")),
            value_text(value),
            Phrase("at least one element"),
        )


def is_empty(value: Value) -> bool:
    """Whether it is a tensor without elements, or holds nothing else."""
    if isinstance(value, ItemsValue | IterableValue):
        return all(map(is_empty, items_within(value)))
    return isinstance(value, ArrayValue) and 0 in value.shape


def is_tensor(value: Value) -> bool:
    return isinstance(value, ArrayValue) and value.container == "tensor"


def tensor_of(value: Value, what: Text = RESULT) -> Array:
    """Reads a value that has to be a tensor, as an array."""
    array = read_array(value) if is_tensor(value) else None
    if array is not None:
        return array
    raise Mismatch(
        unlike(value, Phrase("a torch.Tensor"), what), value_text(value), Phrase("a torch.Tensor")
    )


def a_number(observation: Observation) -> float:
    """Reads a result that has to be one number: Python's, or a tensor or array of one element."""
    return number_of(observation.value)


def number_of(value: Value, what: Text = RESULT) -> float:
    """Reads a value that has to be one number."""
    if isinstance(value, bool | int | float):
        return float(value)
    array = read_array(value)
    if array is not None and array.size == 1:
        return float(array.reshape(-1)[0])
    raise Mismatch(unlike(value, Phrase("one number"), what), value_text(value), Phrase("a number"))


def numbers(count: int) -> Returns:
    """Makes what reads a tuple or list of so many numbers."""
    return partial(_numbers, count=count)


def _numbers(observation: Observation, count: int) -> list[float]:
    return numbers_of(observation.value, count)


def numbers_of(value: Value, count: int) -> list[float]:
    """Reads a value that has to be a tuple or list of so many numbers."""
    if not isinstance(value, ItemsValue) or len(value.items) != count:
        due = Phrase("a tuple of {count} numbers", count=count)
        raise Mismatch(unlike(value, due), value_text(value), due)
    return [
        number_of(item, Phrase("Part {number} of the result", number=i))
        for i, item in enumerate(value.items)
    ]


def a_python_float(observation: Observation) -> float:
    """Reads a result that has to be a float of Python's own, as `.item()` gives it."""
    value = observation.value
    if isinstance(value, float):
        return value
    if is_numpy_float(value):
        return a_number(observation)
    raise no_python_float(value)


def is_numpy_float(value: Value) -> bool:
    """Whether it is a numpy.float64, which is a float of Python's by inheritance."""
    return (
        isinstance(value, ArrayValue)
        and value.container == "numpy scalar"
        and np.dtype(value.dtype) == np.float64
    )


def no_python_float(value: Value) -> Mismatch:
    due = Phrase("a Python float, as .item() gives")
    return Mismatch(unlike(value, due), value_text(value), Phrase("a float"))


def several(count: int) -> Returns:
    """Makes what reads a tuple or list of so many tensors, as a list of arrays."""
    return partial(_tensors, count=count)


def _tensors(observation: Observation, count: int) -> list[Array]:
    return tensors_of(observation.value, count)


def tensors_of(value: Value, count: int, what: Text = RESULT) -> list[Array]:
    """Reads a value that has to be a tuple or list of so many tensors."""
    if not isinstance(value, ItemsValue) or len(value.items) != count:
        due = Phrase("a tuple of {count} tensors", count=count)
        raise Mismatch(unlike(value, due, what), value_text(value), due)
    return [
        tensor_of(item, Phrase("Part {number} of it", number=i))
        for i, item in enumerate(value.items)
    ]


def batches(observation: Observation) -> list[list[Array]]:
    """Reads a result that was iterated over once, as a list of [features, labels]."""
    (taken,) = passes(observation.value)
    return taken


def passes(value: Value) -> list[list[list[Array]]]:
    """Reads the batches of each pass over an iterable of pairs of tensors."""
    if not isinstance(value, IterableValue):
        raise Mismatch(
            unlike(value, Phrase("something to iterate over")),
            value_text(value),
            Phrase("an iterable of pairs (X, y)"),
        )
    if value.endless:
        count = len(value.passes[-1])
        raise Mismatch(
            Phrase("After {count} items there is still another one.", count=count),
            Phrase("more than {count} items", count=count),
            Phrase("an end"),
        )
    return [
        [tensors_of(item, 2, Phrase("Item {number}", number=i)) for i, item in enumerate(taken)]
        for taken in value.passes
    ]


def texts(observation: Observation) -> list[str]:
    """Reads a result that has to be a list of strings."""
    value = observation.value
    if not isinstance(value, ItemsValue) or value.container != "list":
        due = Phrase("a list of strings")
        raise Mismatch(unlike(value, due), value_text(value), due)
    for i, item in enumerate(value.items):
        if not isinstance(item, str):
            raise Mismatch(
                unlike(item, Phrase("a string"), Phrase("Item {number}", number=i)),
                value_text(value),
                Phrase("a list of strings"),
            )
    return [item for item in value.items if isinstance(item, str)]


def raises(observation: Observation, kind: str, because: Text) -> None:
    """Demands that a call raised an exception of this type.

    Args:
        observation: of a call that was attempted.
        kind: the name of the type.
        because: what is wrong with the arguments, as a clause.
    """
    raised = observation.raised
    if raised is None:
        raise Mismatch(
            Phrase(
                "The call returned, although {because}; expected {kind}.",
                because=because,
                kind=kind,
            ),
            value_text(observation.value),
            f"raise {kind}",
        )
    if raised.type != kind:
        raise Mismatch(
            Phrase(
                "The call raised {found}, not {kind}, when {because}.",
                found=raised.type,
                kind=kind,
                because=because,
            ),
            f"{raised.type}: {in_readers_language(raised.message)}",
            f"raise {kind}",
        )


def an_optimizer(observation: Observation) -> OptimizerValue:
    """Reads a result that has to be an optimizer."""
    value = observation.value
    if isinstance(value, OptimizerValue):
        return value
    due = Phrase("an optimizer")
    raise Mismatch(unlike(value, due), value_text(value), Phrase("a torch.optim.SGD"))


def repeated(value: Value, times: int) -> Sequence[Value]:
    """The results of a function that was called so often."""
    assert isinstance(value, ItemsValue)  # as was checked when it came
    assert len(value.items) == times
    return value.items


def anything(observation: Observation) -> Value:
    """Reads no more into a result than that the call returned."""
    return observation.value


def unlike(value: Value, due: Text, what: Text = RESULT) -> Phrase:
    """The sentence that a value is of another kind than it should be."""
    return Phrase(
        "{what} is {kind}; expected {due}.", what=what, kind=describe_type(value), due=due
    )


def describe_type(value: Value) -> Text:  # noqa: PLR0911 - one for each type
    """The kind of a result in words: "a tensor of shape (2, 1)", "a Python float"."""
    if value is None:
        return with_question("None", N_("is there a return?"))
    if isinstance(value, ArrayValue):
        if value.container == "numpy scalar":
            return Phrase("a numpy.{dtype}", dtype=np.dtype(value.dtype).name)
        shape = shape_text(value.shape)
        if value.container == "tensor":
            return Phrase("a tensor of shape {shape}", shape=shape)
        return Phrase("a numpy array of shape {shape}", shape=shape)
    if isinstance(value, ItemsValue):
        return Phrase("a {container} of {count}", container=value.container, count=len(value.items))
    if isinstance(value, IterableValue | OptimizerValue):
        return Phrase("an object of type {kind}", kind=value.kind)
    if isinstance(value, UnsupportedValue):
        return describe_unsupported(value.description)
    return Phrase("a Python {type}", type=type(value).__name__)


def describe_unsupported(description: str) -> Text:
    said = in_readers_language(description)
    if " of shape " in description or "too large" in description:  # to be sent
        return Phrase("a {thing}", thing=said)
    question = QUESTIONS.get(description)
    kind = Phrase("an object of type {kind}", kind=said)
    return with_question(kind, question) if question else kind


def with_question(kind: Text, question: str) -> Phrase:
    return Phrase("{kind} ({question})", kind=kind, question=_(question))


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
            Phrase(
                "The result has shape {shape}, which is {size} in all; expected {due} in all.",
                shape=shape_text(array.shape),
                size=array.size,
                due=weights,
            ),
            value_text(observation.value),
            Phrase("elements: {count}", count=weights),
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
            Phrase(
                "backward() from the result fails: {error}",
                error=in_readers_language(observation.no_gradients),
            ),
            value_text(observation.value),
            Phrase("a result that backward() can start from"),
        )
    raise Mismatch(
        Phrase(
            "No gradient flows from the result back to the input: somewhere the calculation "
            "leaves torch's graph (.data, .detach(), .item(), numpy, or a new tensor)."
        ),
        value_text(observation.value),
        Phrase("a result that carries its graph"),
    )
