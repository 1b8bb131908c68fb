"""Files of a folder, each opened once and never through a link, whatever happens meanwhile."""

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.files import OpenFolder
from autograder.i18n import _
from autograder.intake.names import MAX_TOLD, kind_of, passed_over
from autograder.intake.problem import Problem, ignored, listed

MAX_DEPTH = 3
MAX_LISTED = 10_000
"""How many names of a folder are looked at."""


def too_deep() -> str:
    return _("it lies more than {depth} folders deep").format(depth=MAX_DEPTH - 1)


@dataclass(frozen=True)
class Entry:
    """A file that may belong to a submission: its path there, and the way to its bytes.

    `read` takes the number of bytes that are read at most, and raises `UnreadableError`.
    """

    path: tuple[str, ...]
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def shown(self) -> str:
        return "/".join(self.path)


class Folder(OpenFolder):
    """A folder of a submission."""

    def list(self) -> tuple[list[Entry], list[Problem]]:
        """What may be read, in the folder and in folders up to two deep, and what was passed over.

        Folders whose names begin with a dot or two underscores are hidden.
        """
        found: list[Entry] = []
        problems: list[Problem] = []
        others: list[str] = []
        deeper: list[str] = []
        seen = 0

        def pass_over(error: OSError) -> None:
            problems.append(_unlisted(error))

        for place, folders, names, here in os.fwalk(dir_fd=self._root, onerror=pass_over):
            parts = Path(place).parts
            folders[:] = sorted(name for name in folders if not is_hidden(name))
            links = [_shown([*parts, name]) for name in folders if _is_link(name, here)]
            problems += [ignored(link, _("it is a link")) for link in links]
            if len(parts) + 1 >= MAX_DEPTH:
                deeper += [_shown([*parts, n]) for n in folders if not _is_link(n, here)]
                folders.clear()
            seen += len(names) + len(folders)
            if seen > MAX_LISTED:
                problems.append(too_many_files())
                break
            found += [self._entry([*parts, name]) for name in names if kind_of(readable(name))]
            others += [
                _shown([*parts, name])
                for name in names
                if not kind_of(readable(name)) and not is_hidden(name)
            ]
        if deeper:
            shown = listed(deeper, MAX_TOLD)
            said = _("{path} was not looked into: {reason}").format(path=shown, reason=too_deep())
            problems.append(Problem(shown, said))
        if not (found or others or problems):
            problems.append(Problem("", _("the folder holds no files")))
        return found, problems + passed_over(others, all_there_is=not found)

    def _entry(self, parts: Sequence[str]) -> Entry:
        return Entry(tuple(map(readable, parts)), lambda limit: self.read(parts, limit))


def readable(name: str | Path) -> str:
    """A file's name as text that can be written down: bytes that are not UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_hidden(name: str) -> bool:
    return name.startswith((".", "__"))


def _is_link(name: str, folder: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _shown(parts: Sequence[str]) -> str:
    return "/".join(map(readable, parts))


def _unlisted(error: OSError) -> Problem:
    path = readable(str(error.filename))
    said = _("{path} can't be looked into: {reason}").format(path=path, reason=error.strerror)
    return Problem(path, said)


def too_many_files() -> Problem:
    said = _("there are more than {most} files; not all were looked at").format(most=MAX_LISTED)
    return Problem("", said)
