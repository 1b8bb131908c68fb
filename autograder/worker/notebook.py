"""The code of a notebook: what its cells define, without what they only do.

A notebook trains, plots and prints between its definitions. Of that nothing is run: kept are
the functions that are wanted, and the imports, functions, classes and assignments that these
need, in the order of the cells and on the lines that they have there.
"""

import __future__

import ast
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograder.worker.scan import Statement

CODING = b"# coding: utf-8"
"""The first line of the joined code, lest a comment in a cell be taken for a declaration."""
PYTHON_CELLS = {"capture", "prun", "python", "python3", "time", "timeit"}
"""Magics of a whole cell whose code is Python and runs in the notebook."""
MAGIC_LINE = re.compile(r"%[A-Za-z%]|[!?]|[\w., ]+=\s*[!%][^=]|%?[\w.]+\?{1,2}\s*$")
BLOCKS = (ast.If, ast.Try, ast.With)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
KEPT = (*DEFINITIONS, *BLOCKS, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign)
LOOPS = (ast.For, ast.AsyncFor, ast.While)


class NotANotebookError(ValueError):
    """The file does not hold what a notebook holds."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells, from 1, and its code without magics."""

    number: int
    code: bytes

    @property
    def lines(self) -> list[bytes]:
        return self.code.split(b"\n")

    @property
    def text(self) -> str:
        return self.code.decode()


def cells_of(data: bytes) -> list[Cell]:
    """The code cells of a notebook of format 3 or 4.

    Raises:
        NotANotebookError: it is none.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise NotANotebookError(f"it is not JSON: {error}") from None
    except ValueError as error:  # bytes that are no text, or a number of thousands of digits
        raise NotANotebookError(f"it can't be read: {str(error).partition(';')[0]}") from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if (
        cells is None
        and isinstance(document, dict)
        and isinstance(document.get("worksheets"), list)
    ):
        sheets = [sheet.get("cells") for sheet in document["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        raise NotANotebookError("it is JSON without cells")
    return [
        Cell(number, b"\n".join(python_lines(source_of(cell))))
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def source_of(cell: dict[str, Any]) -> str:
    """The text of a cell; in format 3 it is called input."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def python_lines(source: str) -> list[bytes]:
    """The lines of a cell, those that are not Python replaced by `pass`."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.encode("utf-8", "replace").split(b"\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    magic = re.match(rb"\s*%%(\w+)", lines[first])
    if magic and magic[1].decode() not in PYTHON_CELLS:
        return [b""] * len(lines)
    if not any(map(is_magic, lines)) or is_python(b"\n".join(lines)):
        return lines
    return without_magics(lines)


def is_magic(line: bytes) -> bool:
    """Whether a line looks like one that speaks to the notebook."""
    return MAGIC_LINE.match(line.decode().lstrip()) is not None


def is_python(code: bytes) -> bool:
    """Whether code parses as it is, so that no line of it can be a magic."""
    try:
        ast.parse(code.decode())
    except (SyntaxError, ValueError):
        return False
    return True


def without_magics(lines: Sequence[bytes]) -> list[bytes]:
    """Lines that speak to the notebook become `pass`, so that a block does not lose its body."""
    kept: list[bytes] = []
    goes_on = False
    for line in lines:
        if goes_on:
            kept.append(b"")
        elif is_magic(line):
            kept.append(line[: len(line) - len(line.lstrip())] + b"pass")
        else:
            kept.append(line)
            continue
        goes_on = line.endswith(b"\\")
    return kept


def to_keep(candidates: Sequence[Statement], wanted: Iterable[str]) -> list[Statement]:
    """The statements that the wanted functions need; without those, that all functions need.

    Args:
        candidates: all that may be kept.
        wanted: names of functions.
    """
    binding: dict[str, list[Statement]] = {}
    for statement in candidates:
        for name in statement.bound:
            binding.setdefault(name, []).append(statement)
    functions = [s for s in candidates if isinstance(s.node, DEFINITIONS)]
    waiting = [s for name in wanted for s in binding.get(name, ())] or functions
    waiting += [s for s in candidates if imports_everything(s.node)]
    kept: set[int] = set()
    while waiting:
        statement = waiting.pop()
        if id(statement) not in kept:
            kept.add(id(statement))
            for name in statement.needs:
                waiting += binding.pop(name, ())  # once is enough
    return [statement for statement in candidates if id(statement) in kept]


def may_be_kept(node: ast.stmt) -> bool:
    """Whether a statement defines something; one with a loop in it is taken for work.

    Imports of the future stand at the top in any case, and can't stand elsewhere.
    """
    if not isinstance(node, KEPT) or future_names(node):
        return False
    return not isinstance(node, BLOCKS) or not any(isinstance(n, LOOPS) for n in ast.walk(node))


def imports_everything(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def join(
    cells: Iterable[Cell], statements: Sequence[Statement], kept: Collection[int]
) -> tuple[bytes, list[tuple[int, int]]]:
    """The kept statements (by id) as one module, and where in it each cell begins.

    What is left out becomes blanks, so that every line keeps its number within its cell.
    """
    lines = heading(statements)
    starts: list[tuple[int, int]] = []
    by_cell: dict[int, list[Statement]] = {}
    for statement in statements:
        by_cell.setdefault(statement.cell, []).append(statement)
    for cell in cells:
        of_cell = by_cell.get(cell.number, [])
        if any(id(statement) in kept for statement in of_cell):
            starts.append((len(lines) + 1, cell.number))
            rest = cell.lines
            for statement in reversed(of_cell):  # the columns of those before stay as they are
                if id(statement) not in kept:
                    blank(rest, statement.node)
            lines += rest
    return b"\n".join([*lines, b""]), starts


def heading(statements: Iterable[Statement]) -> list[bytes]:
    """The first lines of a module; imports of the future hold for all later cells."""
    names = {name for statement in statements for name in future_names(statement.node)}
    future = f"from __future__ import {', '.join(sorted(names))}" if names else ""
    return [CODING, future.encode()]


def future_names(node: ast.stmt) -> list[str]:
    """What a statement imports of the future."""
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__":
        return []
    return [alias.name for alias in node.names if alias.name in __future__.all_feature_names]


class Place(NamedTuple):
    """Where a statement stands: its first and last line, from 0, and the bytes in these."""

    first: int
    last: int
    start: int
    end: int


def place_of(node: ast.stmt) -> Place:
    """Where a statement stands, its decorators included."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if isinstance(node, DEFINITIONS) and node.decorator_list:
        first = min(first, node.decorator_list[0].lineno - 1)
    return Place(first, last, node.col_offset, node.end_col_offset or 0)


def blank(lines: list[bytes], node: ast.stmt) -> None:
    """Overwrites a statement by one that does nothing, as there may be others on its line."""
    first, last, start, end = place_of(node)
    tail = lines[last][end:]
    if last > first:
        lines[last] = b"0" + tail if tail.strip() else b""
        lines[first + 1 : last] = [b""] * (last - first - 1)
        tail = b""
    lines[first] = lines[first][:start] + b"0" + tail


def lines_of(node: ast.stmt, lines: Sequence[bytes]) -> list[bytes]:
    """The lines of a statement, without what stands before and after it."""
    first, last, start, end = place_of(node)
    found = list(lines[first : last + 1])
    found[-1] = found[-1][:end]
    found[0] = found[0][start:]
    return found
