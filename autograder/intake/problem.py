"""What of a submission is not read, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.i18n import Phrase, Text, _, ngettext

MAX_PROBLEMS = 100
"""An archive may have ten thousand members, and each of them something that is wrong with it."""


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


def told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of their sentences; of too many the first ones."""
    ordered = sorted(problems, key=lambda problem: problem.said)
    if more := len(ordered[MAX_PROBLEMS:]):
        said = ngettext(
            "there is {count} more problem with its files",
            "there are {count} more problems with its files",
            more,
        )
        return (*ordered[:MAX_PROBLEMS], Problem("", said.format(count=more)))
    return tuple(ordered)
