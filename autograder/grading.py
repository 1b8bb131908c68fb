"""Grades one submission: finds each function, examines it, puts the findings into a record."""

import copy
import difflib
import random
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, islice, takewhile

import msgspec

from autograder import replay
from autograder.answers import Answers
from autograder.bans import Bans
from autograder.causes import with_cause
from autograder.corpus import PUBLIC_SEED, Cache, Corpus, examples_for
from autograder.diagnosis import Diagnostician
from autograder.engine import Examination, Finding, Plan, examine
from autograder.errors import MachineFault
from autograder.exercise import Exercise, Property, place_text
from autograder.heap import Heap
from autograder.heard import in_readers_language
from autograder.i18n import N_, Phrase, _
from autograder.intake.names import stem_of
from autograder.intake.program import (
    Program,
    Source,
    code_text,
    is_of,
    read_program,
    syntax_text,
)
from autograder.intake.submission import Submission
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    FunctionStatus,
    PropertyResult,
    SubmissionResult,
    first_to_mend,
)
from autograder.scoring import share_points
from autograder.session import GROUP, Module, Session
from autograder.time_budget import TimeBudget
from autograder.twins import SoftmaxTwins
from autograder.worker.client import Limits, WorkerFault, Zygote
from autograder.worker.protocol import Definition, Modules, Raised

NUMBER = re.compile(r"\d+")
MAX_SHOWN = 2000
"""Characters of a call, a result or an expectation in a record."""
MAX_SOURCE = 4000
"""Characters of a function in a record; lines beyond are left out."""
MAX_COMPARED = 3000
"""Among so many names of a module one that is alike is looked for; torch has fewer."""

REFUSALS = {
    *("PermissionError", "FileNotFoundError", "ConnectionError", "ConnectionRefusedError"),
    *("gaierror", "URLError"),
}
REFUSED = ("Permission denied", "Operation not permitted")
SANDBOX = N_("the autograder runs your code without your files, the network and other programs")
"""Said of exceptions that may come from the sandbox, and not from a mistake."""

ATTEMPTS = 3
"""So often a submission is graded whose zygote or worker fails; then the fault is reported."""

UNFINISHED = "Not graded: the run was stopped before this function's turn."
"""Said in the record of a run that still goes on; it stays where the run is stopped."""

Tell = Callable[[SubmissionResult], None]
"""Takes the record as far as it is known."""


@dataclass
class Grader:
    """Grades submissions with one zygote; the same submission always gets the same record.

    Attributes:
        zygote: forks the workers.
        exercises: what is graded, in the order of the report.
        seed: decides on the examples.
        limits: on a student's code; None for those that so many functions have.
        cache: keeps examples on disk.
        allowed: functions that may call the operator of torch that they replace.
        group: how many answers of a worker may come together.
        keep_examples: whether the cache keeps them; not where nobody asks for them again.
    """

    zygote: Zygote
    exercises: Sequence[Exercise]
    seed: int = PUBLIC_SEED
    limits: Limits | None = None
    cache: Cache | None = None
    allowed: Collection[str] = ()
    group: int = GROUP
    keep_examples: bool = True

    def __post_init__(self) -> None:
        operators = {e.name: e.forbidden for e in self.exercises if e.name not in self.allowed}
        self._bans = Bans(SoftmaxTwins(self.zygote), operators)
        self._diagnostician = Diagnostician(self.zygote, self.cache)
        drawn = self.cache if self.keep_examples else None
        self._corpora = {
            exercise.name: Corpus(partial(examples_for, exercise, self.seed, drawn))
            for exercise in self.exercises
        }
        self._plans: dict[str, Plan] = {}
        self._answers = Answers()
        self._heap = Heap()
        self._unsteady = False
        for exercise in self.exercises:
            if self.zygote.is_ready():
                break  # from now on only what is needed, when it is needed
            self._plan(exercise).prepare()

    def of(self, exercises: Sequence[Exercise]) -> "Grader":
        """A grader of some of these exercises, which shares all that this one knows."""
        grader = copy.copy(self)
        grader.exercises = exercises
        return grader

    def learn_mistakes(self, exercise: Exercise) -> None:
        """Works out what the known mistakes of a function do, which its first mistake waits for."""
        self._diagnostician.known(exercise)

    def corpus(self, exercise: Exercise) -> Corpus:
        """The examples of each of the exercise's domains."""
        return self._corpora[exercise.name]

    def _plan(self, exercise: Exercise) -> Plan:
        """The cases of an exercise, for all submissions."""
        if exercise.name not in self._plans:
            self._plans[exercise.name] = Plan(exercise, self.corpus(exercise))
        return self._plans[exercise.name]

    @property
    def unsteady(self) -> bool:
        """Whether the last record may come out otherwise: a limit on time struck, or a kill."""
        return self._unsteady

    def grade(self, submission: Submission, tell: Tell | None = None) -> SubmissionResult:
        """Grades every exercise, with another zygote if this one is killed meanwhile.

        `tell` is given, before each function, the record that holds if the run is stopped now.

        Raises:
            WorkerFault: the workers can't be run.
            MachineFault: the machine lacks something for them.
        """
        try:
            for _attempt in range(ATTEMPTS - 1):
                try:
                    return self._grade(submission, tell)
                except WorkerFault:
                    self.zygote.restart()
                except MachineFault as fault:
                    if not fault.passing:
                        raise
                    self.zygote.restart()
            return self._grade(submission, tell)
        finally:
            self.zygote.reader.forget()
            self._answers.end_submission()
            self._heap.tidy()

    def _grade(self, submission: Submission, tell: Tell | None) -> SubmissionResult:
        self._unsteady = False
        budget = TimeBudget(self._limits.submission_seconds)
        program = self._read(submission, self.exercises, budget)
        with budget.paused():
            self._fetch_examples(program)
        functions: list[FunctionResult] = []
        with self._session(program, budget) as session:
            for exercise in self.exercises:
                if tell:
                    with budget.paused():
                        tell(self._record(submission, program, functions))
                left = len(self.exercises) - len(functions)
                function = (
                    self._alone(exercise, submission, budget.share(left))
                    if len(self.exercises) > 1 and is_cut_short(exercise, program, session)
                    else self._grade_function(exercise, program, session, left)
                )
                functions.append(with_cause(function, program, functions))
        self._unsteady |= self.zygote.reader.unsteady
        return self._record(submission, program, functions)

    def _fetch_examples(self, program: Program) -> None:
        """Has the examples that will be needed, at no student's cost, and in any order.

        Of processes that begin together, each then finds in the cache what others have drawn. The
        random numbers are its own, since in a notebook the others are the student's.
        """
        for exercise in random.Random().sample(self.exercises, len(self.exercises)):
            if is_written(exercise, program):
                self.corpus(exercise).fetch()

    def _record(
        self, submission: Submission, program: Program, graded: Sequence[FunctionResult]
    ) -> SubmissionResult:
        """The record of a submission of which these functions, the first ones, are graded."""
        open_ = self.exercises[len(graded) :]
        functions = (*graded, *(result(e, "grader_error", UNFINISHED) for e in open_))
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
            notes=program.notes(),
        )

    def _alone(
        self, exercise: Exercise, submission: Submission, budget: TimeBudget
    ) -> FunctionResult:
        """Grades a function by what itself needs of a notebook, as if no other was wanted."""
        program = self._read(submission, [exercise], budget)
        with self._session(program, budget) as session:
            return self._grade_function(exercise, program, session, functions_left=1)

    def _read(
        self, submission: Submission, exercises: Sequence[Exercise], budget: TimeBudget
    ) -> Program:
        """Reads the submission within half of the time, so that what was read can be run."""
        wanted = {exercise.name: exercise.module for exercise in exercises}
        read = partial(self.zygote.reader.read, budget=budget.share(2))
        return read_program(submission, wanted, read)

    @property
    def _limits(self) -> Limits:
        return self.limits or Limits.of(len(self.exercises))

    @contextmanager
    def _session(self, program: Program, budget: TimeBudget) -> Iterator[Session]:
        modules = Modules(program.code(), self._bans.operators)
        locate = locate_in(program, self.zygote)
        with Session(
            self.zygote, modules, self._limits, locate, self._answers, self.group, budget
        ) as session:
            yield session
        self._unsteady |= session.unsteady

    def _grade_function(
        self, exercise: Exercise, program: Program, session: Session, functions_left: int
    ) -> FunctionResult:
        stem, message = find_function(exercise, program, session)
        if stem is None:
            return without_function(exercise, program, session)
        session.start_function(stem, functions_left)
        graded = self._examined(exercise, stem, message, program, session)
        source = program.sources[stem]
        definition = source.find(exercise.name)
        return placed(with_source(graded, source, definition), source, definition)

    def _examined(
        self, exercise: Exercise, stem: str, message: str, program: Program, session: Session
    ) -> FunctionResult:
        examination = examine(self._plan(exercise), session.replies)
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
            with session.paused():
                self._diagnostician.known(exercise)
            diagnosis = self._diagnostician.diagnose(exercise, session.ask, examination.replies)
        session.end_function(sound=not examination.findings)
        return self._with_findings(exercise, examination, file, message, diagnosis)

    def _with_findings(
        self,
        exercise: Exercise,
        examination: Examination,
        file: str,
        message: str,
        diagnosis: Diagnosis | None,
    ) -> FunctionResult:
        findings = without_repetitions(exercise, examination.findings)
        points = points_by_property(exercise)
        corpus = self.corpus(exercise)
        properties = tuple(
            property_result(
                exercise,
                prop,
                points[prop.id],
                len(corpus[prop.domain.name]),
                findings.get(prop.id),
                file,
            )
            for prop in exercise.properties
        )
        seen = examination.findings
        status = function_status(properties, cut_off=is_cut_off(exercise, seen))
        if status in ("timeout", "crashed"):
            message = "\n".join(filter(None, [message, lost_message(exercise, seen.values())]))
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
            warnings=tuple(map(warning_text, examination.warnings)),
        )


def find_function(exercise: Exercise, program: Program, session: Session) -> tuple[str | None, str]:
    """The source that has the function, its own module first, and remarks on where it is."""
    for stem in places(exercise, program):
        module = run(stem, program, session)
        if exercise.name in module.functions:
            remarks = [*where_found(exercise, stem, program), why_stopped(stem, program, module)]
            return stem, "\n".join(filter(None, remarks))
    return None, ""


def is_written(exercise: Exercise, program: Program) -> bool:
    """Whether the function may be more than a stub."""
    found = (source.find(exercise.name) for source in program.sources.values())
    stars = any(source.reading.stars for source in program.sources.values())
    return stars or any(definition is not None and not definition.stub for definition in found)


def places(exercise: Exercise, program: Program) -> list[str]:
    """The sources that may have a function, the likeliest first."""
    candidates = program.candidates(exercise.name, exercise.module)
    own = [stem for stem in program.sources if is_of(stem, exercise.module)]
    found = dict.fromkeys([*candidates, *own])
    if all(program.sources[stem].notebook for stem in own):
        return list(found)
    # The stub in a notebook that was given out with the module says nothing of the work.
    return [stem for stem in found if not is_stub_of_notebook(exercise.name, program.sources[stem])]


def is_stub_of_notebook(name: str, source: Source) -> bool:
    definition = source.find(name)
    return source.notebook and definition is not None and definition.stub


def is_cut_short(exercise: Exercise, program: Program, session: Session) -> bool:
    """Whether a notebook with the function was stopped, maybe by what another function needs."""
    stem, _remarks = find_function(exercise, program, session)
    return any(
        program.sources[place].notebook
        and bool(why_stopped(place, program, run(place, program, session)))
        for place in ([stem] if stem else places(exercise, program))
    )


def where_found(exercise: Exercise, stem: str, program: Program) -> list[str]:
    """What a reader could not expect of the place of a function."""
    source, name, home = program.sources[stem], exercise.name, exercise.module
    if not is_of(stem, home):
        found = _("Found in {file}, not in {module}.py.").format(file=source.file, module=home)
        remarks = [found]
    else:
        remarks = [source.remark]
    for other in program.sources.values():
        definition = other.find(name)
        if definition is None or other is source:
            continue
        if definition.stub:
            if other.notebook:  # it may be the one that was given out with the module
                continue
            said = _("{other} has only the stub of {name}; {file} counts.")
        elif other.notebook and not source.notebook:
            said = _("{other} defines {name} too; {file} counts.")
        else:
            continue
        remarks.append(said.format(other=other.file, name=name, file=source.file))
    return remarks


def without_function(exercise: Exercise, program: Program, session: Session) -> FunctionResult:
    """The record of a function that can't be called, and why it can't."""
    home = exercise.module
    own = [stem for stem in program.sources if is_of(stem, home)]
    if not own:
        if home in program.unreadable:
            message = _("{reason}.").format(reason=program.unreadable[home])
            return result(exercise, "import_error", message=message)
        return result(exercise, "missing", message=no_module(home, program))
    module = run(own[0], program, session)
    file = program.sources[own[0]].file
    if stopped := why_stopped(own[0], program, module):
        out_of_time = module.lost is not None and module.lost.kind != "crashed"
        status: FunctionStatus = "timeout" if out_of_time else "import_error"
        stopped_function = result(exercise, status, stopped, module.output, file)
        return placed(stopped_function, program.sources[own[0]], module.raised)
    names = [d.name for d in program.sources[own[0]].reading.definitions]
    there = sorted({*names, *module.functions})[:MAX_COMPARED]
    others = [name for name in there if name != exercise.name]  # it may have been deleted again
    near = difflib.get_close_matches(exercise.name, others, n=1, cutoff=0.8)
    text = _("{file} has no function named {name}.")
    if near:
        text = _("{file} has no function named {name}, but one named {other}.")
    text = text.format(file=file, name=exercise.name, other="".join(near))
    remarks = [text, *inner_functions(exercise.name, program), *cells_with_errors(program)]
    missing = result(exercise, "missing", message="\n".join(remarks), file=file)
    return placed(missing, program.sources[own[0]], None)


def placed(
    function: FunctionResult, source: Source, place: Definition | Raised | None
) -> FunctionResult:
    """The record with where in the submission to look."""
    line, cell = (place.line, place.cell) if place else (0, 0)
    return msgspec.structs.replace(function, path=source.path, line=line, cell=cell)


def with_source(
    function: FunctionResult, source: Source, definition: Definition | None
) -> FunctionResult:
    """The record with the text of a function that is not right, as it was run."""
    if definition is None or not first_to_mend(function):
        return function
    lines = [line.decode("utf-8", "replace") for line in source.text_of(definition)]
    room = list(takewhile(lambda size: size <= MAX_SOURCE, accumulate(map(len, lines))))
    text = "\n".join(lines[: len(room)])
    return msgspec.structs.replace(function, source=text, begins=definition.begins)


def faulty(student: str, exercises: Sequence[Exercise], message: str) -> SubmissionResult:
    """The record of a submission that we failed to grade. It has no score, which is not zero."""
    return SubmissionResult(
        student=student,
        status="grader_error",
        score=0,
        max_score=sum(e.points for e in exercises),
        stretch=0,
        max_stretch=sum(len(e.stretch_properties) for e in exercises),
        functions=tuple(result(e, "grader_error", message) for e in exercises),
    )


def inner_functions(name: str, program: Program) -> Iterable[str]:
    """That a function of the name is there, but nobody can call it."""
    found = (
        _(
            "One is defined within something else, in {place} of {file}: "
            "move it to the left margin."
        ).format(place=place_text(use), file=source.file)
        for source in program.sources.values()
        for use in source.reading.inner
        if use.name == name
    )
    return islice(found, 1)


def cells_with_errors(program: Program) -> Iterable[str]:
    """The cells of notebooks that were left out, one of which may have held the function."""
    found = (
        _("{file} was read without cell {cell}: {error}").format(
            file=source.file, cell=error.cell, error=syntax_text(error) + code_text(error)
        )
        for source in program.sources.values()
        for error in source.reading.errors
        if error.cell
    )
    return islice(found, 3)


def no_module(stem: str, program: Program) -> str:
    """That a module is missing, and what could not be read in its place."""
    related = program.may_have_held(stem)
    if not program.sources and not related:
        return _("The submission has no .py files.")
    if not related:
        return _("There is no {module}.py in the submission.").format(module=stem)
    return _("There is no {module}.py in the submission ({reasons}).").format(
        module=stem, reasons=_("; ").join(related[:3])
    )


def not_attempted(stub: Raised) -> str:
    """That a function is not written, and which line says so."""
    if not stub.line:
        return _("The function is still to be written.")
    return _("The function is still to be written: {place} raises NotImplementedError.").format(
        place=place_text(stub)
    )


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
    message = Phrase("{error} ({remark})", error=raised.message, remark=_(SANDBOX))
    return msgspec.structs.replace(raised, message=str(message))


def run(stem: str, program: Program, session: Session) -> Module:
    """What becomes of a source that is run; one that does not parse need not be."""
    source = program.sources[stem]
    if source.reading.errors and not source.notebook:
        return Module(frozenset(), raised=source.located(source.reading.errors[0]))
    return session.module(stem)


def why_stopped(stem: str, program: Program, module: Module) -> str:
    """What ended the module before its last line, or nothing."""
    file = program.sources[stem].file
    if module.lost is not None and module.lost.kind == "not_reached":
        return _("{file} {what_happened}.").format(file=file, what_happened=module.lost.message)
    if module.lost is not None:
        return _("{file} {what_happened} while it was run.").format(
            file=file, what_happened=module.lost.message
        )
    if module.raised is not None:
        where, why = where_raised(module.raised), why_raised(module.raised)
        return _("{file} stopped {where}: {why}").format(file=file, where=where, why=why)
    return ""


def where_raised(raised: Raised) -> str:
    """Where code was when it stopped, within a sentence."""
    if not raised.line:
        return _("while it was run")
    return _("in {place}").format(place=place_text(raised))


def why_raised(raised: Raised) -> str:
    """What stopped code, and its line."""
    said = in_readers_language(raised.message)
    code = code_text(raised)
    if raised.type == "SystemExit":
        return _("it ends the program there.") + code
    if raised.type == "StillRunningError":
        why = _("it was {still_running}. Put training behind a function.")
        return why.format(still_running=said) + code
    return f"{raised.type}: {said}{code}"


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
                title=_(prop.title),
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


def warning_text(warning: Raised) -> str:
    """A warning in a line, with its place in the student's file if it has one there."""
    where = f"{place_text(warning)}: " if warning.line else ""
    return f"{where}{warning.type}: {warning.message}"


def points_by_property(exercise: Exercise) -> dict[str, int]:
    """The points of each property; none for stretch properties."""
    core = exercise.core_properties
    shares = share_points(exercise.points, [prop.weight for prop in core])
    points = dict(zip((prop.id for prop in core), shares, strict=True))
    return {prop.id: points.get(prop.id, 0) for prop in exercise.properties}


def property_result(
    exercise: Exercise,
    prop: Property,
    points: int,
    examples: int,
    finding: Finding | None,
    file: str,
) -> PropertyResult:
    return PropertyResult(
        id=prop.id,
        title=_(prop.title),
        kind=prop.kind,
        status=finding.status if finding else "passed",
        points=0 if finding else points,
        max_points=points,
        examples=examples,
        counterexample=counterexample(exercise, prop, finding, file) if finding else None,
    )


def counterexample(
    exercise: Exercise, prop: Property, finding: Finding, file: str = ""
) -> Counterexample | None:
    """What broke the property, for people; nothing where no call was made."""
    if finding.status == "not_reached":
        return None
    raised = finding.raised
    return Counterexample(
        call=shorten(finding.call_text),
        got=shorten(finding.got),
        expected=shorten(finding.expected),
        message=shorten(finding.message),
        replay=replay.encode(replay.Token(exercise.name, prop.id, finding.example)),
        line=raised.line if raised and raised.file == file else 0,
        cell=raised.cell if raised and raised.file == file else 0,
    )


def without_repetitions(exercise: Exercise, findings: Mapping[str, Finding]) -> dict[str, Finding]:
    """The findings; of properties that the same thing keeps from being tried, one is left.

    What an exception or a loss says is said once, of the first property; nothing was seen of the
    others.
    """
    told: set[object] = set()
    left = dict(findings)
    for prop in sorted(exercise.properties, key=lambda prop: prop.kind != "core"):
        finding = findings.get(prop.id)
        if finding and (reason := reason_of(finding)):
            if reason in told:
                left[prop.id] = replace(finding, status="not_reached")
            told.add(reason)
    return left


def reason_of(finding: Finding) -> object:
    """What findings have in common that have the same cause; nothing for a wrong result.

    That is the type and the line of an exception, and what became of a call without an answer.
    """
    if finding.status in ("timeout", "crashed"):
        return finding.status, NUMBER.sub("", finding.message)
    raised = finding.raised
    if raised is None or finding.status != "failed":
        return None
    place = raised.file, raised.cell, raised.line
    return raised.type, place if raised.line else NUMBER.sub("", raised.message)


def is_cut_off(exercise: Exercise, findings: Mapping[str, Finding]) -> bool:
    """Whether calls were not made any more: after hangs, or when the time was over."""
    core = (findings.get(prop.id) for prop in exercise.core_properties)
    return any(finding is not None and finding.status == "not_reached" for finding in core)


def function_status(properties: Sequence[PropertyResult], *, cut_off: bool) -> FunctionStatus:
    """The gravest of what happened; stretch properties don't count against a function.

    Args:
        properties: of the function.
        cut_off: whether calls were not made any more.
    """
    if any(prop.status == "grader_error" for prop in properties):
        return "grader_error"
    core = [prop.status for prop in properties if prop.kind == "core"]
    if all(status == "passed" for status in core):
        return "passed"
    if "crashed" in core and "timeout" not in core:
        return "crashed"
    return "timeout" if cut_off or "timeout" in core else "failed"


def lost_message(exercise: Exercise, findings: Collection[Finding]) -> str:
    """The call that was lost, or that the time was used up by calls that were not."""
    for finding in findings:
        if finding.status in ("timeout", "crashed"):
            call = finding.call_text.splitlines()[-1] if finding.calls else f"{exercise.name}(...)"
            return _("{call} {what_happened}.").format(
                call=shorten(call), what_happened=finding.message
            )
    used_up = next(finding for finding in findings if finding.status == "not_reached")
    return _("{call} {what_happened}.").format(call=exercise.name, what_happened=used_up.message)


def shorten(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 2] + " …"
