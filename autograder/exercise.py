"""What an author declares: exercises, their properties, and how a property calls the student.

    softmax = Exercise(name="softmax", module="softmax_regression", ..., domain=logits)

    @softmax.core("adding a constant to a row changes nothing")
    async def shift_invariance(f, X, c):
        close(await f(X + c), await f(X), rtol=2e-5)

A property is an async function of `f` and of some names of its domain. It awaits calls of the
student's function, which runs in a worker, and returns in silence or raises `Mismatch`.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

import msgspec
import numpy as np

from autograder.expect import Mismatch
from autograder.inputs import Domain, Example
from autograder.literal import value_text
from autograder.records import PropertyKind
from autograder.values import Array, MalformedValueError, to_arguments, to_array
from autograder.worker.protocol import (
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_OUTPUT,
    MAX_TEXT,
    Answer,
    Argument,
    ArrayValue,
    Call,
    FixtureArgument,
    ItemsArgument,
    ItemsValue,
    IterableValue,
    Loaded,
    Operator,
    OptimizerValue,
    Options,
    Raised,
    TensorArgument,
    TensorState,
    UnsupportedValue,
    Use,
    Value,
)

Check = Callable[..., Awaitable[None]]
QUESTIONS = {
    **dict.fromkeys(
        ("function", "method", "builtin_function_or_method", "type"), "is a call missing its ()?"
    ),
    "coroutine": "is it async def instead of def?",
    "generator": "is there a yield instead of a return?",
}
"""What to ask who returns something of a type."""
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
ENCODE = msgspec.msgpack.Encoder().encode
ONCE = Options()


class Observation:
    """What one call did, read from a worker's answer.

    Attributes:
        value: the result as it came.
        array: its elements, if it is a tensor or an array of numpy.
        raised: the exception, if there was one.
        changed: numbers of the tensor arguments that are not what they were.
        states: all tensor arguments after the call, where the exercise watches them.
        output: what was printed.
        reports: what each fixture has to say, where the exercise watches them.
        trace: what happened to the fixtures, in letters.
    """

    __slots__ = (
        "_gradients",
        "_no_gradients",
        "array",
        "changed",
        "output",
        "raised",
        "reports",
        "states",
        "trace",
        "value",
    )

    def __init__(self, answer: Answer) -> None:
        """Reads an answer.

        Raises:
            MalformedValueError: it contradicts itself, or is larger than a worker would send.
        """
        check_texts(answer)
        self.value = answer.value
        self.array = read_array(answer.value)
        self.raised = answer.raised
        self.changed = answer.changed
        self.output = without_addresses(answer.output)
        self.states = [State(state) for state in answer.states]
        for report in answer.reports:
            read_array(report)
        self.reports = answer.reports
        self.trace = answer.trace
        self._gradients = [read_array(gradient) for gradient in answer.gradients]
        self._no_gradients = answer.no_gradients

    def gradients(self, weights: int) -> list[Array]:
        """The gradient for each leaf among the arguments.

        Args:
            weights: how many elements the result should have.

        Raises:
            Mismatch: the result is no such tensor, or is not connected to one of the leaves.
        """
        array = a_tensor(self)
        if array.size != weights:
            raise Mismatch(
                f"The result has shape {array.shape}, which is {array.size} in all; "
                f"expected {weights} in all.",
                value_text(self.value),
                f"elements: {weights}",
            )
        connected = [gradient for gradient in self._gradients if gradient is not None]
        if connected and len(connected) == len(self._gradients):
            return connected
        if isinstance(self.value, ArrayValue) and self.value.requires_grad and self._no_gradients:
            raise Mismatch(
                f"backward() from the result fails: {self._no_gradients}",
                value_text(self.value),
                "a result that backward() can start from",
            )
        raise Mismatch(
            "No gradient flows from the result back to the input: somewhere the calculation "
            "leaves torch's graph (.data, .detach(), .item(), numpy, or a new tensor).",
            value_text(self.value),
            "a result that carries its graph",
        )


class State:
    """A tensor argument after a call: the object that the caller passed."""

    __slots__ = ("grad", "is_leaf", "replaced", "requires_grad", "value")

    def __init__(self, state: TensorState) -> None:
        self.value = read_array(state.value)
        self.grad = read_array(state.grad)
        self.requires_grad = state.requires_grad
        self.is_leaf = state.is_leaf
        self.replaced = state.replaced


def read_array(value: Value) -> Array | None:
    """The elements of a tensor or array; None for anything else. Checks nested ones as well.

    Raises:
        MalformedValueError: it is nothing that a worker sends by itself.
    """
    if isinstance(value, ArrayValue):
        if value.container == "numpy scalar" and value.shape:
            raise MalformedValueError(f"a scalar can't have the shape {value.shape}")
        return to_array(value)
    if isinstance(value, ItemsValue | IterableValue):
        if count_items(value) > MAX_ITEMS:
            raise MalformedValueError("lists are too long")
        for item in items_within(value):
            read_array(item)
    if isinstance(value, OptimizerValue):
        check_optimizer(value)
    text: object = value
    if isinstance(value, UnsupportedValue):
        text = value.description
    elif isinstance(value, IterableValue | OptimizerValue):
        text = value.kind
    if isinstance(text, str) and len(text) > MAX_TEXT:
        raise MalformedValueError("a text is too long")
    return None


def items_within(value: ItemsValue | IterableValue) -> list[Value]:
    """The items of a list, or those of all passes over an iterable."""
    if isinstance(value, ItemsValue):
        return list(value.items)
    return [item for taken in value.passes for item in taken]


def count_items(value: ItemsValue | IterableValue, depth: int = 1) -> int:
    """How many items there are, those of lists within included.

    Raises:
        MalformedValueError: the lists are nested deeper than a worker sends them.
    """
    if depth > MAX_DEPTH:
        raise MalformedValueError("lists are nested too deep")
    items = items_within(value)
    lists = (item for item in items if isinstance(item, ItemsValue | IterableValue))
    return len(items) + sum(count_items(item, depth + 1) for item in lists)


def check_optimizer(value: OptimizerValue) -> None:
    """Demands an optimizer of no more groups and parameters than there can be.

    Raises:
        MalformedValueError: it has more, or buffers of other parameters.
    """
    if sum(1 + len(group.parameters) for group in value.groups) > MAX_ITEMS:
        raise MalformedValueError("an optimizer has too many parameters")
    for group in value.groups:
        if len(group.buffers) != len(group.parameters):
            raise MalformedValueError("buffers of other parameters than those of their group")
        for buffer in group.buffers:
            read_array(buffer)


def check_texts(said: Answer | Loaded) -> None:
    """Demands that texts are no longer than a worker makes them.

    Raises:
        MalformedValueError: one is.
    """
    texts = [said.no_gradients] if isinstance(said, Answer) else []
    if raised := said.raised:
        texts += [raised.type, raised.message, raised.file, raised.code]
    if len(said.output) > 2 * MAX_OUTPUT or any(len(text) > MAX_TEXT for text in texts):
        raise MalformedValueError("a text is too long")


def check_against(call: Call, answer: Answer) -> None:
    """Demands that an answer speaks of the tensors of its call.

    Raises:
        MalformedValueError: it has more or fewer of them.
    """
    tensors = list(tensor_arguments(call.arguments))
    changed = answer.changed
    if len(changed) > len(tensors) or any(not 0 <= place < len(tensors) for place in changed):
        raise MalformedValueError("a change of an argument that the call does not have")
    returned = answer.raised is None
    if len(answer.states) != (len(tensors) if call.watch and returned else 0):
        raise MalformedValueError("states of other arguments than those of the call")
    leaves = sum(tensor.leaf for tensor in tensors)
    asked = call.weights is not None and returned and not answer.no_gradients
    wanted = leaves if asked else 0
    if len(answer.gradients) != wanted:
        raise MalformedValueError("gradients of other arguments than those of the call")
    fixtures = sum(isinstance(a, FixtureArgument) for a in all_arguments(call.arguments))
    if len(answer.reports) != (fixtures if call.watch and returned else 0):
        raise MalformedValueError("reports of other fixtures than those of the call")


def tensor_arguments(arguments: Iterable[Argument]) -> Iterator[TensorArgument]:
    return (a for a in all_arguments(arguments) if isinstance(a, TensorArgument))


def all_arguments(arguments: Iterable[Argument]) -> Iterator[Argument]:
    """Arguments with all that is within them, in the order in which a worker builds them."""
    for argument in arguments:
        if isinstance(argument, ItemsArgument):
            yield from all_arguments(argument.items)
        elif isinstance(argument, FixtureArgument):
            yield from all_arguments(argument.arguments)
        yield argument


def without_addresses(text: str) -> str:
    """Text without the addresses in memory that differ from run to run."""
    return ADDRESS.sub("0x…", text) if "0x" in text else text


Returns = Callable[[Observation], Any]


def a_tensor(observation: Observation) -> Array:
    """Reads a result that has to be a tensor, as an array."""
    value = observation.value
    if isinstance(value, ArrayValue) and value.container == "tensor":
        return observation.array  # type: ignore[return-value]  # an ArrayValue has an array
    raise Mismatch(
        f"The result is {describe_type(value)}; expected a torch.Tensor.",
        value_text(value),
        "a torch.Tensor",
    )


def a_number(observation: Observation) -> float:
    """Reads a result that has to be one number: Python's, or a tensor or array of one element."""
    value = observation.value
    if isinstance(value, bool | int | float):
        return float(value)
    if observation.array is not None and observation.array.size == 1:
        return float(observation.array.reshape(-1)[0])
    raise Mismatch(
        f"The result is {describe_type(value)}; expected one number.",
        value_text(value),
        "a number",
    )


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
        question = QUESTIONS.get(value.description)
        return f"an object of type {value.description}" + (f" ({question})" if question else "")
    return f"a Python {type(value).__name__}"


class Request:
    """One call, to be awaited; the engine answers with an `Observation`."""

    __slots__ = ("_encoded", "_exercise", "_read")

    def __init__(self, encoded: bytes, read: Returns, exercise: "Exercise") -> None:
        self._encoded = encoded
        self._read = read
        self._exercise = exercise

    def __await__(self) -> Generator[bytes, Observation, Any]:
        observation = yield self._encoded
        if observation.raised is not None:
            raise raised_mismatch(observation.raised, self._exercise)
        return self._read(observation)


def raised_mismatch(raised: Raised, exercise: "Exercise") -> Mismatch:
    """An exception of the student's code as a finding."""
    where = f" in {place_text(raised)} of {raised.file}: {raised.code}" if raised.line else ""
    message = without_addresses(raised.message)
    text = f"{raised.type}: {message}" if message else raised.type
    if ran_out_of_memory(raised):
        said = f"The call needed more memory than the 1 GiB that it may use{where}"
        return Mismatch(said, text, "a result, no exception")
    if is_about_signature(raised, exercise.name):
        return Mismatch(
            f"{exercise.name} can't be called as {exercise.signature}: it takes other arguments.",
            text,
            f"def {exercise.signature}: ...",
        )
    return Mismatch(f"The call raised {raised.type}{where}", text, "a result, no exception")


def ran_out_of_memory(raised: Raised) -> bool:
    return raised.type == "MemoryError" or "can't allocate memory" in raised.message


def is_about_signature(raised: Raised, name: str) -> bool:
    """Whether the function refused its arguments, which is before its first line."""
    refusal = re.match(r"(?:\w+\.)*(\w+)\(\) .*\bargument", raised.message)
    return bool(raised.type == "TypeError" and not raised.line and refusal and refusal[1] == name)


def place_text(place: Raised | Use) -> str:
    """Where in a file something happened: "line 3", "cell 4, line 2"."""
    return f"cell {place.cell}, line {place.line}" if place.cell else f"line {place.line}"


class StudentFunction:
    """What a property calls `f`: the student's function, awaited."""

    __slots__ = ("_encoded", "_exercise", "_module", "_returns", "parameters")

    def __init__(self, exercise: "Exercise", module: str) -> None:
        self._exercise = exercise
        self._module = module
        self._returns = exercise.returns
        self.parameters = exercise.parameters
        # Many properties call f(X) with the same X: it is encoded once. The arguments are kept
        # beside the bytes, so that no other object can come to have the same identity.
        self._encoded: dict[tuple[Any, ...], tuple[tuple[Any, ...], bytes]] = {}

    def __call__(self, *arguments: Any, options: Options = ONCE) -> Request:
        """Calls the function; gives its result as the exercise reads it, mostly an array."""
        return Request(self._encode(arguments, options), self._returns, self._exercise)

    def observe(self, *arguments: Any, options: Options = ONCE) -> Request:
        """Calls the function; gives the whole `Observation`. The same call is made only once."""
        return Request(self._encode(arguments, options), whole, self._exercise)

    def gradients(self, *arguments: Any, weights: Any) -> Request:
        """Calls the function; gives the gradients of sum(weights * result) for each `Leaf`."""
        flat = tuple(np.asarray(weights, dtype=np.float64).reshape(-1).tolist())
        read = partial(Observation.gradients, weights=len(flat))
        return Request(ENCODE(self._call(arguments, flat)), read, self._exercise)

    def _encode(self, arguments: tuple[Any, ...], options: Options = ONCE) -> bytes:
        key = (options, *map(id, arguments))
        known = self._encoded.get(key)
        if known is None:
            known = (arguments, ENCODE(self._call(arguments, None, options)))
            self._encoded[key] = known
        return known[1]

    def _call(
        self,
        arguments: tuple[Any, ...],
        weights: tuple[float, ...] | None,
        options: Options = ONCE,
    ) -> Call:
        exercise = self._exercise
        described = to_arguments(arguments)
        return Call(self._module, exercise.name, described, weights, exercise.watch, options)


def whole(observation: Observation) -> Observation:
    return observation


@dataclass(frozen=True)
class Property:
    """One statement about a student's function, tried on every example of its domain."""

    id: str
    title: str
    kind: PropertyKind
    weight: Fraction
    check: Check
    domain: Domain
    names: tuple[str, ...]

    def arguments(self, example: Example) -> list[Any]:
        """The values of the example that the check asks for, in its order."""
        return [example[name] for name in self.names]


@dataclass(frozen=True)
class Exercise:
    """A function that students write, and all that is demanded of it.

    Attributes:
        name: the function's name.
        module: the stem of the module that it belongs to.
        section: of the book.
        points: for full marks, in hundredths of a point.
        parameters: names of its arguments, for texts.
        domain: the examples of properties that name no domain of their own.
        returns: reads a result, raising `Mismatch` when it is of the wrong kind.
        watch: whether the states of the tensor arguments after each call are looked at.
        forbidden: operators of torch that are the answer, and that it therefore may not call.
    """

    name: str
    module: str
    section: str
    points: int
    parameters: tuple[str, ...]
    domain: Domain
    returns: Returns = a_tensor
    watch: bool = False
    forbidden: tuple[Operator, ...] = ()
    properties: list[Property] = field(default_factory=list)

    def core(
        self, title: str, *, weight: float = 1, domain: Domain | None = None
    ) -> Callable[[Check], Check]:
        """Declares a property that earns points, shared out by weight."""
        return self._declare(title, "core", Fraction(weight), domain)

    def stretch(self, title: str, *, domain: Domain | None = None) -> Callable[[Check], Check]:
        """Declares a property beyond full marks; it earns a badge."""
        return self._declare(title, "stretch", Fraction(0), domain)

    @property
    def core_properties(self) -> list[Property]:
        return [p for p in self.properties if p.kind == "core"]

    @property
    def stretch_properties(self) -> list[Property]:
        return [p for p in self.properties if p.kind == "stretch"]

    @property
    def domains(self) -> list[Domain]:
        """The domains of all properties, each once."""
        return list({p.domain.name: p.domain for p in self.properties}.values())

    @property
    def signature(self) -> str:
        """How the function is called, by the names of its arguments."""
        return f"{self.name}({', '.join(self.parameters)})"

    def find(self, property_id: str) -> Property | None:
        return next((p for p in self.properties if p.id == property_id), None)

    def _declare(
        self, title: str, kind: PropertyKind, weight: Fraction, domain: Domain | None
    ) -> Callable[[Check], Check]:
        def declare(check: Check) -> Check:
            names = tuple(inspect.signature(check).parameters)[1:]
            identifier = check.__name__.replace("_", "-")
            if self.find(identifier):
                raise ValueError(f"{self.name} has two properties named {identifier}")
            drawn_from = domain or self.domain
            if any(d.name == drawn_from.name and d is not drawn_from for d in self.domains):
                raise ValueError(f"{self.name} has two domains named {drawn_from.name}")
            self.properties.append(
                Property(identifier, title, kind, weight, check, drawn_from, names)
            )
            return check

        return declare
