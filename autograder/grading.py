"""Grades one submission: finds each function, examines it, puts the findings into a record."""

import difflib
import gc
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from autograder import replay
from autograder.corpus import PUBLIC_SEED, Cache, Examples, examples_for
from autograder.engine import Examination, Finding, examine
from autograder.exercise import Exercise, Property
from autograder.records import (
    Counterexample,
    FunctionResult,
    FunctionStatus,
    PropertyResult,
    SubmissionResult,
)
from autograder.scoring import share_points
from autograder.session import Module, Session
from autograder.submission import Submission
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Raised

MAX_SHOWN = 2000
"""Characters of a call, a result or an expectation in a record."""

Refine = Callable[[Exercise, Property, Finding, str, Session], Finding]
"""Looks for a smaller example that breaks the same property."""


@dataclass
class Grader:
    """Grades submissions with one zygote; the same submission always gets the same record.

    Attributes:
        zygote: forks the workers.
        exercises: what is graded, in the order of the report.
        seed: decides on the examples.
        limits: on a student's code.
        cache: keeps examples on disk.
        refine: if given, makes counterexamples smaller.
    """

    zygote: Zygote
    exercises: Sequence[Exercise]
    seed: int = PUBLIC_SEED
    limits: Limits = field(default_factory=Limits)
    cache: Cache | None = None
    refine: Refine | None = None

    def __post_init__(self) -> None:
        self._corpora: dict[str, dict[str, Examples]] = {
            exercise.name: examples_for(exercise, self.seed, self.cache)
            for exercise in self.exercises
        }
        gc.freeze()  # all this lives as long as the process: the collector need not look at it

    def corpus(self, exercise: Exercise) -> dict[str, Examples]:
        """The examples of each of the exercise's domains."""
        return self._corpora[exercise.name]

    def grade(self, submission: Submission) -> SubmissionResult:
        """Grades every exercise.

        Raises:
            WorkerFault: the workers can't be run.
        """
        with Session(self.zygote, dict(submission.sources), self.limits) as session:
            functions = tuple(
                self._grade_function(exercise, submission, session, len(self.exercises) - place)
                for place, exercise in enumerate(self.exercises)
            )
        unreadable = not submission.sources
        faulty = any(function.status == "grader_error" for function in functions)
        stretch = [p for f in functions for p in f.properties if p.kind == "stretch"]
        return SubmissionResult(
            student=submission.student,
            status="unreadable" if unreadable else "grader_error" if faulty else "graded",
            score=sum(function.score for function in functions),
            max_score=sum(function.max_score for function in functions),
            stretch=sum(p.status == "passed" for p in stretch),
            max_stretch=len(stretch),
            functions=functions,
        )

    def _grade_function(
        self, exercise: Exercise, submission: Submission, session: Session, functions_left: int
    ) -> FunctionResult:
        stem, message = find_function(exercise, submission, session)
        if stem is None:
            return self._without_function(exercise, submission, session)
        session.start_function(functions_left)
        examination = examine(exercise, stem, self.corpus(exercise), session.ask)
        if examination.not_attempted:
            return result(exercise, "not_attempted", message=not_attempted(examination))
        if self.refine:
            examination = self._refined(self.refine, exercise, examination, stem, session)
        session.end_function(sound=not examination.findings)
        return self._with_findings(exercise, examination, stem, message)

    def _refined(
        self,
        refine: Refine,
        exercise: Exercise,
        examination: Examination,
        stem: str,
        session: Session,
    ) -> Examination:
        """Makes the counterexample smaller that people see first."""
        findings = dict(examination.findings)
        first = next((prop for prop in exercise.properties if prop.id in findings), None)
        if first and findings[first.id].status == "failed":
            findings[first.id] = refine(exercise, first, findings[first.id], stem, session)
        return Examination(findings, examination.output)

    def _with_findings(
        self, exercise: Exercise, examination: Examination, stem: str, message: str
    ) -> FunctionResult:
        findings = examination.findings
        points = points_by_property(exercise)
        corpus = self.corpus(exercise)
        properties = tuple(
            property_result(
                exercise,
                prop,
                points[prop.id],
                len(corpus[prop.domain.name]),
                findings.get(prop.id),
            )
            for prop in exercise.properties
        )
        status = function_status(properties)
        if status in ("timeout", "crashed"):
            message = "\n".join(filter(None, [message, lost_message(exercise, findings.values())]))
        return FunctionResult(
            name=exercise.name,
            module=stem,
            status=status,
            score=sum(prop.points for prop in properties),
            max_score=exercise.points,
            properties=properties,
            message=message,
            output=examination.output,
        )

    def _without_function(
        self, exercise: Exercise, submission: Submission, session: Session
    ) -> FunctionResult:
        home = exercise.module
        if home not in submission.sources:
            return result(exercise, "missing", message=no_module(home, submission))
        module = session.module(home)
        if stopped := why_stopped(home, module):
            status: FunctionStatus = (
                "timeout" if module.lost and module.lost.kind == "timeout" else "import_error"
            )
            return result(exercise, status, message=stopped, output=module.output)
        text = f"{home}.py has no function named {exercise.name}"
        near = difflib.get_close_matches(exercise.name, module.functions, n=1, cutoff=0.8)
        text += f", but one named {near[0]}." if near else "."
        return result(exercise, "missing", message=text)


def no_module(stem: str, submission: Submission) -> str:
    """That a module is missing, and what could not be read in its place."""
    if not submission.sources and not submission.problems:
        return "The submission has no .py files."
    reasons = f" ({'; '.join(submission.problems[:3])})" if submission.problems else ""
    return f"There is no {stem}.py in the submission{reasons}."


def not_attempted(examination: Examination) -> str:
    """That a function is not written, and which line says so."""
    line = examination.stub_line
    return "The function is still to be written" + (
        f": line {line} raises NotImplementedError." if line else "."
    )


def find_function(
    exercise: Exercise, submission: Submission, session: Session
) -> tuple[str | None, str]:
    """The module that has the function, its own one first, and a remark on where it is."""
    home = exercise.module
    others = [stem for stem in submission.sources if stem != home]
    for stem in [home, *others] if home in submission.sources else others:
        module = session.module(stem)
        if exercise.name in module.functions:
            remark = f"Found in {stem}.py, not in {home}.py." if stem != home else ""
            return stem, "\n".join(filter(None, [remark, why_stopped(stem, module)]))
    return None, ""


def why_stopped(stem: str, module: Module) -> str:
    """What ended the module before its last line, or nothing."""
    if module.lost is not None:
        return f"{stem}.py {module.lost.message} while it was run."
    if module.raised is not None:
        return f"{stem}.py stopped {raised_text(module.raised)}"
    return ""


def raised_text(raised: Raised) -> str:
    where = f"in line {raised.line}" if raised.line else "while it was run"
    code = f"\n    {raised.code}" if raised.code else ""
    if raised.type == "SystemExit":
        return f"{where}: it ends the program there.{code}"
    if raised.type == "StillRunningError":
        return f"{where}: it was {raised.message}. Put training behind a function.{code}"
    return f"{where}: {raised.type}: {raised.message}{code}"


def result(
    exercise: Exercise, status: FunctionStatus, message: str, output: str = ""
) -> FunctionResult:
    """The record of a function that could not be examined."""
    shares = points_by_property(exercise)
    return FunctionResult(
        name=exercise.name,
        module=exercise.module,
        status=status,
        score=0,
        max_score=exercise.points,
        properties=tuple(
            PropertyResult(
                id=prop.id,
                title=prop.title,
                kind=prop.kind,
                status="not_reached",
                points=0,
                max_points=shares[prop.id],
                examples=0,
            )
            for prop in exercise.properties
        ),
        message=message,
        output=output,
    )


def points_by_property(exercise: Exercise) -> dict[str, int]:
    """The points of each property; none for stretch properties."""
    core = exercise.core_properties
    shares = share_points(exercise.points, [prop.weight for prop in core])
    points = dict(zip((prop.id for prop in core), shares, strict=True))
    return {prop.id: points.get(prop.id, 0) for prop in exercise.properties}


def property_result(
    exercise: Exercise, prop: Property, points: int, examples: int, finding: Finding | None
) -> PropertyResult:
    return PropertyResult(
        id=prop.id,
        title=prop.title,
        kind=prop.kind,
        status=finding.status if finding else "passed",
        points=0 if finding else points,
        max_points=points,
        examples=examples,
        counterexample=counterexample(exercise, prop, finding) if finding else None,
    )


def counterexample(exercise: Exercise, prop: Property, finding: Finding) -> Counterexample | None:
    """What broke the property, for people; nothing where no call was made."""
    if finding.status == "not_reached":
        return None
    return Counterexample(
        call=shorten(finding.call_text),
        got=shorten(finding.got),
        expected=shorten(finding.expected),
        message=shorten(finding.message),
        replay=replay.encode(replay.Token(exercise.name, prop.id, finding.example)),
    )


def function_status(properties: Sequence[PropertyResult]) -> FunctionStatus:
    """The gravest of what happened; stretch properties don't count against a function."""
    if any(prop.status == "grader_error" for prop in properties):
        return "grader_error"
    core = [prop.status for prop in properties if prop.kind == "core"]
    if all(status == "passed" for status in core):
        return "passed"
    if "crashed" in core and "timeout" not in core:
        return "crashed"
    return "timeout" if {"timeout", "not_reached"} & set(core) else "failed"


def lost_message(exercise: Exercise, findings: Collection[Finding]) -> str:
    """The call that was lost, or that the time was used up by calls that were not."""
    for finding in findings:
        if finding.status in ("timeout", "crashed"):
            call = finding.call_text.splitlines()[-1] if finding.calls else f"{exercise.name}(...)"
            return f"{shorten(call)} {finding.message}."
    used_up = next(finding for finding in findings if finding.status == "not_reached")
    return f"{exercise.name} {used_up.message}."


def shorten(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 2] + " …"
