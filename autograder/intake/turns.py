"""Which of a submission's files are read first, where there may be more than are read."""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from autograder.intake.files import Entry
from autograder.intake.names import UNLIKE, distance, is_proper, stem_of
from autograder.stubs import entries

IMPORTS = re.compile(rb"\b(?:import|from)[ \t]+([\w., \t]+)")
WORD = re.compile(rb"\w+")
WANTED = -1
IMPORTED = UNLIKE
OTHERS = IMPORTED + 1


class Turns:
    """Files in the order in which they are read.

    Those come first that are named as a module of the exercises, then those that may have been
    meant for one, then what the files that were read import. All others follow by their depth,
    then by their path.
    """

    def __init__(self, found: Iterable[Entry]) -> None:
        self._entries = in_order(found)
        self._waiting = [(rank(e.name), place) for place, e in enumerate(self._entries)]
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(self._entries):
            self._by_stem[stem_of(entry.name)].append(place)
        heapq.heapify(self._waiting)

    def __iter__(self) -> Iterator[Entry]:
        had: set[int] = set()
        while self._waiting:
            _rank, place = heapq.heappop(self._waiting)
            if place not in had:
                had.add(place)
                yield self._entries[place]

    def was_read(self, data: bytes) -> None:
        """Takes note of what a file says that it imports."""
        for names in IMPORTS.findall(data):
            for name in WORD.findall(names):
                for place in self._by_stem.pop(name.decode("utf-8", "replace"), ()):
                    heapq.heappush(self._waiting, (IMPORTED, place))


def in_order(found: Iterable[Entry]) -> list[Entry]:
    """Files by depth, then by path."""
    return sorted(found, key=lambda entry: (len(entry.path), entry.path))


def in_order_of_names(found: Iterable[Entry]) -> list[Entry]:
    """Files by how near their names are to what is wanted, then by depth and path."""
    return sorted(in_order(found), key=lambda entry: rank(entry.name))


def rank(name: str) -> int:
    """How soon a file of this name is read; the lower, the sooner."""
    if is_proper(name) and stem_of(name) in wanted():
        return WANTED
    nearest = min(distance(module, name) for module in wanted())
    return nearest if nearest < UNLIKE else OTHERS


@cache
def wanted() -> Sequence[str]:
    """The names of the modules that hold exercises."""
    return tuple(dict.fromkeys(entry.module for entry in entries()))
