"""From a save to the verdict: how long `autograder watch` takes.

First for one function, without a terminal: saves a module as an editor does (a new file that takes
the name of the old one), and waits for the line that tells what has become of it. Then in a real
terminal: a student edits all functions in any order, breaks and mends modules, deletes and adds
files, and each time looks for what has to be on the screen.

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

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "tests"))

from editors import Student, await_screen  # noqa: E402
from terminals import terminal  # noqa: E402

ROUNDS = 20
SAVES = 200
SEED = 0
PAUSE_SECONDS = 0.3
"""Between what was seen on the screen and the next save."""
STUB = 'raise NotImplementedError("softmax is still to be written")'
RIGHT = "return X.exp() / X.exp().sum(1, keepdim=True)"
WRONG = "return X.exp() / X.exp().sum()"


def main() -> None:
    one_function()
    session()


def one_function() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE.parent / "exercises", folder, dirs_exist_ok=True)
        watching = subprocess.Popen(
            [sys.executable, "-u", "-P", "-m", "autograder", "watch", folder],
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


def session() -> None:
    """Prints how long screens took to be right, and the edits whose screens took longest."""
    times: list[tuple[float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        student = Student(Path(folder, "exercises"), SEED)
        with terminal(Path(folder)) as shell:
            shell.run("watch")
            shell.wait_for("Keys:")
            for expected in student.saves(SAVES):
                times.append((await_screen(shell.visible, expected, 20), expected.what))
                time.sleep(PAUSE_SECONDS)
                assert not expected.wrong_with(shell.visible()), expected.what
    print(f"{len(times)} saves in a terminal, none with a wrong screen:")
    for title, some in (("all", times), ("without the first quarter", times[len(times) // 4 :])):
        kept = [1000 * seconds for seconds, _ in some]
        late = sum(milliseconds > 1000 for milliseconds in kept)
        print(
            f"{title}: median {statistics.median(kept):.0f} ms, slowest {max(kept):.0f} ms, "
            f"{late} of {len(kept)} later than 1 s"
        )
    for seconds, what in sorted(times, reverse=True)[:10]:
        print(f"    {1000 * seconds:5.0f} ms  {what}")


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
