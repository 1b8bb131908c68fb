"""What the last checks found, kept beside the exercises so that it can be listed at once."""

import hashlib
from pathlib import Path

import msgspec

from autograder.files import write_atomically
from autograder.records import FunctionStatus, SubmissionResult

FOLDER = ".autograder"
PLACE = "progress.json"


class Check(msgspec.Struct, frozen=True):
    """How a function came out when it was last checked.

    `code` is a digest of the file that it stood in, so that a later change of it is noticed.
    """

    status: FunctionStatus
    score: int
    file: str
    code: str


class Remembered:
    """The last check of each function, in a folder.

    A file that can't be read or written costs the memory, nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FOLDER / PLACE
        self.checks: dict[str, Check] = {}
        try:
            self.checks = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Check])
        except (OSError, msgspec.MsgspecError):
            return

    def keep(self, result: SubmissionResult) -> None:
        """Remembers how the functions of a submission came out; faults of ours are forgotten."""
        for function in result.functions:
            if function.status != "grader_error":
                file = function.path or function.file
                self.checks[function.name] = Check(
                    function.status, function.score, file, self._digest(file)
                )
        if self._path.parent.is_symlink():
            return  # a submission may not say where we write
        try:
            self._path.parent.mkdir(exist_ok=True)
            write_atomically(self._path, msgspec.json.encode(self.checks))
        except OSError:
            return

    def is_current(self, check: Check) -> bool:
        """Whether the file has not changed since."""
        return self._digest(check.file) == check.code

    def _digest(self, file: str) -> str:
        try:
            return hashlib.sha256((self._folder / file).read_bytes()).hexdigest()[:16]
        except OSError:
            return ""


def home_of(path: Path) -> Path:
    """The folder of a student's work, in which things are remembered."""
    return path if path.is_dir() else path.parent
