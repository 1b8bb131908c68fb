"""The results of the last checks, kept so that they can be listed at once."""

import hashlib
from pathlib import Path

from autograder.files import OpenFolder, UnreadableError
from autograder.intake.submission import MAX_FILE_BYTES
from autograder.records import SubmissionResult
from autograder.state import Check, add_to_state, read_state

MAX_BYTES = max(MAX_FILE_BYTES.values())
DIGITS = 16


class Remembered:
    """The last check of each function, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.checks = read_state(folder).checks

    def keep(self, result: SubmissionResult) -> None:
        """Remembers how the functions of a submission came out; faults of ours are forgotten."""
        for function in result.functions:
            if function.status != "grader_error":
                file = function.path or function.file
                self.checks[function.name] = Check(
                    function.status, function.score, file, self._digest(file)
                )
        add_to_state(self._folder, checks=self.checks)

    def is_current(self, check: Check) -> bool:
        """Whether the file has not changed since."""
        return self._digest(check.file) == check.code

    def _digest(self, file: str) -> str:
        """A name for the content of a file in the folder; "" if there is none that can be read."""
        names = file.split("/")
        if not all(names) or {".", ".."} & set(names):
            return ""
        try:
            with OpenFolder(self._folder) as folder:
                return hashlib.sha256(folder.read(names, MAX_BYTES)).hexdigest()[:DIGITS]
        except (OSError, UnreadableError):
            return ""
