"""Has files of students parsed, in a process of its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograder.i18n import _
from autograder.time_budget import TimeBudget
from autograder.worker.ends import Limits, WorkerLost
from autograder.worker.protocol import Again, File, Reading

if TYPE_CHECKING:
    from autograder.worker.client import Worker, Zygote

READING_SECONDS = 30.0
"""For all files of a submission, where nobody has another budget."""
READER_SECONDS = 1e6
"""CPU time of a reader, which serves as many submissions as there are."""
LOST_FILES = 2
"""After so many files that the parser did not survive, the rest of a submission is not read."""
READER_GROWTH_BYTES = 1 << 27
"""A reader that has grown by more is replaced."""
MAX_NAMES = 50_000
"""What is told of all files of a submission; ten thousand names of one are let be."""
Key = tuple[bool, bytes, int]
"""What tells a file from others: its kind, its bytes, and its number among those like it."""


class Reader:
    """Parses files in a fork of the zygote that never runs any, made when it is first needed.

    A file is parsed once for a submission: asked for it again, perhaps with other functions
    that are wanted, the process chooses from what it has.

    Attributes:
        losses: the files of the submission that the parser did not survive.
        unsteady: whether something struck that need not strike on another run.
    """

    def __init__(self, zygote: "Zygote") -> None:
        self.losses = 0
        self.unsteady = False
        self._zygote = zygote
        self._worker: Worker | None = None
        self._size = 0
        self._files: set[Key] = set()  # of the submission under work
        self._parsed: dict[Key, int] = {}  # the request with which the process has read it
        self._lost: dict[Key, Reading] = {}

    def read(self, files: Sequence[File], budget: TimeBudget | None = None) -> list[Reading]:
        """What is in each file; one that the parser does not survive costs itself only.

        Args:
            files: of one submission.
            budget: the time for all of them.

        Raises:
            WorkerFault: readers can't be started.
        """
        budget = budget or TimeBudget(READING_SECONDS)
        by_key = with_keys(files)
        if not self._files.issuperset(by_key):
            self.forget()
            self._files.update(by_key)
        with budget.paused():
            self._zygote.wait_until_ready()
        found: dict[Key, Reading] = {}
        doubted: set[Key] = set()
        while waiting := [k for k in by_key if k not in found and k not in self._lost]:
            if said := self._why_not(budget):
                found.update(dict.fromkeys(waiting, Reading(unreadable=said)))
                break
            try:
                self._ask([(key, by_key[key]) for key in waiting], found, budget)
            except WorkerLost as lost:
                self._end_worker()
                if lost.killed and waiting[lost.index] not in doubted:
                    doubted.add(waiting[lost.index])  # anybody may have killed it: once more
                elif not budget.is_over():
                    self._lose(waiting[lost.index], lost)
        return [found.get(key) or self._lost[key] for key in by_key]

    def forget(self) -> None:
        """Lets go of the submission; a process that has grown with it is ended."""
        self._files.clear()
        self._parsed.clear()
        self._lost.clear()
        self.losses = 0
        self.unsteady = False
        if self._worker is None:
            return
        self._worker.forget_files()
        if self._worker.memory_bytes() > self._size + READER_GROWTH_BYTES:
            self._end_worker()

    def close(self) -> None:
        """Lets go of the process, which ends by itself or with the zygote."""
        if self._worker is not None:
            self._worker.hang_up()
            self._worker = None

    def _ask(
        self, files: Sequence[tuple[Key, File]], found: dict[Key, Reading], budget: TimeBudget
    ) -> None:
        """Has the process read files, or choose from those that it has read; fills `found`.

        Raises:
            WorkerLost: with the index of the file that the parser did not survive.
        """
        worker = self._ready_worker()
        requests = [
            Again(self._parsed[key], file.wanted) if key in self._parsed else file
            for key, file in files
        ]
        readings = worker.read(requests, budget.ends)
        names = sum(map(names_in, found.values()))
        for (key, _file), (number, reading) in zip(files, readings, strict=True):
            self._parsed.setdefault(key, number)
            if names + names_in(reading) > MAX_NAMES:
                said = _("with it, the submission has more than {most} names")
                found[key] = Reading(unreadable=said.format(most=MAX_NAMES))
            else:
                names += names_in(reading)
                found[key] = reading

    def _why_not(self, budget: TimeBudget) -> str:
        """Why no file is read any more, or nothing."""
        if self.losses >= LOST_FILES:
            return _("{count} files broke the parser already").format(count=LOST_FILES)
        if budget.is_over():
            self.unsteady = True
            said = _("the {seconds:g} s for reading the submission were used up")
            return said.format(seconds=round(budget.seconds, 1))
        return ""

    def _lose(self, key: Key, lost: WorkerLost) -> None:
        said = _("the parser {what_happened}").format(what_happened=lost.message)
        self._lost[key] = Reading(unreadable=said)
        self.losses += 1
        self.unsteady = True

    def _ready_worker(self) -> "Worker":
        if self._worker is None:
            self._worker = self._zygote.fork(READER_SECONDS, Limits())
            self._size = self._worker.memory_bytes()
        return self._worker

    def _end_worker(self) -> None:
        self._parsed.clear()
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def with_keys(files: Iterable[File]) -> dict[Key, File]:
    """The files by their keys, which don't depend on the order of different ones."""
    found: dict[Key, File] = {}
    count: Counter[tuple[bool, bytes]] = Counter()
    for file in files:
        like_it = file.notebook, file.data
        found[*like_it, count[like_it]] = file
        count[like_it] += 1
    return found


def names_in(reading: Reading) -> int:
    """How many names a reader tells of a file, uses of names included."""
    told = (reading.definitions, reading.stars, reading.inner, reading.suspicious)
    return sum(map(len, told)) + sum(len(d.uses) + len(d.needs) for d in reading.definitions)
