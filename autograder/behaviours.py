"""How the known wrong versions of a function behave, and which calls tell them apart.

All versions make the calls that the properties make of a right function, on the first examples
of the public seed. Of these calls a few are kept that tell every known mistake from every other
version; what the versions reply to them is kept on disk.
"""

import hashlib
import importlib.metadata
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from autograder.authoring.versions import Version, read_versions
from autograder.corpus import MAX_BYTES, PUBLIC_SEED, Cache, cache_key, examples_for
from autograder.engine import Ask, Corpus, Lost, Plan, Reply, run
from autograder.exercise import Exercise
from autograder.misconceptions import misconceptions, shown_by
from autograder.observation import Observation, State
from autograder.session import Session
from autograder.values import Array, MalformedValueError
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Answer, ArrayValue, Modules, Value

EXAMPLES = 12
"""So many examples of each property are looked at."""
TIMES_APART = 3
"""So many calls are to tell two versions apart, if there are as many that do."""
MAX_CALLS = 24
MIN_CALLS = 16
"""Mistakes that nobody knows yet may differ from known ones where these do not."""
RTOL, ATOL = 1e-4, 1e-6
"""Ways to write the same mistake round differently; different mistakes differ by more."""
LOST = Lost("crashed", "")


@dataclass(frozen=True)
class Behaviour:
    """What versions that show the same mistakes reply to each of the calls."""

    mistakes: tuple[str, ...]
    replies: Sequence[Reply]


@dataclass(frozen=True)
class Known:
    """What is known of a function's wrong versions.

    Attributes:
        calls: what is tried; the most telling ones first.
        behaviours: of all known mistakes, no two the same.
    """

    calls: tuple[bytes, ...]
    behaviours: tuple[Behaviour, ...]


def learn(exercise: Exercise, zygote: Zygote, cache: Cache | None = None) -> Known:
    """Has all versions of a function run, unless that was done before."""
    if cache is None:
        return observe(exercise, zygote)
    name = f"{behaviour_key(exercise)}.behaviours"
    data = cache.files.read(name, MAX_BYTES)
    if data and (known := decode_known(data)):
        return known
    known = observe(exercise, zygote, cache)
    cache.files.write(name, encode_known(known))
    return known


@np.errstate(invalid="ignore", over="ignore")  # infinity minus infinity is no matter here
def observe(exercise: Exercise, zygote: Zygote, cache: Cache | None = None) -> Known:
    """What versions with known mistakes do, in the calls that tell most."""
    versions = sorted(read_versions(exercise.name), key=lambda version: version.verdict != "right")
    entries = misconceptions(exercise.name)
    calls, replies = replies_of(versions, exercise, zygote, cache)
    mistakes = [
        () if version.verdict == "right" else shown_by(version.name, entries)
        for version in versions
    ]
    # By call and version: versions with the same number came out alike.
    results, on_the_way = (
        np.array([numbered([told[i] for told in replies], kind) for i in range(len(calls))])
        for kind in (same, traced)
    )
    chosen = telling_calls(results, on_the_way, mistakes)
    behaviours: list[Behaviour] = []
    for shown, told in zip(mistakes, replies, strict=True):
        behaviour = Behaviour(shown, [told[call] for call in chosen])
        if shown and not any(alike(behaviour, other) for other in behaviours):
            behaviours.append(behaviour)
    # One mistake alone comes before two of them at once.
    behaviours.sort(key=lambda behaviour: len(behaviour.mistakes))
    return Known(tuple(calls[i] for i in chosen), tuple(behaviours))


def replies_of(
    versions: Sequence[Version], exercise: Exercise, zygote: Zygote, cache: Cache | None
) -> tuple[tuple[bytes, ...], list[Sequence[Reply]]]:
    """The calls that are made of the first version, and what each version replies to them."""
    modules = {f"version_{i}": version.source for i, version in enumerate(versions)}
    replies: list[Sequence[Reply]] = []
    calls: tuple[bytes, ...] = ()
    with Session(zygote, Modules(modules), Limits(submission_seconds=3600)) as session:
        for stem in modules:
            session.module(stem)
            session.start_function(stem)
            calls = calls or calls_of(
                exercise, examples_for(exercise, PUBLIC_SEED, cache), session.ask
            )
            replies.append(session.ask(calls))
            session.end_function(sound=True)
    return calls, replies


def calls_of(exercise: Exercise, corpus: Corpus, ask: Ask) -> tuple[bytes, ...]:
    """The calls that the properties make on their first examples of a right function."""
    first = {name: examples[:EXAMPLES] for name, examples in corpus.items()}
    known: dict[bytes, Reply] = {}
    run(Plan(exercise, first).groups, ask, known)
    return tuple(known)


def numbered(replies: Sequence[Reply], alike: Callable[[Reply, Reply], bool]) -> list[int]:
    """A number for each reply, the same for those that are alike."""
    kinds: list[Reply] = []
    numbers = []
    for reply in replies:
        found = (i for i, kind in enumerate(kinds) if alike(reply, kind))
        number = next(found, len(kinds))
        if number == len(kinds):
            kinds.append(reply)
        numbers.append(number)
    return numbers


def telling_calls(
    results: Array, on_the_way: Array, mistakes: Sequence[tuple[str, ...]]
) -> list[int]:
    """Calls that tell each version with a mistake from all that do not show the same.

    In turn the call that tells most of the pairs apart that were not yet often enough; where
    these are few, others of all kinds.

    Args:
        results: (calls, versions), as `numbered`.
        on_the_way: the same for traces, which matter where no result differs.
        mistakes: that each version shows.
    """
    pairs = [
        (i, j)
        for i, shown in enumerate(mistakes)
        for j, other in enumerate(mistakes)
        if shown and shown != other and (i < j or not other)
    ]
    first, second = np.array(pairs).T
    tells = results[:, first] != results[:, second]  # (calls, pairs)
    tells |= ~tells.any(axis=0) & (on_the_way[:, first] != on_the_way[:, second])
    lacking = np.full(len(pairs), TIMES_APART)
    chosen: list[int] = []
    while len(chosen) < min(MAX_CALLS, len(results)):
        gains = (tells & (lacking > 0)).sum(axis=1)
        gains[chosen] = 0
        best = int(gains.argmax())
        if not gains[best]:
            break
        chosen.append(best)
        lacking -= tells[best]
    others = [call for call in range(len(results)) if call not in chosen]
    more = min(len(others), max(0, MIN_CALLS - len(chosen)))
    return [*chosen, *(others[i * len(others) // more] for i in range(more))]


class KeptBehaviour(msgspec.Struct, frozen=True, array_like=True):
    """A behaviour as it is kept on disk; a call without an answer was lost."""

    mistakes: tuple[str, ...]
    answers: list[Answer | None]


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a function, as it is kept on disk."""

    calls: tuple[bytes, ...]
    behaviours: list[KeptBehaviour]


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
    behaviours = [
        KeptBehaviour(
            behaviour.mistakes,
            [reply.answer if isinstance(reply, Observation) else None for reply in told],
        )
        for behaviour in known.behaviours
        for told in [behaviour.replies]
    ]
    return msgspec.msgpack.encode(Kept(known.calls, behaviours))


def decode_known(data: bytes) -> Known | None:
    """What was kept; nothing if it can't be read."""
    try:
        kept = msgspec.msgpack.decode(data, type=Kept)
        behaviours = [
            Behaviour(
                behaviour.mistakes,
                [Observation(answer) if answer else LOST for answer in behaviour.answers],
            )
            for behaviour in kept.behaviours
        ]
    except (msgspec.MsgspecError, MalformedValueError):
        return None
    return Known(kept.calls, tuple(behaviours))


def alike(a: Behaviour, b: Behaviour) -> bool:
    """Whether two behaviours are the same, with what happened on the way."""
    return (
        a.mistakes == b.mistakes
        and all(map(same, a.replies, b.replies))
        and all(map(traced, a.replies, b.replies))
    )


def traced(a: Reply, b: Reply) -> bool:
    """Whether the same happened to the fixtures on the way."""
    return trace_of(a) == trace_of(b)


def trace_of(reply: Reply) -> str:
    return reply.trace if isinstance(reply, Observation) else ""


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
        return close(np.array(a), np.array(b))
    return a == b


def all_close(arrays: Sequence[Array | None], others: Sequence[Array | None]) -> bool:
    return len(arrays) == len(others) and all(map(close, arrays, others))


def close(a: Array | None, b: Array | None) -> bool:
    if a is None or b is None:
        return a is b
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.dtype.kind != "f":
        return bool((a == b).all())
    # np.allclose takes ten times as long, and is needed for NaN and infinity alone.
    if (abs(a - b) <= ATOL + RTOL * abs(b)).all():
        return True
    return not np.isfinite(a).all() and bool(
        np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True)
    )
