"""`autograder watch`: `check` on every save."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from autograder import head_start
from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Only, Work, app
from autograder.cli.choices import cache_folder, require_path, select_exercises, student_name
from autograder.cli.commands import list_command, replay_command
from autograder.cli.streams import make_console, progress, warn_of
from autograder.errors import UserError
from autograder.i18n import _

if TYPE_CHECKING:
    from autograder.changes import Changes
    from autograder.watching import Watch

LOOK_SECONDS = 1.0
"""So often it is looked whether the folder is still there."""
SETTLE_SECONDS = 0.3
"""An editor that removes a file and writes it anew is given so long."""


@app.command(rich_help_panel=STUDENTS)
def watch(
    path: Work = DEFAULT_PATH,
    only: Only = None,
    *,
    lang: Lang = None,  # noqa: ARG001 - its callback sets the language
) -> None:
    """Check on every save what has changed; h gives a hint, q ends it."""
    require_path(path)
    place = identity(path)
    with head_start.zygote() as zygote, contextlib.suppress(KeyboardInterrupt):
        from autograder.changes import Changes  # noqa: PLC0415
        from autograder.corpus import Cache  # noqa: PLC0415
        from autograder.keys import single_keys  # noqa: PLC0415
        from autograder.watching import Watch  # noqa: PLC0415
        from autograder.workbench import Workbench  # noqa: PLC0415

        exercises = select_exercises(only, of_paths=[path])
        bench = Workbench(zygote, exercises, Cache(cache_folder()))
        watched = Watch(
            bench, path, student_name(path), make_console(), replay_command(path),
            list_command(path),
        )  # fmt: skip
        with Changes(path) as changes, single_keys() as keyboard:
            watched.keys = keyboard is not None
            watched.patience = lambda: progress(_("checking; Ctrl-C ends it"))
            with progress(_("checking"), len(exercises)) as advance:
                watched.begin(advance)
            watched.saved(first=True)
            warn_of(zygote.missing)
            follow(watched, changes, keyboard, lambda: identity(path) == place)
    typer.echo(_("Stopped watching."))


def follow(
    watched: "Watch", changes: "Changes", keyboard: int | None, is_there: Callable[[], bool]
) -> None:
    """Answers saves and keys until one of them ends it.

    Raises:
        UserError: what was watched is not there any more.
    """
    from autograder.keys import read_keys, wait_for  # noqa: PLC0415

    waiting = [changes.fileno(), *([keyboard] if keyboard is not None else [])]
    while True:
        ready = wait_for(waiting, LOOK_SECONDS)
        if not is_there():
            text = _("{path} was moved or deleted. Watch its new place.")
            raise UserError(text.format(path=watched.path))
        if not ready:
            watched.bench.prepare(watched.current)
        if changes.fileno() in ready:
            changes.take()
            settle(watched)
            watched.saved()
        if keyboard in ready:
            assert keyboard is not None
            if not all(watched.pressed(key) for key in read_keys(keyboard)):
                return


def settle(watched: "Watch") -> None:
    """Waits a little for a file that has gone, which an editor may be about to write."""
    ends = time.monotonic() + SETTLE_SECONDS
    while watched.lacks_files() and time.monotonic() < ends:
        time.sleep(0.02)


def identity(path: Path) -> tuple[int, int] | None:
    """What tells the folder of a path from another one of its name; None if there is none."""
    try:
        status = (path if path.is_dir() else path.parent).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
