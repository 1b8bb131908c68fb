"""The students of a class, from the folder that holds their submissions."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.intake.files import is_hidden, readable
from autograder.intake.names import kind_of, stem_of

CHECK_HINT = "If the folder holds the work of one student, `autograder check` is for that."


@dataclass(frozen=True)
class Roster:
    """Submissions by student, and what lies beside them and belongs to nobody."""

    submissions: dict[str, Path]
    left_out: tuple[str, ...]


def find_submissions(folder: Path, leave_out: Path | None = None) -> Roster:
    """The students of a class and their folders or archives, by name.

    Args:
        folder: with a folder or a .zip file for each student.
        leave_out: a folder that is none of them, though it may lie among them.

    Raises:
        UserError: the folder does not exist or holds no submissions, or names can't be told
            apart everywhere: by case, by the form of an accent, or a folder and an archive.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder; expected one folder in it for each student.")
    submissions: dict[str, Path] = {}
    left_out: list[str] = []
    folded: dict[str, str] = {}
    for entry in _visible(folder, leave_out):
        shown = readable(entry.name)
        if entry.is_symlink():
            left_out.append(f"{shown} (a link)")
        elif entry.is_dir() or kind_of(entry.name) == "archive":
            name = shown if entry.is_dir() else stem_of(shown)
            other = folded.get(fold(name))
            if other is not None:
                raise UserError(
                    f"{other} and {shown} in {folder} can't be told apart by name on every "
                    "system; rename one of them, or remove one if they are the same."
                )
            folded[fold(name)] = shown
            submissions[name] = entry
        else:
            left_out.append(shown)
    if not submissions:
        hint = f" {CHECK_HINT}" if any(map(holds_code, left_out)) else ""
        raise UserError(f"{folder} holds no submissions; expected a folder for each student.{hint}")
    return Roster(submissions, tuple(left_out))


def holds_code(name: str) -> bool:
    """Whether a file is a module or a notebook, which should lie in a student's folder."""
    return kind_of(name) in ("module", "notebook")


def fold(name: str) -> str:
    """The same for names that some system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _visible(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        ours = leave_out is not None and leave_out.exists() and not entry.is_symlink()
        if not is_hidden(entry.name) and not (ours and leave_out and entry.samefile(leave_out)):
            yield entry
