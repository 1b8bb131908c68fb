"""Who is in a class: a CSV file with names, e-mail addresses and sections."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.errors import UserError
from autograder.files import UnreadableError, read_file

ID = "id"
MAX_BYTES = 16 << 20
MAX_STUDENTS = 100_000


class Listed(msgspec.Struct, frozen=True):
    """Somebody on the list."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    section: str = ""


COLUMNS = Listed.__struct_fields__


def read_class_list(path: Path) -> list[Listed]:
    """The students of a class list, in its order.

    The first line names the columns: `id`, and any of `first_name`, `last_name`, `email` and
    `section`; case, spaces for underscores and a byte order mark don't matter. Others are left
    out.

    Raises:
        UserError: the file can't be read, has no column `id`, or names a student twice.
    """
    text = _text_of(path)
    # Other characters that end a line for Python may stand in a name.
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, strict=True, delimiter=_delimiter_of(text))
    students: dict[str, Listed] = {}
    places: dict[str, int] = {}
    try:
        columns = _columns(next(rows, []), path)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(students) == MAX_STUDENTS:
                raise UserError(
                    f"{path} has more than {MAX_STUDENTS} students; expected those of one class."
                )
            student = _student(row, columns, f"{path}, line {rows.line_num}")
            folded = fold(student.id)
            if folded in students:
                raise UserError(
                    f"{path}, line {rows.line_num}: {student.id!r} is in line {places[folded]} "
                    "already; each student has one line."
                )
            students[folded], places[folded] = student, rows.line_num
    except csv.Error as error:
        raise UserError(f"{path}, line {rows.line_num}: {error}.") from None
    return list(students.values())


def _text_of(path: Path) -> str:
    try:
        data = read_file(path, MAX_BYTES, links=True)
        return data.decode("utf-8-sig")
    except UnreadableError as error:
        raise UserError(f"The class list {path} can't be read: {error}.") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(
            f"{path}, line {line}: this is not UTF-8. Save the list as 'CSV UTF-8'."
        ) from None


def _delimiter_of(text: str) -> str:
    """What separates columns: spreadsheets of many countries write a semicolon."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(header: Sequence[str], path: Path) -> dict[str, int]:
    """The place of each column that is known.

    Raises:
        UserError: there is no column `id`, or one is there twice.
    """
    names = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in header]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise UserError(f"{path}, line 1: there are two columns named {twice[0]}.")
    if ID not in names:
        found = ", ".join(map(repr, header)) or "nothing"
        raise UserError(
            f"{path}, line 1: there is no column 'id', but {found}. "
            f"The first line names the columns: {', '.join(COLUMNS)}; only id is needed."
        )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _student(row: Sequence[str], columns: Mapping[str, int], where: str) -> Listed:
    cells = {
        name: row[place].strip() if place < len(row) else "" for name, place in columns.items()
    }
    if not cells[ID]:
        raise UserError(f"{where}: the column id is empty.")
    return Listed(**cells)


def fold(name: str) -> str:
    """The same for names that some system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class ClassList:
    """Finds the line of the list that a submission belongs to.

    A student's name or number is an id of the list, or else first and last name in either order,
    with or without spaces, if only one student is called so.
    """

    def __init__(self, students: Iterable[Listed], keys: Mapping[str, str]) -> None:
        """Keeps the list; `keys` are numbers that go with the names of submissions."""
        self._students = list(students)
        self._keys = keys
        self._by_id = {fold(student.id): student for student in self._students}
        self._by_name: dict[str, Listed | None] = {}
        for student in self._students:
            for name in {squashed(student, "last"), squashed(student, "first")} - {""}:
                self._by_name[name] = None if name in self._by_name else student
        self._seen: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._students)

    def find(self, student: str) -> Listed | None:
        """The line of a submission's student; from then on, he or she is not missing."""
        key = self._keys.get(student)
        found = (
            self._by_id.get(fold(student))
            or (self._by_id.get(fold(key)) if key else None)
            or self._by_name.get(letters(student))
        )
        if found:
            self._seen.add(found.id)
        return found

    def missing(self) -> list[Listed]:
        """Those of whom no submission was looked up."""
        return [student for student in self._students if student.id not in self._seen]


def squashed(student: Listed, starts_with: str) -> str:
    names = [student.first_name, student.last_name]
    return letters("".join(names if starts_with == "first" else reversed(names)))


def letters(name: str) -> str:
    """A name as some learning platforms write it: without spaces and signs, in small letters."""
    return "".join(character for character in fold(name) if character.isalnum())
