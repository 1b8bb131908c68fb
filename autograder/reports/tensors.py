"""Tensors in the texts of a record, read back for a picture; nothing is evaluated."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.literal import DIFFERS, MAX_CELLS

LEVELS = 4
"""Shades on either side of zero."""
MAX_CHARACTERS = 4000
WRITTEN = re.compile(
    r"(?P<name>tensor|numpy\.array)\((?P<cells>\[[^()]*\])"
    r"(?:, dtype=torch\.(?P<dtype>\w+))?\)(?P<remark>(?:[ \uff08][^\n]*)?)"
)
CELL = re.compile(r"\s*(-?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf)|nan|True|False)(\*?)\s*", re.ASCII)
NEXT_ROW = re.compile(r"\],\s*\[")


@dataclass(frozen=True)
class Cell:
    """A number as it was written, its value, and whether it is marked as not expected."""

    text: str
    value: float
    differs: bool


@dataclass(frozen=True)
class Grid:
    """A tensor of one or two axes; the remark is what stands behind it."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    axes: int
    dtype: str
    remark: str

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.rows), len(self.rows[0]))[2 - self.axes :]


def read_tensor(text: str) -> Grid | None:
    """The tensor that a text is; None if it is anything else, or too large to be drawn."""
    found = WRITTEN.fullmatch(text) if len(text) <= MAX_CHARACTERS else None
    if found is None:
        return None
    cells = found["cells"]
    axes = 2 if cells.startswith("[[") else 1
    rows = tuple(map(_read_row, NEXT_ROW.split(cells[axes:-axes])))
    width = len(rows[0])
    if not all(len(row) == width for row in rows) or not 1 <= len(rows) * width <= MAX_CELLS:
        return None
    return Grid(found["name"], rows, axes, found["dtype"] or "", found["remark"].strip())


def _read_row(text: str) -> tuple[Cell, ...]:
    """The cells of a row; none if one of them is no number."""
    found = [CELL.fullmatch(cell) for cell in text.split(",")]
    if not all(found):
        return ()
    return tuple(Cell(cell[1], _value(cell[1]), cell[2] == DIFFERS) for cell in found if cell)


def _value(text: str) -> float:
    return float(text == "True") if text in ("True", "False") else float(text)


def largest(grids: Iterable[Grid | None]) -> float:
    """The largest finite size of a number, so that several grids share one scale."""
    sizes = (abs(cell.value) for grid in grids if grid for row in grid.rows for cell in row)
    return max(filter(math.isfinite, sizes), default=0.0)


def shade(value: float, bound: float) -> str:
    """The name of a shade: "n4" … "n1", "z" for zero, "p1" … "p4", "odd" for nan and inf."""
    if not math.isfinite(value):
        return "odd"
    level = math.ceil(LEVELS * abs(value) / bound) if bound else 0
    return f"{'p' if value > 0 else 'n'}{min(level, LEVELS)}" if level else "z"


def marked_parts(text: str, pattern: re.Pattern[str]) -> Sequence[tuple[str, bool]]:
    """A text in parts, each with whether the pattern matches it."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for found in pattern.finditer(text):
        parts += [(text[end : found.start()], False), (found[0], True)]
        end = found.end()
    return [part for part in [*parts, (text[end:], False)] if part[0]]
