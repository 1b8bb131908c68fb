"""Runs the properties of an exercise: all examples in lockstep, each distinct call made once.

Every example of every property is a coroutine that waits for calls. A round collects what all
of them wait for, drops duplicates, has the calls made in one batch and resumes each coroutine
with its observation. Two or three rounds are enough for hundreds of examples.
"""

import contextlib
import gc
import re
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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

STUB_ERROR = "NotImplementedError"
DECODE_CALL = msgspec.msgpack.Decoder(Call).decode
ENCODE_CALL = msgspec.msgpack.Encoder().encode
PLACE_BYTES = 256
"""What it takes to remember where an answer led from a place, besides what this holds."""


@dataclass(frozen=True)
class Lost:
    """There is no observation: the call hung, ended the process, or was not made any more.

    What interrupted a call that hung tells its line.
    """

    kind: Literal["timeout", "crashed", "not_reached"]
    message: str
    raised: Raised | None = None


Reply = Observation | Lost
Run = Coroutine[bytes, Observation | None, None]
"""Of a property: it gives calls and takes what they did."""
Ask = Callable[[Sequence[bytes]], Iterable[Reply]]
"""Makes encoded calls, in order; gives a reply for each, maybe while it makes the next."""


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
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        texts = sum(map(sys.getsizeof, (self.message, self.got, self.expected)))
        return texts + sum(2 * len(ENCODE_CALL(call)) for call in self.calls)

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
        replies: to all calls that were made.
    """

    findings: Mapping[str, Finding]
    output: str
    warnings: tuple[Raised, ...] = ()
    stub: Raised | None = None
    forbidden: Raised | None = None
    replies: Mapping[bytes, Reply] = field(default_factory=dict, repr=False)


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


class Step:
    """A place in the course of a case.

    Attributes:
        call: what is waited for; None at the end.
        finding: what it came to, if the property does not hold.
    """

    __slots__ = ("call", "finding")

    def __init__(self, call: bytes | None = None, finding: Finding | None = None) -> None:
        self.call = call
        self.finding = finding

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        call = len(self.call) if self.call else 0
        return PLACE_BYTES + call + (self.finding.size if self.finding else 0)


CONTENT = Step()
"""The end of a case whose property holds."""


class Case:
    """One property on one example, for any number of submissions.

    What becomes of it depends on nothing but the answers to its calls. Where they are those that
    another submission gave, it is known what they led to, and the property need not be run.

    Attributes:
        first: the step that it begins with.
    """

    __slots__ = ("_begun", "example", "f", "first", "index", "property")

    def __init__(
        self, prop: Property, f: StudentFunction, example: Example, index: int = 0
    ) -> None:
        self.property = prop
        self.f = f
        self.example = example
        self.index = index
        self._begun: Run | None = self._start()
        self.first = self.go_on(self._begun, [None], [])

    def begun(self) -> Run:
        """A run of the property that waits for the answer to its first call."""
        run_, self._begun = self._begun, None
        if run_ is None:
            run_ = self._start()
            run_.send(None)
        return run_

    def go_on(self, run_: Run, replies: Sequence[Observation | None], calls: list[bytes]) -> Step:
        """The step that a run comes to with these replies.

        Args:
            run_: which is gone on with.
            replies: that it has not seen yet, at least one.
            calls: that were made.
        """
        reply = None
        try:
            for reply in replies:
                call = run_.send(reply)
        except StopIteration:
            return CONTENT
        except Mismatch as mismatch:
            raised = reply.raised if reply else None
            said = (mismatch.message, mismatch.got, mismatch.expected, raised)
            return self.found(calls, "failed", *said)
        except Exception:  # noqa: BLE001 - a fault of a property must not cost a student anything
            return self.found(calls, "grader_error", traceback.format_exc(limit=-3))
        return Step(call)

    def found(
        self,
        calls: Iterable[bytes],
        status: PropertyStatus,
        message: str,
        got: str = "",
        expected: str = "",
        raised: Raised | None = None,
    ) -> Step:
        """The end of a case whose property does not hold."""
        made, parameters = tuple(map(DECODE_CALL, calls)), self.f.parameters
        finding = Finding(status, self.example, made, parameters, message, got, expected, raised)
        return Step(finding=finding)

    def _start(self) -> Run:
        return cast("Run", self.property.check(self.f, *self.property.arguments(self.example)))


class Trial:
    """A case with one submission."""

    __slots__ = ("_run", "_step", "_unseen", "calls", "case")

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calls = [case.first.call] if case.first.call else []
        self._step = case.first
        self._unseen: list[Observation] = []
        self._run: Run | None = None

    @property
    def call(self) -> bytes | None:
        """The call that is waited for; None at the end."""
        return self._step.call

    @property
    def finding(self) -> Finding | None:
        """What it came to, if the property does not hold."""
        return self._step.finding

    def resume(self, reply: Reply) -> bytes | None:
        """Goes on until the next call, which is returned, or the end."""
        if isinstance(reply, Lost):
            self.close()
            self._step = self.case.found(self.calls, reply.kind, reply.message, raised=reply.raised)
            return None
        self._unseen.append(reply)
        step: Step | None = reply.outcomes.led.get(self._step) if reply.outcomes else None
        if step is None:
            step = self._judge()
            if reply.outcomes:
                reply.outcomes.add(self._step, step, step.size)
        self._step = step
        if step.call:
            self.calls.append(step.call)
        return step.call

    def close(self) -> None:
        if self._run is not None:
            self._run.close()

    def _judge(self) -> Step:
        if self._run is None:
            self._run = self.case.begun()
        step = self.case.go_on(self._run, self._unseen, self.calls)
        self._unseen.clear()
        return step


class Plan:
    """The cases of an exercise, for any number of submissions."""

    def __init__(self, exercise: Exercise, corpus: Corpus) -> None:
        """Draws nothing yet.

        Args:
            exercise: whose properties are tried.
            corpus: the examples of each of the exercise's domains.
        """
        self.exercise = exercise
        self.f = StudentFunction(exercise)
        self._corpus = corpus

    @cached_property
    @np.errstate(all="ignore")  # NaN and infinity are findings, not warnings
    def opening(self) -> Case:
        """A case whose first call is made alone, because a stub needs no more."""
        prop = self.exercise.properties[0]
        # Corners are there without drawing.
        corners = prop.domain.corners or self._corpus[prop.domain.name]
        return Case(prop, self.f, corners[0])

    @cached_property
    @without_collector()
    @np.errstate(all="ignore")
    def groups(self) -> dict[bytes | None, "Group"]:
        """All properties on all examples, by their first calls; None for those without one."""
        groups: dict[bytes | None, Group] = {}
        for prop in self.exercise.properties:
            for index, example in enumerate(self._corpus[prop.domain.name]):
                case = Case(prop, self.f, example, index)
                groups.setdefault(case.first.call, Group()).cases.append(case)
        self.f.keep()
        return groups

    def prepare(self) -> None:
        """Has the examples, and their first calls encoded, before any submission is there."""
        _ = self.opening, self.groups


class Group:
    """The cases that begin with the same call.

    Attributes:
        cases: of any properties.
    """

    __slots__ = ("cases",)

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def begin(self, reply: Reply, findings: "Findings") -> list[Trial]:
        """Tells all cases the reply to their call; gives those that wait for another one.

        Where the reply is one that all of them were content with before, only those that go on
        are looked at again.
        """
        outcomes = reply.outcomes if isinstance(reply, Observation) else None
        known: list[Case] | None = outcomes.led.get(self) if outcomes else None
        trials = [Trial(case) for case in (self.cases if known is None else known)]
        waiting = [trial for trial in trials if findings.go_on(trial, reply)]
        content = not any(trial.case.property.id in findings.smallest for trial in trials)
        if known is None and content and outcomes:
            going_on = [trial.case for trial in waiting]
            outcomes.add(self, going_on, PLACE_BYTES + sys.getsizeof(going_on))
        return waiting


class Findings:
    """What was found so far in one submission.

    Attributes:
        smallest: the case that breaks a property, and how, by the property's id. Larger examples
            of the property are not looked at any more.
    """

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        """Begins with the cases that have come to their end without a call."""
        self.smallest: dict[str, tuple[int, Finding]] = {}
        for case in cases:
            self._take(case, case.first.finding)

    def go_on(self, trial: Trial, reply: Reply) -> bool:
        """Takes a trial a step further; whether it waits for another call."""
        if self.decide(trial.case):
            return False
        if trial.resume(reply):
            return True
        self._take(trial.case, trial.finding)
        return False

    def decide(self, case: Case) -> bool:
        """Whether a smaller example has broken the property already."""
        known = self.smallest.get(case.property.id)
        return known is not None and known[0] < case.index

    def _take(self, case: Case, finding: Finding | None) -> None:
        if finding and not self.decide(case):
            self.smallest[case.property.id] = (case.index, finding)


@without_collector()
def examine(plan: Plan, ask: Ask) -> Examination:
    """Tries every property of an exercise on all examples of its domain.

    Args:
        plan: of the exercise.
        ask: makes calls.
    """
    known: dict[bytes, Reply] = {}
    if first := plan.opening.first.call:
        (known[first],) = ask([first])
    stub = raised_as(STUB_ERROR, known.values())
    if stub and is_own(stub):
        return Examination({}, _output(known), stub=stub)
    smallest = run(plan.groups, ask, known).smallest
    findings = {p.id: smallest[p.id][1] for p in plan.exercise.properties if p.id in smallest}
    plan.f.forget()
    forbidden = raised_as(FORBIDDEN_ERROR, known.values())
    said = _output(known), _warnings(known)
    return Examination(findings, *said, forbidden=forbidden, replies=known)


def is_own(raised: Raised) -> bool:
    """Whether the student's own line raises it: torch does so too, of types that it can't take."""
    return not raised.line or re.search(r"\braise\b", raised.code) is not None


def raised_as(kind: str, replies: Iterable[Reply | None]) -> Raised | None:
    """The first exception of that type."""
    observations = (reply for reply in replies if isinstance(reply, Observation))
    return next((o.raised for o in observations if o.raised and o.raised.type == kind), None)


@np.errstate(all="ignore")
def attempt(exercise: Exercise, prop: Property, example: Example, ask: Ask) -> Trial:
    """Tries one property on one example."""
    trial = Trial(Case(prop, StudentFunction(exercise), example))
    known: dict[bytes, Reply] = {}
    while call := trial.call:
        if call not in known:
            (known[call],) = ask([call])
        trial.resume(known[call])
    return trial


@np.errstate(all="ignore")
def run(groups: Mapping[bytes | None, Group], ask: Ask, known: dict[bytes, Reply]) -> Findings:
    """Drives all cases to their ends; `known` keeps the reply to every call made."""
    findings = Findings(groups[None].cases if None in groups else ())
    going_on: list[Trial] = []
    for call, reply in answered([call for call in groups if call], ask, known):
        going_on += groups[call].begin(reply, findings)
    while waiting := waiting_for(trial for trial in going_on if not findings.decide(trial.case)):
        going_on = []
        for call, reply in answered(waiting, ask, known):
            going_on += [trial for trial in waiting[call] if findings.go_on(trial, reply)]
    return findings


def waiting_for(trials: Iterable[Trial]) -> dict[bytes, list[Trial]]:
    """The trials by the call that they wait for."""
    waiting: dict[bytes, list[Trial]] = {}
    for trial in trials:
        waiting.setdefault(cast("bytes", trial.call), []).append(trial)
    return waiting


def answered(
    calls: Iterable[bytes], ask: Ask, known: dict[bytes, Reply]
) -> Iterator[tuple[bytes, Reply]]:
    """The calls with their replies, those that are known already first; `known` grows."""
    new = []
    for call in calls:
        if call in known:
            yield call, known[call]
        else:
            new.append(call)
    for call, reply in zip(new, ask(new), strict=True):
        known[call] = reply
        yield call, reply


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
