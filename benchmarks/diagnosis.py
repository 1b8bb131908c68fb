"""Measures what it costs to name the mistake of a function that fails, and prints a table.

Every wrong version of the catalogue is diagnosed as a student's would be: after it was examined,
with the public seed as in a check, then with another as in a class, once it is known how the
versions behave. The time is the wall clock's, with the calls that only the diagnosis makes: a
version that is slow itself shows in the last columns. Of several rounds the fastest counts,
because the others measure what else the machine does.

    .venv/bin/python benchmarks/diagnosis.py [NAME ...]
"""

import statistics
import sys
import time
from collections.abc import Iterable, Iterator

from autograder.authoring.versions import Version, read_versions
from autograder.catalogue import EXERCISES
from autograder.cli.choices import cache_folder
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.diagnosis import Diagnostician
from autograder.engine import Plan, examine
from autograder.exercise import Exercise
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Modules

ROW = "{:<25} {:>6} {:>11} {:>8} {:>7} {:>7}  {}"
SEEDS = {"check": PUBLIC_SEED, "class": PUBLIC_SEED + 1}
LIMITS = Limits(submission_seconds=600)
ROUNDS = 3
LIMIT_MS = 30


def main(names: list[str]) -> None:
    with Zygote() as zygote:
        diagnostician = Diagnostician(zygote, Cache(cache_folder()))
        chosen = [e for e in EXERCISES if not names or e.name in names]
        for kind, seed in SEEDS.items():
            print(ROW.format(kind, "calls", "behaviours", "versions", "median", "max", "ms, of"))
            show(chosen, seed, diagnostician)


def show(exercises: Iterable[Exercise], seed: int, diagnostician: Diagnostician) -> None:
    everything: list[float] = []
    slow: list[str] = []
    for exercise in exercises:
        known = diagnostician.known(exercise)
        taken = dict(costs(exercise, seed, diagnostician))
        slowest = max(taken, key=lambda version: taken[version])
        sizes = len(known.calls), len(known.behaviours), len(taken)
        print(ROW.format(exercise.name, *sizes, *summary(taken.values()), slowest.name))
        everything += taken.values()
        slow += [version.name for version, ms in taken.items() if ms > LIMIT_MS]
    print(ROW.format("all", "", "", len(everything), *summary(everything), ""))
    print(f"More than {LIMIT_MS} ms: {', '.join(slow) or 'none'}\n")


def costs(
    exercise: Exercise, seed: int, diagnostician: Diagnostician
) -> Iterator[tuple[Version, float]]:
    """How many milliseconds the diagnosis of each wrong version takes."""
    plan = Plan(exercise, examples_for(exercise, seed, diagnostician.cache))
    wrong = [version for version in read_versions(exercise.name) if version.verdict == "wrong"]
    modules = {f"version_{i}": version.source for i, version in enumerate(wrong)}
    with Session(diagnostician.zygote, Modules(modules), LIMITS) as session:
        for stem, version in zip(modules, wrong, strict=True):
            session.module(stem)
            session.start_function(stem)
            replies = examine(plan, session.replies).replies
            taken = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                diagnostician.diagnose(exercise, session.ask, replies)
                taken.append(time.perf_counter() - begun)
            session.end_function(sound=True)
            yield version, 1e3 * min(taken)


def summary(taken: Iterable[float]) -> tuple[str, str]:
    values = list(taken)
    return f"{statistics.median(values):.1f}", f"{max(values):.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
