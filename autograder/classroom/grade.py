"""Grades a class: submissions go out to processes, each record is written as it comes back."""

import contextlib
import hashlib
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.catalogue import EXERCISES
from autograder.classroom.store import Graded, Run, Store, new_seed, versions
from autograder.corpus import Cache, cache_key
from autograder.errors import GraderFault, UserError
from autograder.exercise import Exercise
from autograder.grading import Grader, result
from autograder.records import SubmissionResult
from autograder.submission import Submission, read_submission
from autograder.worker.client import Limits, Zygote

ATTEMPTS = 2
"""A submission whose process died is tried once more; then it is a fault of the grader."""

Progress = Callable[[str], None]
"""Called with a student's name when the record is there."""


@dataclass(frozen=True)
class Settings:
    """What a process needs to know to grade like all the others."""

    exercises: tuple[str, ...]
    seed: int
    limits: Limits
    cache_folder: Path | None = None


def grade_class(
    folders: Mapping[str, Path],
    store: Store,
    exercises: Sequence[Exercise],
    *,
    jobs: int = 1,
    seed: int | None = None,
    limits: Limits | None = None,
    fresh: bool = False,
    progress: Callable[[int], Progress] | None = None,
) -> list[SubmissionResult]:
    """Grades submissions, but those that have their record already.

    Args:
        folders: of the students, by name.
        store: where records go.
        exercises: what is graded.
        jobs: how many processes.
        seed: decides on the examples; None takes the store's, or draws one.
        limits: on students' code.
        fresh: ignore earlier records; the seed is kept all the same.
        progress: given the number of submissions to grade, makes what is told of each.

    Returns:
        All records, by student.

    Raises:
        UserError: a submission or the earlier run can't be read.
    """
    before = store.read_run()
    run = Run(
        seed=seed if seed is not None else before.seed if before else new_seed(),
        limits=limits or Limits(),
        students=sorted(folders),
        exercises=[exercise.name for exercise in exercises],
        jobs=jobs,
        versions=versions(),
    )
    if before and before.exercises != run.exercises and not fresh:
        raise UserError(
            f"{store.folder} holds grades of {', '.join(before.exercises)}. Grade these functions "
            "again, or others into another folder; --fresh replaces what is there."
        )
    read = {student: read_submission(path, student) for student, path in folders.items()}
    engine = engine_fingerprint(run, exercises)
    prints = {student: fingerprint(submission, engine) for student, submission in read.items()}
    results = {} if fresh else earlier_results(store, before, prints)
    run.submissions = {s: before.submissions[s] for s in results} if before else {}
    store.write_run(run)
    settings = Settings(tuple(run.exercises), run.seed, run.limits)
    to_do = {student: read[student] for student in read if student not in results}
    tell = progress(len(to_do)) if progress else None
    for graded, seconds in grade_all(to_do, settings, jobs):
        student = graded.student
        store.write_result(graded)
        results[student] = graded
        if graded.status != "grader_error":  # such a record is made anew by the next run
            run.submissions[student] = Graded(prints[student], round(seconds, 3))
            store.write_run(run)
        if tell:
            tell(student)
    ordered = [results[student] for student in sorted(results)]
    store.write_grades(ordered)
    return ordered


def grade_all(
    submissions: Mapping[str, Submission], settings: Settings, jobs: int
) -> Iterator[tuple[SubmissionResult, float]]:
    """Grades in processes; yields each record, with its seconds, as it is finished."""
    left = dict(submissions)
    for _ in range(ATTEMPTS):
        if not left:
            return
        executor = process_pool(min(jobs, len(left)))
        try:
            for graded, seconds in run_on(executor, left, settings):
                del left[graded.student]
                yield graded, seconds
        except BaseException:  # stopped from outside: what runs is not waited for
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            executor.shutdown(cancel_futures=True)
    for submission in left.values():
        yield faulty(submission, settings, "The process that graded it died, twice."), 0.0


def run_on(
    executor: Executor, submissions: Mapping[str, Submission], settings: Settings
) -> Iterator[tuple[SubmissionResult, float]]:
    """Runs one task for each submission; those whose process died yield nothing."""
    with interrupts_ignored():
        futures: list[Future[tuple[SubmissionResult, float]]] = [
            executor.submit(grade_one, submission, settings) for submission in submissions.values()
        ]
    for future in as_completed(futures):
        with contextlib.suppress(BrokenExecutor):
            yield future.result()


@contextlib.contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Processes started in here take no notice of Ctrl-C; this one ends them."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def process_pool(jobs: int) -> ProcessPoolExecutor:
    # Fresh processes, which inherit no threads and no locks of this one.
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def grade_one(submission: Submission, settings: Settings) -> tuple[SubmissionResult, float]:
    """The task of a process: one submission in, one record out, with its seconds."""
    started = time.monotonic()
    try:
        graded = _grader(settings).grade(submission)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one record, not the class
        _graders.clear()
        text = str(error) if isinstance(error, GraderFault | UserError) else traceback.format_exc()
        graded = faulty(submission, settings, text)
    return graded, time.monotonic() - started


_graders: dict[Settings, Grader] = {}
"""The grader of this process, with its zygote, kept from one submission to the next."""


def _grader(settings: Settings) -> Grader:
    if settings not in _graders:
        _graders[settings] = Grader(
            zygote=Zygote(),
            exercises=[e for e in EXERCISES if e.name in settings.exercises],
            seed=settings.seed,
            limits=settings.limits,
            cache=Cache(settings.cache_folder),
        )
    return _graders[settings]


def faulty(submission: Submission, settings: Settings, message: str) -> SubmissionResult:
    """The record of a submission that we failed to grade. It has no score, which is not zero."""
    exercises = [e for e in EXERCISES if e.name in settings.exercises]
    functions = tuple(result(e, "grader_error", message) for e in exercises)
    return SubmissionResult(
        student=submission.student,
        status="grader_error",
        score=0,
        max_score=sum(e.points for e in exercises),
        stretch=0,
        max_stretch=sum(len(e.stretch_properties) for e in exercises),
        functions=functions,
    )


def earlier_results(
    store: Store, before: Run | None, prints: Mapping[str, str]
) -> dict[str, SubmissionResult]:
    """The records of an earlier run that would come out the same now."""
    if before is None:
        return {}
    found = {
        student: store.result(student)
        for student, graded in before.submissions.items()
        if prints.get(student) == graded.fingerprint
    }
    return {student: record for student, record in found.items() if record is not None}


def engine_fingerprint(run: Run, exercises: Sequence[Exercise]) -> str:
    """A name for everything but the submission that shapes a result."""
    parts = [
        msgspec.json.encode([run.versions, run.limits]).decode(),
        *(cache_key(exercise, run.seed) for exercise in exercises),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def fingerprint(submission: Submission, engine: str) -> str:
    digest = hashlib.sha256(engine.encode())
    digest.update(
        msgspec.msgpack.encode([submission.student, submission.problems, submission.sources])
    )
    return digest.hexdigest()
