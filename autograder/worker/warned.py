"""Warnings of Python and torch, kept apart from what a student's code prints."""

import warnings
from collections.abc import Collection
from typing import TextIO

import torch

from autograder.worker.protocol import MAX_LINE, MAX_WARNINGS, Raised
from autograder.worker.results import cut

LINES = range(MAX_LINE + 1)


class Warned:
    """The warnings since the last time that they were asked for, each once, up to a limit."""

    def __init__(self, files: Collection[str]) -> None:
        self._files = files
        self._kept: dict[Raised, None] = {}

    def capture(self) -> None:
        """Takes over what shows warnings; to be done anew after a student's module has run.

        Every call of a function warns like the first one, so that what is said of it does not
        depend on the calls before.
        """
        warnings.showwarning = self.show  # the place that Python documents for this
        if not torch.is_warn_always_enabled():
            torch.set_warn_always(True)

    def show(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG002 - the signature that Python calls
        line: str | None = None,  # noqa: ARG002
    ) -> None:
        """Notes a warning, with its line if that is a line of the student's."""
        if len(self._kept) < MAX_WARNINGS:
            known = filename in self._files and lineno in LINES  # a warning may be told of any
            place = (filename, lineno) if known else ("", 0)
            self._kept[Raised(cut(category.__name__), cut(first_line(str(message))), *place)] = None

    def take(self) -> tuple[Raised, ...]:
        taken, self._kept = tuple(self._kept), {}
        return taken


def first_line(text: str) -> str:
    """What torch warns of; where in its own sources is no news for a student."""
    return text.partition(" (Triggered internally at")[0].strip().partition("\n")[0]
