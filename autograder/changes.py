"""Tells when a student's files were saved, however the editor does that."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import watchfiles

from autograder.errors import MachineFault
from autograder.i18n import _
from autograder.intake.files import MAX_DEPTH, is_hidden, readable
from autograder.intake.names import kind_of
from autograder.machine import starting

QUIET_MILLISECONDS = 20
"""An editor that writes a file in several steps is done when nothing has happened for so long."""
LONGEST_MILLISECONDS = 200
LOOK_SECONDS = 0.2
MAX_FOLDERS = 500
"""Each takes one of the watches that the kernel gives to a user."""
THREADS_OF_THE_LIBRARY = 2
NOT_UTF8 = "Unable to decode path"
"""So the library says that it can't tell of a file, which is none that a check reads."""


class Changes:
    """Watches a file or a folder in the background; its descriptor is readable after a change.

    Of a folder those within are watched that a check reads: not hidden ones, none through links,
    none deeper.
    """

    def __init__(self, path: Path) -> None:
        # A file is watched by its folder: editors put another file in its place.
        self._folder = path if path.is_dir() else path.parent
        self._only = None if path.is_dir() else path.name
        self._folders: list[Path] = []
        self._stamps: set[tuple[str, int, int, int]] = set()
        self._error: Exception | None = None
        with starting():
            self._reader, self._writer = os.pipe()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        with starting():
            require_threads(1 + THREADS_OF_THE_LIBRARY)
            self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def fileno(self) -> int:
        return self._reader

    def take(self) -> None:
        """Waits for the next change from now on.

        Raises:
            MachineFault: there will be none, as this machine can't tell of changes.
        """
        os.read(self._reader, 4096)
        if self._error is not None:
            said = _(
                "{path} can't be watched: {reason}. Raise the limits of this machine (ulimit -n, "
                "sysctl fs.inotify), or check without watching: autograder check"
            )
            told = getattr(self._error, "strerror", None) or str(self._error)
            reason = told.partition(" about ")[0]  # and then names every folder
            raise MachineFault(said.format(path=self._folder, reason=reason)) from self._error

    def _watch(self) -> None:
        self._stamps = self._stamp()
        again = False
        while not self._stop.is_set():
            try:
                self._watch_these(again=again)
            except FileNotFoundError:  # one has gone since it was listed
                self._stop.wait(LOOK_SECONDS)
            except (OSError, RuntimeError) as error:  # the library has both for the system's errors
                if NOT_UTF8 not in str(error):
                    self._error = error
                    os.write(self._writer, b".")
                    return
            again = True

    def _watch_these(self, *, again: bool) -> None:
        """Watches the folders that there are, until they are others; tells of what it missed."""
        self._folders = self._list_folders()
        for changes in watchfiles.watch(
            *self._folders,
            watch_filter=self._matters,
            debounce=LONGEST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            stop_event=self._stop,
            rust_timeout=int(1000 * LOOK_SECONDS),
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
            ignore_permission_denied=True,
        ):
            if changes or again:
                before, self._stamps = self._stamps, self._stamp()
                if changes or self._stamps != before:
                    os.write(self._writer, b".")
                again = False
            if any(self._is_folder(path) for _change, path in changes):
                return

    def _list_folders(self) -> list[Path]:
        return [self._folder] if self._only else list(folders_in(self._folder))

    def _stamp(self) -> set[tuple[str, int, int, int]]:
        """What differs when a file was written."""
        found = set()
        for folder in self._list_folders():
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if self._is_read(readable(entry.name)):
                        status = entry.stat(follow_symlinks=False)
                        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
                        found.add((entry.path, *stamp))
        return found

    def _is_read(self, name: str) -> bool:
        return name == self._only if self._only else kind_of(name) is not None

    def _matters(self, _change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        return self._is_read(name) or (not is_hidden(name) and self._is_folder(path))

    def _is_folder(self, path: str) -> bool:
        """Whether it is one, or was one when the folders were listed."""
        place = Path(path)
        return not self._only and (place.is_dir() or place in self._folders)


def folders_in(folder: Path) -> Iterator[Path]:
    """The folder, and those within it that a check looks into."""
    yield folder
    count = 1
    for place, names, _files in os.walk(folder):
        here = Path(place)
        names[:] = sorted(name for name in names if is_watched(here / name))
        names[:] = names[: MAX_FOLDERS - count]
        yield from (here / name for name in names)
        count += len(names)
        if len(here.relative_to(folder).parts) + 2 == MAX_DEPTH:
            names.clear()


def is_watched(folder: Path) -> bool:
    """Whether changes in a folder matter, and the system tells of them: not under any name."""
    hidden = is_hidden(folder.name) or readable(folder.name) != folder.name
    return not (hidden or folder.is_symlink())


def require_threads(number: int) -> None:
    """Tries whether that many threads can be had: the library ends the process if it gets none.

    Raises:
        RuntimeError: they can't.
    """
    done = threading.Event()
    threads = [threading.Thread(target=done.wait, daemon=True) for _ in range(number)]
    try:
        for thread in threads:
            thread.start()
    finally:
        done.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
