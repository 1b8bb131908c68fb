"""Tells which functions a save has changed: by their text, never by their place in a file."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from autograder.exercise import Exercise
from autograder.intake.program import Program, Source, is_of
from autograder.intake.uses import reached
from autograder.worker.protocol import Definition

IMPORTS = re.compile(rb"^[ \t]*(?:from|import)\b.*$", re.MULTILINE)


class Cause(enum.IntEnum):
    """Why a function is checked again; what comes first is nearest to it."""

    OWN = 0
    """Its own text, comments included."""
    NEEDED = 1
    """That of a definition which it needs."""
    AROUND = 2
    """What else is run with its modules, or which file it is taken from."""


@dataclass(frozen=True)
class Fingerprint:
    """All that the result for a function depends on.

    Attributes:
        own: its text in each file that has it, by path.
        needed: the texts of the definitions that it needs, by file and name.
        around: what else is run, and the files that it may be taken from.
        codes: the files themselves, by path, whose lines a result may name.
    """

    own: Mapping[str, bytes]
    needed: Mapping[tuple[str, str], bytes]
    around: object
    codes: Mapping[str, bytes] = field(compare=False)

    def needed_in(self, path: str) -> dict[str, bytes]:
        """What it needs of one file."""
        return {name: text for (file, name), text in self.needed.items() if file == path}


def cause_of(before: Fingerprint | None, after: Fingerprint, paths: Iterable[str]) -> Cause | None:
    """Why a function has to be checked again; None if it is the same as before.

    Args:
        before: None if it was not checked yet.
        after: as it is now.
        paths: the files that were there before and still are.
    """
    if before is None:
        return Cause.AROUND
    if any(before.own.get(path) != after.own.get(path) for path in paths):
        return Cause.OWN
    if any(before.needed_in(path) != after.needed_in(path) for path in paths):
        return Cause.NEEDED
    return None if before == after else Cause.AROUND


def fingerprint(exercise: Exercise, program: Program) -> Fingerprint:
    """What is equal for two programs in which a function is the same."""
    sources, name = program.sources, exercise.name
    candidates = program.candidates(name, exercise.module)
    homes = [stem for stem in sources if is_of(stem, exercise.module)]
    own: dict[str, bytes] = {}
    needed: dict[tuple[str, str], bytes] = {}
    places = dict.fromkeys([*candidates, *homes])
    for candidate in candidates:
        for place, definition in reached(program, candidate, name):
            source = sources[place]
            places[place] = None
            if definition.name == name:
                own[source.path] = text_of(source, definition)
            else:
                needed[source.path, definition.name] = text_of(source, definition)
    imported = imported_by(places, sources)
    around = (
        [(sources[stem].path, sources[stem].remark) for stem in (*candidates, *homes)],
        [(sources[place].path, rest_of(sources[place])) for place in places],
        [(sources[stem].path, sources[stem].code) for stem in imported],
        [sources[stem].reading.errors for stem in homes if not candidates],
    )
    codes = {sources[place].path: sources[place].code for place in (*places, *imported)}
    return Fingerprint(own, needed, around, codes)


def imported_by(places: Iterable[str], sources: Mapping[str, Source]) -> list[str]:
    """Other modules of the student's that these import, by way of each other too.

    They count as a whole: what running them means for a function is not worked out.
    """
    known = dict.fromkeys(places)
    waiting = list(known)
    found: list[str] = []
    for place in waiting:
        lines = b"\n".join(IMPORTS.findall(sources[place].code))
        words = set(re.findall(rb"\w+", lines)) if lines else set()
        new = [stem for stem in sources if stem not in known and stem.encode() in words]
        known.update(dict.fromkeys(new))
        found += new
        waiting += new
    return found


def text_of(source: Source, definition: Definition) -> bytes:
    """The text of a definition, its decorators and comments included."""
    return b"\n".join(source.text_of(definition))


def rest_of(source: Source) -> list[bytes]:
    """The lines that are run with a module: all but bodies of functions, comments and blanks."""
    bodies: set[int] = set()
    for definition in source.reading.definitions:
        if definition.body:
            extent = source.lines_of(definition)
            bodies.update(extent[definition.body - definition.begins :])
    return [
        line.rstrip()
        for number, line in enumerate(source.code.splitlines())
        if number not in bodies and line.strip() and not line.lstrip().startswith(b"#")
    ]


def edited_in(before: Source, code: bytes) -> list[str]:
    """The definitions in which code that can't be parsed differs from what it was before."""
    old, new = before.code.splitlines(), code.splitlines()
    above = alike(old, new)
    below = alike(old[above:][::-1], new[above:][::-1])
    last = max(len(old) - below, above + 1)
    return [
        definition.name
        for definition in before.reading.definitions
        if (lines := before.lines_of(definition)).start < last and above <= lines.stop
    ]


def alike(some: Sequence[bytes], others: Sequence[bytes]) -> int:
    """How many lines at the beginning are the same."""
    pairs = zip(some, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
