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
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

import msgspec
import numpy as np

from autograder.expect import Mismatch
from autograder.heard import in_readers_language
from autograder.i18n import Phrase, Text, _
from autograder.inputs import Domain, Example
from autograder.observation import Observation, without_addresses
from autograder.records import PropertyKind
from autograder.returns import Returns, a_tensor, changed, gradients_of
from autograder.values import to_arguments
from autograder.worker.protocol import Call, Operator, Options, Raised, Use

Encoded = dict[tuple[Any, ...], tuple[tuple[Any, ...], bytes]]
"""Arguments and the call of them, by the options and the identities of the arguments."""
Check = Callable[..., Awaitable[None]]
ENCODE = msgspec.msgpack.Encoder().encode
ONCE = Options()


class Request:
    """One call, to be awaited; the engine answers with an `Observation`."""

    __slots__ = ("_encoded", "_exercise", "_may_raise", "_read")

    def __init__(
        self, encoded: bytes, read: Returns, exercise: "Exercise", *, may_raise: bool = False
    ) -> None:
        self._encoded = encoded
        self._read = read
        self._exercise = exercise
        self._may_raise = may_raise

    def __await__(self) -> Generator[bytes, Observation, Any]:
        observation = yield self._encoded
        if observation.raised is not None and not self._may_raise:
            raise raised_mismatch(observation.raised, self._exercise)
        return self._read(observation)


def raised_mismatch(raised: Raised, exercise: "Exercise") -> Mismatch:
    """An exception of the student's code as a finding."""
    message = in_readers_language(without_addresses(raised.message))
    text = f"{raised.type}: {message}" if message else raised.type
    if is_about_signature(raised, exercise.name):
        return Mismatch(
            Phrase(
                "{name} can't be called as {signature}: it takes other arguments.",
                name=exercise.name,
                signature=exercise.signature,
            ),
            text,
            f"def {exercise.signature}: ...",
        )
    where: Text = ""
    if raised.line:
        place = place_text(raised)
        where = Phrase(
            " in {place} of {file}: {code}", place=place, file=raised.file, code=raised.code
        )
    said = Phrase("The call raised {type}{where}", type=raised.type, where=where)
    if ran_out_of_memory(raised):
        said = Phrase(
            "The call needed more memory than the 1 GiB that it may use{where}", where=where
        )
    return Mismatch(said, text, Phrase("a result, no exception"))


def ran_out_of_memory(raised: Raised) -> bool:
    return raised.type == "MemoryError" or "can't allocate memory" in raised.message


def is_about_signature(raised: Raised, name: str) -> bool:
    """Whether the function refused its arguments, which is before its first line."""
    refusal = re.match(r"(?:\w+\.)*(\w+)\(\) .*\bargument", raised.message)
    return bool(raised.type == "TypeError" and not raised.line and refusal and refusal[1] == name)


def place_text(place: Raised | Use) -> str:
    """Where in a file something happened: "line 3", "cell 4, line 2"."""
    if place.cell:
        return _("cell {cell}, line {line}").format(cell=place.cell, line=place.line)
    return _("line {line}").format(line=place.line)


class StudentFunction:
    """What a property calls `f`: the student's function, awaited."""

    __slots__ = ("_encoded", "_exercise", "_kept", "_returns", "parameters")

    def __init__(self, exercise: "Exercise") -> None:
        self._exercise = exercise
        self._returns = exercise.returns
        self.parameters = exercise.parameters
        # Many properties call f(X) with the same X: it is encoded once. The arguments are kept
        # beside the bytes, so that no other object can come to have the same identity.
        self._encoded: Encoded = {}
        self._kept: Encoded = {}

    def keep(self) -> None:
        """Remembers for all submissions what was encoded so far."""
        self._kept, self._encoded = self._encoded, {}

    def forget(self) -> None:
        """Lets go of what one submission needed."""
        self._encoded.clear()

    def __call__(self, *arguments: Any, options: Options = ONCE) -> Request:
        """Calls the function; gives its result as the exercise reads it, mostly an array."""
        return Request(self._encode(arguments, options), self._returns, self._exercise)

    def observe(self, *arguments: Any, options: Options = ONCE) -> Request:
        """Calls the function; gives the whole `Observation`. The same call is made only once."""
        return Request(self._encode(arguments, options), whole, self._exercise)

    def changes(self, *arguments: Any, options: Options = ONCE) -> Request:
        """Calls the function; gives the numbers of the tensor arguments that it modified."""
        return Request(self._encode(arguments, options), changed, self._exercise)

    def attempt(self, *arguments: Any) -> Request:
        """Calls the function, which may raise; gives the whole `Observation`."""
        return Request(self._encode(arguments), whole, self._exercise, may_raise=True)

    def gradients(self, *arguments: Any, weights: Any) -> Request:
        """Calls the function; gives the gradients of sum(weights * result) for each `Leaf`."""
        flat = tuple(np.asarray(weights, dtype=np.float64).reshape(-1).tolist())
        read = partial(gradients_of, weights=len(flat))
        return Request(ENCODE(self._call(arguments, flat)), read, self._exercise)

    def _encode(self, arguments: tuple[Any, ...], options: Options = ONCE) -> bytes:
        key = (options, *map(id, arguments))
        known = self._kept.get(key) or self._encoded.get(key)
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
        return Call(exercise.name, described, weights, exercise.watch, options)


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
