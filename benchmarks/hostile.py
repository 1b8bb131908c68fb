"""Grades every hostile submission, and measures its time and what it leaves of itself in memory.

Besides the files of `tests/hostile/attacks`, submissions are graded that are too large to be files
there: archives that unpack without end, modules and notebooks that are slow to be read. Each is
graded by a process of its own, as `grade` starts them, which has graded a right and a wrong
submission before; then all of them by one process, one after the other. Printed are the largest
figures; a bound that is passed is an error.

    python benchmarks/hostile.py [--only NAME ...]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from class_size import memory_kib
from hostile_files import FUNCTIONS, MADE

from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.classroom.pool import Pool
from autograder.classroom.task import Settings, grade_one
from autograder.intake.submission import Submission, read_submission
from autograder.worker.client import Limits

ROOT = Path(__file__).parents[1]
TESTS = str(ROOT / "tests" / "hostile")
SEED = 7
MOST_MIB = 64
"""By which a submission may leave the grading process larger."""
INTAKE_SECONDS = 20
"""For taking a submission's files from the disk and out of archives, on a busy machine."""
SPARE_SECONDS = 10
"""For what is under way when the time of a submission is over, on a busy machine."""
SHOWN = 8


@dataclass(frozen=True)
class Measured:
    """What a submission took.

    Attributes:
        name: of the attack.
        intake: seconds until its files were there.
        seconds: until its record was.
        limit: what it has of these.
        growth: MiB of memory that it left taken.
    """

    name: str
    intake: float
    seconds: float
    limit: float
    growth: float

    def faults(self) -> list[str]:
        """The bounds that it passed."""
        found = []
        if self.intake > INTAKE_SECONDS:
            found.append(f"{self.name} took {self.intake:.1f} s to be taken in")
        if self.seconds > self.limit + SPARE_SECONDS:
            found.append(f"{self.name} took {self.seconds:.1f} s of {self.limit:g} s")
        if self.growth > MOST_MIB:
            found.append(f"{self.name} left the process {self.growth:.1f} MiB larger")
        return found


@dataclass(frozen=True)
class Case:
    """A hostile submission that lies somewhere, and the functions that are graded of it."""

    name: str
    path: Path
    functions: tuple[str, ...]


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder, cases(Path(folder)) as found:
        chosen = [case for case in found if not arguments.only or case.name in arguments.only]
        cache = Path(folder, "cache")
        alone = [measure_alone(case, cache) for case in chosen]
        print(report(alone), flush=True)
        together = measure_together(chosen, cache)
    print(together)
    faults = [fault for measured in alone for fault in measured.faults()]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    return parser.parse_args()


@contextmanager
def cases(folder: Path) -> Iterator[list[Case]]:
    """Writes all submissions; what the attacks aim at is there as in the tests."""
    sys.path.insert(0, TESTS)
    import test_attacks as hostile  # noqa: PLC0415 - only now can it be found

    canaries = hostile.Canaries(folder)
    try:
        found = []
        for kind, names in hostile.CLASSES.items():
            places = canaries.places(folder / kind, folder, folder / "cache")
            functions = {f for name in names for f in hostile.ATTACKS[name].earns}
            students = hostile.write_class(folder / kind, names, places)
            found += [
                Case(student.partition("-")[2], folder / kind / student, in_order(functions))
                for student in students
                if not student.endswith("-right")
            ]
        for name, files in MADE.items():
            write(folder / "made" / name, files())
            found.append(Case(name, folder / "made" / name, FUNCTIONS))
        yield found
    finally:
        canaries.close()


def in_order(functions: set[str]) -> tuple[str, ...]:
    return tuple(exercise.name for exercise in EXERCISES if exercise.name in functions)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def settings_for(functions: tuple[str, ...], cache: Path) -> Settings:
    return Settings(functions, SEED, Limits.of(len(functions)), cache_folder=cache)


def measure_alone(case: Case, cache: Path) -> Measured:
    """What the submission takes of a process that has graded others, but no hostile ones."""
    settings = settings_for(case.functions, cache)
    with Pool(1) as pool:
        warm_up(pool, settings)
        measured = measure(case, pool, settings)
    print(f"{case.name}: {measured.seconds:.1f} s, {measured.growth:+.1f} MiB", flush=True)
    return measured


def measure_together(found: Sequence[Case], cache: Path) -> str:
    """How large a process is in the end that has graded all of them."""
    with Pool(1) as pool:
        settings = settings_for(in_order({f for case in found for f in case.functions}), cache)
        warm_up(pool, settings)
        before = memory_mib(pool)
        largest = before
        for case in found:
            measure(case, pool, replace(settings, limits=Limits.of(len(case.functions))))
            largest = max(largest, memory_mib(pool))
        for submission in sound(settings.exercises):
            pool.submit(grade_one, submission, settings).result()
        after = memory_mib(pool)
    return (
        f"All {len(found)} by one process: {before:.0f} MiB before, {largest:.0f} at most, "
        f"{after:.0f} in the end."
    )


def warm_up(pool: Pool, settings: Settings) -> None:
    """Has the process do what it does once for a class."""
    for submission in sound(settings.exercises) * 2:
        pool.submit(grade_one, submission, settings).result()


def sound(functions: tuple[str, ...]) -> list[Submission]:
    """A right submission and a wrong one."""
    submissions = []
    for right in (True, False):
        files: dict[str, bytes] = {}
        for exercise in (e for e in EXERCISES if e.name in functions):
            version = next(
                v for v in read_versions(exercise.name) if (v.verdict == "right") == right
            )
            file = f"{exercise.module}.py"
            files[file] = files.get(file, b"") + version.source + b"\n"
        submissions.append(Submission("right" if right else "wrong", files))
    return submissions


def measure(case: Case, pool: Pool, settings: Settings) -> Measured:
    started = time.monotonic()
    submission = read_submission(case.path, case.name)
    intake = time.monotonic() - started
    before = memory_mib(pool)
    done = pool.submit(grade_one, submission, settings).result()
    growth = memory_mib(pool) - before
    limit = settings.limits.submission_seconds
    return Measured(case.name, intake, done.seconds, limit, growth)


def memory_mib(pool: Pool) -> float:
    """The memory that the process of the pool has to itself."""
    return memory_kib(pool.submit(os.getpid).result()) / 1024


def report(alone: Sequence[Measured]) -> str:
    """The largest figures, as a table for each kind of them."""
    lines = []
    for title, key in (
        ("seconds", lambda m: m.seconds / m.limit),
        ("MiB left", lambda m: m.growth),
        ("seconds of intake", lambda m: m.intake),
    ):
        lines += ["", f"| the most {title} | seconds | of | MiB left | intake |"]
        lines.append("|---|---:|---:|---:|---:|")
        lines += [
            f"| {m.name} | {m.seconds:.1f} s | {m.limit:g} s | {m.growth:.1f} | {m.intake:.1f} s |"
            for m in sorted(alone, key=key, reverse=True)[:SHOWN]
        ]
    return "\n".join([*lines, "", f"{len(alone)} submissions."])


if __name__ == "__main__":
    main()
