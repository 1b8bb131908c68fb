"""Interrupts a student's code that computes for too long, and tells where it was."""

import ast
import signal
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 0.2
"""After so much more CPU time it is interrupted again: it may have caught the exception."""


class StillRunningError(BaseException):
    """A student's code computes for too long; raised inside of it."""


class Interrupter:
    """Raises an exception in code that uses more CPU time than it may.

    Nothing is raised while none of the student's functions is running: it is late then.
    """

    def __init__(self, source_of: Callable[[str], str], files: Iterable[str] = ()) -> None:
        """Takes over a signal, once there is code to interrupt.

        Args:
            source_of: gives the text of a file.
            files: those of the student's code.
        """
        self._source_of = source_of
        self._files = frozenset(files)
        self._seconds = 0.0
        if self._files:
            signal.signal(signal.SIGPROF, self._stop)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Lets the code within run for so much CPU time; 0 is no limit."""
        self._seconds = seconds
        signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS if seconds else 0.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def place_of(self, error: StillRunningError) -> tuple[str, int]:
        """The file and the line of the loop that did not end, or else of the code that ran.

        That is the outermost loop with a condition, or else the outermost one, so that it is the
        same whenever the code is interrupted.
        """
        places = []
        traceback = error.__traceback__
        while traceback is not None:
            file = traceback.tb_frame.f_code.co_filename
            if file in self._files:
                places.append((file, traceback.tb_lineno))
            traceback = traceback.tb_next
        for kind in (ast.While, ast.For | ast.AsyncFor):
            for file, line in places:
                if loop := loop_around(self._source_of(file), line, kind):
                    return file, loop
        return places[-1] if places else ("", 0)

    def _stop(self, _signal: int, frame: types.FrameType | None) -> None:
        while frame is not None:
            if frame.f_code.co_filename in self._files:
                raise StillRunningError(f"still running after {self._seconds:g} s")
            frame = frame.f_back


def loop_around(source: str, line: int, kind: type | types.UnionType) -> int:
    """The first line of the outermost loop that a line belongs to; 0 if there is none.

    Args:
        source: of the module.
        line: in it.
        kind: of loops.
    """
    loops = (
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and isinstance(node, kind)
        if node.lineno <= line <= (node.end_lineno or 0)
    )
    return min(loops, default=0)
