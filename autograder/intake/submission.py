"""One snapshot of what a student handed in: the bytes that are read, run and stored."""

import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autograder.errors import UserError
from autograder.files import TooLargeError, UnreadableError, read_file
from autograder.i18n import N_, Phrase, Text, _
from autograder.intake.archive import MAX_ARCHIVE_BYTES, DamagedError, list_archive
from autograder.intake.files import Entry, Folder, readable
from autograder.intake.names import MAX_TOLD, Kind, is_proper, kind_of, passed_over, stem_of
from autograder.intake.problem import Problem, ignored, listed, told, unreadable
from autograder.intake.turns import Turns, in_order, in_order_of_names

MAX_FILES = {"module": 50, "notebook": 20}
MAX_FILE_BYTES = {"module": 1 << 20, "notebook": 8 << 20}
MAX_ALL_BYTES: dict[Kind, int] = {"module": 4 << 20, "notebook": 16 << 20}
"""Pictures make notebooks large."""
DAMAGED_BYTES = 1 << 12
"""As so many bytes, at least, a file counts that turns out to be damaged."""
MAX_ARCHIVES = 5
MAX_LEFT_OUT = 20
"""So many names of files that were left out are told."""
Place = Path | Mapping[str, Path]
"""Where a submission lies: a folder, an archive or a file, or files by the names given to them."""
MISSING = N_(
    "{path} does not exist; expected a .py file or a folder of them (a notebook or a .zip file "
    "will do as well)."
)
NO_FILE = N_(
    "{path} is neither a file nor a folder; expected a .py file or a folder of them (a notebook "
    "or a .zip file will do as well)."
)
NO_MODULE = N_(
    "{path} is not a Python module; expected a .py file or a folder of them (a notebook or a .zip "
    "file will do as well)."
)
TOO_MANY = {
    "module": N_("there are more than {most} modules"),
    "notebook": N_("there are more than {most} notebooks"),
}
TOO_LARGE_IN_ALL = {
    "module": N_("with it, the submission's modules have more than {most} bytes in all"),
    "notebook": N_("with it, the submission's notebooks have more than {most} bytes in all"),
}


@dataclass(frozen=True)
class Submission:
    """A student's modules and notebooks, as bytes by path, and what could not be read."""

    student: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = field(default=())


def read_submission(path: Place, student: str) -> Submission:
    """Reads all modules and notebooks of a folder or an archive, or a single one, or several.

    Of two with the same name, the one higher up counts, then the first by path.

    Raises:
        UserError: there is nothing at that path, or nothing that is read.
    """
    if not isinstance(path, Path):
        return _gather(path, student)
    if path.is_dir():
        try:
            with Folder(path) as folder:
                entries, problems = folder.list()
                return _read(entries, problems, student)
        except OSError as error:  # of one student; it must not stop the class
            said = _("the folder can't be read: {reason}").format(reason=error.strerror)
            return Submission(student, {}, (Problem("", said),))
    if not path.is_file():
        raise UserError(_(NO_FILE if path.exists() else MISSING).format(path=path))
    if kind_of(path.name) is None:
        raise UserError(_(NO_MODULE).format(path=path))
    return _gather({readable(path.name): path}, student)


def read_together(paths: Sequence[Path], student: str) -> Submission:
    """Reads several folders, archives or files as one work; paths are told from `top_of` them.

    Raises:
        UserError: there is nothing at one of the paths, or nothing that is read.
    """
    if len(paths) == 1:
        return read_submission(paths[0], student)
    top = top_of(paths).resolve()
    files: dict[str, bytes] = {}
    problems: dict[Problem, None] = {}
    for path in paths:
        part = read_submission(path, student)
        folder = readable(folder_of(path).relative_to(top).as_posix())
        files |= {posixpath.normpath(f"{folder}/{name}"): data for name, data in part.files.items()}
        problems |= dict.fromkeys(part.problems)
    return Submission(student, files, tuple(problems))


def top_of(paths: Sequence[Path]) -> Path:
    """The one path as it is; of several, the nearest folder that all of them lie in."""
    if len(paths) == 1:
        return paths[0]
    top, here = Path(os.path.commonpath([folder_of(path) for path in paths])), Path.cwd()
    return top.relative_to(here) if top.is_relative_to(here) else top


def folder_of(path: Path) -> Path:
    """A folder itself, or the one that a file lies in, from the root of all."""
    folder = path if path.is_dir() else path.parent
    return folder.resolve()


def _gather(files: Mapping[str, Path], student: str) -> Submission:
    """Reads files that lie apart as if they lay in a folder, by the names that go with them."""
    entries = [
        Entry((name,), partial(read_file, path, links=True))
        for name, path in files.items()
        if kind_of(name)
    ]
    others = [name for name in files if not kind_of(name)]
    return _read(entries, passed_over(others, all_there_is=not entries), student)


def _read(entries: Sequence[Entry], problems: list[Problem], student: str) -> Submission:
    """Reads entries, those of archives too, until there are as many as are read."""
    found = _with_members(entries, problems)
    turns = Turns(found)
    files: dict[str, bytes] = {}
    counted: dict[Kind, list[str]] = {"module": [], "notebook": []}
    left_out: dict[Kind, list[str]] = {"module": [], "notebook": []}
    left = dict(MAX_ALL_BYTES)
    proper: set[tuple[Kind, str]] = set()
    for entry in turns:
        kind, stem = kind_of(entry.name), stem_of(entry.name)
        assert kind is not None
        if is_proper(entry.name) and (kind, stem) in proper:
            problems.append(
                ignored(entry.shown, Phrase("there is another {name}", name=entry.name))
            )
        elif len(counted[kind]) == MAX_FILES[kind]:
            left_out[kind].append(entry.shown)
        else:
            try:
                files[entry.shown] = entry.read(min(MAX_FILE_BYTES[kind], left[kind]))
            except UnreadableError as error:
                why = in_all(kind) if fills_up(error, kind) else str(error)
                problems.append(unreadable(entry.shown, why))
                if isinstance(error, DamagedError):
                    left[kind] -= max(error.size, DAMAGED_BYTES)
            else:
                left[kind] -= len(files[entry.shown])
                counted[kind].append(entry.shown)
                turns.was_read(files[entry.shown])
                if is_proper(entry.name):
                    proper.add((kind, stem))
    for kind, paths in left_out.items():
        problems += left_out_of(paths, Phrase(TOO_MANY[kind], most=MAX_FILES[kind]))
    in_their_order = {e.shown: files[e.shown] for e in in_order(found) if e.shown in files}
    return Submission(student, in_their_order, told(problems))


def left_out_of(paths: list[str], reason: Text) -> list[Problem]:
    """That these were not read because of others: each of a few, of many in a single sentence."""
    groups = [[path] for path in paths] if len(paths) <= MAX_TOLD else [paths]
    return [ignored(listed(sorted(some), MAX_LEFT_OUT), reason) for some in groups]


def fills_up(error: UnreadableError, kind: Kind) -> bool:
    """Whether a file is not too large by itself, but on top of those that were read."""
    return isinstance(error, TooLargeError) and error.size <= MAX_FILE_BYTES[kind]


def in_all(kind: Kind) -> str:
    return _(TOO_LARGE_IN_ALL[kind]).format(most=MAX_ALL_BYTES[kind])


def _with_members(entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    """The entries, with those of archives in the place of the archives."""
    archives = in_order_of_names(e for e in entries if kind_of(e.name) == "archive")
    found = [e for e in entries if kind_of(e.name) != "archive"]
    reason = Phrase("there are more than {most} archives", most=MAX_ARCHIVES)
    problems += left_out_of([archive.shown for archive in archives[MAX_ARCHIVES:]], reason)
    for archive in archives[:MAX_ARCHIVES]:
        try:
            members, passed_over = list_archive(archive.read(MAX_ARCHIVE_BYTES), archive.path)
        except UnreadableError as error:
            problems.append(unreadable(archive.shown, str(error)))
        else:
            found += members
            problems += passed_over
    return found
