"""Tells when a student's files were saved, however the editor does that."""

import contextlib
import os
import threading
from pathlib import Path
from typing import Self

import watchfiles

from autograder.errors import UserError
from autograder.i18n import _
from autograder.intake.files import MAX_DEPTH, is_hidden, readable
from autograder.intake.names import kind_of

QUIET_MILLISECONDS = 20
"""An editor that writes a file in several steps is done when nothing has happened for so long."""
LONGEST_MILLISECONDS = 200
MAX_FOLDERS = 1000
Stamps = frozenset[tuple[str, int, int, int]]
"""Of files: the path, and what differs when one was written."""


class Changes:
    """Watches a file or a folder in the background; its descriptor is readable after a change."""

    def __init__(self, path: Path) -> None:
        # A file is watched by its folder: editors put another file in its place.
        self._folder = path if path.is_dir() else path.parent
        self._only = None if path.is_dir() else path.name
        self._reader, self._writer = os.pipe()
        self._stop = threading.Event()
        self._failure = ""
        self._stamps: Stamps = frozenset()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def fileno(self) -> int:
        return self._reader

    def take(self) -> None:
        """Waits for the next change from now on.

        Raises:
            UserError: the system does not tell of changes any more.
        """
        os.read(self._reader, 4096)
        if self._failure:
            said = _("{path} can't be watched: {reason}.")
            raise UserError(said.format(path=self._folder, reason=self._failure))

    def _watch(self) -> None:
        self._stamps = self._stamped()
        while not self._stop.is_set():
            try:
                self._watch_folders(self._list_folders())
            except FileNotFoundError:  # one of them has gone meanwhile
                self._stop.wait(LONGEST_MILLISECONDS / 1000)
            except (OSError, ValueError) as error:
                self._failure = getattr(error, "strerror", None) or str(error)
                os.write(self._writer, b"!")
                return
            except RuntimeError:  # the library can't tell of a file whose name is not UTF-8
                continue

    def _watch_folders(self, folders: list[Path]) -> None:
        """Tells of changes until there is another folder, and at first of those that it missed."""
        first = True
        for changes in watchfiles.watch(
            *folders,
            watch_filter=self._matters,
            debounce=LONGEST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            stop_event=self._stop,
            rust_timeout=200,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,  # it would follow links, to wherever
            ignore_permission_denied=True,
        ):
            if changes or first:
                before, self._stamps = self._stamps, self._stamped()
                if changes or self._stamps != before:
                    os.write(self._writer, b".")
                first = False
            if any(is_folder(Path(path)) or Path(path) in folders for _change, path in changes):
                return

    def _list_folders(self) -> list[Path]:
        return [self._folder] if self._only else folders_of(self._folder)

    def _stamped(self) -> Stamps:
        found = set()
        for folder in self._list_folders():
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if self._is_read(readable(entry.name)):
                        status = entry.stat(follow_symlinks=False)
                        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
                        found.add((entry.path, *stamp))
        return frozenset(found)

    def _matters(self, _change: watchfiles.Change, path: str) -> bool:
        return self._is_read(Path(path).name) or (not self._only and is_folder(Path(path)))

    def _is_read(self, name: str) -> bool:
        return name == self._only if self._only else kind_of(name) is not None


def folders_of(root: Path) -> list[Path]:
    """The folder and those below it that are looked into, which are no links."""
    found = [root]
    for place, names, _files in os.walk(root):
        depth = len(Path(place).relative_to(root).parts)
        names[:] = [n for n in names if depth < MAX_DEPTH - 1 and is_folder(Path(place, n))]
        found += [Path(place, name) for name in names]
        if len(found) > MAX_FOLDERS:
            break
    return found[:MAX_FOLDERS]


def is_folder(path: Path) -> bool:
    """Whether a submission's files may lie there, and the system tells of them: by a UTF-8 name."""
    hidden = is_hidden(path.name) or readable(path.name) != path.name
    return not hidden and path.is_dir() and not path.is_symlink()
