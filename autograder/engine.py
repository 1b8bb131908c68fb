"""Runs the properties of an exercise: all examples in lockstep, each distinct call made once.

Every example of every property is a coroutine that waits for calls. A round collects what all
of them wait for, drops duplicates, has the calls made in one batch and resumes each coroutine
with its observation. Two or three rounds are enough for hundreds of examples.
"""

import contextlib
import gc
import re
import traceback
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import msgspec
import numpy as np

from autograder.call_text import call_text
from autograder.exercise import Exercise, Property, StudentFunction
from autograder.expect import Mismatch
from autograder.inputs import Example
from autograder.observation import Observation
from autograder.records import PropertyStatus
from autograder.values import from_arguments
from autograder.worker.protocol import FORBIDDEN_ERROR, MAX_WARNINGS, Call, Raised

Corpus = Mapping[str, Sequence[Example]]
"""The examples of each domain by its name, in the order in which they are looked at."""


@dataclass(frozen=True)
class Lost:
    """There is no observation: the call hung, ended the process, or was not made any more."""

    kind: Literal["timeout", "crashed", "not_reached"]
    message: str


Reply = Observation | Lost
Ask = Callable[[Sequence[bytes]], Sequence[Reply]]
"""Makes encoded calls, in order; gives a reply for each."""


@dataclass(frozen=True)
class Finding:
    """Why a property does not hold: on one example, after these calls."""

    status: PropertyStatus
    example: Example
    calls: tuple[Call, ...]
    parameters: tuple[str, ...]
    message: str
    got: str = ""
    expected: str = ""
    raised: Raised | None = None

    @property
    def call_text(self) -> str:
        """The calls that led here, as Python, one after the other."""
        texts = [
            call_text(
                call.function,
                from_arguments(call.arguments),
                self.parameters,
                call.weights,
                call.options,
            )
            for call in self.calls
        ]
        return "\n".join(dict.fromkeys(texts))


@dataclass(frozen=True)
class Examination:
    """What became of an exercise: a finding for each property that does not hold.

    Attributes:
        findings: by the property's id.
        output: what the function printed.
        warnings: those of Python and torch, each once.
        stub: the exception of a function that is still to be written.
        forbidden: that of a function that called the operator which it should replace.
    """

    findings: Mapping[str, Finding]
    output: str
    warnings: tuple[Raised, ...] = ()
    stub: Raised | None = None
    forbidden: Raised | None = None


class Trial:
    """One property on one example."""

    __slots__ = ("_coroutine", "_parameters", "calls", "example", "finding", "index", "property")

    def __init__(
        self, prop: Property, f: StudentFunction, example: Example, index: int = 0
    ) -> None:
        self._parameters = f.parameters
        self.property = prop
        self.index = index
        self.example = example
        self.calls: list[bytes] = []
        self.finding: Finding | None = None
        coroutine = prop.check(f, *prop.arguments(example))
        self._coroutine = cast("Coroutine[bytes, Observation | None, None]", coroutine)

    def resume(self, reply: Reply | None) -> bytes | None:
        """Goes on until the next call, which is returned, or the end."""
        if isinstance(reply, Lost):
            self.close()
            self._found(reply.kind, reply.message)
            return None
        try:
            call = self._coroutine.send(reply)
        except StopIteration:
            return None
        except Mismatch as mismatch:
            raised = reply.raised if reply else None
            self._found("failed", mismatch.message, mismatch.got, mismatch.expected, raised)
            return None
        except Exception:  # noqa: BLE001 - a fault of a property must not cost a student anything
            self._found("grader_error", traceback.format_exc(limit=-3))
            return None
        self.calls.append(call)
        return call

    def close(self) -> None:
        self._coroutine.close()

    def _found(
        self,
        status: PropertyStatus,
        message: str,
        got: str = "",
        expected: str = "",
        raised: Raised | None = None,
    ) -> None:
        calls = tuple(DECODE_CALL(call) for call in self.calls)
        self.finding = Finding(
            status, self.example, calls, self._parameters, message, got, expected, raised
        )


STUB_ERROR = "NotImplementedError"
DECODE_CALL = msgspec.msgpack.Decoder(Call).decode


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Leaves cycles alone for a while: looking for them takes a tenth of the time and more."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@without_collector()
def examine(exercise: Exercise, module: str, corpus: Corpus, ask: Ask) -> Examination:
    """Tries every property of an exercise on all examples of its domain.

    Args:
        exercise: whose properties are tried.
        module: the stem of the student's module that the function is called from.
        corpus: the examples of each of the exercise's domains.
        ask: makes calls.
    """
    f = StudentFunction(exercise, module)
    known: dict[bytes, Reply] = {}
    first = _first_reply(exercise, f, corpus, ask, known)
    stub = raised_as(STUB_ERROR, [first])
    if stub and is_own(stub):
        return Examination({}, _output(known), stub=stub)
    findings: dict[str, Finding] = {}
    trials = [
        Trial(prop, f, example, index)
        for prop in exercise.properties
        for index, example in enumerate(corpus[prop.domain.name])
    ]
    for trial in run(trials, ask, known):
        if trial.finding and trial.property.id not in findings:
            findings[trial.property.id] = trial.finding
    forbidden = raised_as(FORBIDDEN_ERROR, known.values())
    return Examination(findings, _output(known), _warnings(known), forbidden=forbidden)


def is_own(raised: Raised) -> bool:
    """Whether the student's own line raises it: torch does so too, of types that it can't take."""
    return not raised.line or re.search(r"\braise\b", raised.code) is not None


def raised_as(kind: str, replies: Iterable[Reply | None]) -> Raised | None:
    """The first exception of that type."""
    observations = (reply for reply in replies if isinstance(reply, Observation))
    return next((o.raised for o in observations if o.raised and o.raised.type == kind), None)


def attempt(
    exercise: Exercise, prop: Property, example: Example, module: str, ask: Ask
) -> Finding | None:
    """Tries one property on one example; None if it holds."""
    (trial,) = run([Trial(prop, StudentFunction(exercise, module), example)], ask, {})
    return trial.finding


@np.errstate(all="ignore")  # NaN and infinity are findings, not warnings
def run(trials: list[Trial], ask: Ask, known: dict[bytes, Reply]) -> list[Trial]:
    """Drives all trials to their ends; `known` keeps the reply to every call made."""
    waiting = [(trial, call) for trial in trials if (call := trial.resume(None))]
    first_failure: dict[str, int] = {}
    while waiting:
        new = [call for call in dict.fromkeys(call for _, call in waiting) if call not in known]
        known.update(zip(new, ask(new), strict=True))
        round_, waiting = waiting, []
        for trial, call in round_:
            if trial.index > first_failure.get(trial.property.id, trial.index):
                trial.close()  # a smaller example has decided already
            elif next_call := trial.resume(known[call]):
                waiting.append((trial, next_call))
            elif trial.finding:
                index = first_failure.get(trial.property.id, trial.index)
                first_failure[trial.property.id] = min(index, trial.index)
    return trials


def _first_reply(
    exercise: Exercise, f: StudentFunction, corpus: Corpus, ask: Ask, known: dict[bytes, Reply]
) -> Reply | None:
    """Makes the very first call alone, because a stub needs no more."""
    prop = exercise.properties[0]
    corners = prop.domain.corners or corpus[prop.domain.name]  # of a stub nothing else is drawn
    trial = Trial(prop, f, corners[0])
    call = trial.resume(None)
    trial.close()
    if call is None:
        return None
    (known[call],) = ask([call])
    return known[call]


def _output(known: Mapping[bytes, Reply]) -> str:
    """What the function printed, from the first call that printed anything."""
    printed = (reply.output for reply in known.values() if isinstance(reply, Observation))
    return next((output for output in printed if output), "")


def _warnings(known: Mapping[bytes, Reply]) -> tuple[Raised, ...]:
    """The warnings of all calls, each once, in the order of the calls; a few of them."""
    given = (
        w for reply in known.values() if isinstance(reply, Observation) for w in reply.warnings
    )
    return tuple(dict.fromkeys(given))[:MAX_WARNINGS]
