"""What Landlock and the filter of system calls cost: workers with and without them take turns.

Without them means that the kernel says it has none, see tests/lacking.py.

    python benchmarks/sandbox.py
"""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec
import numpy as np

from autograder.values import to_argument
from autograder.worker import client
from autograder.worker.client import Limits, Worker, Zygote, read_answer
from autograder.worker.protocol import Call, Modules

LACKING = Path(__file__).parents[1] / "tests" / "lacking.py"
WORKERS = 200
BATCHES = 50
CALLS = 200
SOURCE = b"def f(X): return X"


def main() -> None:
    with ExitStack() as stack:
        zygotes = {
            "with": stack.enter_context(Zygote()),
            "without": stack.enter_context(zygote_without_walls()),
        }
        report("a worker, from the order to its end", measure_workers(zygotes))
        report("a call with a tensor of 8 x 10", measure_calls(zygotes))


def zygote_without_walls() -> Zygote:
    original = client.program
    prefix = [sys.executable, str(LACKING), "landlock,seccomp"]
    client.program = lambda *arguments: [*prefix, *original(*arguments)]  # type: ignore[attr-defined]
    try:
        return Zygote(insist=False)
    finally:
        client.program = original  # type: ignore[attr-defined]


def start(zygote: Zygote) -> Worker:
    worker = zygote.fork(600.0, Limits())
    worker.send_modules(Modules({"m": SOURCE}))
    return worker


def measure_workers(zygotes: dict[str, Zygote]) -> dict[str, list[float]]:
    def work(name: str) -> None:
        start(zygotes[name]).end()

    return take_turns(work, WORKERS)


def measure_calls(zygotes: dict[str, Zygote]) -> dict[str, list[float]]:
    workers = {name: start(zygote) for name, zygote in zygotes.items()}
    for worker in workers.values():
        worker.load("m")
    X = to_argument(np.ones((8, 10), dtype=np.float32))
    calls = [msgspec.msgpack.encode(Call("f", (X,)))] * CALLS

    def work(name: str) -> None:
        for _ in workers[name].call(calls, read_answer):
            pass

    times = take_turns(work, BATCHES)
    for worker in workers.values():
        worker.end()
    return {name: [t / CALLS for t in taken] for name, taken in times.items()}


def take_turns(work: Callable[[str], None], rounds: int) -> dict[str, list[float]]:
    """The seconds of each round; the two change places, so that neither always goes first."""
    times: dict[str, list[float]] = {"with": [], "without": []}
    for i in range(rounds + 1):
        for name in ("with", "without") if i % 2 else ("without", "with"):
            started = time.perf_counter()
            work(name)
            if i > 0:  # the first of each is a warm-up
                times[name].append(time.perf_counter() - started)
    return times


def report(what: str, times: dict[str, list[float]]) -> None:
    figures = {name: statistics.median(taken) * 1e3 for name, taken in times.items()}
    best = {name: min(taken) * 1e3 for name, taken in times.items()}
    difference = figures["with"] - figures["without"]
    print(
        f"{what}: {figures['with']:.3f} ms with, {figures['without']:.3f} ms without "
        f"(+{difference:.3f}); at best {best['with']:.3f} and {best['without']:.3f}"
    )


if __name__ == "__main__":
    main()
