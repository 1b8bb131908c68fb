"""Reads files of students in a process of its own that never runs any of their code.

Parsing is not harmless: a megabyte of brackets can exhaust the parser's memory or end its
process. Here that is a problem of one file.
"""

import ast
import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from autograder.worker import notebook
from autograder.worker.protocol import (
    MAX_ANSWER_BYTES,
    MAX_CODE_BYTES,
    MAX_NAME,
    MAX_READ,
    MAX_TEXT,
    Again,
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
ONE_BY_ONE = 20
"""So many cells are left out one after the other, and then all at once."""
MAX_ERRORS = 100
"""How many cells that are left out are told of a notebook."""


class TooManyError(Exception):
    """There is more to tell of a file than is told."""


REASONS = (RecursionError, MemoryError, TooManyError, notebook.NotANotebookError)


def read(file: File) -> Reading:
    """What a file defines and uses."""
    return Files().read(0, file)


class Files:
    """The files of the submission under work, each parsed once, by the number of its request."""

    def __init__(self) -> None:
        self._parsed: dict[int, Module | Notebook] = {}

    def read(self, number: int, file: File) -> Reading:
        """What a file defines and uses, which may be asked again with the number."""
        try:
            self._parsed[number] = parse_notebook(file) if file.notebook else parse_module(file)
        except REASONS as error:
            self._parsed[number] = Module(Reading(unreadable=reason_of(error)))
        return self.read_again(Again(number, file.wanted))

    def read_again(self, again: Again) -> Reading:
        """The same of a file that was read before, perhaps for other functions."""
        try:
            return self._parsed[again.number].tell(again.wanted)
        except REASONS as error:
            return Reading(unreadable=reason_of(error))

    def forget(self) -> None:
        """Lets go of all files."""
        self._parsed.clear()


def reason_of(error: Exception) -> str:
    """Why a file can't be read."""
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if isinstance(error, MemoryError):  # also what the parser says of a hundred brackets
        return TOO_LARGE
    if isinstance(error, TooManyError):
        return TOO_MANY
    return cut(f"it is not a notebook: {error}")


@dataclass(frozen=True)
class Module:
    """A module, of which the same is told whatever is wanted."""

    reading: Reading

    def tell(self, _wanted: Iterable[str]) -> Reading:
        return self.reading


def parse_module(file: File) -> Module:
    if reason := not_text(file.data):
        return Module(Reading(unreadable=reason))
    try:
        tree = ast.parse(file.data)
    except (SyntaxError, ValueError) as error:
        return Module(Reading(errors=(describe(of_text(error, file.data)),)))
    statements = [Statement(node) for node in tree.body[: MAX_READ + 1]]
    stars = examine(statements)
    return Module(tell(statements, stars, file.wanted, turning(file.data)))


def parse_notebook(file: File) -> "Notebook":
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
    return Notebook(cells, statements, examine(statements), errors)


def examine(statements: Sequence[Statement]) -> list[str]:
    """Scans statements, unless there are more than anybody writes.

    Raises:
        TooManyError: there are.
    """
    if len(statements) > MAX_READ:
        raise TooManyError
    return scan(statements)


class Notebook:
    """A notebook's cells that parse, and what can be chosen from them without parsing again."""

    def __init__(
        self,
        cells: Sequence[notebook.Cell],
        statements: Sequence[Statement],
        stars: Sequence[str],
        errors: Sequence[Raised],
    ) -> None:
        self._cells = cells
        self._statements = statements
        self._candidates = [s for s in statements if notebook.may_be_kept(s.node)]
        self._stars = stars
        self._errors = errors
        self._heading = notebook.heading(statements)
        self._compiled: dict[int, Raised | None] = {}  # by the identity of a statement

    def tell(self, wanted: Sequence[str]) -> Reading:
        """The definitions that are needed, and an error for each cell that is left out."""
        left_out: dict[int, Raised] = {}
        kept = notebook.to_keep(self._candidates, wanted)
        while broken := self._broken(kept):
            first = next(iter(broken))  # without it the others may not be needed
            left_out |= {first: broken[first]} if len(left_out) < ONE_BY_ONE else broken
            left = [s for s in self._candidates if s.cell not in left_out]
            kept = notebook.to_keep(left, wanted)
        left = [s for s in self._statements if s.cell not in left_out]
        code, starts = notebook.join(self._cells, left, {id(s) for s in kept})
        if len(code) > MAX_CODE_BYTES:
            return Reading(unreadable=f"it has {len(code)} bytes of code")
        errors = (*self._errors, *(left_out[cell] for cell in sorted(left_out)))
        return msgspec.structs.replace(
            tell(kept, self._stars, wanted, []),
            errors=errors[:MAX_ERRORS],
            code=code,
            cells=tuple(starts),
        )

    def _broken(self, kept: Sequence[Statement]) -> dict[int, Raised]:
        """What only the compiler refuses, such as a return outside of a function, by its cell."""
        by_cell = {cell: list(those) for cell, those in groupby(kept, lambda s: s.cell)}
        found: dict[int, Raised] = {}
        for cell in self._cells:
            those = by_cell.get(cell.number, [])
            new = [statement for statement in those if id(statement) not in self._compiled]
            lines = cell.lines if new else []
            self._compiled |= {id(s): self._compile(s, lines) for s in new}
            if error := next(filter(None, (self._compiled[id(s)] for s in those)), None):
                found[cell.number] = error
        return found

    def _compile(self, statement: Statement, lines: Sequence[bytes]) -> Raised | None:
        code = b"\n".join([*self._heading, *notebook.lines_of(statement.node, lines)])
        before = notebook.place_of(statement.node).first - len(self._heading)
        try:
            compile(code, "cell", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            return describe(error, statement.cell, (getattr(error, "lineno", 0) or 0) + before)
        return None


def describe(error: SyntaxError | ValueError, cell: int = 0, line: int | None = None) -> Raised:
    """What is wrong where; `line` is given where the error does not know its own."""
    if not isinstance(error, SyntaxError):
        return Raised("SyntaxError", cut(str(error)), cell=cell)
    code, column, width = pointed_at(error)
    return Raised(
        type(error).__name__,
        cut(str(error.msg)),
        line=(error.lineno or 0) if line is None else line,
        code=code,
        cell=cell,
        column=column,
        width=width,
    )


def of_text(error: SyntaxError | ValueError, data: bytes) -> SyntaxError | ValueError:
    """The same error, with columns that count characters; Python counts the bytes of bytes."""
    try:
        ast.parse(data.decode("utf-8-sig"))
    except SyntaxError as again:
        return again
    except ValueError:
        pass
    return error


def pointed_at(error: SyntaxError) -> tuple[str, int, int]:
    """The line of an error of syntax, the place in it that Python points at, and its width."""
    text = (error.text or "").rstrip()
    code = cut(text.lstrip())
    column = (error.offset or 0) - (len(text) - len(text.lstrip()))
    if not 0 < column <= min(len(code) + 1, MAX_TEXT):
        return code, 0, 0
    within = error.end_lineno == error.lineno and error.end_offset is not None
    width = (error.end_offset or 0) - (error.offset or 0) if within else 1
    return code, column, max(1, min(width, len(code) + 1 - column))


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
    filling: dict[str, list[Statement]] = {}
    for statement in statements:
        for name in statement.fills - statement.bound.keys():
            filling.setdefault(name, []).append(statement)
    ordered = dict.fromkeys([*(name for name in wanted if name in binding), *binding])
    return Reading(
        definitions=tuple(
            define(name, binding[name], filling.get(name, ()), binding, budget) for name in ordered
        ),
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
    filling: Sequence[Statement],
    binding: dict[str, list[Statement]],
    budget: "Budget",
) -> Definition:
    """All that a module says about one of its names, in statements that bind or that fill it."""
    uses: dict[str, tuple[int, int]] = {}
    needs: dict[str, None] = {}
    last = statements[-1]
    if dotted := last.bound[name]:  # what was imported before and then bound anew is not meant
        uses[dotted] = (last.cell, last.node.lineno)
    for statement in (*statements, *filling):
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
        *extent(last.node),
    )


def extent(node: ast.stmt) -> tuple[int, int, int]:
    """Where a statement begins, where its body does if it is a function, and where it ends."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    begins = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    body = 0
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        body = max(node.body[0].lineno, node.lineno + 1)
    return begins, body, node.end_lineno or node.lineno


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
