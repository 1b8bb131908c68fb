"""Measures what it takes to start the command line, and names the slowest imports.

python benchmarks/start.py

`autograder --help` should take less than 0.3 s of a core. The CPU time is what tells on a busy
machine; the least of the rounds is the one that was disturbed least.
"""

import resource
import subprocess
import sys
import time

ROUNDS = 10
SLOWEST = 8
CASES = {
    "python -c pass": ["-c", "pass"],
    "import typer, and its help": ["-c", "import typer.rich_utils"],
    "autograder --help": ["-P", "-m", "autograder", "--help"],
    "autograder version": ["-P", "-m", "autograder", "version"],
}


def main() -> None:
    print("| command | CPU | wall |\n|---|---:|---:|")
    for name, arguments in CASES.items():
        cpu, wall = (min(times) for times in zip(*map(once, [arguments] * ROUNDS), strict=True))
        print(f"| `{name}` | {1000 * cpu:.0f} ms | {1000 * wall:.0f} ms |")
    print(f"\nThe slowest imports of `autograder --help`, in ms: {', '.join(slowest())}.")


def once(arguments: list[str]) -> tuple[float, float]:
    """CPU and wall time of a run, in seconds."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def slowest() -> list[str]:
    """Of each import, what lies below it included."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *CASES["autograder --help"]],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split("|") for line in done.stderr.splitlines() if line.count("|") == 2]
    times = [
        (int(total) // 1000, name.strip()) for _, total, name in rows if total.strip().isdigit()
    ]
    return [f"{name} {ms}" for ms, name in sorted(times, reverse=True)[:SLOWEST]]


if __name__ == "__main__":
    main()
