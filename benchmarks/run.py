"""Measures what the README quotes, side by side in one run, and writes RESULTS.md.

The work: the first 5 core properties of each function on all their examples, of 4 functions and
of the whole chapter; submissions are put together from the catalogue's versions. Three ways to
grade them:

- `grade`: this package, one warm zygote;
- the floor: a warm fork that makes the same distinct calls and compares with stored answers;
- pytest: a fresh `pytest` process for each submission, Hypothesis live around each call.

    make bench
"""

import dataclasses
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import floor

from autograder.authoring.versions import Verdict, read_versions
from autograder.catalogue import EXERCISES
from autograder.classroom.store import versions
from autograder.corpus import Cache
from autograder.engine import Reply
from autograder.exercise import Exercise
from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.observation import Observation
from autograder.session import LARGE_GROUP, Session
from autograder.worker.client import Zygote

HERE = Path(__file__).parent
PROPERTIES_PER_FUNCTION = 5
ROUNDS = 5
COLD_ROUNDS = 5
CORE = {0}


def main() -> None:
    cold = measure_cold_check()
    os.sched_setaffinity(0, CORE)  # from here on, processes that are started share one core
    lines = [HEADING.format(**versions(), cores=os.cpu_count())]
    with Zygote() as zygote, floor.Floor() as ground, tempfile.TemporaryDirectory() as folder:
        for part in (FOUR, CHAPTER):
            exercises = [with_first_properties(e) for e in EXERCISES if part.has(e)]
            new_grader = partial(
                Grader, zygote, exercises, cache=Cache(Path(folder)), group=LARGE_GROUP
            )
            grader = new_grader()
            rows = [
                compare(part, verdict, submissions(grader, verdict, count), new_grader, ground)
                for verdict, count in part.counts.items()
            ]
            lines += [part.title, "", GRADING, *rows, "", f"All of them: {totals(grader)}.", ""]
    lines += cold
    kept = RESULTS.read_text(encoding="utf-8").partition(BY_HAND)[2] if RESULTS.exists() else ""
    text = "\n".join(lines) + BY_HAND + kept
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


@dataclasses.dataclass(frozen=True)
class Part:
    """What is measured together: functions, how many submissions, how many of them by pytest."""

    title: str
    names: tuple[str, ...]
    counts: dict[Verdict, int]
    by_pytest: dict[Verdict, int]

    def has(self, exercise: Exercise) -> bool:
        return not self.names or exercise.name in self.names


FOUR = Part(
    "## A submission: 4 functions, 20 properties, 100 examples, on one core",
    ("sgd", "softmax", "cross_entropy", "accuracy"),
    {"right": 12, "wrong": 8},
    {"right": 3, "wrong": 1},  # one takes as long as dozens, or hundreds, of ours
)
CHAPTER = Part(
    "## A submission of the whole chapter: the first 5 properties of each function",
    (),
    {"right": 4, "wrong": 4},
    {"right": 1, "wrong": 0},
)
RESULTS = HERE / "RESULTS.md"
BY_HAND = "\n<!-- What follows was written by hand, with the command that measures it. -->\n"
HEADING = """# Results

Written by `make bench`; see `benchmarks/run.py` for what is measured. Times depend on the machine;
the ratios are of runs that took turns on the same core. `grade` and the floor are means over the
submissions, each round a class of its own to a grader that has seen none of them; medians of five
rounds. pytest took turns with further rounds: of the four functions it graded three right
submissions and a wrong one, of the chapter a right one.

Python {python}, torch {torch}, hypothesis {hypothesis}, numpy {numpy}; {machine}, {cores} cores.
"""
GRADING = """| submissions | `grade` | the first | floor | ratio | pytest | ratio |
|---|---:|---:|---:|---:|---:|---:|"""


def with_first_properties(exercise: Exercise) -> Exercise:
    return dataclasses.replace(
        exercise, properties=exercise.core_properties[:PROPERTIES_PER_FUNCTION]
    )


def submissions(grader: Grader, verdict: Verdict, count: int) -> list[Submission]:
    """Versions of that verdict of every function, put together; none is forbidden."""
    files: list[dict[str, bytes]] = [{} for _ in range(count)]
    for exercise in grader.exercises:
        file = f"{exercise.module}.py"
        fitting = (v.source for v in read_versions(exercise.name) if v.verdict == verdict)
        allowed = (source for source in fitting if not is_forbidden(grader, exercise, source))
        for modules, source in zip(files, allowed, strict=False):
            modules[file] = modules.get(file, b"") + source
    return [Submission(f"{verdict}-{i}", modules) for i, modules in enumerate(files)]


def is_forbidden(grader: Grader, exercise: Exercise, source: bytes) -> bool:
    graded = grader.grade(Submission("version", {f"{exercise.module}.py": source}))
    return any(function.status == "forbidden" for function in graded.functions)


def compare(
    part: Part,
    verdict: Verdict,
    chosen: Sequence[Submission],
    new_grader: Callable[[], Grader],
    ground: floor.Floor,
) -> str:
    """One row of the table; the ways take turns on each submission."""
    grader = new_grader()
    for s in chosen:
        grader.grade(s)  # so that calls of versions that are wrong or of the library are made now
    for s in chosen:
        sources = {file.removesuffix(".py"): source for file, source in s.files.items()}
        ground.store(s.student, sources, record_calls(grader, s))
    ours, theirs = [], []
    for _ in range(ROUNDS):
        grader = new_grader()  # what it remembers is of this round alone
        times = [(seconds(grader.grade, s), seconds(ground.grade, s.student)) for s in chosen]
        ours.append([a for a, _ in times])
        theirs.append([b for _, b in times])
    means = list(map(statistics.fmean, ours))
    floors = list(map(statistics.fmean, theirs))
    columns = [
        f"{len(chosen)} {verdict}",
        milliseconds(means),
        milliseconds([times[0] for times in ours]),
        milliseconds(floors),
        f"{statistics.median(a / b for a, b in zip(means, floors, strict=True)):.1f}",
        *pytest_columns(chosen, part.by_pytest[verdict], verdict, new_grader),
    ]
    return f"| {' | '.join(columns)} |"


def pytest_columns(
    chosen: Sequence[Submission], count: int, verdict: Verdict, new_grader: Callable[[], Grader]
) -> tuple[str, str]:
    """What pytest takes for some of the submissions, and how much less ours for each of all."""
    if count == 0:
        return "", ""

    def mean_of_a_class() -> float:
        grader = new_grader()
        return statistics.fmean(seconds(grader.grade, s) for s in chosen)

    exercises = new_grader().exercises
    means, times = [mean_of_a_class()], []
    for s in chosen[:count]:
        times.append(seconds(run_pytest, s, verdict, exercises))
        means.append(mean_of_a_class())
    around = map(statistics.fmean, pairwise(means))  # before and after each
    ratios = [theirs / ours for theirs, ours in zip(times, around, strict=True)]
    return milliseconds(times), f"{statistics.median(ratios):.0f}"


def record_calls(grader: Grader, s: Submission) -> list[floor.Recorded]:
    """The distinct calls that grading makes, and what came back."""
    recorded: list[floor.Recorded] = []
    original = Session.replies

    def replies(self: Session, calls: Sequence[bytes]) -> Iterator[Reply]:
        for call, reply in zip(calls, original(self, calls), strict=True):
            if isinstance(reply, Observation):
                recorded.append(floor.Recorded(call, reply))
            yield reply

    Session.replies = replies  # type: ignore[method-assign]
    try:
        grader.grade(s)
    finally:
        Session.replies = original  # type: ignore[method-assign]
    return recorded


def totals(grader: Grader) -> str:
    """How much work a right submission is."""
    examples = sum(
        len(grader.corpus(exercise)[prop.domain.name])
        for exercise in grader.exercises
        for prop in exercise.properties
    )
    distinct = len(record_calls(grader, submissions(grader, "right", 1)[0]))
    return f"{examples} examples, {distinct} distinct calls for a right submission"


def run_pytest(s: Submission, verdict: Verdict, exercises: Sequence[Exercise]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for file, source in s.files.items():
            Path(folder, file).write_bytes(source)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "-c", os.devnull, "--rootdir", folder, HERE / "live_properties.py"],
            env=os.environ
            | {
                "SUBMISSION": folder,
                "FUNCTIONS": " ".join(exercise.name for exercise in exercises),
                "PROPERTIES": str(PROPERTIES_PER_FUNCTION),
            },
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=False,  # wrong submissions fail
        )
    if done.returncode != (verdict == "wrong"):
        raise RuntimeError(f"pytest ended with {done.returncode} on {s.student}")


def measure_cold_check() -> list[str]:
    """A whole `autograder check`, from the command line, against the import of torch alone."""
    imports, empty, filled, module = [], [], [], []
    check = [sys.executable, "-P", "-m", "autograder", "check", "solutions"]
    check_module = [*check[:-1], "solutions/softmax_regression.py"]
    for _ in range(COLD_ROUNDS):
        with tempfile.TemporaryDirectory() as cache:
            environment = os.environ | {"AUTOGRADER_CACHE": cache}
            imports.append(seconds(run, [sys.executable, "-c", "import torch"]))
            empty.append(seconds(run, check, environment))
            filled.append(seconds(run, check, environment))
            module.append(seconds(run, check_module, environment))
    base = statistics.median(imports)
    return [
        "## `autograder check solutions`, a fresh process, all properties",
        "",
        "| | seconds | more than `import torch` |",
        "|---|---:|---:|",
        f"| `python -c 'import torch'` | {base:.2f} | |",
        *(
            f"| {name} | {statistics.median(times):.2f} | {statistics.median(times) - base:+.2f} |"
            for name, times in (
                ("`check` by a new user", empty),
                ("`check` again", filled),
                ("`check` of `softmax_regression.py` alone", module),
            )
        ),
        "",
    ]


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, env=environment, cwd=HERE.parent, stdout=subprocess.DEVNULL, check=True)


def seconds(action: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - started


def milliseconds(times: Sequence[float]) -> str:
    return f"{1000 * statistics.median(times):,.0f} ms"


if __name__ == "__main__":
    sys.exit(f"{platform.system()} can't pin a process to a core") if not hasattr(
        os, "sched_setaffinity"
    ) else main()
