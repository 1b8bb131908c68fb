"""The folder that a class is graded into: what is there already, and what is written."""

import hashlib
import importlib.metadata
import os
import platform
import secrets
from collections.abc import Sequence
from pathlib import Path

import msgspec

import autograder
from autograder.errors import UserError
from autograder.files import write_atomically
from autograder.records import SubmissionResult, decode_result, encode_result
from autograder.reports.table import grades_csv
from autograder.worker.client import Limits

VERSIONED = ("torch", "numpy", "hypothesis", "msgspec")
SEED_BITS = 53
"""So that any reader of JSON gets the same number."""
MAX_NAME_BYTES = 200


class Graded(msgspec.Struct, frozen=True):
    """A submission that has its record: what it was made from, and how long that took."""

    fingerprint: str
    seconds: float


class Run(msgspec.Struct, kw_only=True):
    """`run.json`: all that the records leave out."""

    schema: str = "autograder/run/v1"
    seed: int
    students: list[str]
    limits: Limits
    exercises: list[str]
    jobs: int
    versions: dict[str, str]
    submissions: dict[str, Graded] = {}


class Store:
    """Results of a class, each written as soon as it exists."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes the folder.

        Raises:
            UserError: it can't be written.
        """
        self.folder = folder
        try:
            (folder / "results").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"Results can't be written to {folder}: {error.strerror}.") from error
        if not os.access(folder, os.W_OK) or not os.access(folder / "results", os.W_OK):
            raise UserError(f"Results can't be written to {folder}: it is not writable.")

    def read_run(self) -> Run | None:
        """What is known of the run before, if there was one.

        Raises:
            UserError: its file is damaged.
        """
        path = self.folder / "run.json"
        if not path.exists():
            return None
        try:
            return msgspec.json.decode(path.read_bytes(), type=Run)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise UserError(
                f"{path} can't be read ({error}). It holds the seed of this run: restore it, "
                "or grade into another folder."
            ) from error

    def write_run(self, run: Run) -> None:
        data = msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n"
        write_atomically(self.folder / "run.json", data)

    def result(self, student: str) -> SubmissionResult | None:
        """The record of a student, if there is a whole one."""
        try:
            return decode_result(self._path(student).read_bytes())
        except (OSError, ValueError, msgspec.MsgspecError):
            return None

    def students(self) -> list[str]:
        """The students of the last run."""
        run = self.read_run()
        return run.students if run else []

    def results(self) -> list[SubmissionResult]:
        """The records of the students of the last run, as far as they exist.

        Raises:
            UserError: one of them is damaged.
        """
        found = []
        for path in map(self._path, self.students()):
            try:
                found.append(decode_result(path.read_bytes()))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, msgspec.MsgspecError) as error:
                raise UserError(f"{path} is no result record: {error}") from error
        return found

    def write_result(self, result: SubmissionResult) -> None:
        write_atomically(self._path(result.student), encode_result(result))

    def write_grades(self, results: Sequence[SubmissionResult]) -> None:
        write_atomically(self.folder / "grades.csv", grades_csv(results))

    def _path(self, student: str) -> Path:
        return self.folder / "results" / f"{file_stem(student)}.json"


def new_seed() -> int:
    """A seed that no student can know."""
    return secrets.randbits(SEED_BITS)


def versions() -> dict[str, str]:
    """What a result depends on, beyond the submission and the seed."""
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
