"""Kills processes of class runs, one after the other, and looks at what is left.

The target is in turn a worker, a zygote, a process that grades and the coordinator; the moment
is drawn at random. What was written must be whole, the same command once more must end with the
bytes of a run that nobody disturbed, and no process and no other file may be left.

    python benchmarks/kills.py [--kills 200] [--per-run 1] [--seed 0] [--jobs 2] [--only NAME ...]
"""

import argparse
import contextlib
import ctypes
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES

DEPTHS = {"worker": 3, "zygote": 2, "pool process": 1, "coordinator": 0}
"""In the tree of processes: each is a child of the next."""
TARGETS = tuple(DEPTHS)
FAILURES = ("damaged record", "process left", "other bytes")
EVENTS = ("killed", "went on by itself", *FAILURES)
VERSIONS = 6
"""Of each function, right and wrong ones, each a submission."""
HOSTILE = {
    "has-a-memory": "seen = []\ndef {name}(*arguments):\n    seen.append(1)\n"
    "    print(len(seen))\n    return len(seen) / 1000\n",
    "kills-itself": "import os\ndef {name}(*arguments): os.kill(os.getpid(), 9)\n",
    "exits": "import os\ndef {name}(*arguments): os._exit(5)\n",
}
PR_SET_CHILD_SUBREAPER = 36
END_SECONDS = 10
RUN_SECONDS = 300

Files = dict[str, bytes]


@dataclass(frozen=True)
class Course:
    """A class, and the command that grades it."""

    command: tuple[str, ...]
    undisturbed: Files
    seconds: float


def main() -> None:
    arguments = parse_arguments()
    chance = random.Random(arguments.seed)
    adopt_orphans()
    started = time.monotonic()
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder), arguments.only, arguments.jobs)
        print(f"undisturbed: {len(course.undisturbed)} files, {course.seconds:.1f} s", flush=True)
        for first in range(0, arguments.kills, arguments.per_run):
            numbers = range(first, min(first + arguments.per_run, arguments.kills))
            targets = [TARGETS[number % len(TARGETS)] for number in numbers]
            for target, event in disturb(course, targets, Path(folder, "out"), chance):
                counts[target, event] += 1
                if event in FAILURES:
                    print(f"after kill {numbers[-1]}, of a {target}: {event}", flush=True)
    print(table(counts))
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(any(event in FAILURES for _, event in counts))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--per-run", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=["accuracy"])
    return parser.parse_args()


def make_course(folder: Path, functions: list[str], jobs: int) -> Course:
    """Writes the submissions and grades them once."""
    for exercise in (exercise for exercise in EXERCISES if exercise.name in functions):
        versions = {v.name: v.source for v in read_versions(exercise.name)[:VERSIONS]}
        hostile = {s: text.format(name=exercise.name).encode() for s, text in HOSTILE.items()}
        for student, source in (versions | hostile).items():
            module = folder / "class" / student / f"{exercise.module}.py"
            module.parent.mkdir(parents=True, exist_ok=True)
            module.write_bytes(source)
    command = (
        *(sys.executable, "-P", "-m", "autograder", "grade", str(folder / "class"), "--seed", "1"),
        *(word for name in functions for word in ("--only", name)),
        *("--jobs", str(jobs), "--out"),
    )
    started = time.monotonic()
    end(start(command, folder / "undisturbed"))
    return Course(command, files(folder / "undisturbed"), time.monotonic() - started)


def disturb(
    course: Course, targets: list[str], out: Path, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Runs that lose processes, and the one that goes on; yields what happened after which."""
    shutil.rmtree(out, ignore_errors=True)
    process = start(course.command, out)
    for target in targets:
        while not kill(target, process, out, course.seconds / len(targets), chance):
            end(process)  # too late: there is no such process any more
            shutil.rmtree(out, ignore_errors=True)
            process = start(course.command, out)
        yield target, "killed"
        if target == "coordinator" and target is not targets[-1]:
            end(process)
            process = start(course.command, out)
    went_well = end(process)
    if left := processes_left():
        yield target, "process left"
        for number in left:
            os.kill(number, signal.SIGKILL)
    records = {str(path.relative_to(out)): path.read_bytes() for path in out.glob("results/*.json")}
    if any(data != course.undisturbed.get(name) for name, data in records.items()):
        yield target, "damaged record"
    if went_well and files(out) == course.undisturbed:
        yield target, "went on by itself"
    if not end(start(course.command, out)) or files(out) != course.undisturbed:
        yield target, "other bytes"


def kill(
    target: str, process: subprocess.Popen[bytes], out: Path, seconds: float, chance: random.Random
) -> bool:
    """Kills a process of this kind as soon as there is one after a random part of the time."""
    if chance.random() < 0.5:  # half of them at any moment, most of which is the start
        time.sleep(chance.uniform(0, seconds))
    else:  # half of them while submissions are graded
        while process.poll() is None and not list(out.glob("results/*.json")):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, seconds / 4))
    while process.poll() is None:
        if found := tree(process.pid)[DEPTHS[target]]:
            os.kill(chance.choice(found), signal.SIGKILL)
            return True
        time.sleep(0.003)
    return False


def start(command: tuple[str, ...], out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*command, str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env=os.environ | {"AUTOGRADER_CACHE_MIB": "0"},  # everything is to be graded
    )


def end(process: subprocess.Popen[bytes]) -> bool:
    """Waits for the end of a run; returns whether all went well."""
    return process.wait(RUN_SECONDS) == 0


def files(out: Path) -> Files:
    """All files of a graded class; what is known of the time is left out of `run.json`."""
    found = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    if "run.json" in found:
        run = json.loads(found["run.json"])
        for graded in run["submissions"].values():
            del graded["seconds"]
        found["run.json"] = json.dumps(run).encode()
    return found


def adopt_orphans() -> None:
    """Makes this process the parent of all processes below it whose own parent has ended."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def processes_left() -> list[int]:
    """The processes that are still there some time after the end of a run."""
    deadline = time.monotonic() + END_SECONDS
    while (left := list(chain(*tree(os.getpid())[1:]))) and time.monotonic() < deadline:
        for number in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(number, os.WNOHANG)
        time.sleep(0.01)
    return left


def tree(root: int) -> list[list[int]]:
    """The processes below one, by depth: itself, its children, their children and so on."""
    levels = [[root]]
    while levels[-1] or len(levels) < len(DEPTHS):
        levels.append([child for parent in levels[-1] for child in children(parent)])
    return levels


def children(parent: int) -> Iterator[int]:
    for listed in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            yield from map(int, listed.read_text().split())


def table(counts: Counter[tuple[str, str]]) -> str:
    rows = [("", *EVENTS), *((t, *(counts[t, event] for event in EVENTS)) for t in TARGETS)]
    return "\n".join(" | ".join(str(cell).rjust(17) for cell in row) for row in rows)


if __name__ == "__main__":
    main()
