"""Files, read once, within a limit and only if they are files; written whole or not at all.

Anything may lie in the place of a file: a device without an end, a pipe to which nobody writes, a
link to what belongs to others. So every file that is not the package's own is opened here: never a
device or a pipe, and never beyond a limit. A link is followed only where the path was named by
whoever runs the command, or lies in a folder of theirs (`links=True`), not below a student's
folder.
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from autograder.i18n import Phrase, Text, _

UNFINISHED = ".part"
"""The end of a temporary file's name."""
READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
NO_LINK = os.O_NOFOLLOW
FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
FOR_ALL, PRIVATE = 0o644, 0o600
"""Who may read a file that is written: everyone, or its owner alone."""


class UnreadableError(Exception):
    """A file can't be read; the message is the reason, for people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))


class TooLargeError(UnreadableError):
    """It has more bytes than were asked for."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            Phrase("it has {size} bytes; at most {limit} are read", size=size, limit=limit)
        )
        self.size = size


@contextlib.contextmanager
def opened(
    path: str | Path, *, links: bool = False, folder: int | None = None
) -> Iterator[BinaryIO]:
    """Opens a regular file for reading.

    Args:
        path: of the file.
        links: whether the path may end in a link.
        folder: an open folder that the path is seen from.

    Raises:
        UnreadableError: it can't be opened, or is not a regular file.
    """
    try:
        descriptor = os.open(path, READ if links else READ | NO_LINK, dir_fd=folder)
    except (OSError, ValueError) as error:  # the latter for a name with a null byte
        refused = isinstance(error, OSError) and error.errno == errno.ELOOP and not links
        raise UnreadableError(_("it is a link") if refused else reason(error)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError(_("it is not a regular file"))
    with os.fdopen(descriptor, "rb") as file:
        yield file


def read_file(
    path: str | Path, limit: int, *, links: bool = False, folder: int | None = None
) -> bytes:
    """The bytes of a regular file, read once; see `opened`.

    Raises:
        UnreadableError: it can't be read, is not a regular file, or is too large.
    """
    with opened(path, links=links, folder=folder) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            data = file.read(limit + 1) if size <= limit else b""
        except OSError as error:
            raise UnreadableError(reason(error)) from None
    if max(size, len(data)) > limit:  # it may have grown since
        raise TooLargeError(max(size, len(data)), limit)
    return data


def reason(error: OSError | ValueError) -> str:
    """The system's words for why a file can't be opened or read."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


class OpenFolder:
    """A folder that is held open, so that its path may change meanwhile; no link is followed."""

    def __init__(self, path: Path) -> None:
        self._root = os.open(path, FOLDER)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._root)

    def read(self, parts: Sequence[str], limit: int) -> bytes:
        """The bytes of a file in the folder; no part of its path may be a link.

        Raises:
            UnreadableError: it can't be opened, is not a regular file, or is too large.
        """
        with ExitStack() as stack:
            try:
                here = self._descend(parts[:-1], stack)
            except NotADirectoryError:  # which is what is said of a link
                raise UnreadableError(_("it is a link")) from None
            except (OSError, ValueError) as error:
                raise UnreadableError(reason(error)) from None
            return read_file(parts[-1], limit, folder=here)

    def write(self, parts: Sequence[str], data: bytes) -> None:
        """Writes a file for its owner alone, whole, without waiting for the disk.

        Folders on the way are made if they are not there.

        Raises:
            OSError: it can't be written, or a part of its path is a link.
        """
        with ExitStack() as stack:
            for depth in range(1, len(parts)):
                here = self._descend(parts[: depth - 1], stack)
                with contextlib.suppress(FileExistsError):
                    os.mkdir(parts[depth - 1], 0o700, dir_fd=here)
            here = self._descend(parts[:-1], stack)
            _write(here, parts[-1], data, PRIVATE, lasting=False)

    def _descend(self, names: Sequence[str], stack: ExitStack) -> int:
        """Opens folders, one in the other."""
        here = self._root
        for name in names:
            here = os.open(name, FOLDER | NO_LINK, dir_fd=here)
            stack.callback(os.close, here)
        return here


def write_atomically(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Writes a file by way of a temporary one beside it.

    A reader, or a run after a crash, sees the old one or the new one. A link is replaced.

    Args:
        path: of the file.
        data: all of it.
        lasting: wait for the disk, so that a power cut leaves the old file or the new one. What
            is easily made again need not; a few milliseconds a file.

    Raises:
        OSError: the folder can't be written.
    """
    folder = os.open(path.parent, FOLDER)
    try:
        _write(folder, path.name, data, FOR_ALL, lasting=lasting)
    finally:
        os.close(folder)


def _write(folder: int, name: str, data: bytes, mode: int, *, lasting: bool = True) -> None:
    temporary = f".{name}.{secrets.token_hex(4)}{UNFINISHED}"
    descriptor = os.open(temporary, NEW, PRIVATE, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(descriptor, mode)
            if lasting:
                os.fsync(descriptor)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def remove_unfinished(folder: Path) -> None:
    """Removes what writes that were killed have left; nobody else may be writing here.

    Raises:
        OSError: the folder can't be read or written.
    """
    for path in folder.glob(f".*{UNFINISHED}"):
        path.unlink()
