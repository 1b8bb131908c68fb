"""Puts the stub of one function back into a student's module, and changes nothing else of it."""

import ast
import os
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from autograder.errors import UserError
from autograder.files import UnreadableError, read_file, write_atomically
from autograder.i18n import _
from autograder.intake.submission import MAX_FILE_BYTES
from autograder.machine import writing
from autograder.stubs import Entry, stub_of

KEPT = ".before-reset"
"""The end of the name under which the old file stays, which is that of no module."""
CLOSING = (")", "]", "}")
"""How a line of a function may begin at the left margin: with the end of its arguments."""


@dataclass(frozen=True)
class Reset:
    """A module as it would be with the stub of a function.

    Attributes:
        path: of the module.
        lines: those of the file that are replaced, the first and the last one; none if the stub
            is put at the end.
        data: the whole file.
    """

    path: Path
    lines: tuple[int, int] | None
    data: bytes


def plan(entry: Entry, path: Path) -> Reset | None:
    """What is to be written; None if the function is the stub already.

    Raises:
        UserError: the file can't be read, or can't hold the stub.
    """
    before = read(path)
    stub = function_in(stub_of(entry.module).encode(), entry.name)
    assert stub is not None, f"the stub of {entry.module} lacks {entry.name}"
    lines = before.splitlines(keepends=True)
    text = b"".join(stub_of(entry.module).encode().splitlines(keepends=True)[slice(*stub)])
    text = converted(text, before, path)
    found = function_in(before, entry.name)
    if found is None:
        end = b"" if not before or before.endswith((b"\n", b"\r")) else newline_of(before)
        gap = newline_of(before) * 2 if before.strip() else b""
        return Reset(path, None, before + end + gap + text)
    first, last = found
    if b"".join(lines[first:last]) == text:
        return None
    if last == len(lines) and not lines[-1].endswith((b"\n", b"\r")):
        text = text.rstrip(b"\r\n")
    return Reset(path, (first + 1, last), b"".join([*lines[:first], text, *lines[last:]]))


def carry_out(reset: Reset) -> Path | None:
    """Keeps the old file beside the new one; returns where, or None if there was no file.

    Raises:
        UserError: the folder can't be written.
    """
    place = reset.path.resolve()  # a link stays a link
    with writing(reset.path):
        kept = keep(reset.path) if reset.path.exists() else None
        mode = place.stat().st_mode if kept else None
        try:
            write_atomically(place, reset.data)
        except OSError:
            if kept:  # a copy of what is still there
                kept.unlink()
            raise
        if mode is not None:
            place.chmod(mode & 0o777)
    return kept


def imports_needed(reset: Reset, entry: Entry) -> list[str]:
    """Imports that the stub relies on and the file does not have, as lines of Python."""
    tree = parsed(reset.data)
    if tree is None:
        return []
    names = imported(tree)
    stub = ast.parse(stub_of(entry.module))
    function = next(n for n in stub.body if isinstance(n, ast.FunctionDef) and n.name == entry.name)
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return [line for name, line in imported(stub).items() if name in used - set(names)]


def imported(tree: ast.Module) -> dict[str, str]:
    """The names that a module imports, each with the line that does so."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            start = f"from {node.module} import "
        elif isinstance(node, ast.Import):
            start = "import "
        else:
            continue
        found.update({alias.asname or alias.name: start + alias.name for alias in node.names})
    return found


def keep(path: Path) -> Path:
    """Copies a file to a name beside it that nothing has yet."""
    data = read(path)
    number = 1
    while True:
        kept = path.with_name(f"{path.name}{KEPT}{f'-{number}' if number > 1 else ''}")
        try:
            file = kept.open("xb")
        except FileExistsError:
            number += 1
            continue
        try:
            with file:
                file.write(data)
        except OSError:  # half a copy is none
            kept.unlink()
            raise
        return kept


def read(path: Path) -> bytes:
    try:
        there = os.path.lexists(path)
        return read_file(path, MAX_FILE_BYTES["module"], links=True) if there else b""
    except UnreadableError as error:
        text = _("{path} can't be read: {reason}.")
        raise UserError(text.format(path=path, reason=error)) from error


def parsed(source: bytes) -> ast.Module | None:
    """The syntax tree of a module; None where Python has none, or none that is so deep."""
    try:
        return ast.parse(source, os.devnull)  # of what does not parse, Python looks into that file
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def function_in(source: bytes, name: str) -> tuple[int, int] | None:
    """Where the last function of that name stands: its first line, counted from 0, and its end.

    A function has its lines for itself: Python lets nothing stand before or behind it.
    """
    tree = parsed(source)
    if tree is None:
        return function_by_margin(source.splitlines(), name)
    for node in reversed(tree.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            last = node.end_lineno or node.lineno
            return first - 1, last
    return None


def function_by_margin(lines: Sequence[bytes], name: str) -> tuple[int, int] | None:
    """The same in a file that does not parse: up to the next line at the left margin."""
    starts = [i for i, line in enumerate(lines) if line.startswith(f"def {name}(".encode())]
    if not starts:
        return None
    length = length_of(lines[starts[-1] :])
    while not lines[starts[-1] + length - 1].strip():  # blank lines belong to what follows
        length -= 1
    return starts[-1], starts[-1] + length


def length_of(lines: Sequence[bytes]) -> int:
    """How many of the lines belong to the definition that begins with the first one."""
    for number, line in enumerate(lines[1:], start=1):
        text = line.decode("utf-8", "replace")
        if text.strip() and not text[0].isspace() and not text.startswith(CLOSING):
            return number
    return len(lines)


def converted(text: bytes, file: bytes, path: Path) -> bytes:
    """The stub with the line ends and the encoding of the file.

    Raises:
        UserError: the file is in an encoding that nobody knows, or that lacks a character.
    """
    try:
        encoding, _lines = tokenize.detect_encoding(BytesIO(file).readline)
        encoded = text.decode().encode("utf-8" if encoding == "utf-8-sig" else encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        said = _("{path} is not UTF-8, so the stub can't be put into it: {reason}")
        raise UserError(said.format(path=path, reason=error)) from error
    return encoded.replace(b"\n", newline_of(file))


def newline_of(file: bytes) -> bytes:
    first = next(iter(file.splitlines(keepends=True)), b"\n")
    return b"\r\n" if first.endswith(b"\r\n") else b"\n"
