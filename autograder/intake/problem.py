"""What of a submission is not read, and why."""

from dataclasses import dataclass

from autograder.i18n import Phrase, Text, _


@dataclass(frozen=True)
class Problem:
    """The path of something that is not read, and a sentence on it for people."""

    path: str
    said: str


def ignored(path: str, reason: Text) -> Problem:
    """That something is not wanted."""
    return Problem(path, str(Phrase("{path} was ignored: {reason}", path=path, reason=reason)))


def unreadable(path: str, reason: Text) -> Problem:
    """That something is wanted but can't be read."""
    return Problem(path, str(Phrase("{path} can't be read: {reason}", path=path, reason=reason)))


def listed(paths: list[str], most: int) -> str:
    """The first of several paths."""
    return _(", ").join(paths[:most]) + (" …" if len(paths) > most else "")
