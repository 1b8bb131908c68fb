"""A submission's worker, and the ones that take its place when it is lost."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, Self, cast

import msgspec

from autograder.answers import Answers
from autograder.engine import DECODE_CALL, Lost, Reply
from autograder.exercise import place_text
from autograder.i18n import _
from autograder.observation import Observation, all_arguments, check_texts
from autograder.time_budget import TimeBudget
from autograder.values import MalformedValueError
from autograder.worker.client import Limits, Worker, WorkerLost, Zygote, read_answer
from autograder.worker.ends import in_time
from autograder.worker.protocol import (
    Epoch,
    FileArgument,
    Loaded,
    Modules,
    Raised,
    Training,
)

GROWTH_BYTES = 1 << 28
"""A worker that has grown by more is replaced before the next function."""
GROUP = 8
"""So many answers come together, which are judged on another core while the next are made."""
LARGE_GROUP = 128
"""For a class, where no core is idle: each change from one process to another takes time."""
LOSSES_PER_FUNCTION = 2
"""After so many hangs and crashes a function is not called any more."""
DOUBTS_PER_FUNCTION = 3
"""So often the end of a killed worker may be an accident, as long as the time that this takes is
no more than a submission has anyway: a process can also kill itself."""

MANY_LINES = 1000
"""A function that printed more and was out of time is told how many."""

INTERRUPTED = "StillRunningError"
"""What stops a module that was run for too long."""
FILE_TAG = msgspec.msgpack.encode("file")


@dataclass
class Module:
    """A module of the submission as the worker has it: its functions and what stopped it."""

    functions: frozenset[str]
    output: str = ""
    raised: Raised | None = None
    lost: Lost | None = None


class Use(NamedTuple):
    """A step of a worker: from then on calls go to this module."""

    stem: str


def no_answer(error: MalformedValueError) -> str:
    return _("sent something that is not an answer: {reason}").format(reason=error)


def prints_text(lines: int) -> str:
    """What is said besides of code that was out of time and printed that much; mostly nothing."""
    if lines < MANY_LINES:
        return ""
    return _("; it had printed {lines} lines by then, which takes time").format(lines=lines)


def as_it_is(raised: Raised) -> Raised:
    return raised


@dataclass
class Session:
    """Runs one submission's code, in a new worker whenever the last one was lost.

    A worker that was killed may have been killed by anybody, so the first time nobody is to
    blame: another worker is brought to the same place, by the same calls, and goes on. Only a
    call that is lost again counts.

    Attributes:
        zygote: forks the workers.
        modules: the submission's modules, and what its functions may not call.
        limits: for each call, each module and all together.
        locate: finds the line of an exception in the student's own file.
        answers: reads those of the worker.
        group: how many answers may come together.
        budget: the time for all together, where others take their share of it as well.
        unsteady: whether something struck that need not strike on another run: a limit on
            time, or a kill.
    """

    zygote: Zygote
    modules: Modules
    limits: Limits
    locate: Callable[[Raised], Raised] = as_it_is
    answers: Answers = field(default_factory=Answers)
    group: int = GROUP
    budget: TimeBudget | None = None
    unsteady: bool = False
    _worker: Worker | None = None
    _loaded: dict[str, Module] = field(default_factory=dict)
    _done: list[str | Use | bytes] = field(default_factory=list)  # by this worker: stems, calls
    _doubted: set[str | bytes] = field(default_factory=set)
    _losses: int = 0
    _waited: float = 0.0
    _printed: int = 0
    _lost: Lost | None = None

    def __post_init__(self) -> None:
        self._budget = self.budget or TimeBudget(self.limits.submission_seconds)
        self._share = self._budget
        self._started = 0.0
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end_worker()

    def module(self, stem: str) -> Module:
        """Runs a module, once; one that hangs or ends the process is not tried again.

        It may use half of the time that is left, so that others have some.
        """
        while stem not in self._loaded:
            if self._budget.is_over():
                self._lose_module(stem, self._not_run())
                break
            self._share = self._budget
            try:
                worker = self._ready_worker()
                self._share = self._budget.share(2)
                loaded = worker.load(stem, self._share.ends)
                check_texts(loaded)
            except WorkerLost as lost:
                self._look_at(lost)
                if not self._is_doubtful(lost, stem):
                    said = self._used_up() if self._out_of_time(lost) else lost.message
                    self._lose_module(stem, Lost(lost.kind, said))
            except MalformedValueError as error:
                self._lose_module(stem, Lost("crashed", no_answer(error)))
            else:
                self.unsteady |= bool(loaded.raised and loaded.raised.type == INTERRUPTED)
                self._loaded[stem] = self._module(loaded)
                self._done.append(stem)
        return self._loaded[stem]

    def _lose_module(self, stem: str, lost: Lost) -> None:
        self._end_worker()
        self._loaded[stem] = Module(frozenset(), lost=lost)

    def start_function(self, stem: str, functions_left: int = 1) -> None:
        """Begins a function of a module, which may use its share of the time that is left."""
        self._done.append(Use(stem))
        if self._worker:
            self._worker.use(stem)
        self._losses = self._printed = 0
        self._lost = None
        self._doubted.clear()
        self._share = self._budget.share(functions_left)

    def paused(self) -> AbstractContextManager[None]:
        """Within, the submission's time stands still: the grader is at work, and not its code."""
        return self._share.paused()

    def end_function(self, *, sound: bool) -> None:
        """Ends a function. What it may have broken or filled up is not left to the next one.

        A new worker takes longer than most functions, so one that was sound keeps its worker.
        """
        if not sound or (self._worker and self._worker.memory_bytes() > self._size + GROWTH_BYTES):
            self._end_worker()

    def train(self, training: Training, epochs: int, seconds: float) -> Iterator[Epoch]:
        """Trains a model with functions of modules that were run; see `Worker.train`.

        Raises:
            WorkerLost: the code hung or ended the process.
            MalformedValueError: an answer is larger than a worker would send.
        """
        for epoch in self._ready_worker().train(training, epochs, seconds):
            check_texts(epoch)
            yield epoch

    def ask(self, calls: Sequence[bytes]) -> list[Reply]:
        """Makes the calls; see `replies`."""
        return list(self.replies(calls))

    def replies(self, calls: Sequence[bytes]) -> Iterator[Reply]:
        """Makes the calls; one that hangs or ends the process costs itself only.

        Replies come while the next calls are under way. After the second lost call of a function,
        the rest is not made. Where it is not certain which call was lost, another worker is
        brought to the last answer, and goes on one by one.
        """
        count = 0
        while count < len(calls):
            if why := self._why_not():
                yield from [why] * (len(calls) - count)
                break
            for reply in self._ask_worker(calls[count:]):
                count += 1
                yield reply

    def _ask_worker(self, calls: Sequence[bytes]) -> Iterator[Reply]:
        """The replies up to the first loss, that one included."""
        count = 0
        self._keep_files(calls)
        try:
            worker = self._ready_worker()
            for observation in worker.call(calls, self.answers.read, self.group, self._share.ends):
                count += 1
                self._printed += observation.answer.printed
                if observation.answer.interrupted:
                    self.unsteady = True
                    yield self._count_loss(self._interrupted(observation))
                    return
                yield self._located(observation)
                if self._is_over():
                    self.unsteady = True
                    self._end_worker()
                    return
        except WorkerLost as lost:
            self._look_at(lost)
            doubtful = self._is_doubtful(lost, calls[count])
            if not doubtful:
                self.group = 1
            if doubtful or not lost.certain:  # how many answers came in time depends on the clock
                self._done += calls[:count]
            elif self._out_of_time(lost):
                self._end_worker()
            else:
                yield self._count_loss(Lost(lost.kind, lost.message))
        except MalformedValueError as error:
            yield self._count_loss(Lost("crashed", no_answer(error)))
        else:
            self._done += calls

    def _out_of_time(self, lost: WorkerLost) -> bool:
        """Whether a call or a module hung because the time for it was over before its own."""
        return lost.kind == "timeout" and self._share.is_over()

    def _keep_files(self, calls: Sequence[bytes]) -> None:
        for call in calls:
            if FILE_TAG in call:  # or something that looks like it, which does no harm
                for argument in all_arguments(DECODE_CALL(call).arguments):
                    if isinstance(argument, FileArgument):
                        self.zygote.keep_file(argument)

    def _why_not(self) -> Lost | None:
        if self._losses >= LOSSES_PER_FUNCTION and self._lost is not None:
            return Lost("not_reached", self._lost.message)
        if self._is_over():
            self.unsteady = True
            return Lost("not_reached", self._used_up() + prints_text(self._printed))
        return None

    def _used_up(self) -> str:
        said = _("used up its share of the {seconds:g} s for all functions")
        return said.format(seconds=self.limits.submission_seconds)

    def _not_run(self) -> Lost:
        """What becomes of a module for which there is no time."""
        self.unsteady = True
        said = _("was not run: the {seconds:g} s for all functions were used up")
        return Lost("not_reached", said.format(seconds=self.limits.submission_seconds))

    def _look_at(self, lost: WorkerLost) -> None:
        self.unsteady |= lost.killed or lost.kind == "timeout"
        self._give_back_waiting()
        self._worker = None  # it is gone

    def _is_doubtful(self, lost: WorkerLost, place: str | bytes) -> bool:
        """Whether a loss is to be forgotten, together with the time that the worker took."""
        known = place in self._doubted or len(self._doubted) == DOUBTS_PER_FUNCTION
        if known or not lost.killed:
            return False
        if not self._share.forgive(time.monotonic() - self._started):
            return False
        self._doubted.add(place)
        return True

    def _count_loss(self, lost: Lost) -> Lost:
        self._losses += 1
        self._lost = lost
        self._end_worker()
        return lost

    def _ready_worker(self) -> Worker:
        if self._worker is None:
            with self.paused():
                self.zygote.wait_until_ready()
            self._started = time.monotonic()
            self._waited = 0.0
            self._worker = self.zygote.fork(max(1.0, self._budget.left), self.limits)
            seconds = self.limits.call_seconds
            self._worker.send_modules(msgspec.structs.replace(self.modules, call_seconds=seconds))
            self._size = self._worker.memory_bytes()
            self._repeat(self._worker)
        return self._worker

    def _repeat(self, worker: Worker) -> None:
        """Brings a new worker to where the last one was."""
        for kind, steps in groupby(self._done, type):
            if kind is bytes:
                calls = cast("list[bytes]", list(steps))
                deque(worker.call(calls, read_answer, self.group), maxlen=0)
            else:
                for step in steps:
                    if isinstance(step, Use):
                        worker.use(step.stem)
                    else:
                        worker.load(cast("str", step))

    def _end_worker(self) -> None:
        """Ends the worker; the next one begins with the modules alone."""
        if self._worker is not None:
            self._worker.end()
            self._give_back_waiting()
            self._worker = None
        loaded = [stem for stem, module in self._loaded.items() if module.lost is None]
        used = [step for step in self._done if isinstance(step, Use)]
        self._done = [*loaded, *used[-1:]]

    def _is_over(self) -> bool:
        """Whether the function's time is over, without what its worker has waited for a core."""
        if self._share.is_over():
            self._give_back_waiting()
        return self._share.is_over()

    def _give_back_waiting(self) -> None:
        """How busy the machine is costs nobody any time."""
        if self._worker is not None:
            waited = self._worker.waited()
            self._share.give_back(waited - self._waited)
            self._waited = waited

    def _interrupted(self, observation: Observation) -> Lost:
        """What is said of a call that did not come to its end."""
        said = in_time(self.limits.call_seconds)
        raised = observation.raised and self.locate(observation.raised)
        if raised and raised.line:
            text = _("{no_answer} (it was interrupted in {place}: {code})")
            said = text.format(no_answer=said, place=place_text(raised), code=raised.code)
        return Lost("timeout", said + prints_text(observation.answer.printed), raised or None)

    def _module(self, loaded: Loaded) -> Module:
        raised = loaded.raised and self.locate(loaded.raised)
        return Module(frozenset(loaded.functions), loaded.output, raised)

    def _located(self, observation: Observation) -> Observation:
        if observation.raised is not None:
            observation.raised = self.locate(observation.raised)
        observation.warnings = tuple(map(self.locate, observation.warnings))
        return observation
