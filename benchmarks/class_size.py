"""Grades a large class, and the same class once more into another folder.

The submissions have four functions, of versions that are known to be right or wrong. Printed are
the throughput, the memory that the coordinator takes for each submission, and how much faster
the second run is, which finds all results in the cache.

    python benchmarks/class_size.py [--submissions 1000] [--jobs 2] [--folder DIR]
"""

import argparse
import contextlib
import ctypes
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES

FUNCTIONS = ("sgd", "softmax", "cross_entropy", "accuracy")
SEED = "1"
WRONG = 0.25
"""So many of a student's functions are wrong, in the mean."""
GRADE = (sys.executable, "-P", "-m", "autograder", "grade")
START_SHARE = 0.2
"""Of the records; before that, memory grows for other reasons."""


@dataclass(frozen=True)
class Run:
    """What one run took: seconds, and memory in KiB; `cpu` is that of all processes."""

    seconds: float
    cpu: float
    growth: float
    peak_kib: int
    others_kib: int


def main() -> None:
    arguments = parse_arguments()
    with folder_of(arguments.folder) as folder:
        write_class(folder / "class", arguments.submissions)
        first, second = (
            grade(folder, f"grades-{run}", arguments.submissions, arguments.jobs)
            for run in ("first", "second")
        )
        same = written(folder / "grades-first") == written(folder / "grades-second")
        size = disk_bytes(folder / "grades-first") / arguments.submissions
    print(report(arguments.submissions, arguments.jobs, first, second, size))
    if not same:
        sys.exit("The two runs have written different bytes.")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="Where it all is kept, if it is to be.")
    return parser.parse_args()


@contextmanager
def folder_of(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def write_class(folder: Path, submissions: int) -> None:
    """Writes submissions, the same ones every time, no two with the same bytes."""
    chance = random.Random(0)
    modules = {e.name: e.module for e in EXERCISES if e.name in FUNCTIONS}
    sources = {
        (name, right): [v.source for v in read_versions(name) if (v.verdict == "right") == right]
        for name in FUNCTIONS
        for right in (True, False)
    }
    for number in range(submissions):
        student = folder / f"student-{number:06}"
        student.mkdir(parents=True, exist_ok=True)
        files: dict[str, bytes] = {}
        for name, module in modules.items():
            chosen = chance.choice(sources[name, chance.random() >= WRONG])
            files[module] = files.get(module, b"") + chosen + b"\n\n"
        for module, source in files.items():
            mark = f"\n# {student.name}\n".encode()
            (student / f"{module}.py").write_bytes(source + mark)


def grade(folder: Path, out: str, submissions: int, jobs: int) -> Run:
    """Grades the class; looks at the memory of all processes meanwhile."""
    adopt_orphans()
    before = cpu_of_children()
    started = time.monotonic()
    only = [word for name in FUNCTIONS for word in ("--only", name)]
    options = [*only, "--seed", SEED, "--jobs", str(jobs)]
    process = subprocess.Popen(
        [*GRADE, folder / "class", "--out", folder / out, *options],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"AUTOGRADER_CACHE": str(folder / "cache")},
    )
    samples: list[tuple[int, int]] = []
    others = 0
    results = folder / out / "results"
    while process.poll() is None:
        done = sum(1 for _ in results.iterdir()) if results.is_dir() else 0
        samples.append((done, memory_kib(process.pid)))
        others = max(others, sum(map(memory_kib, descendants(process.pid))))
        time.sleep(0.2)
    seconds = time.monotonic() - started
    if process.returncode:
        sys.exit(f"grade ended with exit code {process.returncode}")
    peak = max(kib for _, kib in samples)
    cpu = cpu_of_children() - before
    return Run(seconds, cpu, slope(samples, submissions), peak, others)


def slope(samples: list[tuple[int, int]], submissions: int) -> float:
    """KiB by which memory grows with a record, by least squares."""
    used = [(n, kib) for n, kib in samples if n >= START_SHARE * submissions and kib]
    if len({n for n, _ in used}) < 3:
        return float("nan")
    mean_n = sum(n for n, _ in used) / len(used)
    mean_kib = sum(kib for _, kib in used) / len(used)
    above = sum((n - mean_n) * (kib - mean_kib) for n, kib in used)
    return above / sum((n - mean_n) ** 2 for n, _ in used)


def memory_kib(process: int) -> int:
    """What a process has to itself, of the memory that it uses."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    private = [line for line in rollup.splitlines() if line.startswith(("Private", "Swap:"))]
    return sum(int(line.split()[1]) for line in private)


def descendants(process: int) -> Iterator[int]:
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, listed.read_text().split()):
                yield child
                yield from descendants(child)


def adopt_orphans() -> None:
    """Makes this process the parent of zygotes whose own has ended, so that their time counts."""
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def cpu_of_children() -> float:
    """The CPU seconds of all processes that were started and have ended."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    times = os.times()
    return times.children_user + times.children_system


def written(out: Path) -> dict[str, bytes]:
    files = [*(out / "results").iterdir(), out / "grades.csv"]
    return {file.name: file.read_bytes() for file in files}


def disk_bytes(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def report(submissions: int, jobs: int, first: Run, second: Run, result_bytes: float) -> str:
    faster = first.seconds / second.seconds
    a_minute = 60 * submissions / first.seconds
    return f"""{submissions} submissions of {len(FUNCTIONS)} functions, {jobs} processes:
  first run    {first.seconds:8.1f} s, {a_minute:,.0f} a minute
  second run   {second.seconds:8.1f} s, {faster:.0f} times faster
  CPU          {first.cpu / submissions:8.3f} s a submission, of all processes
  coordinator  {first.peak_kib / 1024:8.0f} MiB; {second.peak_kib / 1024:.0f} in the second run
  its growth   {first.growth:8.2f} KiB a submission
  the others   {first.others_kib / 1024:8.0f} MiB
  disk         {result_bytes / 1024:8.0f} KiB a submission"""


if __name__ == "__main__":
    main()
