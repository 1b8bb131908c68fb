"""What is started ahead of the command line.

A verb that runs a student's code waits for a process that imports torch. That one is started
first, so that it is at work while this one gets to know its verbs and reads its arguments.
"""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.worker.client import Zygote

VERBS = ("check", "watch", "hint", "replay")
_ahead: "list[Zygote]" = []


@contextmanager
def head_start(arguments: Sequence[str]) -> Iterator[None]:
    """Within, a zygote is there for the verb that these arguments begin with, if it needs one."""
    if (
        arguments
        and arguments[0] in VERBS
        and "--help" not in arguments
        and sys.platform != "win32"
    ):
        with contextlib.suppress(Exception):  # the verb runs into it again, and says so
            _ahead.append(new_zygote())
    try:
        yield
    finally:
        while _ahead:
            _ahead.pop().close()


def zygote() -> "Zygote":
    """The zygote that was started ahead, or else a new one; the caller closes it."""
    return _ahead.pop() if _ahead else new_zygote()


def new_zygote() -> "Zygote":
    from autograder.worker.client import Zygote  # noqa: PLC0415 - not where Python can't fork

    return Zygote(insist=False)
