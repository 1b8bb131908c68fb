"""Measures what it costs to name the mistake of a function that fails, and prints a table.

Every wrong version of the catalogue is diagnosed as a student's would be, once it is known how
the versions behave. The time is the wall clock's, the calls of the function included: a version
that is slow itself shows in the last columns. Of several rounds the fastest counts, because the
others measure what else the machine does.

    .venv/bin/python benchmarks/diagnosis.py [NAME ...]
"""

import statistics
import sys
import time
from collections.abc import Iterable, Iterator

from autograder.authoring.versions import Version, read_versions
from autograder.catalogue import EXERCISES
from autograder.cli.choices import cache_folder
from autograder.corpus import Cache
from autograder.diagnosis import Diagnostician
from autograder.exercise import Exercise
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Modules

ROW = "{:<25} {:>6} {:>11} {:>8} {:>7} {:>7}  {}"
LIMITS = Limits(submission_seconds=600)
ROUNDS = 3


def main(names: list[str]) -> None:
    print(ROW.format("exercise", "calls", "behaviours", "versions", "median", "max", "ms, of"))
    everything: list[float] = []
    with Zygote() as zygote:
        diagnostician = Diagnostician(zygote, Cache(cache_folder()))
        for exercise in EXERCISES:
            if not names or exercise.name in names:
                known = diagnostician.known(exercise)
                taken = dict(costs(exercise, diagnostician, zygote))
                slowest = max(taken, key=lambda version: taken[version])
                sizes = len(known.calls), len(known.behaviours), len(taken)
                print(ROW.format(exercise.name, *sizes, *summary(taken.values()), slowest.name))
                everything += taken.values()
    print(ROW.format("all", "", "", len(everything), *summary(everything), ""))
    print(f"{sum(ms > 30 for ms in everything)} of {len(everything)} take more than 30 ms.")


def costs(
    exercise: Exercise, diagnostician: Diagnostician, zygote: Zygote
) -> Iterator[tuple[Version, float]]:
    """How many milliseconds the diagnosis of each wrong version takes."""
    wrong = [version for version in read_versions(exercise.name) if version.verdict != "right"]
    modules = {f"version_{i}": version.source for i, version in enumerate(wrong)}
    with Session(zygote, Modules(modules), LIMITS) as session:
        for stem, version in zip(modules, wrong, strict=True):
            session.module(stem)
            taken = []
            for _ in range(ROUNDS):
                session.start_function()
                begun = time.perf_counter()
                diagnostician.diagnose(exercise, stem, session.ask)
                taken.append(time.perf_counter() - begun)
                session.end_function(sound=True)
            yield version, 1e3 * min(taken)


def summary(taken: Iterable[float]) -> tuple[str, str]:
    values = list(taken)
    return f"{statistics.median(values):.1f}", f"{max(values):.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
