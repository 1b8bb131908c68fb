"""How small the counterexamples are that students see: one for each wrong version there is.

For each wrong version in the catalogue, the tensor elements of the largest call are counted that
shows the first property to fail. Prints the distribution, and names what is larger than anybody
wants to read.

    python benchmarks/counterexamples.py [FUNCTION ...]
"""

import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from autograder.authoring.versions import Version, read_versions
from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import Finding, Plan, examine
from autograder.exercise import Exercise
from autograder.observation import all_arguments
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Argument, Modules, TensorArgument

MEDIAN, LARGEST = 4, 12
"""So many elements at most: in the middle of all, and in any that does not need more."""
BY_CHANCE = "a few examples come in any order by chance"
NO_SMALLER = "of the examples that are drawn, no smaller one shows it"
NEEDED = {
    "data_iter/di-even-batches": NO_SMALLER,
    "make_loader/same-as-data-iter": NO_SMALLER,
    "softmax_net/net-relu": NO_SMALLER,
    "data_iter/random-order": BY_CHANCE,
    "data_iter/mixes-across-batches": BY_CHANCE,
    "make_loader/shuffle-flag": BY_CHANCE,
    "evaluate_accuracy/over-all-examples": "two batches of 1 and 2 rows, and the net's weights",
    "softmax_net/net-images-turned": "2 x 2 pixels, their weights for two classes, two biases",
}
"""Properties that a smaller input can't break, and mistakes that it does not show."""


@dataclass(frozen=True)
class Found:
    """The counterexample that a version of a function meets first."""

    exercise: str
    version: str
    broken: str
    elements: int

    @property
    def reason(self) -> str:
        """Why it can't be smaller; nothing if nobody knows."""
        names = (f"{self.exercise}/{self.version}", f"{self.exercise}/{self.broken}")
        return next((NEEDED[name] for name in names if name in NEEDED), "")


def main() -> int:
    chosen = [e for e in EXERCISES if e.name in sys.argv[1:]] or list(EXERCISES)
    found: list[Found] = []
    with Zygote(insist=False) as zygote:
        for exercise in chosen:
            found += counterexamples(exercise, zygote)
            print(f"{exercise.name}: {len(found)} so far", file=sys.stderr)
    show(found)
    sizes = [f.elements for f in found]
    large = [f for f in found if f.elements > LARGEST and not f.reason]
    return int(statistics.median(sizes) > MEDIAN or bool(large))


def counterexamples(
    exercise: Exercise, zygote: Zygote, versions: Sequence[Version] | None = None
) -> Iterator[Found]:
    """What each wrong version meets first."""
    plan = Plan(exercise, examples_for(exercise, PUBLIC_SEED, Cache()))
    for version in versions or read_versions(exercise.name):
        if version.verdict != "wrong":
            continue
        modules = Modules({exercise.module: version.source})
        with Session(zygote, modules, Limits(call_seconds=1.0)) as session:
            session.module(exercise.module)
            session.start_function(exercise.module)
            findings = examine(plan, session.ask).findings
            first = next((p for p in exercise.properties if p.id in findings), None)
            if first is None or findings[first.id].status != "failed":
                continue
        yield Found(exercise.name, version.name, first.id, elements_of(findings[first.id]))


def elements_of(finding: Finding) -> int:
    """The tensor elements of the largest call."""
    return max(
        (sum(map(elements_in, all_arguments(c.arguments))) for c in finding.calls), default=0
    )


def elements_in(argument: Argument) -> int:
    return prod(argument.shape) if isinstance(argument, TensorArgument) else 0


def show(found: Sequence[Found]) -> None:
    sizes = [f.elements for f in found]
    print(f"{len(found)} counterexamples, median {statistics.median(sizes):g} elements")
    for elements, count in sorted(Counter(sizes).items()):
        print(f"{elements:>4}  {count:>4}  {'▇' * (60 * count // len(sizes))}")
    for f in sorted(found, key=lambda f: -f.elements):
        if f.elements > LARGEST:
            reason = f.reason or "no reason is known"
            print(f"{f.elements} elements: {f.exercise}/{f.version} by {f.broken}: {reason}")


if __name__ == "__main__":
    sys.exit(main())
