"""The students of a class, from the folder that holds their submissions."""

import contextlib
import re
import signal
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from autograder.errors import UserError
from autograder.intake.class_list import fold
from autograder.intake.files import is_hidden, readable
from autograder.intake.names import OTHER_ARCHIVES, kind_of, stem_of
from autograder.intake.submission import Place

CHECK_HINT = "If the folder holds the work of one student, `autograder check` is for that."
NAMES = {
    "moodle": r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_file_?(?P<file>.*)",
    "canvas": r"(?P<student>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)",
}
"""How learning platforms name what they give out: a student, a number, a file; late or not."""
TIMESTAMP = "timestamp.txt"
"""What nbgrader puts into the folder of an assignment that was handed in."""
SHOWN_NAMES = 5
MAX_SHOWN = 200
"""Characters of a pattern that is none."""
NAMES_SECONDS = 5.0
"""Of CPU time, for the names of all submissions."""


@dataclass(frozen=True)
class Roster:
    """Submissions by student, and what lies beside them and belongs to nobody.

    `keys` are the numbers under which a learning platform knows the students.
    """

    submissions: dict[str, Place]
    left_out: tuple[str, ...]
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """An entry of the folder: whose it is, by name and number, and the file's own name."""

    entry: Path
    student: str
    number: str
    file: str

    @property
    def shown(self) -> str:
        return readable(self.entry.name)


def find_submissions(
    folder: Path,
    leave_out: Collection[Path] = (),
    *,
    names: re.Pattern[str] | None = None,
    assignment: str | None = None,
) -> Roster:
    """The students of a class and their folders, archives or files, by name.

    Args:
        folder: with a folder or a .zip file for each student.
        leave_out: files and folders that are none of them, though they may lie among them.
        names: how entries are named, with the groups `student`, `id` and `file`, of which the
            last two may be missing; several files of one student are one submission.
        assignment: of nbgrader, the folder in each student's folder.

    Raises:
        UserError: the folder does not exist or holds no submissions, or names can't be told
            apart everywhere: by case, by the form of an accent, or a folder and an archive.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder; expected one folder in it for each student.")
    found: list[Found] = []
    left_out: list[str] = []
    with _within(NAMES_SECONDS, names):
        for entry in _visible(folder, leave_out):
            if entry.is_symlink():
                left_out.append(f"{readable(entry.name)} (a link)")
            elif owned := _owned(entry, names):
                found.append(owned)
            elif entry.name.lower().endswith(OTHER_ARCHIVES):
                left_out.append(f"{readable(entry.name)} (of archives, only .zip is read)")
            else:
                left_out.append(readable(entry.name))
    found = _without_namesakes(found)
    _refuse_lookalikes(found, folder, several=names is not None)
    submissions = {student: _place(entries) for student, entries in _by_student(found).items()}
    if assignment is not None:
        submissions, lacking = _of_assignment(submissions, assignment)
        left_out += lacking
    else:
        _refuse_several_assignments(submissions)
    if not submissions:
        raise UserError(_nothing(folder, left_out, names, assignment))
    return Roster(submissions, tuple(left_out), {f.student: f.number for f in found if f.number})


def names_pattern(names: str) -> re.Pattern[str]:
    """The pattern of that name, or given as such.

    Raises:
        UserError: it is none, or has no group `student`.
    """
    try:
        pattern = re.compile(NAMES.get(names, names))
    except (re.error, RecursionError, OverflowError) as error:
        raise UserError(
            f"{names[:MAX_SHOWN]!r} is no pattern of names: {error}. Expected "
            f"{' or '.join(NAMES)}, or a regular expression such as "
            "'(?P<student>[^_]+)_(?P<file>.+)'."
        ) from None
    if "student" not in pattern.groupindex:
        raise UserError(
            f"The pattern of names {names!r} does not say where the student is: expected "
            f"{' or '.join(NAMES)}, or a group such as (?P<student>[^_]+)."
        )
    return pattern


@contextlib.contextmanager
def _within(seconds: float, names: re.Pattern[str] | None) -> Iterator[None]:
    """Ends the search for students after so much CPU time: some patterns never come to an end.

    Raises:
        UserError: the time is over.
    """

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        shown = f" {names.pattern[:MAX_SHOWN]!r}" if names else ""
        raise UserError(
            f"Looking for students by the pattern of names{shown} takes more than {seconds:g} s. "
            "Nested repetitions such as '(a+)+' can take for ever; find another pattern."
        )

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _owned(entry: Path, names: re.Pattern[str] | None) -> Found | None:
    """Whose an entry is; nothing if it is nobody's."""
    shown = readable(entry.name)
    if names is None:
        if entry.is_dir():
            return Found(entry, shown, "", shown)
        return Found(entry, stem_of(shown), "", shown) if kind_of(shown) == "archive" else None
    match = names.fullmatch(shown)
    if match is None:
        return None
    groups = match.groupdict()
    student = (groups["student"] or "").strip()
    found = Found(entry, student, groups.get("id") or "", groups.get("file") or shown)
    return found if student else None


def _without_namesakes(found: list[Found]) -> list[Found]:
    """With the number added to the name of students whose names are the same, or nearly so."""
    numbers: dict[str, set[str]] = {}
    for one in found:
        numbers.setdefault(fold(one.student), set()).add(one.number)
    return [
        Found(one.entry, f"{one.student} ({one.number})", one.number, one.file)
        if one.number and len(numbers[fold(one.student)]) > 1
        else one
        for one in found
    ]


def _refuse_lookalikes(found: list[Found], folder: Path, *, several: bool) -> None:
    """Keeps apart what some system could not: every student needs a file of his or her own."""
    folded: dict[str, Found] = {}
    for one in found:
        other = folded.setdefault(fold(one.student), one)
        fine = several and other.student == one.student
        fine &= not (one.entry.is_dir() or other.entry.is_dir())
        if other is not one and not fine:
            raise UserError(
                f"{other.shown} and {one.shown} in {folder} can't be told apart by name on every "
                "system; rename one of them, or remove one if they are the same."
            )


def _by_student(found: list[Found]) -> dict[str, list[Found]]:
    entries: dict[str, list[Found]] = {}
    for one in found:
        entries.setdefault(one.student, []).append(one)
    return entries


def _place(entries: list[Found]) -> Place:
    """What is read of a student: a folder or an archive, or files by their own names."""
    first = entries[0]
    if len(entries) == 1 and (first.entry.is_dir() or first.file == first.shown):
        return first.entry
    files: dict[str, Path] = {}
    for one in entries:
        files[one.shown if one.file in files else one.file] = one.entry
    return files


def _of_assignment(
    submissions: dict[str, Place], assignment: str
) -> tuple[dict[str, Place], list[str]]:
    """The folders of one assignment, and the students who have none."""
    theirs: dict[str, Place] = {}
    lacking: list[str] = []
    for student, place in submissions.items():
        inner = place / assignment if isinstance(place, Path) else None
        if inner is not None and inner.parent == place and inner.is_dir():
            theirs[student] = inner
        else:
            lacking.append(f"{student} (has no {assignment})")
    return theirs, lacking


def _refuse_several_assignments(submissions: dict[str, Place]) -> None:
    """Asks which assignment is meant where nbgrader has collected several.

    That it has is seen by most folders: one alone may look like anything that its student likes.
    """
    folders = [place for place in submissions.values() if isinstance(place, Path)]
    collected = [set(map(readable_parent, folder.glob(f"*/{TIMESTAMP}"))) for folder in folders]
    found = sorted(set().union(*collected))
    if len(found) > 1 and 2 * sum(map(bool, collected)) > len(submissions):
        raise UserError(
            f"There are several assignments here, such as {', '.join(found[:SHOWN_NAMES])}. "
            f"Say which one is to be graded: --assignment {found[0]}"
        )


def readable_parent(path: Path) -> str:
    return readable(path.parent.name)


def _nothing(
    folder: Path, left_out: list[str], names: re.Pattern[str] | None, assignment: str | None
) -> str:
    """That there is nothing to grade, and what may have been meant."""
    said = f"{folder} holds no submissions"
    if assignment is not None:
        return f"{said} of {assignment!r}; expected STUDENT/{assignment} in it."
    if names is not None:
        shown = f", such as {left_out[0]!r}" if left_out else ""
        return f"{said}: no name in it fits the pattern {names.pattern!r}{shown}."
    said += "; expected a folder for each student."
    for platform, pattern in NAMES.items():
        if any(re.fullmatch(pattern, name) for name in left_out):
            return f"{said} The names look like those of {platform}: try --names {platform}."
    return f"{said} {CHECK_HINT}" if any(map(holds_code, left_out)) else said


def holds_code(name: str) -> bool:
    """Whether a file is a module or a notebook, which should lie in a student's folder."""
    return kind_of(name) in ("module", "notebook")


def _visible(folder: Path, leave_out: Collection[Path]) -> Iterator[Path]:
    ours = [path for path in leave_out if is_there(path)]
    for entry in sorted(folder.iterdir()):
        if is_hidden(entry.name):
            continue
        if entry.is_symlink() or not any(entry.samefile(path) for path in ours):
            yield entry


def is_there(path: Path) -> bool:
    """Whether there is such a file, or could be: a course may name one by anything."""
    try:
        return path.exists()
    except OSError:
        return False
