"""The time of a submission, of which all that is done with it takes its share."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self


class TimeBudget:
    """So many seconds by the clock, from now on.

    Attributes:
        seconds: how many there were.
        ends: when they are over, by the monotonic clock.
    """

    def __init__(self, seconds: float, whole: Self | None = None) -> None:
        """Begins to count.

        Args:
            seconds: how many there are.
            whole: what this is a share of.
        """
        self.seconds = seconds
        self.ends = time.monotonic() + seconds
        self._whole = whole
        self._forgiven = 0.0

    @property
    def left(self) -> float:
        return max(0.0, self.ends - time.monotonic())

    def is_over(self) -> bool:
        return time.monotonic() > self.ends

    def share(self, parts: int) -> "TimeBudget":
        """One of so many equal parts of what is left, which begins now."""
        return TimeBudget(self.left / parts, self)

    def give_back(self, seconds: float) -> None:
        """Adds time, to the whole as well."""
        self.ends += seconds
        if self._whole:
            self._whole.give_back(seconds)

    def forgive(self, seconds: float) -> bool:
        """Gives back time that was lost to nobody's fault; in all, no more than there was.

        Returns:
            Whether it was given back.
        """
        if self._whole:
            forgiven = self._whole.forgive(seconds)
            self.ends += seconds if forgiven else 0.0
            return forgiven
        if self._forgiven + seconds > self.seconds:
            return False
        self._forgiven += seconds
        self.ends += seconds
        return True

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Within, time stands still: the grader is at work for all, and not for this submission."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.give_back(time.monotonic() - started)
