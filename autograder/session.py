"""A submission's worker, and the ones that take its place when it is lost."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from autograder.engine import Lost, Reply
from autograder.exercise import Observation
from autograder.values import MalformedValueError
from autograder.worker.client import Limits, Worker, WorkerLost, Zygote
from autograder.worker.protocol import Loaded, Raised

LOSSES_PER_FUNCTION = 2
"""After so many hangs and crashes a function is not called any more."""


@dataclass
class Module:
    """A module of the submission as the worker has it: its functions and what stopped it."""

    functions: frozenset[str]
    output: str = ""
    raised: Raised | None = None
    lost: Lost | None = None


@dataclass
class Session:
    """Runs one submission's code, in a new worker whenever the last one was lost.

    Attributes:
        zygote: forks the workers.
        sources: the submission's modules by stem.
        limits: for each call, each module and all together.
    """

    zygote: Zygote
    sources: dict[str, bytes]
    limits: Limits
    _worker: Worker | None = None
    _modules: dict[str, Module] = field(default_factory=dict)
    _losses: int = 0
    _lost: Lost | None = None

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.limits.submission_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end_worker()

    def module(self, stem: str) -> Module:
        """Runs a module, once; a module that hangs or ends the process is not tried again."""
        if stem not in self._modules:
            try:
                loaded = self._ready_worker().load(stem)
            except WorkerLost as lost:
                self._end_worker()
                self._modules[stem] = Module(frozenset(), lost=Lost(lost.kind, lost.message))
            else:
                self._modules[stem] = _module(loaded)
        return self._modules[stem]

    def start_function(self) -> None:
        """Forgets how often the function before was lost."""
        self._losses = 0
        self._lost = None

    def ask(self, calls: Sequence[bytes]) -> list[Reply]:
        """Makes the calls; one that hangs or ends the process costs itself only.

        After the second such call of a function, the rest is not made.
        """
        replies: list[Reply] = []
        while len(replies) < len(calls):
            if why := self._why_not():
                replies += [why] * (len(calls) - len(replies))
                break
            replies += self._ask_worker(calls[len(replies) :])
        return replies

    def _ask_worker(self, calls: Sequence[bytes]) -> list[Reply]:
        """The replies up to the first loss, that one included."""
        replies: list[Reply] = []
        try:
            for answer in self._ready_worker().call(calls):
                replies.append(Observation(answer))
                if time.monotonic() > self._ends:
                    self._end_worker()
                    return replies
        except WorkerLost as lost:
            self._count_loss(Lost(lost.kind, lost.message))
        except MalformedValueError as error:
            self._count_loss(Lost("crashed", f"sent something that is not an answer: {error}"))
        else:
            return replies
        assert self._lost is not None
        return [*replies, self._lost]

    def _why_not(self) -> Lost | None:
        if self._losses >= LOSSES_PER_FUNCTION and self._lost is not None:
            return Lost("not_reached", self._lost.message)
        if time.monotonic() > self._ends:
            seconds = f"{self.limits.submission_seconds:g}"
            return Lost(
                "timeout", f"was not made: the {seconds} s for a whole submission are used up"
            )
        return None

    def _count_loss(self, lost: Lost) -> None:
        self._losses += 1
        self._lost = lost
        self._end_worker()

    def _ready_worker(self) -> Worker:
        if self._worker is None:
            left = max(1.0, self._ends - time.monotonic())
            self._worker = self.zygote.fork(left, self.limits)
            self._worker.send_modules(self.sources)
            for stem, module in self._modules.items():
                if module.lost is None:
                    self._worker.load(stem)
        return self._worker

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def _module(loaded: Loaded) -> Module:
    return Module(frozenset(loaded.functions), loaded.output, loaded.raised)
