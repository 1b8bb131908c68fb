"""From a save to the verdict: how long `autograder watch` takes for one function.

Starts the real command on a copy of `exercises/`, saves a module as an editor does (a new file
that takes the name of the old one), and waits for the line that tells what has become of it.

    python benchmarks/watch.py
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

ROUNDS = 20
HERE = Path(__file__).parent
STUB = 'raise NotImplementedError("softmax is still to be written")'
RIGHT = "return X.exp() / X.exp().sum(1, keepdim=True)"
WRONG = "return X.exp() / X.exp().sum()"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE.parent / "exercises", folder, dirs_exist_ok=True)
        watching = subprocess.Popen(
            [sys.executable, "-u", "-m", "autograder", "watch", folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        try:
            assert watching.stdout is not None
            measure(Path(folder, "softmax_regression.py"), watching.stdout)
        finally:
            watching.terminate()
            watching.wait()


def measure(module: Path, printed: IO[str]) -> None:
    """Saves right and wrong versions in turn, and prints how long the answers took."""
    stub = module.read_text(encoding="utf-8")
    wait_for(printed, "functions are right")
    times: dict[str, list[float]] = {"✓ softmax": [], "✗ softmax": []}
    for number in range(2 * ROUNDS + 2):
        line, verdict = ((RIGHT, "✓ softmax"), (WRONG, "✗ softmax"))[number % 2]
        save(module, stub.replace(STUB, f"{line}  # {number}"))
        started = time.perf_counter()
        wait_for(printed, verdict)
        times[verdict].append(time.perf_counter() - started)
        wait_for(printed, "functions are right")
    for verdict, seconds in times.items():
        kept = seconds[1:]  # the first one also learns the known mistakes
        median, slowest = 1000 * statistics.median(kept), 1000 * max(kept)
        print(f"{verdict}: median {median:.0f} ms of {len(kept)} saves, slowest {slowest:.0f} ms")


def save(path: Path, text: str) -> None:
    other = path.with_name(f".{path.name}.tmp")
    other.write_text(text, encoding="utf-8")
    other.replace(path)


def wait_for(printed: IO[str], text: str) -> None:
    for line in printed:
        if text in line:
            return
    raise RuntimeError(f"watch ended before it said {text!r}")


if __name__ == "__main__":
    main()
