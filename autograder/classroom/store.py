"""The folder that a class is graded into: what is there already, and what is written."""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec

import autograder
from autograder.ascii_json import encode_json
from autograder.errors import UserError
from autograder.files import (
    UnreadableError,
    read_file,
    remove_unfinished,
    write_atomically,
)
from autograder.i18n import Language
from autograder.intake.class_list import Listed
from autograder.machine import advice_on, unwritable
from autograder.records import (
    MAX_RECORD_BYTES,
    SubmissionResult,
    decode_result,
    encode_result,
)
from autograder.worker.client import Limits

VERSIONED = ("torch", "numpy", "hypothesis", "msgspec")
MAX_NAME_BYTES = 200
MAX_RUN_BYTES = 256 << 20
"""Of `run.json` and of the journal, which have a few hundred for each student."""
FOLDERS = ("results", "feedback")


class Graded(msgspec.Struct, frozen=True):
    """A submission that has its record: what it was made from, and how long that took."""

    fingerprint: str
    seconds: float


class Noted(Graded, frozen=True):
    """A line of the journal."""

    student: str


REPLACED = Graded("", 0.0)
"""In the journal: an earlier record is about to be replaced, and is not to be believed."""


Protection = Annotated[str, msgspec.Meta(pattern="^(Landlock|seccomp)$")]


class Run(msgspec.Struct, kw_only=True):
    """`run.json`: all that the records leave out.

    `points` of exercises are in hundredths, where the course has its own; `listed` is what the
    course's list says of its students, `keys` are the names by which it knows them.
    """

    schema: Literal["autograder/run/v1"] = "autograder/run/v1"
    seed: int
    students: list[str]
    places: dict[str, str] = {}
    limits: Limits
    exercises: list[str]
    allowed: list[str] = []
    language: Language = "en"
    points: dict[str, int] = {}
    listed: list[Listed] = []
    keys: dict[str, str] = {}
    jobs: int
    versions: dict[str, str]
    missing_protections: tuple[Protection, ...] = ()
    submissions: dict[str, Graded] = {}


class BusyError(UserError):
    """Another run is writing to the folder."""


class Store:
    """Results of a class, each written as soon as it exists.

    `run.json` is written when a run begins and when it ends. In between, a line is added to
    the journal for each submission that has its record, so that a run costs as many bytes as
    it has results; who reads the run reads both.
    """

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        """Opens the folder; makes it, unless it is only to be read.

        Raises:
            UserError: it can't be written.
        """
        self.folder = folder
        self._journal = folder / "journal.jsonl"
        if not writable:
            return
        try:
            for name in FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = f"Results can't be written to {folder}: {error.strerror}. {advice_on(error)}"
            raise UserError(said) from error
        if not all(os.access(folder / name, os.W_OK) for name in ("", *FOLDERS)):
            raise UserError(
                f"Results can't be written to {folder}: it is not writable. Change its rights, or "
                "name another place."
            )

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other runs out of the folder, and sweeps up what a killed one has left.

        The kernel takes the lock back when this process ends, however it ends.

        Raises:
            BusyError: another run is under way.
        """
        with self._explained("."):
            descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._lock(descriptor)
            with contextlib.suppress(OSError):  # what can't be removed does no harm
                for name in ("", *FOLDERS):
                    remove_unfinished(self.folder / name)
            yield
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"Another run is grading into {self.folder} at this moment. "
                "Wait for its end, stop it, or grade into another folder."
            ) from None
        except OSError:
            return  # there are file systems without locks

    def read_run(self) -> Run | None:
        """What is known of the run before, if there was one.

        Raises:
            UserError: its file is damaged.
        """
        path = self.folder / "run.json"
        if not path.exists():
            return None
        try:
            run = msgspec.json.decode(read_file(path, MAX_RUN_BYTES, links=True), type=Run)
            run.submissions.update(self._read_journal())
        except (UnreadableError, ValueError, RecursionError, msgspec.MsgspecError) as error:
            raise UserError(
                f"{path} can't be read ({error}). It holds the seed of this run: restore it, "
                "or grade into another folder."
            ) from error
        return run

    def write_run(self, run: Run) -> None:
        """Writes all that is known of the run; the journal begins anew.

        Raises:
            UserError: it can't be written.
        """
        run.submissions = dict(sorted(run.submissions.items()))  # not in the order of their ends
        self.write("run.json", encode_json(run))
        with self._explained("journal.jsonl"):
            self._journal.unlink(missing_ok=True)

    def note(self, student: str, graded: Graded) -> None:
        """Adds to the run that a submission has its record now.

        Raises:
            UserError: it can't be written.
        """
        line = encode_json(Noted(graded.fingerprint, graded.seconds, student), indent=0)
        with self._explained("journal.jsonl"), self._journal.open("ab") as file:
            file.write(line)

    def result(self, student: str) -> SubmissionResult | None:
        """The record of a student, if there is a whole one."""
        try:
            return self.record(student)
        except UserError:
            return None

    def run(self) -> Run:
        """The last run.

        Raises:
            UserError: there was none, or its file is damaged.
        """
        run = self.read_run()
        if run is None:
            raise UserError(f"{self.folder} holds no results; `grade` writes them.")
        return run

    def students(self) -> list[str]:
        """The students of the last run."""
        run = self.read_run()
        return run.students if run else []

    def places(self) -> dict[str, str]:
        """Where the submissions of the last run lay, by student."""
        run = self.read_run()
        return run.places if run else {}

    def missing_protections(self) -> tuple[str, ...]:
        """The essential protections that the machine of the last run did not have."""
        run = self.read_run()
        return run.missing_protections if run else ()

    def results(self) -> Iterator[SubmissionResult]:
        """The records of the students of the last run, as far as they exist, one after the other.

        Raises:
            UserError: one of them is damaged.
        """
        for student in self.students():
            if self.path(student).exists():
                yield self.record(student)

    def record(self, student: str) -> SubmissionResult:
        """The record of a student.

        Raises:
            UserError: it can't be read, or is another student's.
        """
        path = self.path(student)
        try:
            result = decode_result(read_file(path, MAX_RECORD_BYTES, links=True))
        except (UnreadableError, ValueError, RecursionError, msgspec.MsgspecError) as error:
            raise UserError(f"{path} is not a result record: {error}") from error
        if result.student != student:
            raise UserError(f"{path} is the record of {result.student!r}, not of {student!r}.")
        return result

    def write_result(self, result: SubmissionResult, *, lasting: bool = True) -> None:
        """Writes a record; see `write_atomically`.

        Raises:
            UserError: it can't be written.
        """
        data = encode_result(result)
        self.write(f"results/{file_stem(result.student)}.json", data, lasting=lasting)

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """Writes a file of the folder; see `write_atomically`.

        Raises:
            UserError: it can't be written.
        """
        with self._explained(name):
            write_atomically(self.folder / name, data, lasting=lasting)

    @contextlib.contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            kept = (
                "All that was graded before is kept: mend this, then run the same command again "
                "to go on."
            )
            raise unwritable(self.folder / name, error, kept) from error

    def _read_journal(self) -> dict[str, Graded]:
        """What the journal tells; a line that a kill or a full disk has cut off tells nothing.

        Raises:
            UserError: it can't be read.
        """
        if not self._journal.exists():
            return {}
        try:
            data = read_file(self._journal, MAX_RUN_BYTES, links=True)
        except UnreadableError as error:
            raise UserError(
                f"{self._journal} can't be read: {error}. It tells what is graded already: "
                "restore it, or remove it and have that graded again."
            ) from None
        noted = {}
        for line in data.splitlines():
            with contextlib.suppress(ValueError, msgspec.MsgspecError):
                entry = msgspec.json.decode(line, type=Noted)
                noted[entry.student] = Graded(entry.fingerprint, entry.seconds)
        return noted

    def path(self, student: str) -> Path:
        """Where the record of a student is, or would be."""
        return self.folder / "results" / f"{file_stem(student)}.json"


def versions() -> dict[str, str]:
    """The versions on which a result depends."""
    installed = {name: importlib.metadata.version(name) for name in VERSIONED}
    return {
        "autograder": autograder.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        **installed,
    }


def file_stem(student: str) -> str:
    """A student's name as a file name; different names give different ones.

    Letters and digits of any script and `._-@+, ` stay; all else is percent-encoded.
    """
    kept = "".join(
        c if c.isalnum() or c in "_-@+, " or (c == "." and i > 0) else _encoded(c)
        for i, c in enumerate(student)
    )
    if len(kept.encode()) <= MAX_NAME_BYTES:
        return kept
    return f"{kept[:40]}~{hashlib.sha256(student.encode()).hexdigest()[:32]}"


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
