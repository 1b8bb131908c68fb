"""A call of a student's function as short Python that can be read, copied and run."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.literal import DEFAULT_DTYPES, tensor_text
from autograder.regular import regular_text
from autograder.values import (
    Array,
    File,
    Fixture,
    Generator,
    Leaf,
    NumpyArray,
    Parameter,
    Scattered,
)
from autograder.worker.protocol import Options

LETTERS = "pqrstuvw"
"""Names for what gets a line of its own and is no argument itself."""
EXPRESSIONS = {
    "affine": "lambda X: X @ {0} + {1}",
    "half_mean_square": "lambda y_hat, y: ((y_hat - y) ** 2).mean() / 2",
    "label_weighted": "lambda y_hat, y: ((y_hat - y) ** 2 * y).mean() / 2",
    "distances": "lambda y_hat, y: ((y_hat - {0}[y]) ** 2).sum(dim=1) / 2",
    "loader": "DataLoader(TensorDataset({0}, {1}), {2})",
    "counted": "iter({0})",
}
"""Fixtures that are one expression of what they are built from."""


def call_text(
    function: str,
    arguments: Sequence[Any],
    names: Sequence[str] = (),
    weights: Sequence[float] | None = None,
    options: Options | None = None,
    *,
    complete: bool = False,
) -> str:
    """A call as Python, in several lines where it takes more than the call.

    Args:
        function: its name.
        arguments: as a property passes them.
        names: of the arguments, for those that get a line of their own.
        weights: if given, the call is followed by backward() from sum(weights * result).
        options: how the call is made.
        complete: every tensor is written out, whatever its size, so that all of it runs.
    """
    options = options or Options()
    script = Script(
        arguments,
        named=weights is not None,
        all_leaves=options.step or complete,
        complete=complete,
    )
    named = [*names, *("" for _ in arguments[len(names) :])]
    pairs = zip(named, arguments, strict=False)
    call = f"{function}({', '.join([script.write(value, name) for name, value in pairs])})"
    if weights is not None:
        factors = (exact_text if complete else short_text)(np.array(weights, dtype=np.float32))
        leaves = [name for name, value in zip(names, arguments, strict=True) if is_leaf(value)]
        call = f"({call}.view(-1) * {factors}).sum().backward()"
        return "\n".join([*script.lines, call, *(f"{name}.grad" for name in leaves)])
    return "\n".join([*script.lines, *calls(call, options, script)])


def calls(call: str, options: Options, script: "Script") -> list[str]:
    """The lines that make a call in the way that is asked for."""
    lines = [f"torch.manual_seed({options.seed})"] if options.seed else []
    if options.passes > 1:
        lines += [f"result = {call}", *["list(result)"] * options.passes]
    else:
        lines += [f"list({call})" if options.items else call] * options.times
    if options.step:
        made = next((text for kind, text in script.fixtures if kind == "optimizer"), "result")
        if made == "result":
            lines[-1] = f"result = {lines[-1]}"
        lines += [f"{leaf}.grad = torch.ones_like({leaf})" for leaf in script.leaves]
        lines.append(f"{made}.step()")
    return lines


class Script:
    """Lines of Python that build arguments; what is used twice gets a name."""

    def __init__(
        self,
        arguments: Sequence[Any],
        *,
        named: bool = False,
        all_leaves: bool = False,
        complete: bool = False,
    ) -> None:
        """Prepares to write these arguments.

        Args:
            arguments: of the call.
            named: leaves among them are called like the arguments that they are.
            all_leaves: also leaves that are used once get a name.
            complete: tensors of any size are written out.
        """
        self._tensor = exact_text if complete else short_text
        self.lines: list[str] = []
        self.leaves: list[str] = []
        self.fixtures: list[tuple[str, str]] = []
        self._named = named
        self._all_leaves = all_leaves
        self._uses = Counter(id(value) for value in everything(arguments))
        self._written: dict[int, str] = {}
        self._letters = 0

    def write(self, value: Any, name: str = "") -> str:  # noqa: PLR0911, C901 - one for each type
        """An expression for a value, which may be called by this name if it needs one."""
        if id(value) in self._written:
            return self._written[id(value)]
        if isinstance(value, np.ndarray):
            return self._tensor(value)
        if isinstance(value, Leaf):
            return self._leaf(value, name)
        if isinstance(value, Scattered):
            if value.layout == "transposed":
                axes = ", ".join(map(str, reversed(range(value.value.ndim))))
                turned = ".t()" if value.value.ndim == 2 else f".permute({axes})"
                return self._tensor(value.value.T) + turned
            return f"{self._tensor(np.repeat(value.value, 2, axis=-1))}[..., ::2]"
        if isinstance(value, NumpyArray):
            return self._tensor(value.value, "numpy.array")
        if isinstance(value, Generator):
            return f"(item for item in {self.write(list(value.items))})"
        if isinstance(value, dict):
            pairs = (f"{self.write(key)}: {self.write(item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, list | tuple):
            return sequence_text(value, [self.write(item) for item in value])
        if isinstance(value, Fixture):
            return self._fixture(value, name)
        if isinstance(value, File):
            content = f'bytes.fromhex("{value.data.hex()}")'
            self.lines.append(f"pathlib.Path({value.name!r}).write_bytes({content})")
            return repr(value.name)
        return repr(value)

    def _leaf(self, leaf: Leaf, name: str) -> str:
        text = self._tensor(leaf.value)
        if isinstance(leaf, Parameter):
            text = f"nn.Parameter({text})"
        else:
            written = text.startswith("tensor(")
            text = f"{text[:-1]}, requires_grad=True)" if written else f"{text}.requires_grad_()"
        needs_name = leaf.grad is not None or self._uses[id(leaf)] > 1 or self._all_leaves
        if not needs_name and not (self._named and name):
            return text
        name = self._name(leaf, text, name if self._named else "")
        self.leaves.append(name)
        if leaf.grad is not None:
            self.lines.append(f"{name}.grad = {self._tensor(leaf.grad)}")
        return name

    def _fixture(self, fixture: Fixture, name: str) -> str:
        if fixture.name == "net":
            return self._net(fixture, name)
        if fixture.name == "optimizer":
            return self._optimizer(fixture, name)
        inside = [self.write(argument) for argument in fixture.arguments]
        text = EXPRESSIONS[fixture.name].format(*inside)
        if name:
            name = self._name(fixture, text, name)
        self.fixtures.append((fixture.name, name or text))
        return name or text

    def _net(self, fixture: Fixture, name: str) -> str:
        (children,) = fixture.arguments
        if not all(child.isidentifier() for child, *_ in children):
            raise ValueError(f"children of a net are named {[child for child, *_ in children]}")
        layers = [
            f"{child}=nn.Linear({weight.value.shape[1]}, {weight.value.shape[0]}"
            f"{'' if bias is not None else ', bias=False'})"
            for child, weight, bias in children
        ]
        name = self._name(
            fixture, f"nn.Sequential(collections.OrderedDict({', '.join(layers)}))", name
        )
        for child, *parameters in children:
            for kind, parameter in zip(("weight", "bias"), parameters, strict=True):
                if parameter is not None:
                    self._set(f"{name}.{child}.{kind}", parameter)
        return name

    def _set(self, place: str, parameter: Parameter) -> None:
        self._written[id(parameter)] = place
        self.leaves.append(place)
        self.lines.append(f"{place}.data = {self._tensor(parameter.value)}")
        if parameter.grad is not None:
            self.lines.append(f"{place}.grad = {self._tensor(parameter.grad)}")

    def _optimizer(self, fixture: Fixture, name: str) -> str:
        groups, momentum, stepped = fixture.arguments
        described = ", ".join(
            f'{{"params": {self.write(params)}, "lr": {lr!r}}}' for params, lr in groups
        )
        text = f"torch.optim.SGD([{described}], momentum={momentum!r})"
        name = self._name(fixture, text, name or "optimizer")
        if stepped:
            self.lines.append(f"{name}.step()")
        self.fixtures.append((fixture.name, name))
        return name

    def _name(self, value: Any, text: str, name: str) -> str:
        """Gives a value a line of its own, and this name or else the next letter."""
        if not name:
            at = self._letters
            name = LETTERS[at] if at < len(LETTERS) else f"p{at}"
            self._letters += 1
        self.lines.append(f"{name} = {text}")
        self._written[id(value)] = name
        return name


def everything(values: Sequence[Any]) -> list[Any]:
    """Values with all that is within them."""
    found: list[Any] = []
    for value in values:
        found.append(value)
        if isinstance(value, Generator):
            found += everything(value.items)
        elif isinstance(value, Fixture):
            found += everything(value.arguments)
        elif isinstance(value, list | tuple):
            found += everything(value)
        elif isinstance(value, dict):
            found += everything(list(value.values()))
    return found


def is_leaf(value: Any) -> bool:
    return isinstance(value, Leaf)


def sequence_text(kind: list[Any] | tuple[Any, ...], items: Sequence[str]) -> str:
    """A list or a tuple of expressions."""
    inside = ", ".join(items)
    if isinstance(kind, list):
        return f"[{inside}]"
    return f"({inside},)" if len(items) == 1 else f"({inside})"


def flat(text: str) -> str:
    """The same in one line."""
    return " ".join(text.split()).replace("[ ", "[")


def short_text(array: Array, name: str = "tensor") -> str:
    """An array for a reader, in one line; of a large one without a rule only the shape."""
    if name == "tensor" and (text := regular_text(array)):
        return text
    return flat(tensor_text(array, name=name, typed=name == "tensor"))


def exact_text(array: Array, name: str = "tensor") -> str:
    """An array as an expression that gives it again, with its type and its shape."""
    library = name.partition(".")[0] if "." in name else "torch"
    dtype = f"dtype={library}.{'bool' if array.dtype == bool else array.dtype.name}"
    if array.size == 0:
        return f"{library}.zeros({array.shape!r}, {dtype})"
    text = flat(tensor_text(array, name=name, typed=False, cells=array.size))
    typed = name == "tensor" and array.dtype.name in DEFAULT_DTYPES
    return text if typed else f"{text[:-1]}, {dtype})"
