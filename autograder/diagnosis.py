"""Recognises a mistake: by behaving, call by call, like a version that is known to be wrong.

The calls are the same for every student and every run: those that the properties make of a right
function, on the first examples of the public seed. What the known versions do with them is
worked out in a worker, as for any submission, when a function first turns out wrong.
"""

import contextlib
import hashlib
import importlib.metadata
import inspect
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from autograder.authoring.versions import Version, read_versions
from autograder.corpus import PUBLIC_SEED, Cache, cache_key, examples_for
from autograder.engine import DECODE_CALL, Ask, Corpus, Lost, Reply, Trial, run
from autograder.exercise import Exercise, StudentFunction
from autograder.files import write_atomically
from autograder.misconceptions import Misconception, misconception_of, misconceptions
from autograder.observation import Observation, State
from autograder.records import Diagnosis
from autograder.session import Session
from autograder.values import Array, MalformedValueError
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Answer, ArrayValue, Modules, Value

EXAMPLES = 12
"""So many examples of each property are looked at."""
RTOL, ATOL = 1e-4, 1e-6
"""Ways to write the same mistake round differently; different mistakes differ by more."""
MAX_ALTERNATIVES = 3
MODULE = "right"
LOST = Lost("crashed", "")


@dataclass(frozen=True)
class Known:
    """What is known of a function's wrong versions.

    Attributes:
        calls: what is tried, as if the function were in `MODULE`.
        behaviours: for each misconception, what its versions reply; no two the same.
    """

    calls: tuple[bytes, ...]
    behaviours: dict[str, list[Sequence[Reply]]]


@dataclass
class Diagnostician:
    """Tells which known mistake a function makes; a mistake's behaviour is worked out once.

    Attributes:
        zygote: runs the known versions.
        cache: keeps the examples on disk.
    """

    zygote: Zygote
    cache: Cache | None = None
    _known: dict[str, Known] = field(default_factory=dict)

    def diagnose(self, exercise: Exercise, module: str, ask: Ask) -> Diagnosis | None:
        """The mistake that a wrong function makes, if it behaves like a known one.

        Args:
            exercise: whose function it is.
            module: the stem of the module that has it.
            ask: makes calls of it.
        """
        entries = misconceptions(exercise.name)
        if not entries:
            return None
        if exercise.name not in self._known:
            self._known[exercise.name] = self._learn(exercise)
        known = self._known[exercise.name]
        replies = ask([in_module(call, module) for call in known.calls])
        fitting = {
            identifier: [behaviour for behaviour in behaviours if alike(replies, behaviour)]
            for identifier, behaviours in known.behaviours.items()
        }
        found = [identifier for identifier, behaviours in fitting.items() if behaviours]
        # What happened on the way may differ where results don't: who cleared what, and when.
        on_the_way = traces(replies)
        by_trace = [i for i in found if any(traces(b) == on_the_way for b in fitting[i])]
        return described([entries[i] for i in by_trace or found]) if found else None

    def _learn(self, exercise: Exercise) -> Known:
        """Has all versions that show a misconception run, unless that was done before."""
        path = self.cache.folder / f"{behaviour_key(exercise)}.behaviours" if self.cache else None
        if path and (known := read_known(path)):
            return known
        known = self._run_versions(exercise)
        if path:
            with contextlib.suppress(OSError):  # the next run is slower, nothing else
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, encode_known(known))
        return known

    def _run_versions(self, exercise: Exercise) -> Known:
        labelled = list(versions_shown(exercise.name))
        sources = {f"version_{i}": version.source for i, (version, _) in enumerate(labelled)}
        right = next(v for v in read_versions(exercise.name) if v.verdict == "right")
        modules = Modules({MODULE: right.source, **sources})
        behaviours: dict[str, list[Sequence[Reply]]] = {}
        with Session(self.zygote, modules, Limits(submission_seconds=600)) as session:
            session.module(MODULE)
            session.start_function()
            calls = calls_of(exercise, examples_for(exercise, PUBLIC_SEED, self.cache), session.ask)
            for stem, (_, identifier) in zip(sources, labelled, strict=True):
                session.module(stem)
                session.start_function()
                replies = session.ask([in_module(call, stem) for call in calls])
                session.end_function(sound=True)
                others = behaviours.setdefault(identifier, [])
                if not any(
                    alike(replies, other) and traces(replies) == traces(other) for other in others
                ):
                    others.append(replies)
        return Known(calls, behaviours)


class KeptBehaviours(msgspec.Struct, frozen=True):
    """Known versions as they are kept on disk; a call without an answer was lost."""

    calls: tuple[bytes, ...]
    behaviours: dict[str, list[list[Answer | None]]]


def behaviour_key(exercise: Exercise) -> str:
    """A name for everything that shapes how the known versions behave."""
    parts = [
        cache_key(exercise, PUBLIC_SEED),
        importlib.metadata.version("torch"),
        *(repr(entry) for entry in misconceptions(exercise.name).values()),
        *(repr(version) for version in read_versions(exercise.name)),
        inspect.getsource(sys.modules[__name__]),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def encode_known(known: Known) -> bytes:
    behaviours = {
        identifier: [
            [reply.answer if isinstance(reply, Observation) else None for reply in replies]
            for replies in several
        ]
        for identifier, several in known.behaviours.items()
    }
    return msgspec.msgpack.encode(KeptBehaviours(known.calls, behaviours))


def read_known(path: Path) -> Known | None:
    """What was kept; nothing if there is nothing that can be read."""
    try:
        kept = msgspec.msgpack.decode(path.read_bytes(), type=KeptBehaviours)
        behaviours: dict[str, list[Sequence[Reply]]] = {
            identifier: [
                [Observation(answer) if answer else LOST for answer in answers]
                for answers in several
            ]
            for identifier, several in kept.behaviours.items()
        }
    except (OSError, msgspec.MsgspecError, MalformedValueError):
        return None
    return Known(kept.calls, behaviours)


def versions_shown(exercise: str) -> Iterator[tuple[Version, str]]:
    """The versions that show a misconception, each with its id."""
    entries = misconceptions(exercise)
    for version in read_versions(exercise):
        identifier = misconception_of(version.name, entries)
        if identifier is not None and version.verdict != "right":
            yield version, identifier


def described(found: Sequence[Misconception]) -> Diagnosis:
    """One mistake, or one of several that behave alike on all that was tried."""
    first, *others = found
    return Diagnosis(
        id=first.id,
        title=first.code,
        hint=first.hints[0],
        alternatives=tuple(other.id for other in others[:MAX_ALTERNATIVES]),
    )


def calls_of(exercise: Exercise, corpus: Corpus, ask: Ask) -> tuple[bytes, ...]:
    """The calls that the properties make on their first examples of a right function."""
    f = StudentFunction(exercise, MODULE)
    trials = [
        Trial(prop, f, example, index)
        for prop in exercise.properties
        for index, example in enumerate(corpus[prop.domain.name][:EXAMPLES])
    ]
    known: dict[bytes, Reply] = {}
    run(trials, ask, known)
    return tuple(known)


def in_module(call: bytes, stem: str) -> bytes:
    """The same call of the function in another module."""
    return msgspec.msgpack.encode(msgspec.structs.replace(DECODE_CALL(call), module=stem))


def alike(replies: Sequence[Reply], others: Sequence[Reply]) -> bool:
    """Whether two functions did the same in all calls."""
    return all(same(a, b) for a, b in zip(replies, others, strict=True))


def traces(replies: Sequence[Reply]) -> list[str]:
    """What happened to the fixtures in each call."""
    return [reply.trace if isinstance(reply, Observation) else "" for reply in replies]


def same(a: Reply, b: Reply) -> bool:
    """Whether two calls came out alike: exception, values, changes, states and gradients."""
    if not isinstance(a, Observation) or not isinstance(b, Observation):
        return not isinstance(a, Observation) and not isinstance(b, Observation)
    if a.raised is not None or b.raised is not None:
        return a.raised is not None and b.raised is not None and a.raised.type == b.raised.type
    return (
        a.changed == b.changed
        and same_value(a.value, b.value, a.array, b.array)
        and all_close(a.gradients, b.gradients)
        and len(a.states) == len(b.states)
        and all(same_state(s, t) for s, t in zip(a.states, b.states, strict=True))
        and a.reports == b.reports
    )


def same_state(a: State, b: State) -> bool:
    flags = (a.requires_grad, a.is_leaf, a.replaced) == (b.requires_grad, b.is_leaf, b.replaced)
    return flags and all_close([a.value, a.grad], [b.value, b.grad])


def same_value(a: Value, b: Value, array: Array | None, other: Array | None) -> bool:
    if isinstance(a, ArrayValue) and isinstance(b, ArrayValue):
        kinds = (a.container, a.requires_grad) == (b.container, b.requires_grad)
        return kinds and close(array, other)
    if isinstance(a, float) and isinstance(b, float):
        return bool(np.isclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True))
    return a == b


def all_close(arrays: Sequence[Array | None], others: Sequence[Array | None]) -> bool:
    return len(arrays) == len(others) and all(map(close, arrays, others))


def close(a: Array | None, b: Array | None) -> bool:
    if a is None or b is None:
        return a is b
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    return bool(np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True))
