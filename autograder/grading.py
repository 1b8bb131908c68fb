"""Grades one submission: finds each function, examines it, puts the findings into a record."""

import difflib
import gc
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import msgspec

from autograder import replay
from autograder.bans import Bans
from autograder.corpus import PUBLIC_SEED, Cache, Examples, examples_for
from autograder.diagnosis import Diagnostician
from autograder.engine import Examination, Finding, examine
from autograder.exercise import Exercise, Property, place_text
from autograder.intake.names import stem_of
from autograder.intake.program import Program, is_of, read_program, syntax_text
from autograder.intake.submission import Submission
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    FunctionStatus,
    PropertyResult,
    SubmissionResult,
)
from autograder.scoring import share_points
from autograder.session import Module, Session
from autograder.twins import SoftmaxTwins
from autograder.worker.client import Limits, WorkerFault, Zygote
from autograder.worker.protocol import Modules, Raised

MAX_SHOWN = 2000
"""Characters of a call, a result or an expectation in a record."""
MAX_COMPARED = 3000
"""Among so many names of a module one that is alike is looked for; torch has fewer."""
MAX_NOTES = 20
"""How many files that were not read a record names."""

REFUSALS = {
    *("PermissionError", "FileNotFoundError", "ConnectionError", "ConnectionRefusedError"),
    *("gaierror", "URLError"),
}
REFUSED = ("Permission denied", "Operation not permitted")
SANDBOX = "the autograder runs your code without your files, the network and other programs"
"""Said of exceptions that may come from the sandbox, and not from a mistake."""

ATTEMPTS = 3
"""So often a submission is graded whose zygote or worker fails; then the fault is reported."""

Refine = Callable[[Exercise, Property, Finding, str, Session], Finding]
"""Looks for a smaller example that breaks the same property."""


@dataclass
class Grader:
    """Grades submissions with one zygote; the same submission always gets the same record.

    Attributes:
        zygote: forks the workers.
        exercises: what is graded, in the order of the report.
        seed: decides on the examples.
        limits: on a student's code; None for those that so many functions have.
        cache: keeps examples on disk.
        refine: if given, makes counterexamples smaller.
        allowed: functions that may call the operator of torch that they replace.
    """

    zygote: Zygote
    exercises: Sequence[Exercise]
    seed: int = PUBLIC_SEED
    limits: Limits | None = None
    cache: Cache | None = None
    refine: Refine | None = None
    allowed: Collection[str] = ()

    def __post_init__(self) -> None:
        operators = {e.name: e.forbidden for e in self.exercises if e.name not in self.allowed}
        self._bans = Bans(SoftmaxTwins(self.zygote), operators)
        self._diagnostician = Diagnostician(self.zygote, self.cache)
        self._corpora: dict[str, dict[str, Examples]] = {
            exercise.name: examples_for(exercise, self.seed, self.cache)
            for exercise in self.exercises
        }
        gc.freeze()  # all this lives as long as the process: the collector need not look at it

    def corpus(self, exercise: Exercise) -> dict[str, Examples]:
        """The examples of each of the exercise's domains."""
        return self._corpora[exercise.name]

    def grade(self, submission: Submission) -> SubmissionResult:
        """Grades every exercise, with another zygote if this one is killed meanwhile.

        Raises:
            WorkerFault: the workers can't be run.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                return self._grade(submission)
            except WorkerFault:
                self.zygote.restart()
        return self._grade(submission)

    def _grade(self, submission: Submission) -> SubmissionResult:
        program = self._read(submission, self.exercises)
        with self._session(program) as session:
            functions = tuple(
                self._alone(exercise, submission)
                if len(self.exercises) > 1 and is_cut_short(exercise, program, session)
                else self._grade_function(exercise, program, session, len(self.exercises) - place)
                for place, exercise in enumerate(self.exercises)
            )
        faulty = any(function.status == "grader_error" for function in functions)
        stretch = [p for f in functions for p in f.properties if p.kind == "stretch"]
        return SubmissionResult(
            student=submission.student,
            status="grader_error" if faulty else "graded" if program.sources else "unreadable",
            score=sum(function.score for function in functions),
            max_score=sum(function.max_score for function in functions),
            stretch=sum(p.status == "passed" for p in stretch),
            max_stretch=len(stretch),
            functions=functions,
            notes=(*program.problems, *program.remarkable())[:MAX_NOTES],
        )

    def _alone(self, exercise: Exercise, submission: Submission) -> FunctionResult:
        """Grades a function by what itself needs of a notebook, as if no other was wanted."""
        program = self._read(submission, [exercise])
        with self._session(program) as session:
            return self._grade_function(exercise, program, session, len(self.exercises))

    def _read(self, submission: Submission, exercises: Sequence[Exercise]) -> Program:
        wanted = {exercise.name: exercise.module for exercise in exercises}
        return read_program(submission, wanted, self.zygote.reader.read)

    def _session(self, program: Program) -> Session:
        modules = Modules(program.code(), self._bans.operators)
        limits = self.limits or Limits.of(len(self.exercises))
        return Session(self.zygote, modules, limits, locate_in(program, self.zygote))

    def _grade_function(
        self, exercise: Exercise, program: Program, session: Session, functions_left: int
    ) -> FunctionResult:
        stem, message = find_function(exercise, program, session)
        if stem is None:
            return without_function(exercise, program, session)
        session.start_function(functions_left)
        examination = examine(exercise, stem, self.corpus(exercise), session.ask)
        file = program.sources[stem].file
        if examination.stub:
            message = "\n".join(filter(None, [message, not_attempted(examination.stub)]))
            return result(exercise, "not_attempted", message=message, file=file)
        if said := self._bans.broken(exercise, examination, program, stem, session.ask):
            session.end_function(sound=False)
            message = "\n".join(filter(None, [message, said]))
            return result(exercise, "forbidden", message, examination.output, file)
        diagnosis = None
        if examination.findings:
            diagnosis = self._diagnostician.diagnose(exercise, stem, session.ask)
        if self.refine:
            examination = self._refined(self.refine, exercise, examination, stem, session)
        session.end_function(sound=not examination.findings)
        return self._with_findings(exercise, examination, file, message, diagnosis)

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
        self,
        exercise: Exercise,
        examination: Examination,
        file: str,
        message: str,
        diagnosis: Diagnosis | None,
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
            module=stem_of(file),
            file=file,
            status=status,
            score=sum(prop.points for prop in properties),
            max_score=exercise.points,
            properties=properties,
            diagnosis=diagnosis,
            message=message,
            output=examination.output,
        )


def find_function(exercise: Exercise, program: Program, session: Session) -> tuple[str | None, str]:
    """The source that has the function, its own module first, and remarks on where it is."""
    for stem in places(exercise, program):
        module = run(stem, program, session)
        if exercise.name in module.functions:
            remarks = [*where_found(exercise, stem, program), why_stopped(stem, program, module)]
            return stem, "\n".join(filter(None, remarks))
    return None, ""


def places(exercise: Exercise, program: Program) -> list[str]:
    """The sources that may have a function, the likeliest first."""
    candidates = program.candidates(exercise.name, exercise.module)
    hidden = [stem for stem in program.sources if is_of(stem, exercise.module)]
    return list(dict.fromkeys([*candidates, *hidden]))


def is_cut_short(exercise: Exercise, program: Program, session: Session) -> bool:
    """Whether a notebook with the function was stopped, maybe by what another function needs."""
    stem, _ = find_function(exercise, program, session)
    return any(
        program.sources[place].notebook
        and bool(why_stopped(place, program, run(place, program, session)))
        for place in ([stem] if stem else places(exercise, program))
    )


def where_found(exercise: Exercise, stem: str, program: Program) -> list[str]:
    """What a reader could not expect of the place of a function."""
    source, name, home = program.sources[stem], exercise.name, exercise.module
    if not is_of(stem, home):
        remarks = [f"Found in {source.file}, not in {home}.py."]
    else:
        remarks = [source.remark]
    for other in program.sources.values():
        definition = other.find(name)
        if definition is None or other is source:
            continue
        if definition.stub:  # of a notebook it may be the one that was given out with the module
            if not other.notebook:
                remarks.append(f"{other.file} has only the stub of {name}; {source.file} counts.")
        elif other.notebook and not source.notebook:
            remarks.append(f"{other.file} defines {name} too; {source.file} counts.")
    return remarks


def without_function(exercise: Exercise, program: Program, session: Session) -> FunctionResult:
    """The record of a function that can't be called, and why it can't."""
    home = exercise.module
    own = [stem for stem in program.sources if is_of(stem, home)]
    if not own:
        if home in program.unreadable:
            return result(exercise, "import_error", message=f"{program.unreadable[home]}.")
        return result(exercise, "missing", message=no_module(home, program))
    module = run(own[0], program, session)
    file = program.sources[own[0]].file
    if stopped := why_stopped(own[0], program, module):
        status: FunctionStatus = (
            "timeout" if module.lost and module.lost.kind == "timeout" else "import_error"
        )
        return result(exercise, status, message=stopped, output=module.output, file=file)
    names = [d.name for d in program.sources[own[0]].reading.definitions]
    there = sorted({*names, *module.functions})[:MAX_COMPARED]
    near = difflib.get_close_matches(exercise.name, there, n=1, cutoff=0.8)
    text = f"{file} has no function named {exercise.name}"
    text += f", but one named {near[0]}." if near else "."
    remarks = [text, *inner_functions(exercise.name, program), *cells_with_errors(program)]
    return result(exercise, "missing", message="\n".join(remarks), file=file)


def inner_functions(name: str, program: Program) -> list[str]:
    """That a function of the name is there, but nobody can call it."""
    return [
        f"One is defined within something else, in {place_text(use)} of {source.file}: "
        "move it to the left margin."
        for source in program.sources.values()
        for use in source.reading.inner
        if use.name == name
    ][:1]


def cells_with_errors(program: Program) -> list[str]:
    """The cells of notebooks that were left out, one of which may have held the function."""
    return [
        f"{source.file} was read without cell {error.cell}: {syntax_text(error)}"
        for source in program.sources.values()
        for error in source.reading.errors
        if error.cell
    ][:3]


def no_module(stem: str, program: Program) -> str:
    """That a module is missing, and what could not be read in its place."""
    related = program.may_have_held(stem)
    if not program.sources and not related:
        return "The submission has no .py files."
    reasons = f" ({'; '.join(related[:3])})" if related else ""
    return f"There is no {stem}.py in the submission{reasons}."


def not_attempted(stub: Raised) -> str:
    """That a function is not written, and which line says so."""
    where = f": {place_text(stub)} raises NotImplementedError" if stub.line else ""
    return f"The function is still to be written{where}."


def locate_in(program: Program, zygote: Zygote) -> Callable[[Raised], Raised]:
    """What a session does with an exception: finds its line, and owns up to the sandbox."""

    def locate(raised: Raised) -> Raised:
        located = program.located(raised)
        return located if zygote.missing else with_sandbox(located)

    return locate


def with_sandbox(raised: Raised) -> Raised:
    """The exception, with a remark if the sandbox may be what raised it."""
    refused = raised.type in REFUSALS or any(text in raised.message for text in REFUSED)
    if not refused:
        return raised
    return msgspec.structs.replace(raised, message=f"{raised.message} ({SANDBOX})")


def run(stem: str, program: Program, session: Session) -> Module:
    """What becomes of a source that is run; one that does not parse need not be."""
    source = program.sources[stem]
    if source.reading.errors and not source.notebook:
        return Module(frozenset(), raised=source.located(source.reading.errors[0]))
    return session.module(stem)


def why_stopped(stem: str, program: Program, module: Module) -> str:
    """What ended the module before its last line, or nothing."""
    file = program.sources[stem].file
    if module.lost is not None:
        return f"{file} {module.lost.message} while it was run."
    if module.raised is not None:
        return f"{file} stopped {raised_text(module.raised)}"
    return ""


def raised_text(raised: Raised) -> str:
    where = f"in {place_text(raised)}" if raised.line else "while it was run"
    code = f"\n    {raised.code}" if raised.code else ""
    if raised.type == "SystemExit":
        return f"{where}: it ends the program there.{code}"
    if raised.type == "StillRunningError":
        return f"{where}: it was {raised.message}. Put training behind a function.{code}"
    return f"{where}: {raised.type}: {raised.message}{code}"


def result(
    exercise: Exercise, status: FunctionStatus, message: str, output: str = "", file: str = ""
) -> FunctionResult:
    """The record of a function that could not be examined."""
    shares = points_by_property(exercise)
    return FunctionResult(
        name=exercise.name,
        module=exercise.module,
        file=file or f"{exercise.module}.py",
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
