"""nbgrader with property tests in its cells, and `autograder grade`, on the same notebooks.

Six submissions of four functions, as notebooks. nbgrader runs each of them in a kernel, with
every property of the catalogue as a Hypothesis test in the grade cells (`live_cells.py`), as an
instructor would have it without this package. `grade` takes the same notebooks, with two
processes: the six, everything included, and a class of them many times over.

    python benchmarks/beside_nbgrader.py
"""

import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook

from autograder.authoring.notebooks import METADATA, code_cell, marks
from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED

HERE = Path(__file__).parent
ROOT = HERE.parent
FUNCTIONS = ("sgd", "softmax", "cross_entropy", "accuracy")
GRADED = [exercise for exercise in EXERCISES if exercise.name in FUNCTIONS]
STUDENTS = (
    *("ada", "wrong-axis", "all-right-as-in-the-book", "all-right-with-loops"),
    *("all-right-with-no-grad", "all-right-indexing-instead-of-gather"),
)
TIMES = 167
"""So often the six are in the large class."""
JOBS = "2"
ASSIGNMENT = "four"
IMPORTS = f"""\
import math, sys
sys.path.append({str(HERE)!r})
import torch
from live_cells import earned
from torch import Tensor, nn
from collections.abc import Callable, Iterable"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_course(folder)
        theirs = seconds(folder, "nbgrader", "autograde", ASSIGNMENT) / len(STUDENTS)
        six = seconds(folder, *grade("submitted", "six")) / len(STUDENTS)
        require_same_points(folder)
        make_class(folder)
        many = seconds(folder, *grade("class", "many")) / (len(STUDENTS) * TIMES)
    print(f"Seconds a submission, {len(GRADED)} functions, {len(STUDENTS)} different submissions:")
    print(f"  nbgrader autograde, Hypothesis in the cells      {theirs:8.2f}")
    print(f"  autograder grade, these {len(STUDENTS)}, start included     {six:8.2f}  ", end="")
    print(f"{theirs / six:6.0f} times the throughput")
    print(
        f"  autograder grade, {len(STUDENTS) * TIMES} of them                 {many:8.3f}  ", end=""
    )
    print(f"{theirs / many:6.0f} times the throughput")


def make_course(folder: Path) -> None:
    """A course of nbgrader's with an assignment that was handed in."""
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(notebook_of(ROOT / "solutions"), source / "chapter.ipynb")
    config = "c = get_config()\nc.Execute.timeout = 600\n"
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    run(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
    for student in STUDENTS:
        work = folder / "submitted" / student / ASSIGNMENT
        work.mkdir(parents=True)
        notebook = notebook_of(ROOT / "examples" / "class" / student)
        nbformat.write(notebook, work / "chapter.ipynb")


def require_same_points(folder: Path) -> None:
    """Stops unless nbgrader and `grade` have come to the same points."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        theirs = {s: 100 * book.find_submission(ASSIGNMENT, s).score for s in STUDENTS}
    results = ((s, folder / "six" / "results" / f"{s}.json") for s in STUDENTS)
    ours = {student: json.loads(path.read_bytes())["score"] for student, path in results}
    if any(abs(theirs[s] - ours[s]) > 0.5 for s in STUDENTS):
        sys.exit(f"nbgrader has {theirs}, grade has {ours}")


def make_class(folder: Path) -> None:
    """The same submissions, each many times, with a remark that keeps them out of the cache."""
    for student in STUDENTS:
        notebook = nbformat.read(folder / "submitted" / student / ASSIGNMENT / "chapter.ipynb", 4)
        notebook.cells.append(code_cell("remark", ""))
        for number in range(TIMES):
            work = folder / "class" / f"{student}-{number}"
            work.mkdir(parents=True)
            notebook.cells[-1].source = f"# {number}"
            nbformat.write(notebook, work / "chapter.ipynb")


def notebook_of(modules: Path) -> Any:
    """The four functions of a folder of modules, each with its grade cell."""
    cells = [code_cell("imports", IMPORTS)]
    for exercise in GRADED:
        text = (modules / f"{exercise.module}.py").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if "### " not in line]  # marks of the answers
        solution = code_cell(exercise.name, function_in("\n".join(lines), exercise.name))
        solution.metadata["nbgrader"] = marks(f"{exercise.name}-solution", solution=True)
        test = code_cell(f"{exercise.name}-test", f"earned({exercise.name})")
        test.metadata["nbgrader"] = marks(exercise.name, points=exercise.points / 100)
        cells += [solution, test]
    return new_notebook(cells=cells, metadata=METADATA)


def function_in(text: str, name: str) -> str:
    """The source of a function of a module."""
    return "\n\n".join(
        ast.get_source_segment(text, node) or ""
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    )


def grade(submissions: str, out: str) -> Iterator[str]:
    yield from ("autograder", "grade", submissions, "--out", out, "--jobs", JOBS)
    yield from ("--seed", str(PUBLIC_SEED))
    for name in FUNCTIONS:
        yield from ("--only", name)


def seconds(folder: Path, *command: str) -> float:
    started = time.monotonic()
    run(folder, *command)
    return time.monotonic() - started


def run(folder: Path, *command: str) -> None:
    """Runs a module of Python in the course; its output is shown if it fails."""
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "AUTOGRADER_CACHE": str(folder / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", *command],
        cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stdout)


if __name__ == "__main__":
    main()
