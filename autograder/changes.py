"""Tells when a student's files were saved, however the editor does that."""

import os
import threading
from pathlib import Path
from typing import Self

import watchfiles

from autograder.intake.names import kind_of

QUIET_MILLISECONDS = 20
"""An editor that writes a file in several steps is done when nothing has happened for so long."""
LONGEST_MILLISECONDS = 200


class Changes:
    """Watches a file or a folder in the background; its descriptor is readable after a change."""

    def __init__(self, path: Path) -> None:
        # A file is watched by its folder: editors put another file in its place.
        self._folder = path if path.is_dir() else path.parent
        self._only = None if path.is_dir() else path.name
        self._reader, self._writer = os.pipe()
        self._stop = threading.Event()
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
        """Waits for the next change from now on."""
        os.read(self._reader, 4096)

    def _watch(self) -> None:
        for _ in watchfiles.watch(
            self._folder,
            watch_filter=self._matters,
            debounce=LONGEST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            stop_event=self._stop,
            rust_timeout=200,
            raise_interrupt=False,
        ):
            os.write(self._writer, b".")

    def _matters(self, _change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        return name == self._only if self._only else kind_of(name) is not None
