"""A submission's worker, and the ones that take its place when it is lost."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from autograder.engine import DECODE_CALL, Lost, Reply
from autograder.exercise import Observation, check_against
from autograder.values import MalformedValueError
from autograder.worker.client import Limits, Worker, WorkerLost, Zygote
from autograder.worker.protocol import Loaded, Raised

GROWTH_BYTES = 1 << 28
"""A worker that has grown by more is replaced before the next function."""
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
        self._function_ends = self._ends
        self._size = 0

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

    def start_function(self, functions_left: int = 1) -> None:
        """Begins a function, which may use its share of the time that is left."""
        self._losses = 0
        self._lost = None
        now = time.monotonic()
        self._function_ends = now + max(0.0, self._ends - now) / functions_left

    def end_function(self, *, sound: bool) -> None:
        """Ends a function. What it may have broken or filled up is not left to the next one.

        A new worker takes longer than most functions, so one that was sound keeps its worker.
        """
        if not sound or (self._worker and self._worker.memory_bytes() > self._size + GROWTH_BYTES):
            self._end_worker()

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
            for call, answer in zip(calls, self._ready_worker().call(calls), strict=False):
                check_against(DECODE_CALL(call), answer)
                replies.append(Observation(answer))
                if time.monotonic() > self._function_ends:
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
        if time.monotonic() > self._function_ends:
            allowed = f"{self.limits.submission_seconds:g} s"
            return Lost("not_reached", f"used up its share of the {allowed} for all functions")
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
            self._size = self._worker.memory_bytes()
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
