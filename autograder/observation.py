"""What a call did, read from a worker's answer; nothing that it says is believed unchecked."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from autograder.i18n import _
from autograder.values import Array, MalformedValueError, to_array
from autograder.worker.protocol import (
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_OUTPUT,
    MAX_TEXT,
    Answer,
    Argument,
    ArrayValue,
    Call,
    Epoch,
    FixtureArgument,
    ItemsArgument,
    ItemsValue,
    IterableValue,
    Loaded,
    OptimizerValue,
    Options,
    TensorArgument,
    TensorState,
    UnsupportedValue,
    Value,
)

if TYPE_CHECKING:
    from autograder.outcomes import Outcomes

ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


class Observation:
    """What one call did, read from a worker's answer.

    Attributes:
        answer: as it came.
        value: the result.
        array: its elements, if it is a tensor or an array of numpy.
        raised: the exception, if there was one.
        changed: numbers of the tensor arguments that are not what they were.
        states: all tensor arguments after the call, where the exercise watches them.
        output: what was printed.
        reports: what each fixture has to say, where the exercise watches them.
        trace: what happened to the fixtures, in letters.
        warnings: those of Python and torch.
        gradients: those of the leaves, where they were asked for; None for one that has none.
        no_gradients: why there are none.
        outcomes: where it led, if equal answers of other submissions are this same object.
    """

    __slots__ = (
        "answer",
        "array",
        "changed",
        "gradients",
        "no_gradients",
        "outcomes",
        "output",
        "raised",
        "reports",
        "states",
        "trace",
        "value",
        "warnings",
    )

    def __init__(self, answer: Answer) -> None:
        """Reads an answer.

        Raises:
            MalformedValueError: it contradicts itself, or is larger than a worker would send.
        """
        check_texts(answer)
        self.answer = answer
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
        self.warnings = answer.warnings
        self.gradients = [read_array(gradient) for gradient in answer.gradients]
        self.no_gradients = answer.no_gradients
        self.outcomes: Outcomes | None = None

    @property
    def common(self) -> bool:
        """Whether equal answers of other submissions are this same object."""
        return self.outcomes is not None


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
            raise MalformedValueError(
                _("a scalar can't have the shape {shape}").format(shape=value.shape)
            )
        return to_array(value)
    if isinstance(value, ItemsValue | IterableValue):
        if count_items(value) > MAX_ITEMS:
            raise MalformedValueError(_("lists are too long"))
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
        raise MalformedValueError(_("a text is too long"))
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
        raise MalformedValueError(_("lists are nested too deep"))
    items = items_within(value)
    lists = (item for item in items if isinstance(item, ItemsValue | IterableValue))
    return len(items) + sum(count_items(item, depth + 1) for item in lists)


def count_objects(answer: Answer) -> int:
    """How many objects an answer consists of, about."""
    objects = 8 * (len(answer.states) + len(answer.gradients) + len(answer.changed))
    for value in (answer.value, *answer.reports):
        if isinstance(value, ItemsValue | IterableValue):
            objects += count_items(value)
        elif isinstance(value, OptimizerValue):
            objects += sum(4 + 3 * len(group.parameters) for group in value.groups)
    return objects


def check_optimizer(value: OptimizerValue) -> None:
    """Demands an optimizer of no more groups and parameters than there can be.

    Raises:
        MalformedValueError: it has more, or buffers of other parameters.
    """
    if sum(1 + len(group.parameters) for group in value.groups) > MAX_ITEMS:
        raise MalformedValueError(_("an optimizer has too many parameters"))
    for group in value.groups:
        if len(group.buffers) != len(group.parameters):
            raise MalformedValueError(_("buffers of other parameters than those of their group"))
        for buffer in group.buffers:
            read_array(buffer)


def check_texts(said: Answer | Loaded | Epoch) -> None:
    """Demands that texts are no longer than a worker makes them.

    Raises:
        MalformedValueError: one is.
    """
    told = [said.raised] if said.raised is not None else []
    too_long = len(said.output) > 2 * MAX_OUTPUT
    if isinstance(said, Answer):
        told += said.warnings
        too_long |= len(said.no_gradients) > MAX_TEXT
    for raised in told:
        texts = (raised.type, raised.message, raised.file, raised.code)
        too_long |= max(map(len, texts)) > MAX_TEXT
    if too_long:
        raise MalformedValueError(_("a text is too long"))


class Form(NamedTuple):
    """What an answer has to speak of, so that it can be one to a call.

    Attributes:
        tensors: how many tensors there are among the arguments.
        leaves: how many gradients there are, where the call asks for them.
        fixtures: how many of the arguments are made in the worker.
        watch: whether the states of tensors and fixtures are asked for.
        options: how the call is made, and how its result is read.
    """

    tensors: int
    leaves: int
    fixtures: int
    watch: bool
    options: Options


def form_of(call: Call) -> Form:
    """The form of the answers to a call."""
    arguments = list(all_arguments(call.arguments))
    tensors = [a for a in arguments if isinstance(a, TensorArgument)]
    leaves = sum(tensor.leaf for tensor in tensors) if call.weights is not None else 0
    fixtures = sum(isinstance(a, FixtureArgument) for a in arguments)
    return Form(len(tensors), leaves, fixtures, call.watch, call.options)


def check_against(form: Form, answer: Answer) -> None:
    """Demands that an answer speaks of the tensors of its call.

    Raises:
        MalformedValueError: it has more or fewer of them.
    """
    changed = answer.changed
    if len(changed) > form.tensors or any(not 0 <= place < form.tensors for place in changed):
        raise MalformedValueError(_("a change of an argument that the call does not have"))
    returned = answer.raised is None
    watched = form.watch and returned
    if len(answer.states) != (form.tensors if watched else 0):
        raise MalformedValueError(_("states of other arguments than those of the call"))
    asked = returned and not answer.no_gradients
    if len(answer.gradients) != (form.leaves if asked else 0):
        raise MalformedValueError(_("gradients of other arguments than those of the call"))
    if returned:
        check_form(form.options, answer.value)
    if len(answer.reports) != (form.fixtures if watched else 0):
        raise MalformedValueError(_("reports of other fixtures than those of the call"))


def check_form(options: Options, value: Value) -> None:
    """Demands as many results, and as many passes over them, as the call asked for.

    Raises:
        MalformedValueError: there are more or fewer.
    """
    results: tuple[Value, ...] = (value,)
    if options.times != 1:
        if not isinstance(value, ItemsValue) or len(value.items) != options.times:
            raise MalformedValueError(_("results of more or fewer calls than were made"))
        results = value.items
    if options.items == 0:
        return
    for result in results:
        if isinstance(result, IterableValue):
            too_long = any(len(taken) > options.items for taken in result.passes)
            if len(result.passes) != options.passes or too_long:
                raise MalformedValueError(_("other passes than were asked for"))
        elif not isinstance(result, UnsupportedValue):
            raise MalformedValueError(_("a result that was not iterated over"))


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
