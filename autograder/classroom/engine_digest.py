"""A name for the code that shapes results, so that none is kept from another version of it."""

import hashlib
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
WITHOUT = ("classroom", "cli", "reports", "capstones")
"""These see no more of a submission than its record."""
OF_ONE_EXERCISE = ("catalogue", "catalogue/versions", "catalogue/misconceptions")
"""Folders with a file for each exercise, named after it."""
SUFFIXES = (".py", ".toml", ".mo")


@cache
def engine_digest(exercises: tuple[str, ...]) -> str:
    """Of all code and data of the package that grading these exercises can depend on."""
    digest = hashlib.sha256()
    for path in sorted(_files(exercises)):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(PACKAGE)}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(exercises: Collection[str]) -> Iterator[Path]:
    for path in PACKAGE.rglob("*"):
        place = path.relative_to(PACKAGE)
        if path.suffix not in SUFFIXES or place.parts[0] in WITHOUT:
            continue
        if str(place.parent) not in OF_ONE_EXERCISE or place.stem in exercises:
            yield path
