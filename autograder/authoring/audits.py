"""Audits of exercises, kept under all that shapes them: only what has changed is audited anew.

An audit with faults is not kept: whoever mends them wants to see what is left.
"""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.authoring.audit import SURVIVORS, ExerciseAudit, audit_exercise, demand_files
from autograder.classroom.engine_digest import engine_digest
from autograder.classroom.store import versions
from autograder.corpus import PUBLIC_EXAMPLES, PUBLIC_SEED, Cache, cache_key
from autograder.diagnosis import Diagnostician
from autograder.exercise import Exercise
from autograder.files import write_atomically
from autograder.worker.client import Zygote


def audit(
    exercises: Sequence[Exercise],
    solutions: Path,
    stubs: Path,
    zygote: Zygote,
    cache: Cache | None = None,
    *,
    fresh: bool = False,
) -> Iterator[ExerciseAudit]:
    """Audits exercises one by one.

    Args:
        exercises: which.
        solutions: the folder of the solutions.
        stubs: the folder of what students get.
        zygote: runs all versions.
        cache: keeps examples and audits on disk.
        fresh: audit what was audited before, too.

    Raises:
        UserError: an exercise has no solution, no stub or no versions.
    """
    sources = {path.stem: path.read_bytes() for path in sorted(solutions.glob("*.py"))}
    diagnostician = Diagnostician(zygote, cache)
    for exercise in exercises:
        demand_files(exercise, solutions, stubs)
        stub = (stubs / f"{exercise.module}.py").read_bytes()
        path = cache.folder / f"{audit_key(exercise, sources, stub)}.audit" if cache else None
        found = None if fresh or path is None else load(path)
        if found is None:
            found = audit_exercise(exercise, sources, stub, diagnostician)
            if path and not found.faults:
                save(path, found)
        yield found


def audit_key(exercise: Exercise, solutions: Mapping[str, bytes], stub: bytes) -> str:
    """A name for everything that shapes the audit of an exercise."""
    shaping = [
        cache_key(exercise, PUBLIC_SEED),
        [prop.id for prop in exercise.properties],
        engine_digest((exercise.name,)),
        versions(),
        SURVIVORS.read_bytes(),
        PUBLIC_EXAMPLES.read_bytes(),
        solutions,
        stub,
    ]
    return hashlib.sha256(msgspec.msgpack.encode(shaping, order="sorted")).hexdigest()[:32]


def load(path: Path) -> ExerciseAudit | None:
    """The audit that was kept; nothing if there is no whole one."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=ExerciseAudit)
    except (OSError, msgspec.MsgspecError):
        return None


def save(path: Path, audit: ExerciseAudit) -> None:
    with contextlib.suppress(OSError):  # the next run is slower, nothing else
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, msgspec.msgpack.encode(audit))
