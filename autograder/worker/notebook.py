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
from typing import Any

from autograder.worker.scan import Statement

CODING = b"# coding: utf-8"
"""The first line of the joined code, lest a comment in a cell be taken for a declaration."""
PYTHON_CELLS = {"capture", "prun", "python", "python3", "time", "timeit"}
"""Magics of a whole cell whose code is Python and runs in the notebook."""
MAGIC_LINE = re.compile(r"\s*(%[A-Za-z%]|[!?]|[\w., ]+=\s*[!%][^=]|%?[\w.]+\?{1,2}\s*$)")
BLOCKS = (ast.If, ast.Try, ast.With)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
KEPT = (*DEFINITIONS, *BLOCKS, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign)
LOOPS = (ast.For, ast.AsyncFor, ast.While)


class NotANotebookError(ValueError):
    """The file does not hold what a notebook holds."""


@dataclass
class Cell:
    """A code cell: its number among all cells, from 1, and its lines without magics."""

    number: int
    lines: list[bytes]

    @property
    def text(self) -> str:
        return b"\n".join(self.lines).decode()


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
        Cell(number, python_lines(source_of(cell)))
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
    return MAGIC_LINE.match(line.decode()) is not None


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


def to_keep(statements: Sequence[Statement], wanted: Iterable[str]) -> list[Statement]:
    """The statements that the wanted functions need; without those, that all functions need."""
    candidates = [statement for statement in statements if may_be_kept(statement.node)]
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
            waiting += [s for name in statement.needs for s in binding.get(name, ())]
    return [statement for statement in statements if id(statement) in kept]


def may_be_kept(node: ast.stmt) -> bool:
    """Whether a statement defines something; one with a loop in it is taken for work."""
    if not isinstance(node, KEPT):
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
    lines = [CODING, future_imports(statements)]
    starts: list[tuple[int, int]] = []
    by_cell: dict[int, list[Statement]] = {}
    for statement in statements:
        by_cell.setdefault(statement.cell, []).append(statement)
    for cell in cells:
        of_cell = by_cell.get(cell.number, [])
        if any(id(statement) in kept for statement in of_cell):
            starts.append((len(lines) + 1, cell.number))
            rest = list(cell.lines)
            for statement in reversed(of_cell):  # the columns of those before stay as they are
                if id(statement) not in kept:
                    blank(rest, statement.node)
            lines += rest
    return b"\n".join([*lines, b""]), starts


def future_imports(statements: Iterable[Statement]) -> bytes:
    """They hold for all later cells, and must come first in a module."""
    names = {
        alias.name
        for statement in statements
        if isinstance(node := statement.node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
        if alias.name in __future__.all_feature_names
    }
    return f"from __future__ import {', '.join(sorted(names))}".encode() if names else b""


def blank(lines: list[bytes], node: ast.stmt) -> None:
    """Overwrites a statement by one that does nothing, as there may be others on its line."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if isinstance(node, DEFINITIONS) and node.decorator_list:
        first = min(first, node.decorator_list[0].lineno - 1)
    start, end = node.col_offset, node.end_col_offset or 0
    tail = lines[last][end:]
    if last > first:
        lines[last] = b"0" + tail if tail.strip() else b""
        lines[first + 1 : last] = [b""] * (last - first - 1)
        tail = b""
    lines[first] = lines[first][:start] + b"0" + tail
