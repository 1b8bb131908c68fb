"""`course.toml`: how a course grades, so that nobody has to remember options.

    exercises = ["softmax", "cross_entropy"]   # all of them unless given
    allowed = ["sgd"]                          # functions that may call torch's own
    language = "en"                            # of records and feedback: en or zh
    seed = "secret"                            # or "public", or a number
    names = "moodle"                           # or "canvas", or a regular expression
    roster = "students.csv"                    # beside this file

    [points]                                   # for full marks
    softmax = 10

    [limits]                                   # in seconds
    submission_seconds = 120

What is not said stays as it is without such a file.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec

from autograder.corpus import PUBLIC_SEED
from autograder.errors import UserError
from autograder.files import UnreadableError, read_file
from autograder.i18n import Language
from autograder.worker.client import Limits

FILE = "course.toml"
HUNDREDTHS = 100
MAX_BYTES = 1 << 16
MAX_LINE = 4096
"""Characters; a key of many parts takes time."""
MAX_POINTS = 10_000
MAX_SEED_BITS = 63
MAX_SECONDS = 1_000_000
"""A longer limit is as good as none."""
PLACE = re.compile(r"(?P<reason>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)


class LimitsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits on students' code; those that are not given stay as they are."""

    call_seconds: Decimal | None = None
    load_seconds: Decimal | None = None
    submission_seconds: Decimal | None = None


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a course says; whatever it does not say is None or empty."""

    exercises: tuple[str, ...] = ()
    points: dict[str, Decimal] = {}
    allowed: tuple[str, ...] = ()
    language: Language = "en"
    seed: Literal["secret", "public"] | int = "secret"
    names: str | None = None
    roster: str | None = None
    limits: LimitsTable = LimitsTable()

    def hundredths(self) -> dict[str, int]:
        """The points of exercises that have others than their own, in hundredths."""
        return {name: int(points * HUNDREDTHS) for name, points in self.points.items()}

    def fixed_seed(self) -> int | None:
        """The seed, or None for one that each run draws for itself."""
        if isinstance(self.seed, int):
            return self.seed
        return PUBLIC_SEED if self.seed == "public" else None

    def limits_of(self, functions: int) -> Limits:
        """The limits on a submission of so many functions."""
        given = msgspec.structs.asdict(self.limits).items()
        return msgspec.structs.replace(
            Limits.of(functions),
            **{name: float(min(s, MAX_SECONDS)) for name, s in given if s is not None},
        )


def find_course(submissions: Path) -> Path | None:
    """The course file among the submissions of a class, or beside their folder."""
    places = (submissions / FILE, submissions.absolute().parent / FILE)
    return next((path for path in places if path.is_file()), None)


def read_course(path: Path, exercises: Iterable[str]) -> Course:
    """The course that a file describes.

    Args:
        path: of the file.
        exercises: the names of those that there are.

    Raises:
        UserError: it can't be read, or says something that makes no sense.
    """
    try:
        return _course_in(path, list(exercises))
    except (ValueError, ArithmeticError, RecursionError) as error:  # numbers and depths of no use
        raise UserError(f"The course file {path} can't be used: {error}.") from None


def _course_in(path: Path, known: Sequence[str]) -> Course:
    text = _text_of(path)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The course file {path} is no TOML: {error}.") from None
    document = Document(path, text, data)
    document.refuse_unknown_keys(Course, data)
    document.refuse_unknown_keys(LimitsTable, data.get("limits"), ("limits",))
    document.check_points()
    course = document.convert()
    for place, names in (
        (("exercises",), course.exercises),
        (("allowed",), course.allowed),
        (("points",), tuple(course.points)),
    ):
        for name in names:
            if name not in known:
                said = f"there is no function named {name!r}{meant(name, known)}"
                raise document.error((*place, name) if place == ("points",) else place, said)
    document.check_numbers(course)
    return course


def _text_of(path: Path) -> str:
    try:
        text = read_file(path, MAX_BYTES, links=True).decode("utf-8-sig")
    except UnreadableError as error:
        raise UserError(f"The course file {path} can't be read: {error}.") from None
    except UnicodeDecodeError:
        raise UserError(f"The course file {path} is not UTF-8.") from None
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise UserError(f"The course file {path} has a line of more than {MAX_LINE} characters.")
    return text


class Document:
    """A file with what was read from it, so that a message can name the line."""

    def __init__(self, path: Path, text: str, data: Mapping[str, Any]) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._data = data

    def refuse_unknown_keys(
        self, kind: type[msgspec.Struct], table: object, where: tuple[str, ...] = ()
    ) -> None:
        """Raises `UserError` for a key that means nothing, with the one that may be meant."""
        known = kind.__struct_fields__
        for key in table if isinstance(table, dict) else ():
            if key not in known:
                near = meant(key, known) or f"; known are {', '.join(known)}"
                raise self.error((*where, key), f"there is no setting {key!r}{near}")

    def convert(self) -> Course:
        """The course; values are checked for their types.

        Raises:
            UserError: one has another type.
        """
        try:
            return msgspec.convert(self._data, Course)
        except msgspec.ValidationError as error:
            said = PLACE.fullmatch(str(error))
            assert said is not None
            keys = tuple(re.findall(r"[^.\[\]]+", said["path"] or ""))
            value = self._value(keys)
            reason = said["reason"].replace("`", "").replace("array", "list")
            reason = reason[:1].lower() + reason[1:]
            raise self.error(keys, f"{reason}, not {shown(value)}") from None

    def check_points(self) -> None:
        """Raises `UserError` for points that are no number; msgspec would not name the line."""
        table = self._data.get("points")
        for name, points in table.items() if isinstance(table, dict) else ():
            if isinstance(points, bool) or not isinstance(points, int | Decimal):
                said = f"{name} has {points!r} points; expected a number, without quotes"
                raise self.error(("points", name), said)

    def check_numbers(self, course: Course) -> None:
        """Raises `UserError` for points, seeds and limits that can't be used."""
        for name, points in course.points.items():
            within = points.is_finite() and 0 <= points <= MAX_POINTS
            if not within or points * HUNDREDTHS != int(points * HUNDREDTHS):
                said = f"{name} has {points} points; expected 0 to {MAX_POINTS}, in hundredths"
                raise self.error(("points", name), said)
        if isinstance(course.seed, int) and course.seed < 0:
            raise self.error(("seed",), f"a seed is 0 or more, not {course.seed}")
        if isinstance(course.seed, int) and course.seed.bit_length() > MAX_SEED_BITS:
            raise self.error(("seed",), f"a seed has at most {MAX_SEED_BITS} bits")
        for name, seconds in msgspec.structs.asdict(course.limits).items():
            if seconds is not None and not (seconds.is_finite() and seconds >= Decimal("0.1")):
                said = f"{name} is {seconds}; expected 0.1 seconds or more"
                raise self.error(("limits", name), said)

    def error(self, keys: tuple[str, ...], said: str) -> UserError:
        line = self._line(keys)
        where = f"{self._path}, line {line}" if line else str(self._path)
        return UserError(f"{where}: {said}" if said.endswith("?") else f"{where}: {said}.")

    def _value(self, keys: tuple[str, ...]) -> object:
        value: Any = self._data
        for key in keys:
            try:
                value = value[int(key) if isinstance(value, list) else key]
            except (KeyError, IndexError, ValueError, TypeError):
                return value
        return value

    def _line(self, keys: tuple[str, ...]) -> int | None:
        """The line that the key stands in, as far as that can be told without a parser."""
        names = [key for key in keys if not key.isdigit()]
        table = ""
        for number, text in enumerate(self._lines, 1):
            if header := re.match(r"\s*\[\s*[\"']?([\w-]+)[\"']?\s*\]", text):
                table = header[1]
                if names == [table]:
                    return number
            key = re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", text)
            if key and [*filter(None, [table]), *key[1].split(".")] == names:
                return number
        return None


def meant(name: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that nobody knows."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def shown(value: object) -> str:
    """A value of the file as it may stand there."""
    return str(value) if isinstance(value, Decimal) else repr(value)
