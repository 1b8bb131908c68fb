"""Grades a class: submissions go out to processes, each record is written as it comes back."""

import hashlib
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.classroom.cache import ResultCache
from autograder.classroom.crew import Crew, run_all
from autograder.classroom.engine_digest import engine_digest
from autograder.classroom.store import REPLACED, Graded, Run, Store, versions
from autograder.classroom.task import Done, Settings, exercises_named, faulty_in, grade_one
from autograder.classroom.writers import Writer, writers_of
from autograder.corpus import Cache, require_sound
from autograder.errors import MachineFault, UserError
from autograder.i18n import Language
from autograder.intake.class_list import Listed
from autograder.intake.files import readable
from autograder.intake.submission import Place, Submission, read_submission
from autograder.machine import fault_of
from autograder.records import SubmissionResult
from autograder.seeds import new_seed
from autograder.worker.client import Limits

if TYPE_CHECKING:
    from concurrent.futures import Future

Told = Callable[[SubmissionResult], None]
"""Called with each record when it is there."""


@dataclass(frozen=True)
class Plan:
    """What is graded, and how.

    Attributes:
        names: of the exercises, in the order of the book.
        seed: decides on the examples; None takes the folder's, or draws one.
        limits: on students' code; None for those that so many functions have.
        allowed: functions that may call the operator of torch that they replace.
        language: of the records.
        points: of exercises that have others than their own, in hundredths.
        listed: the class list.
        keys: the names by which it may know a student, if not the same.
        fresh: ignore earlier records, and those of other folders; the folder's seed is kept.
        examples: the folder that examples are kept in, if not the usual one.
    """

    names: tuple[str, ...]
    seed: int | None = None
    limits: Limits | None = None
    allowed: tuple[str, ...] = ()
    language: Language = "en"
    points: Mapping[str, int] = field(default_factory=dict)
    listed: Sequence[Listed] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    examples: Path | None = None


def grade_class(
    places: Mapping[str, Place],
    store: Store,
    plan: Plan,
    crew: Crew,
    *,
    cache: ResultCache | None = None,
    told: Sequence[Told] = (),
) -> "Grading":
    """Grades submissions, but those that have their record already, here or in the cache.

    Of the class, only names and fingerprints are kept in memory.

    Args:
        places: of the submissions, by student.
        store: where records go.
        plan: what is graded, and how.
        crew: who does it.
        cache: records of other folders.
        told: is called with every record, in the order in which they come.

    Returns:
        The run as it went, with what has written the other files.

    Raises:
        UserError: a submission, the earlier run or the cached examples can't be read, a result
            can't be written, or another run is writing to the same folder.
    """
    with store.alone():
        before = store.read_run()
        run = new_run(places, plan, crew, before)
        require_sound(exercises_named(plan.names), run.seed, Cache(plan.examples))
        if before and not plan.fresh:
            refuse_other_grades(before, run, store.folder)
            run.submissions = {s: g for s, g in before.submissions.items() if s in places}
        store.write_run(run)
        writers = writers_of(store, run)
        grading = Grading(store, run, None if plan.fresh else cache, cache, writers, told)
        settings = Settings(
            plan.names, run.seed, run.limits, plan.allowed, not crew.missing, plan.examples,
            plan.language, tuple(sorted(run.points.items())),
        )  # fmt: skip
        grading.grade(places, crew, settings)
        for writer in writers:
            writer.end()
        store.write_run(run)
        if cache:
            cache.trim()
        return grading


def new_run(places: Mapping[str, Place], plan: Plan, crew: Crew, before: Run | None) -> Run:
    students = sorted(places)
    kept = before.seed if before else new_seed()
    return Run(
        seed=plan.seed if plan.seed is not None else kept,
        limits=plan.limits or Limits.of(len(plan.names)),
        students=students,
        places={student: readable(whereabouts(places[student])) for student in students},
        exercises=list(plan.names),
        allowed=list(plan.allowed),
        language=plan.language,
        points={name: p for name, p in plan.points.items() if name in plan.names},
        listed=list(plan.listed),
        keys=dict(plan.keys),
        jobs=crew.processes(),
        versions=versions(),
        missing_protections=crew.missing,
    )


def whereabouts(place: Place) -> Path:
    """The folder or the archive of a submission; of several files, the first."""
    return (place if isinstance(place, Path) else next(iter(place.values()))).absolute()


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


@dataclass(frozen=True)
class Unread:
    """A submission that is to be graded, and its fingerprint."""

    submission: Submission
    fingerprint: str


@dataclass
class Grading:
    """A run under way: finds what is known of each submission, has the rest graded, writes all.

    `old` counts the records that were there before, `graded` those of this run; `lacked` has who
    was not graded, and what the machine had not then.
    """

    store: Store
    run: Run
    known: ResultCache | None
    cache: ResultCache | None
    writers: Sequence[Writer]
    told: Sequence[Told]
    old: int = 0
    graded: int = 0
    lacked: dict[str, MachineFault] = field(default_factory=dict)

    def grade(self, places: Mapping[str, Place], crew: Crew, settings: Settings) -> None:
        engine = engine_fingerprint(self.run)
        work = partial(do, settings=settings)
        with closing(run_all(crew, work, self._to_do(places, engine, settings))) as finished:
            for task, future in finished:
                self._take(task, self._outcome(future, task, settings))

    def _to_do(
        self, places: Mapping[str, Place], engine: str, settings: Settings
    ) -> Iterator[Unread]:
        """Reads the submissions one by one; yields those whose record nobody has."""
        for student in sorted(places):
            try:
                submission = read_submission(places[student], student)
            except UserError:
                raise
            except Exception:  # noqa: BLE001 - a fault of ours costs one record, not the class
                fault = faulty_in(settings, student, traceback.format_exc())
                self._write(fault, Graded("", 0.0), lasting=True)
                continue
            print_ = fingerprint(submission, engine)
            if self._is_kept(student, print_) or self._is_cached(student, print_):
                self.old += 1
            else:
                yield Unread(submission, print_)

    def _is_kept(self, student: str, print_: str) -> bool:
        """Whether the folder has the record, from the same submission."""
        graded = self.run.submissions.get(student)
        result = self.store.result(student) if graded and graded.fingerprint == print_ else None
        if result is None:
            return False
        self._tell(result, new=False)
        return True

    def _is_cached(self, student: str, print_: str) -> bool:
        """Whether a run into another folder had the record, which is then put into this one."""
        result = self.known.load(print_, student) if self.known else None
        if result is None:
            return False
        self._write(result, Graded(print_, 0.0), lasting=False)
        return True

    def _outcome(self, future: "Future[Done]", task: Unread, settings: Settings) -> Done:
        """What came of a task; see `outcome`.

        What may be there again soon, such as processes that the code of another student had,
        costs its own submission only, if the machine was able to grade at all.
        """
        try:
            done = outcome(future, task, settings)
        except MachineFault as fault:
            if not (fault.passing and self.graded):
                raise
            student = task.submission.student
            self.lacked[student] = fault
            return Done(faulty_in(settings, student, str(fault)), 0.0, steady=False)
        self.graded += done.result.status != "grader_error"
        return done

    def _take(self, task: Unread, done: Done) -> None:
        """Writes down what was graded."""
        self._write(done.result, Graded(task.fingerprint, round(done.seconds, 3)), lasting=True)
        if done.steady and self.cache:
            self.cache.save(task.fingerprint, done.result)

    def _write(self, result: SubmissionResult, graded: Graded, *, lasting: bool) -> None:
        student = result.student
        if self.run.submissions.pop(student, None):
            self.store.note(student, REPLACED)
        self.store.write_result(result, lasting=lasting)
        if result.status != "grader_error":  # such a record is made anew by the next run
            self.run.submissions[student] = graded
            self.store.note(student, graded)
        self._tell(result, new=True)

    def _tell(self, result: SubmissionResult, *, new: bool) -> None:
        for writer in self.writers:
            writer.add(result, new=new)
        for tell in self.told:
            tell(result)


def do(task: Unread, settings: Settings) -> Done:
    return grade_one(task.submission, settings)


def outcome(future: "Future[Done]", task: Unread, settings: Settings) -> Done:
    """What came of a task; a process that died too often costs its own submission only.

    Raises:
        UserError: nobody there can grade.
        MachineFault: the machine lacks something for that.
    """
    if future.cancelled():
        raise UserError(
            "The connection to those who grade was lost. What was graded is kept; run the same "
            "command again to go on."
        )
    error = future.exception()
    if isinstance(error, UserError):
        raise error
    if error is not None and (fault := fault_of(error)):
        raise fault
    if error is not None:
        return Done(faulty_in(settings, task.submission.student, str(error)), 0.0, steady=False)
    return future.result()


def engine_fingerprint(run: Run) -> str:
    """A name for everything but the submission that shapes a result."""
    shaping = [
        run.versions, run.seed, run.limits, run.exercises, run.allowed, run.points, run.language,
        run.missing_protections, engine_digest(tuple(run.exercises)),
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(shaping, order="sorted")).hexdigest()


def fingerprint(submission: Submission, engine: str) -> str:
    """A name for everything that shapes a record, but for the student's name in it."""
    digest = hashlib.sha256(engine.encode())
    digest.update(msgspec.msgpack.encode([submission.problems, submission.files]))
    return digest.hexdigest()
