"""Faults of the machine: which errors tell of one, and what can be done about it."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import MachineFault, UserError
from autograder.i18n import N_, _

ADVICE = {
    errno.ENOSPC: N_("Make room on that disk, then run the same command again."),
    errno.EDQUOT: N_("Make room in your share of that disk, then run the same command again."),
    errno.EROFS: N_("That disk can only be read: name another place."),
    errno.EIO: N_("That disk may be broken: name another place."),
    errno.EFBIG: N_(
        "Raise the limit on the size of files (ulimit -f), then run the same command again."
    ),
    errno.EMFILE: N_(
        "Raise the limit on open files (ulimit -n 1024), then run the same command again."
    ),
    errno.ENFILE: N_("End other programs that have files open, then run the same command again."),
    errno.EAGAIN: N_(
        "End other programs or raise the limit on processes (ulimit -u), then run the same command "
        "again."
    ),
    errno.ENOMEM: N_("End other programs to free memory, then run the same command again."),
}
"""The errors that are nobody's mistake, and what to do."""
REASONS = {errno.EAGAIN: N_("No more processes or threads can be started")}
"""What is said in the place of the system's words where these tell too little."""
OTHER_PLACE = N_("Name another place, or mend this, then run the same command again.")
PASSING = {errno.EAGAIN, errno.ENFILE, errno.ENOMEM}
"""What a machine lacks may be there again soon: other programs may have it, a student's too."""
WORDS = {os.strerror(number): number for number in ADVICE} | {
    "can't start new thread": errno.EAGAIN,
    "MemoryError": errno.ENOMEM,
    "bad_alloc": errno.ENOMEM,
    "failed to map segment": errno.ENOMEM,
}
"""How programs tell of these errors when they end."""


def fault_of(error: BaseException) -> MachineFault | None:
    """The fault of the machine that an exception tells of, if it or what has led to it does."""
    told: BaseException | None = error
    while told is not None:
        if isinstance(told, MachineFault):
            return told
        if isinstance(told, OSError) and told.errno in ADVICE:
            return lacking(told.errno, told.filename)
        if isinstance(told, MemoryError):
            return lacking(errno.ENOMEM)
        if isinstance(told, ImportError | RuntimeError) and (fault := fault_told(str(told))):
            return fault
        told = told.__cause__
    return None


def fault_told(words: str) -> MachineFault | None:
    """The fault of the machine that the last words of one of our own processes tell of."""
    return next((lacking(number) for text, number in WORDS.items() if text in words), None)


def lacking(number: int, path: object = None) -> MachineFault:
    """The fault that an error of the system stands for."""
    reason = _(REASONS[number]) if number in REASONS else os.strerror(number)
    where = f"{os.fsdecode(path)}: {reason}" if isinstance(path, str | bytes | Path) else reason
    said = _("This machine lacks what is needed: {reason}. {advice}")
    advice = _(ADVICE[number])
    return MachineFault(said.format(reason=where, advice=advice), passing=number in PASSING)


def unwritable(path: Path | str, error: OSError, advice: str = "") -> UserError:
    """That a file or a folder can't be written, why, and what to do."""
    said = _("{path} can't be written: {reason}. {advice}").format(
        path=path, reason=error.strerror or error, advice=advice or advice_on(error)
    )
    if error.errno in ADVICE:
        return MachineFault(said, passing=error.errno in PASSING)
    return UserError(said)


def advice_on(error: OSError) -> str:
    """What to do where something can't be written."""
    return _(ADVICE.get(error.errno or 0, OTHER_PLACE))


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Within, an error of the system means that this path can't be written.

    Raises:
        UserError: it can't.
    """
    try:
        yield
    except OSError as error:
        raise unwritable(path, error) from error


@contextmanager
def starting() -> Iterator[None]:
    """Within, what the machine lacks for another process is told as that.

    Raises:
        MachineFault: it lacks something.
    """
    try:
        yield
    except (OSError, MemoryError, RuntimeError) as error:
        if fault := fault_of(error):
            raise fault from error
        raise


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for this user alone, which is gone after the context.

    Raises:
        MachineFault: there is no place for it.
    """
    folder = make_temporary_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_temporary_folder() -> Path:
    """A new folder for this user alone.

    Raises:
        MachineFault: there is no place for it.
    """
    try:
        place = tempfile.gettempdir()
    except OSError as error:
        said = _(
            "There is no folder for temporary files that can be written ({reason}). Make room in "
            "one of these, or name another one: export TMPDIR=FOLDER"
        )
        raise MachineFault(said.format(reason=error.strerror)) from error
    with writing(place):
        return Path(tempfile.mkdtemp(prefix="autograder-"))
