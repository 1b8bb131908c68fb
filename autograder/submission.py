"""Reads a submission from disk, without running any of it."""

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import UserError

MAX_DEPTH = 3
MAX_SOURCE_BYTES = 1 << 20
MAX_MODULES = 50
MAX_ALL_BYTES = 4 << 20


@dataclass(frozen=True)
class Submission:
    """One student's modules, as bytes by stem, and what could not be read."""

    student: str
    sources: Mapping[str, bytes]
    problems: tuple[str, ...] = field(default=())


def read_submission(path: Path, student: str) -> Submission:
    """Reads all modules of a folder, at most three levels deep, or one module.

    Of two modules with the same name, the one higher up counts, then the first by path.

    Raises:
        UserError: there is nothing at that path, or not a module.
    """
    if path.is_file():
        if path.suffix != ".py":
            raise UserError(f"{path} is not a Python module; expected a .py file or a folder.")
        files: Iterable[Path] = [path]
    elif path.is_dir():
        files = find_modules(path)
    else:
        raise UserError(f"{path} does not exist; expected a .py file or a folder of them.")
    sources: dict[str, bytes] = {}
    problems: list[str] = []
    for file in files:
        shown = readable(file.relative_to(path) if file != path else file.name)
        stem = readable(file.stem)
        if stem in sources:
            problems.append(f"{shown} was ignored: there is another {stem}.py")
        elif len(sources) == MAX_MODULES:
            problems.append(f"{shown} was ignored: there are more than {MAX_MODULES} modules")
        else:
            try:
                left = MAX_ALL_BYTES - sum(map(len, sources.values()))
                sources[stem] = read_source(file, min(MAX_SOURCE_BYTES, left))
            except (OSError, ValueError) as error:
                problems.append(f"{shown} can't be read: {reason_of(error)}")
    return Submission(student, sources, tuple(problems))


def readable(name: str | Path) -> str:
    """A file's name as text that can be written down: bytes that are not UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def find_modules(folder: Path) -> list[Path]:
    """All .py files, those higher up first; hidden folders are left out."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(
            name for name in folders if not name.startswith((".", "__")) and depth + 1 < MAX_DEPTH
        )
        found += [Path(place, name) for name in names if Path(name).suffix == ".py"]
    return sorted(found, key=lambda file: (len(file.parts), file.parts))


def read_source(file: Path, limit: int = MAX_SOURCE_BYTES) -> bytes:
    """The bytes of a regular file, read once, never through a link.

    Raises:
        OSError: it can't be opened.
        ValueError: it is not a regular file or too large.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(file, flags)
    with os.fdopen(descriptor, "rb") as opened:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("it is not a regular file")
        if status.st_size > limit:
            raise ValueError(f"it has {status.st_size} bytes; at most {limit} are read")
        return opened.read(limit)


def reason_of(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return "it is a link" if error.errno == errno.ELOOP else str(error.strerror)
    return str(error)


def find_submissions(folder: Path, leave_out: Path | None = None) -> dict[str, Path]:
    """The students of a class and their folders, by name.

    Args:
        folder: with a folder for each student; links and hidden folders don't count.
        leave_out: a folder that is none of them, though it may lie among them.

    Raises:
        UserError: the folder does not exist or holds no folders.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder; expected one folder in it for each student.")
    entries = [
        entry
        for entry in sorted(folder.iterdir())
        if entry.is_dir()
        and not entry.is_symlink()
        and not entry.name.startswith((".", "__"))
        and not (leave_out and leave_out.exists() and entry.samefile(leave_out))
    ]
    if not entries:
        raise UserError(f"{folder} holds no submissions; expected a folder for each student.")
    students: dict[str, Path] = {}
    for entry in entries:
        name = readable(entry.name)
        if name in students:
            raise UserError(f"Two folders of {folder} can't be told apart by name: {name}")
        students[name] = entry
    return students
