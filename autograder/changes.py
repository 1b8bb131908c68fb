"""Tells when a student's files were saved, however the editor does that."""

import os
import threading
from pathlib import Path
from typing import Self

import watchfiles

from autograder.errors import MachineFault
from autograder.i18n import _
from autograder.intake.names import kind_of
from autograder.machine import starting

QUIET_MILLISECONDS = 20
"""An editor that writes a file in several steps is done when nothing has happened for so long."""
LONGEST_MILLISECONDS = 200


THREADS_OF_THE_LIBRARY = 2


class Changes:
    """Watches a file or a folder in the background; its descriptor is readable after a change."""

    def __init__(self, path: Path) -> None:
        # A file is watched by its folder: editors put another file in its place.
        self._folder = path if path.is_dir() else path.parent
        self._only = None if path.is_dir() else path.name
        with starting():
            self._reader, self._writer = os.pipe()
        self._stop = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

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
            MachineFault: this machine can't tell of changes.
        """
        os.read(self._reader, 4096)
        if self._error is not None:
            said = _(
                "{path} can't be watched: {reason}. Raise the limits of this machine (ulimit -n, "
                "sysctl fs.inotify), or check without watching: autograder check"
            )
            reason = str(self._error).partition(" about ")[0]
            raise MachineFault(said.format(path=self._folder, reason=reason)) from self._error

    def _run(self) -> None:
        try:
            self._watch()
        except (OSError, RuntimeError) as error:  # the library has both for what the system says
            self._error = error
            os.write(self._writer, b".")

    def _watch(self) -> None:
        for _changed in watchfiles.watch(
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


def require_threads(number: int) -> None:
    """Tries whether so many threads can be had: the library ends the process if it gets none.

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
