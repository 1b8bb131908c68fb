"""Recognises a mistake: by behaving, call by call, like a version that is known to be wrong.

The calls are the same for every student and every run. What the known versions do with them is
worked out in a worker, as for any submission, when a function first turns out wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType

import numpy as np

from autograder.behaviours import Behaviour, Known, learn, same, traced
from autograder.corpus import Cache
from autograder.engine import Ask, Reply
from autograder.exercise import Exercise
from autograder.i18n import _
from autograder.misconceptions import Misconception, misconceptions
from autograder.records import Diagnosis
from autograder.worker.client import Zygote

AT_ONCE = 8
"""So many calls are made before those are sorted out that behave otherwise."""
MAX_ALTERNATIVES = 3
NOTHING: Mapping[bytes, Reply] = MappingProxyType({})


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

    def diagnose(
        self, exercise: Exercise, ask: Ask, replies: Mapping[bytes, Reply] = NOTHING
    ) -> Diagnosis | None:
        """The mistake that a wrong function makes, if it behaves like a known one.

        Args:
            exercise: whose function it is.
            ask: makes calls of it.
            replies: to calls that were made already.
        """
        entries = misconceptions(exercise.name)
        if not entries:
            return None
        found = fitting(self.known(exercise), remembering(ask, replies))
        shown = dict.fromkeys(behaviour.mistakes for behaviour in found)
        return described([[entries[i] for i in mistakes] for mistakes in shown]) if found else None

    def known(self, exercise: Exercise) -> Known:
        """How the function's wrong versions behave."""
        if exercise.name not in self._known:
            self._known[exercise.name] = learn(exercise, self.zygote, self.cache)
        return self._known[exercise.name]


def remembering(ask: Ask, replies: Mapping[bytes, Reply]) -> Ask:
    """Makes only the calls that have no reply yet."""

    def replies_to(calls: Sequence[bytes]) -> list[Reply]:
        new = [call for call in calls if call not in replies]
        others = dict(zip(new, ask(new), strict=True))
        return [replies.get(call) or others[call] for call in calls]

    return replies_to


@np.errstate(invalid="ignore", over="ignore")  # infinity minus infinity is no matter here
def fitting(known: Known, ask: Ask) -> list[Behaviour]:
    """The behaviours that a function has, in the order in which they are known."""
    replies: list[Reply] = []
    found = list(known.behaviours)
    calls = iter(known.calls)
    while found and (some := list(islice(calls, AT_ONCE))):
        start = len(replies)
        replies += ask(some)
        for place, reply in enumerate(replies[start:], start):
            found = [behaviour for behaviour in found if same(reply, behaviour.replies[place])]
    # What happened on the way may differ where results don't: who cleared what, and when.
    by_trace = [behaviour for behaviour in found if all(map(traced, replies, behaviour.replies))]
    return by_trace or found


def described(found: Sequence[Sequence[Misconception]]) -> Diagnosis:
    """What a function shows, or may show where several mistakes behave alike.

    Args:
        found: mistakes that are made together, the most likely ones first.
    """
    first, *besides = found[0]
    title = first.name
    for mistake in besides:
        title = _("{mistake}, and {other}").format(mistake=title, other=mistake.name)
    others = dict.fromkeys(m.id for mistakes in found for m in mistakes if m not in found[0])
    return Diagnosis(
        id=first.id,
        title=title,
        hint=first.hints[0],
        alternatives=tuple(others)[:MAX_ALTERNATIVES],
        together=tuple(mistake.id for mistake in besides),
    )
