"""The audit: is every property able to fail, and is every known mistake noticed?

The kill matrix has a row for each known version of a function and a column for each property.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from autograder.authoring.mutants import Mutant, mutants
from autograder.authoring.versions import read_versions
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import STUB_ERROR, Corpus, examine
from autograder.exercise import Exercise
from autograder.misconceptions import misconceptions, shown_by
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Modules

LIMITS = Limits(submission_seconds=1800.0)
Kind = Literal["stub", "solution", "right", "wrong", "stretch"]


class Row(msgspec.Struct, frozen=True):
    """A version and the properties that reject it."""

    name: str
    kind: Kind
    killed_by: tuple[str, ...]
    mistakes: tuple[str, ...] = ()


class Survivor(msgspec.Struct, frozen=True):
    """A mutant of the solution that no core property rejects, and why, where that is known."""

    line: int
    change: str
    stretch: tuple[str, ...]
    reason: str = ""


class ExerciseAudit(msgspec.Struct, frozen=True):
    """What the audit of one exercise found.

    Attributes:
        core: the ids of its core properties.
        stretch: those of the others.
        rows: of the kill matrix.
        mutants: how many mutants of the solution there are.
        survivors: of these.
        faults: what must not be: the audit fails.
        remarks: what an author may want to look at.
    """

    name: str
    core: tuple[str, ...]
    stretch: tuple[str, ...]
    rows: tuple[Row, ...]
    mutants: int
    survivors: tuple[Survivor, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...]


def audit(
    exercises: Sequence[Exercise],
    solutions: Path,
    stubs: Path,
    zygote: Zygote,
    cache: Cache | None = None,
) -> Iterator[ExerciseAudit]:
    """Audits exercises one by one.

    Args:
        exercises: which.
        solutions: the folder of the solutions.
        stubs: the folder of what students get.
        zygote: runs all versions.
        cache: keeps examples on disk.
    """
    others = {path.stem: path.read_bytes() for path in sorted(solutions.glob("*.py"))}
    for exercise in exercises:
        corpus = examples_for(exercise, PUBLIC_SEED, cache)
        rows = kill_matrix(exercise, corpus, others, stubs, zygote)
        changed = list(mutants(others[exercise.module].decode(), {exercise.name}))
        survivors = surviving(exercise, corpus, changed, others, zygote)
        yield ExerciseAudit(
            exercise.name,
            tuple(prop.id for prop in exercise.core_properties),
            tuple(prop.id for prop in exercise.stretch_properties),
            tuple(rows),
            len(changed),
            tuple(survivors),
            tuple(faults(exercise, rows)),
            tuple(remarks(exercise, rows)),
        )


def kill_matrix(
    exercise: Exercise,
    corpus: Corpus,
    others: Mapping[str, bytes],
    stubs: Path,
    zygote: Zygote,
) -> list[Row]:
    """Every version of a function, with the properties that it loses."""
    entries = misconceptions(exercise.name)
    stub = (stubs / f"{exercise.module}.py").read_bytes()
    named: list[tuple[str, Kind, bytes]] = [
        ("stub", "stub", stub),
        ("solution", "solution", others[exercise.module]),
        *((v.name, v.verdict, v.source) for v in read_versions(exercise.name)),
    ]
    killers = killed(exercise, corpus, [source for *_, source in named], others, zygote)
    return [
        Row(name, kind, by, shown_by(name, entries))
        for (name, kind, _), by in zip(named, killers, strict=True)
    ]


def killed(
    exercise: Exercise,
    corpus: Corpus,
    sources: Sequence[bytes],
    others: Mapping[str, bytes],
    zygote: Zygote,
) -> list[tuple[str, ...]]:
    """The properties that reject each source; all run as modules of one submission."""
    named = {f"version_{i}": source for i, source in enumerate(sources)}
    found: list[tuple[str, ...]] = []
    with Session(zygote, Modules({**others, **named}), LIMITS) as session:
        for stem in named:
            module = session.module(stem)
            session.start_function()
            if exercise.name not in module.functions:
                found.append(tuple(prop.id for prop in exercise.properties))
                continue
            examination = examine(exercise, stem, corpus, session.ask)
            session.end_function(sound=True)
            found.append(
                (STUB_ERROR,)
                if examination.stub
                else tuple(p.id for p in exercise.properties if p.id in examination.findings)
            )
    return found


def surviving(
    exercise: Exercise,
    corpus: Corpus,
    changed: Sequence[Mutant],
    others: Mapping[str, bytes],
    zygote: Zygote,
) -> Iterator[Survivor]:
    """The mutants that keep all core points."""
    core = {prop.id for prop in exercise.core_properties}
    killers = killed(exercise, corpus, [mutant.source for mutant in changed], others, zygote)
    for mutant, by in zip(changed, killers, strict=True):
        if not core.intersection(by) and STUB_ERROR not in by:
            yield Survivor(mutant.line, mutant.change, by, explained(exercise.name, mutant))


def explained(exercise: str, mutant: Mutant) -> str:
    """Why a surviving mutant is no gap, as an author has written it down."""
    return explanations().get(exercise, {}).get(mutant.change, "")


@cache
def explanations() -> dict[str, dict[str, str]]:
    """By exercise and change."""
    path = resources.files("autograder.catalogue") / "survivors.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def faults(exercise: Exercise, rows: Sequence[Row]) -> Iterator[str]:
    """What must not be."""
    for row in rows:
        yield from faults_of_version(exercise, row)
    shown = {row.mistakes for row in rows}
    for identifier, entry in misconceptions(exercise.name).items():
        if (identifier,) not in shown:
            yield f"no version shows the misconception {identifier}"
        if not all((*entry.en, *entry.zh)):
            yield f"{identifier} lacks a hint"
    kills = Counter(identifier for row in rows for identifier in row.killed_by)
    for prop in exercise.properties:
        if not kills[prop.id]:
            yield f"{prop.id} rejects no version"


def faults_of_version(exercise: Exercise, row: Row) -> Iterator[str]:
    lost = {prop.id for prop in exercise.core_properties}.intersection(row.killed_by)
    if row.kind == "stub" and row.killed_by != (STUB_ERROR,):
        yield "the stub is taken for an attempt"
    elif row.kind == "solution" and row.killed_by:
        yield f"the solution loses {', '.join(row.killed_by)}"
    elif row.kind == "right" and lost:
        yield f"{row.name} is right and loses {', '.join(sorted(lost))}"
    elif row.kind == "wrong" and not lost:
        yield f"{row.name} is wrong and loses nothing"
    elif row.kind == "stretch" and (lost or not row.killed_by):
        yield f"{row.name} should lose badges and nothing else"


def remarks(exercise: Exercise, rows: Sequence[Row]) -> Iterator[str]:
    """What an author may want to look at."""
    wrong = [row for row in rows if row.kind == "wrong"]
    alone = {row.killed_by[0] for row in wrong if len(row.killed_by) == 1}
    for prop in exercise.core_properties:
        if prop.id not in alone:
            yield f"{prop.id} is never the only one to reject a version"
    together: dict[tuple[str, ...], list[str]] = {}
    for row in wrong:
        if len(row.mistakes) == 1:
            together.setdefault(row.killed_by, []).append(row.mistakes[0])
    for names in together.values():
        several = list(dict.fromkeys(names))
        if len(several) > 1:
            yield f"the same properties reject {', '.join(several)}"


def verdicts(rows: Sequence[Row]) -> Mapping[Kind, int]:
    """How many versions there are of each kind."""
    return Counter(row.kind for row in rows)
