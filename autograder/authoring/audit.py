"""The audit: is every property able to fail, and is every known mistake noticed and named?

The kill matrix has a row for each known version of a function and a column for each property.
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from autograder.authoring.mutants import Mutant, mutants
from autograder.authoring.versions import Version, read_versions
from autograder.corpus import PUBLIC_SEED, examples_for
from autograder.diagnosis import Diagnostician
from autograder.engine import STUB_ERROR, Corpus, Plan, examine
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.misconceptions import Misconception, misconceptions, shown_by
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Modules

LIMITS = Limits(call_seconds=10.0, submission_seconds=1800.0)
"""Generous: a busy machine must not make a right version a wrong one."""
SURVIVORS = resources.files("autograder.catalogue") / "survivors.toml"
"""Why mutants survive."""
Kind = Literal["stub", "solution", "right", "wrong", "stretch"]
Survival = Literal["equivalent", "text", "open", "badge"]
"""Why a mutant survives: nobody could tell it from the solution; it changes the text of an
error; the contract leaves open what it changes; only a property beyond full marks tells."""
FEWEST: Mapping[Kind, int] = {"right": 4, "wrong": 8}
"""Versions of a function without which the audit says little."""


class Row(msgspec.Struct, frozen=True):
    """A version, the properties that reject it, what mistakes it shows and is taken for."""

    name: str
    kind: Kind
    killed_by: tuple[str, ...]
    mistakes: tuple[str, ...] = ()
    taken_for: tuple[str, ...] = ()


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is right that a mutant survives, as an author has written it down."""

    kind: Survival
    why: str


class Survivor(msgspec.Struct, frozen=True):
    """A mutant of the solution that no core property rejects; a gap if nobody knows why."""

    line: int
    change: str
    stretch: tuple[str, ...]
    explanation: Explanation | None = None


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

    @property
    def gaps(self) -> list[Survivor]:
        """Mutants that survive, and nobody has said why."""
        return [survivor for survivor in self.survivors if survivor.explanation is None]

    @property
    def set_aside(self) -> int:
        """How many mutants no test of the contract could reject."""
        return sum(
            s.explanation is not None and s.explanation.kind != "badge" for s in self.survivors
        )

    @property
    def killed(self) -> int:
        """How many mutants the core properties reject."""
        return self.mutants - len(self.survivors)


def audit_exercise(
    exercise: Exercise, solutions: Mapping[str, bytes], stub: bytes, diagnostician: Diagnostician
) -> ExerciseAudit:
    """Tries all versions of an exercise and all mutants of its solution.

    Args:
        exercise: which.
        solutions: the sources of all solutions, by module.
        stub: the source of what students get.
        diagnostician: names the mistakes of versions; its zygote runs all of them.
    """
    zygote = diagnostician.zygote
    corpus = examples_for(exercise, PUBLIC_SEED, diagnostician.cache)
    rows = kill_matrix(exercise, corpus, solutions, stub, diagnostician)
    changed = list(mutants(solutions[exercise.module].decode(), {exercise.name}))
    survivors = tuple(surviving(exercise, corpus, changed, solutions, zygote))
    changes = {mutant.change for mutant in changed}
    return ExerciseAudit(
        exercise.name,
        tuple(prop.id for prop in exercise.core_properties),
        tuple(prop.id for prop in exercise.stretch_properties),
        tuple(rows),
        len(changed),
        survivors,
        (*faults(exercise, rows), *faults_of_mutants(exercise.name, survivors, changes)),
        tuple(remarks(exercise, rows)),
    )


def demand_files(exercise: Exercise, solutions: Path, stubs: Path) -> None:
    """Says which file of an exercise is still to be written.

    Raises:
        UserError: one is missing.
    """
    module = f"{exercise.module}.py"
    catalogue = resources.files("autograder.catalogue")
    wanted = {
        solutions / module: "its solution, from which `autograder release` makes the stub",
        stubs / module: "its stub, which `autograder release` makes",
        catalogue / "versions" / f"{exercise.name}.py": "right and wrong versions of it",
    }
    for path, what in wanted.items():
        if not path.is_file():
            raise UserError(f"{exercise.name} lacks {path}: {what}.")


def kill_matrix(
    exercise: Exercise,
    corpus: Corpus,
    others: Mapping[str, bytes],
    stub: bytes,
    diagnostician: Diagnostician,
) -> list[Row]:
    """Every version of a function, with the properties that it loses."""
    entries = misconceptions(exercise.name)
    versions = read_versions(exercise.name)
    named: list[tuple[str, Kind, bytes]] = [
        ("stub", "stub", stub),
        ("solution", "solution", others[exercise.module]),
        *((v.name, v.verdict, v.source) for v in versions),
    ]
    sources = [source for *_, source in named]
    killers = killed(exercise, corpus, sources, others, diagnostician.zygote)
    diagnoses = {v.name: ids for v, ids in taken_for(exercise, versions, diagnostician)}
    return [
        Row(name, kind, by, shown_by(name, entries), diagnoses.get(name, ()))
        for (name, kind, _), by in zip(named, killers, strict=True)
    ]


def taken_for(
    exercise: Exercise, versions: Sequence[Version], diagnostician: Diagnostician
) -> Iterator[tuple[Version, tuple[str, ...]]]:
    """The mistakes that the diagnosis names for each version."""
    modules = {f"version_{i}": version.source for i, version in enumerate(versions)}
    with Session(diagnostician.zygote, Modules(modules), LIMITS) as session:
        for stem, version in zip(modules, versions, strict=True):
            session.module(stem)
            session.start_function(stem)
            found = diagnostician.diagnose(exercise, session.ask)
            session.end_function(sound=True)
            yield version, (found.id, *found.together, *found.alternatives) if found else ()


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
    plan = Plan(exercise, corpus)
    with Session(zygote, Modules({**others, **named}), LIMITS) as session:
        for stem in named:
            module = session.module(stem)
            session.start_function(stem)
            if exercise.name not in module.functions:
                found.append(tuple(prop.id for prop in exercise.properties))
                continue
            examination = examine(plan, session.ask)
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


def explained(exercise: str, mutant: Mutant) -> Explanation | None:
    """Why a surviving mutant is no gap, as an author has written it down."""
    return explanations().get(exercise, {}).get(mutant.change)


@cache
def explanations() -> dict[str, dict[str, Explanation]]:
    """By exercise and change."""
    read = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    return msgspec.convert(read, dict[str, dict[str, Explanation]])


def faults_of_mutants(
    exercise: str, survivors: Sequence[Survivor], changes: Collection[str]
) -> Iterator[str]:
    """Mutants that survive without an explanation, and explanations without a mutant."""
    for survivor in survivors:
        if survivor.explanation is None:
            where = f"line {survivor.line} of the solution: {survivor.change}"
            yield f"no property notices a change of {where}"
        elif (survivor.explanation.kind == "badge") != bool(survivor.stretch):
            tells = "a badge notices" if survivor.stretch else "no badge notices"
            yield f"survivors.toml is wrong: {tells} {survivor.change}"
    surviving = {survivor.change for survivor in survivors}
    for change in explanations().get(exercise, {}):
        if change not in surviving:
            does = "is noticed" if change in changes else "is none"
            yield f"survivors.toml explains a mutant that {does}: {change}"


def faults(exercise: Exercise, rows: Sequence[Row]) -> Iterator[str]:
    """What must not be."""
    costly = {mistake for row in rows if row.kind == "wrong" for mistake in row.mistakes}
    for row in rows:
        yield from faults_of_version(exercise, row)
        yield from faults_of_diagnosis(row, costly)
    shown = {row.mistakes for row in rows}
    entries = misconceptions(exercise.name)
    for identifier, entry in entries.items():
        if (identifier,) not in shown:
            yield f"no version shows the misconception {identifier}"
        yield from faults_of_texts(entry)
    if not entries:
        yield "no misconception is known: a student gets the counterexample, and no hint"
    counts = verdicts(rows)
    for kind, fewest in FEWEST.items():
        if counts[kind] < fewest:
            yield f"{counts[kind]} {kind} versions are too few; {fewest} or more mean something"
    kills = Counter(identifier for row in rows for identifier in row.killed_by)
    for prop in exercise.properties:
        if not kills[prop.id]:
            yield f"{prop.id} rejects no version"


def faults_of_texts(entry: Misconception) -> Iterator[str]:
    languages = {"English": (entry.title, entry.en), "Chinese": (entry.title_zh, entry.zh)}
    for language, (title, hints) in languages.items():
        if not title:
            yield f"{entry.id} has no title in {language}"
        if not all(hints):
            yield f"{entry.id} lacks hints in {language}"


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


def faults_of_diagnosis(row: Row, costly: AbstractSet[str]) -> Iterator[str]:
    """A version that is taken for what it is not.

    Args:
        row: of the version.
        costly: the mistakes that cost points; a right version may make others.
    """
    said = " or ".join(row.taken_for) or "nothing that is known"
    if not set(row.mistakes) <= set(row.taken_for):
        yield f"{row.name} is taken for {said}"
    elif row.kind == "right" and not costly.isdisjoint(row.taken_for):
        yield f"{row.name} is right and taken for {said}"
    elif row.kind != "right" and row.taken_for and not row.mistakes:
        yield f"{row.name} is taken for {said}, which its name does not say"


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
            yield f"the same properties reject {', '.join(several)}: none tells them apart"


def verdicts(rows: Sequence[Row]) -> Counter[Kind]:
    """How many versions there are of each kind."""
    return Counter(row.kind for row in rows)
