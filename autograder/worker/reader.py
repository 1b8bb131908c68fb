"""Reads files of students in a process of its own that never runs any of their code.

Parsing is not harmless: a megabyte of brackets can exhaust the parser's memory or end its
process. Here that is a problem of one file.
"""

import ast
import codecs
import re
from collections.abc import Iterable, Sequence

from autograder.worker import notebook
from autograder.worker.protocol import (
    MAX_ANSWER_BYTES,
    MAX_CODE_BYTES,
    MAX_NAME,
    MAX_READ,
    MAX_TEXT,
    Definition,
    File,
    Raised,
    Reading,
    Use,
)
from autograder.worker.scan import Statement, scan

MAX_TOLD_BYTES = MAX_ANSWER_BYTES - MAX_CODE_BYTES - (1 << 17)
USE_BYTES = 16
"""What a name takes besides its letters."""
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that show code in another order than it has."""
WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
TOO_DEEP = "it is nested too deep"
TOO_LARGE = "it takes too much memory to be read, or nested too deep"
TOO_MANY = "it has too many names"


class TooManyError(Exception):
    """There is more to tell of a file than is told."""


def read(file: File) -> Reading:
    """What a file defines and uses."""
    try:
        return read_notebook(file) if file.notebook else read_module(file)
    except RecursionError:
        return Reading(unreadable=TOO_DEEP)
    except MemoryError:  # also what the parser says of a hundred brackets
        return Reading(unreadable=TOO_LARGE)
    except TooManyError:
        return Reading(unreadable=TOO_MANY)
    except notebook.NotANotebookError as error:
        return Reading(unreadable=cut(f"it is not a notebook: {error}"))


def read_module(file: File) -> Reading:
    if reason := not_text(file.data):
        return Reading(unreadable=reason)
    try:
        tree = ast.parse(file.data)
    except (SyntaxError, ValueError) as error:
        return Reading(errors=(describe(error),))
    statements = [Statement(node) for node in tree.body[: MAX_READ + 1]]
    return tell(statements, examine(statements), file.wanted, turning(file.data))


def read_notebook(file: File) -> Reading:
    """The definitions of the cells that parse, and an error for each that does not."""
    cells, errors = [], []
    statements: list[Statement] = []
    for cell in notebook.cells_of(file.data):
        try:
            tree = ast.parse(cell.text)
        except (SyntaxError, ValueError) as error:
            errors.append(describe(error, cell.number))
        else:
            cells.append(cell)
            statements += [Statement(node, cell.number) for node in tree.body]
    stars = examine(statements)
    while True:
        kept = notebook.to_keep(statements, file.wanted)
        code, starts = notebook.join(cells, statements, {id(s) for s in kept})
        if len(code) > MAX_CODE_BYTES:
            return Reading(unreadable=f"it has {len(code)} bytes of code")
        try:
            compile(code, "notebook", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            # Such as a return outside of a function, which the parser lets pass.
            number, line = locate(starts, getattr(error, "lineno", 0) or 0)
            errors.append(describe(error, number, line))
            cells = [cell for cell in cells if cell.number != number]
            statements = [s for s in statements if s.cell != number]
        else:
            break
    told = tell(kept, stars, file.wanted, [])
    return Reading(
        errors=tuple(errors[:MAX_READ]),
        definitions=told.definitions,
        stars=told.stars,
        inner=told.inner,
        suspicious=told.suspicious,
        code=code,
        cells=tuple(starts),
    )


def examine(statements: Sequence[Statement]) -> list[str]:
    """Scans statements, unless there are more than anybody writes.

    Raises:
        TooManyError: there are.
    """
    if len(statements) > MAX_READ:
        raise TooManyError
    return scan(statements)


def locate(starts: Sequence[tuple[int, int]], line: int) -> tuple[int, int]:
    """The cell, and the line in it, of a line of the joined code."""
    first, cell = next((s for s in reversed(starts) if s[0] <= line), starts[0])
    return cell, line - first + 1


def describe(error: SyntaxError | ValueError, cell: int = 0, line: int | None = None) -> Raised:
    """What is wrong where; `line` is given where the error does not know its own."""
    if not isinstance(error, SyntaxError):
        return Raised("SyntaxError", cut(str(error)), cell=cell)
    return Raised(
        type(error).__name__,
        cut(str(error.msg)),
        line=(error.lineno or 0) if line is None else line,
        code=cut((error.text or "").strip()),
        cell=cell,
    )


def not_text(data: bytes) -> str:
    """Why a file is no UTF-8, or a notebook instead of a module; nothing if it is neither."""
    for mark, name in WIDE_MARKS.items():
        if data.startswith(mark):
            return f"it is saved as {name}; save it as UTF-8"
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return f"line {line} holds null bytes, which are no text"
    if data.lstrip().startswith(b"{") and b'"cells"' in data:
        return "it holds a notebook; name it .ipynb"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if re.search(rb"coding[:=]", b"".join(data.splitlines(keepends=True)[:2])):
            return ""
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        return f"line {line} is not UTF-8 (byte 0x{byte:02x}); save it as UTF-8"
    return ""


def turning(data: bytes) -> list[Use]:
    """Where the first character stands that turns the direction of text."""
    try:
        text = "" if data.isascii() else data.decode()
    except UnicodeDecodeError:
        return []
    match = TURNING.search(text)
    if match is None:
        return []
    line = text.count("\n", 0, match.start()) + 1
    return [Use("a character that turns the direction of text", line)]


def tell(
    statements: Sequence[Statement],
    stars: Sequence[str],
    wanted: Iterable[str],
    suspicious: Sequence[Use],
) -> Reading:
    """What was found, the wanted definitions first.

    Raises:
        TooManyError: it is too much.
    """
    budget = Budget()
    binding: dict[str, list[Statement]] = {}
    for statement in statements:
        for name in statement.bound:
            binding.setdefault(name, []).append(statement)
    binding = without_overwritten(binding, statements)
    ordered = dict.fromkeys([*(name for name in wanted if name in binding), *binding])
    return Reading(
        definitions=tuple(define(name, binding[name], binding, budget) for name in ordered),
        stars=tuple(budget.name(star) for star in stars),
        inner=tuple(
            Use(budget.name(name), line, s.cell)
            for s in statements
            for name, line in s.inner.items()
        ),
        suspicious=(
            *suspicious,
            *(
                Use(budget.name(name), line, s.cell)
                for s in statements
                for name, line in s.suspicious.items()
            ),
        ),
    )


def without_overwritten(
    binding: dict[str, list[Statement]], statements: Sequence[Statement]
) -> dict[str, list[Statement]]:
    """The statements that bind each name, without those before a function that takes its place.

    Unless something that stands before the function, or it itself, may have kept what they bound.
    """
    places = {id(statement): place for place, statement in enumerate(statements)}
    first_need: dict[str, int] = {}
    for place, statement in enumerate(statements):
        for name in statement.needs:
            first_need.setdefault(name, place)
    kept: dict[str, list[Statement]] = {}
    for name, those in binding.items():
        needed = first_need.get(name, len(statements))
        free = [
            n for n, statement in enumerate(those)
            if isinstance(statement.node, ast.FunctionDef) and places[id(statement)] < needed
        ]  # fmt: skip
        kept[name] = those[max(free, default=0) :]
    return kept


def define(
    name: str,
    statements: Sequence[Statement],
    binding: dict[str, list[Statement]],
    budget: "Budget",
) -> Definition:
    """All that a module says about one of its names."""
    uses: dict[str, tuple[int, int]] = {}
    needs: dict[str, None] = {}
    last = statements[-1]
    if dotted := last.bound[name]:  # what was imported before and then bound anew is not meant
        uses[dotted] = (last.cell, last.node.lineno)
    for statement in statements:
        for used, line in statement.uses.items():
            uses.setdefault(used, (statement.cell, line))
        needs.update(dict.fromkeys(sorted(n for n in statement.needs if n != name)))
    return Definition(
        budget.name(name),
        last.node.lineno,
        last.cell,
        last.is_stub(),
        tuple(Use(budget.name(used), line, cell) for used, (cell, line) in by_place(uses)),
        tuple(budget.name(needed) for needed in needs if is_made_here(binding.get(needed, ()))),
    )


def by_place(uses: dict[str, tuple[int, int]]) -> list[tuple[str, tuple[int, int]]]:
    return sorted(uses.items(), key=lambda item: item[1])


def is_made_here(statements: Iterable[Statement]) -> bool:
    """Whether some statement that binds a name does more than import it."""
    return any(not isinstance(s.node, ast.Import | ast.ImportFrom) for s in statements)


class Budget:
    """Keeps what is told of a file within what the grader accepts."""

    def __init__(self) -> None:
        self._bytes = MAX_TOLD_BYTES
        self._names = MAX_READ

    def name(self, text: str) -> str:
        short = text[:MAX_NAME]
        if not short.isascii():
            short = short.encode("utf-8", "replace").decode()
        self._bytes -= USE_BYTES + len(short) * (1 if short.isascii() else 4)
        self._names -= 1
        if self._bytes < 0 or self._names < 0:
            raise TooManyError
        return short


def cut(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 2] + " …"
