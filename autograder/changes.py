"""Tells when a student's files were saved, however the editor does that."""

import os
import threading
from pathlib import Path
from typing import Self

import watchfiles

from autograder.errors import UserError
from autograder.i18n import _
from autograder.intake.files import MAX_DEPTH, is_hidden
from autograder.intake.names import kind_of

QUIET_MILLISECONDS = 20
"""An editor that writes a file in several steps is done when nothing has happened for so long."""
LONGEST_MILLISECONDS = 200
MAX_FOLDERS = 1000


class Changes:
    """Watches a file or a folder in the background; its descriptor is readable after a change."""

    def __init__(self, path: Path) -> None:
        # A file is watched by its folder: editors put another file in its place.
        self._folder = path if path.is_dir() else path.parent
        self._only = None if path.is_dir() else path.name
        self._reader, self._writer = os.pipe()
        self._stop = threading.Event()
        self._failure = ""
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
        while not self._stop.is_set():
            try:
                self._watch_folders([self._folder] if self._only else folders_of(self._folder))
            except FileNotFoundError:  # one of them has gone meanwhile
                self._stop.wait(LONGEST_MILLISECONDS / 1000)
            except OSError as error:
                self._failure = error.strerror or str(error)
                os.write(self._writer, b"!")
                return

    def _watch_folders(self, folders: list[Path]) -> None:
        """Tells of changes until there is another folder."""
        for changes in watchfiles.watch(
            *folders,
            watch_filter=self._matters,
            debounce=LONGEST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            stop_event=self._stop,
            rust_timeout=200,
            raise_interrupt=False,
            recursive=False,  # it would follow links, to wherever
        ):
            os.write(self._writer, b".")
            if any(is_folder(Path(path)) for _change, path in changes):
                return

    def _matters(self, _change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        if self._only:
            return name == self._only
        return kind_of(name) is not None or is_folder(Path(path))


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
    """Tells a folder in which a submission's files may lie."""
    return not is_hidden(path.name) and path.is_dir() and not path.is_symlink()
