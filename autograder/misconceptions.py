"""What people write instead of a right answer, with hints in three steps."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

MAX_NAME = 100


class Misconception(msgspec.Struct, frozen=True):
    """A known mistake.

    Attributes:
        id: of the misconception; versions of the function that show it are named after it.
        code: the idea of the wrong code, short.
        why: how people come to it.
        also: versions by other names that behave the same and need the same hints.
        en: hints in English: nudge, explanation, near-solution.
        zh: the same in Simplified Chinese.
    """

    id: str
    code: str
    why: str
    en: tuple[str, str, str]
    zh: tuple[str, str, str]
    also: tuple[str, ...] = ()


@cache
def misconceptions(exercise: str) -> dict[str, Misconception]:
    """The known mistakes in one function, by id; none for a function that has no file."""
    if not exercise.isidentifier() or len(exercise) > MAX_NAME:  # it becomes a part of a path
        return {}
    path = resources.files("autograder") / "catalogue" / "misconceptions" / f"{exercise}.toml"
    if not path.is_file():
        return {}
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = [{"id": identifier, **fields} for identifier, fields in read.items()]
    return {entry.id: entry for entry in msgspec.convert(entries, list[Misconception])}


def misconception_of(version: str, entries: Mapping[str, Misconception]) -> str | None:
    """The id of the misconception that a version shows, by its name.

    That is `softmax-dim0` for a version named so, and for `softmax-dim0-library`.
    """
    named = [i for i in entries if version == i or version.startswith(f"{i}-")]
    declared = [i for i, entry in entries.items() if version in entry.also]
    return next(iter(declared), max(named, key=len, default=None))
