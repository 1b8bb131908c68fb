"""The stubs that students get, and what is known of each exercise without its properties.

`release` writes both into the package, so that they are there wherever it is installed, and can
be had without importing the catalogue.
"""

from functools import cache
from importlib import resources

import msgspec

from autograder.i18n import language

INDEX = "exercises.json"


class Entry(msgspec.Struct, frozen=True):
    """An exercise as a list of exercises shows it; points in hundredths."""

    name: str
    module: str
    section: str
    points: int


@cache
def entries() -> tuple[Entry, ...]:
    """All exercises, in the order of the book."""
    path = resources.files("autograder") / "stub_files" / INDEX
    return msgspec.json.decode(path.read_bytes(), type=tuple[Entry, ...])


def stub_file(module: str, language: str) -> str:
    """The name under which the stub of a module is kept; nobody is to take it for a module."""
    return f"{module}.txt" if language == "en" else f"{module}.{language}.txt"


def stub_of(module: str) -> str:
    """The module as students get it, in the reader's language."""
    name = stub_file(module, language())
    return (resources.files("autograder") / "stub_files" / name).read_text("utf-8")
