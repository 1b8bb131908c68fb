"""What people write instead of a right answer, with hints in three steps."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from autograder.i18n import language

MAX_NAME = 100
Steps = tuple[str, str, str]
MISSING: Steps = ("", "", "")


class Misconception(msgspec.Struct, frozen=True):
    """A known mistake.

    Attributes:
        id: of the misconception; versions of the function that show it are named after it.
        code: the idea of the wrong code, short.
        why: how people come to it.
        title: what such code does, to follow "code that"; `title_zh` says it in Chinese.
        also: versions by other names that behave the same and need the same hints.
        en: hints in English: nudge, explanation, near-solution.
        zh: the same in Simplified Chinese.
    """

    id: str
    code: str
    why: str
    title: str = ""
    title_zh: str = ""
    en: Steps = MISSING
    zh: Steps = MISSING
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return self.title_zh if language() == "zh" else self.title

    @property
    def hints(self) -> Steps:
        """The hints in the reader's language."""
        return self.zh if language() == "zh" else self.en


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


def shown_by(version: str, entries: Mapping[str, Misconception]) -> tuple[str, ...]:
    """The ids of the misconceptions that a version shows, by its name; mostly one or none.

    That is `softmax-dim0` for a version named so, and for `softmax-dim0-library`; a version named
    `softmax-dim0+softmax-detached` shows both at once.
    """
    found = [_shown_by_part(part, entries) for part in version.split("+")]
    return tuple(identifier for identifier in found if identifier) if all(found) else ()


def _shown_by_part(name: str, entries: Mapping[str, Misconception]) -> str | None:
    named = [i for i in entries if name == i or name.startswith(f"{i}-")]
    declared = [i for i, entry in entries.items() if name in entry.also]
    return next(iter(declared), max(named, key=len, default=None))
