"""Grades a class: submissions go out to processes, each record is written as it comes back."""

import hashlib
import time
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from autograder.catalogue import EXERCISES
from autograder.classroom.pool import ATTEMPTS, run_all
from autograder.classroom.publish import ClassReport, FeedbackPages
from autograder.classroom.store import Graded, Run, Store, new_seed, versions
from autograder.corpus import Cache, cache_key
from autograder.errors import GraderFault, UserError
from autograder.exercise import Exercise
from autograder.grading import Grader, result
from autograder.intake.files import readable
from autograder.intake.submission import Submission, read_submission
from autograder.records import SubmissionResult
from autograder.worker.client import Limits, Zygote

Progress = Callable[[str], None]
"""Called with a student's name when the record is there."""


@dataclass(frozen=True)
class Settings:
    """What a process needs to know to grade like all the others."""

    exercises: tuple[str, ...]
    seed: int
    limits: Limits
    allowed: tuple[str, ...] = ()
    insist: bool = True
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
    allowed: tuple[str, ...] = (),
    missing: Sequence[str] = (),
    progress: Callable[[int], Progress] | None = None,
) -> list[SubmissionResult]:
    """Grades submissions, but those that have their record already.

    Args:
        folders: of the students, by name.
        store: where records go.
        exercises: what is graded.
        jobs: how many processes.
        seed: decides on the examples; None takes the store's, or draws one.
        limits: on students' code; None for those that so many functions have.
        fresh: ignore earlier records; the seed is kept all the same.
        allowed: functions that may call the operator of torch that they replace.
        missing: the essential protections that this machine is known to lack.
        progress: given the number of submissions to grade, makes what is told of each.

    Returns:
        All records, by student.

    Raises:
        UserError: a submission or the earlier run can't be read, a result can't be written, or
            another run is writing to the same folder.
    """
    with store.alone():
        before = store.read_run()
        run = Run(
            seed=seed if seed is not None else before.seed if before else new_seed(),
            limits=limits or Limits.of(len(exercises)),
            students=sorted(folders),
            places={student: readable(folders[student].absolute()) for student in sorted(folders)},
            exercises=[exercise.name for exercise in exercises],
            allowed=list(allowed),
            jobs=jobs,
            versions=versions(),
            missing_protections=tuple(missing),
        )
        if before and not fresh:
            refuse_other_grades(before, run, store.folder)
        read = {student: read_submission(path, student) for student, path in folders.items()}
        engine = engine_fingerprint(run, exercises)
        prints = {student: fingerprint(submission, engine) for student, submission in read.items()}
        results = {} if fresh else earlier_results(store, before, prints)
        run.submissions = {s: before.submissions[s] for s in results} if before else {}
        store.write_run(run)
        settings = Settings(tuple(run.exercises), run.seed, run.limits, allowed, insist=not missing)
        to_do = {student: read[student] for student in read if student not in results}
        tell = progress(len(to_do)) if progress else None
        writers: list[FeedbackPages | ClassReport] = [FeedbackPages(store, run)]
        writers.append(ClassReport(store, run))
        for record in results.values():
            for writer in writers:
                writer.add(record, new=False)
        with closing(grade_all(to_do, settings, jobs)) as grading:
            for graded, seconds in grading:
                student = graded.student
                store.write_result(graded)
                results[student] = graded
                if graded.status != "grader_error":  # such a record is made anew by the next run
                    run.submissions[student] = Graded(prints[student], round(seconds, 3))
                    store.note(student, run.submissions[student])
                for writer in writers:
                    writer.add(graded, new=True)
                if tell:
                    tell(student)
        ordered = [results[student] for student in sorted(results)]
        store.write_grades(ordered)
        store.write_run(run)
        for writer in writers:
            writer.end()
        return ordered


def refuse_other_grades(before: Run, run: Run, folder: Path) -> None:
    """Keeps grades that are there from being replaced by those of another question.

    Raises:
        UserError: other functions were graded, or other ones were allowed the library.
    """
    if before.exercises != run.exercises:
        raise UserError(
            f"{folder} holds grades of {', '.join(before.exercises)}. Grade these "
            "functions again, or others into another folder; --fresh replaces what is there."
        )
    if before.allowed != run.allowed:
        options = " ".join(f"--allow {name}" for name in before.allowed) or "no --allow"
        raise UserError(
            f"{folder} holds grades with {options}. Grade with the same again, or otherwise "
            "into another folder; --fresh replaces what is there."
        )


def grade_all(
    submissions: Mapping[str, Submission], settings: Settings, jobs: int
) -> Generator[tuple[SubmissionResult, float], None, None]:
    """Grades in processes; yields each record, with its seconds, as it is finished."""
    work = partial(grade_one, settings=settings)
    for submission, graded in run_all(work, submissions.values(), jobs):
        died = f"The process that graded it died, {ATTEMPTS} times."
        yield graded or (faulty(submission, settings, died), 0.0)


def grade_one(submission: Submission, settings: Settings) -> tuple[SubmissionResult, float]:
    """The task of a process: one submission in, one record out, with its seconds."""
    started = time.monotonic()
    try:
        graded = _grader(settings).grade(submission)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one record, not the class
        text = str(error) if isinstance(error, GraderFault | UserError) else traceback.format_exc()
        graded = faulty(submission, settings, text)
    return graded, time.monotonic() - started


_graders: dict[Settings, Grader] = {}
"""The grader of this process, with its zygote, kept from one submission to the next."""


def _grader(settings: Settings) -> Grader:
    if settings not in _graders:
        _graders[settings] = Grader(
            zygote=Zygote(insist=settings.insist),
            exercises=[e for e in EXERCISES if e.name in settings.exercises],
            seed=settings.seed,
            limits=settings.limits,
            allowed=settings.allowed,
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
        msgspec.json.encode(
            [run.versions, run.limits, run.allowed, run.missing_protections]
        ).decode(),
        *(cache_key(exercise, run.seed) for exercise in exercises),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def fingerprint(submission: Submission, engine: str) -> str:
    digest = hashlib.sha256(engine.encode())
    digest.update(
        msgspec.msgpack.encode([submission.student, submission.problems, submission.files])
    )
    return digest.hexdigest()
