"""What a function uses, through all that it needs of the submission's own modules."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.intake.program import Program
from autograder.worker.protocol import Definition, Use


@dataclass(frozen=True)
class Found:
    """A use of a name, in which file, and by which definition there."""

    use: Use
    file: str
    definition: str


def uses_of(program: Program, stem: str, function: str) -> list[Found]:
    """All names that a function uses, those that its helpers use included, nearest first.

    Args:
        program: the submission.
        stem: the name of the source that the function is called from.
        function: its name there.
    """
    return [
        Found(use, program.sources[place].file, definition.name)
        for place, definition in reached(program, stem, function)
        for use in definition.uses
    ]


def reached(program: Program, stem: str, function: str) -> list[tuple[str, Definition]]:
    """A function and all definitions of the submission that it needs, each with its source."""
    found: list[tuple[str, Definition]] = []
    waiting = [(stem, function)]
    seen = set(waiting)
    for place, name in waiting:
        definition = program.sources[place].find(name)
        if definition is not None:
            found.append((place, definition))
            for needed in _needed(program, place, definition):
                if needed not in seen:
                    seen.add(needed)
                    waiting.append(needed)
    return found


def _needed(program: Program, stem: str, definition: Definition) -> Iterator[tuple[str, str]]:
    """Definitions of the same source, and those of others that are used by their full names."""
    for name in definition.needs:
        yield stem, name
    for use in definition.uses:
        module, _, rest = use.name.partition(".")
        if module in program.sources and rest:
            yield module, rest.partition(".")[0]
