"""A screen of a terminal, of which the beginning and the end are always to be seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from autograder.i18n import ngettext

LEAST_ROWS = 3
"""Of the beginning, on a terminal of any height."""


class Screen:
    """Takes the place of what a terminal showed before; elsewhere it is printed below.

    What is printed within `beginning` is cut off where the terminal would scroll, so that its
    first line and all that is printed within `end` stay on the screen.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._beginning: list[Text] = []
        self._end: list[Text] = []

    @contextmanager
    def beginning(self) -> Iterator[None]:
        with self._console.capture() as captured:
            yield
        self._beginning += lines_of(captured.get())

    @contextmanager
    def end(self) -> Iterator[None]:
        with self._console.capture() as captured:
            yield
        self._end += lines_of(captured.get())

    def show(self) -> None:
        """Prints what was collected, in one piece."""
        with self._console.capture() as captured:
            if self._console.is_terminal:
                self._console.clear()
                room = self._console.height - 1 - sum(map(self._rows, self._end))
                self._beginning = self._fitting(max(room, LEAST_ROWS))
            for line in [*self._beginning, *self._end]:
                self._console.print(line)
        self._console.file.write(captured.get())
        self._console.file.flush()

    def _fitting(self, room: int) -> list[Text]:
        if sum(map(self._rows, self._beginning)) <= room:
            return self._beginning
        fitting: list[Text] = []
        taken = 1  # by the line that says how much is left out
        for line in self._beginning:
            taken += self._rows(line)
            if taken > room:
                break
            fitting.append(line)
        more = len(self._beginning) - len(fitting)
        said = ngettext("… {more} more line (press a)", "… {more} more lines (press a)", more)
        return [*fitting, Text(said.format(more=more), "dim")]

    def _rows(self, line: Text) -> int:
        """How many rows of the terminal a line takes, which wraps it by itself."""
        return max(1, -(-line.cell_len // self._console.width))


def lines_of(printed: str) -> list[Text]:
    """Lines with their colours."""
    return [Text.from_ansi(line) for line in printed.removesuffix("\n").split("\n")]
