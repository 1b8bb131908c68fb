"""What tests share: one zygote for a whole run, graders over it, and the audit."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from machines import ROOT, Run, find_readable_python

from autograder.authoring.audit import ExerciseAudit
from autograder.authoring.audits import audit
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.exercise import Exercise
from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.records import FunctionResult, SubmissionResult
from autograder.worker.client import Limits, Zygote

CORE = ("sgd", "softmax", "cross_entropy", "accuracy")
"""What most tests of the machinery grade: four functions in two modules are enough for them."""
EXERCISE = {exercise.name: exercise for exercise in EXERCISES}
# No deadline, because a busy machine is no failure; no database, because a run leaves nothing.
hypothesis.settings.register_profile("tests", deadline=None, database=None)
hypothesis.settings.load_profile("tests")
GRADE_CLASS = [sys.executable, "-P", "-m", "autograder", "grade", "examples/class", "--seed", "1"]
"""The command of the README, which the sample class is graded with."""
AUDITS = os.environ.get("AUTOGRADER_CACHE")
"""Where `make` has audits kept from one run to the next."""
QUICK = Limits(call_seconds=0.5, load_seconds=200.0, submission_seconds=600.0)


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of examples of this run's own, shared by its processes; the user's is left alone."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ["AUTOGRADER_CACHE"] = str(folder)
    os.environ["AUTOGRADER_CACHE_MIB"] = "0"  # what is graded twice is to be graded twice
    yield folder
    del os.environ["AUTOGRADER_CACHE"], os.environ["AUTOGRADER_CACHE_MIB"]


@pytest.fixture(scope="session")
def run_readable() -> Run:
    """Runs Python as a user who is to be named."""
    return find_readable_python()


@pytest.fixture(scope="session")
def graded_class(cache_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The grades of the sample class, and what the command printed."""
    out = tmp_path_factory.mktemp("graded")
    done = subprocess.run(
        [*GRADE_CLASS, "--out", str(out), "--jobs", "1"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    return out, done.stdout


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote() as started:
        yield started


@pytest.fixture(scope="session")
def audited(zygote: Zygote, cache_folder: Path) -> Callable[[str], ExerciseAudit]:
    """The audit of an exercise, which all tests share with `make audit`."""
    kept = Cache(Path(AUDITS) if AUDITS else cache_folder)

    @cache
    def audit_of(name: str) -> ExerciseAudit:
        with (cache_folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another process of this run may be at it
            exercises, solutions, stubs = [EXERCISE[name]], ROOT / "solutions", ROOT / "exercises"
            (found,) = audit(exercises, solutions, stubs, zygote, kept)
        return found

    return audit_of


@pytest.fixture(scope="session")
def grade(zygote: Zygote, cache_folder: Path) -> Callable[..., SubmissionResult]:
    """Grades sources given by module or by file, as the command line would."""
    graders: dict[tuple[str, ...], Grader] = {}

    def grade_sources(sources: dict[str, str | bytes], *names: str) -> SubmissionResult:
        chosen = names or CORE
        if chosen not in graders:
            exercises = [EXERCISE[name] for name in chosen]
            graders[chosen] = Grader(zygote, exercises, limits=QUICK, cache=Cache(cache_folder))
        files = {
            name if "." in name else f"{name}.py": (
                source if isinstance(source, bytes) else source.encode()
            )
            for name, source in sources.items()
        }
        return graders[chosen].grade(Submission("ada", files))

    return grade_sources


@pytest.fixture(scope="session")
def grade_function(grade: Callable[..., SubmissionResult]) -> Callable[[str, str], FunctionResult]:
    """Grades one function, given its name and the source of its module."""

    def grade_source(name: str, source: str) -> FunctionResult:
        exercise: Exercise = EXERCISE[name]
        (function,) = grade({exercise.module: source}, name).functions
        return function

    return grade_source
