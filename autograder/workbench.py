"""Checks a submission again and again, each time only what has changed since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from autograder.corpus import Cache
from autograder.exercise import Exercise
from autograder.fingerprint import Cause, Fingerprint, cause_of, edited_in, fingerprint
from autograder.grading import Grader, Tell
from autograder.intake.program import Program, Source, code_text, read_program, syntax_text
from autograder.intake.submission import Submission
from autograder.records import FunctionResult, SubmissionResult
from autograder.worker.client import Limits, Zygote

CALL_SECONDS = 2.0
"""An endless loop is noticed twice before the rest of a function is given up; somebody waits."""


@dataclass(frozen=True)
class Change:
    """What has become of a submission since it was looked at before.

    Attributes:
        causes: why each function was checked again, by its name, in the order of the exercises.
        before: what was known of these functions, as far as anything was.
        unfinished: functions in files that don't parse whose text has changed.
        saved: files whose content has changed.
        new: files that were not there.
        gone: files that are not there any more.
    """

    causes: Mapping[str, Cause] = field(default_factory=dict)
    before: Mapping[str, FunctionResult] = field(default_factory=dict)
    unfinished: Sequence[str] = ()
    saved: Sequence[str] = ()
    new: Sequence[str] = ()
    gone: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.causes or self.saved or self.new or self.gone)


@dataclass
class Workbench:
    """What is known of a submission, and the process that is ready to find out more.

    Attributes:
        zygote: forks the workers.
        exercises: what is checked, in the order of the report.
        cache: keeps examples on disk.
        results: of each function that was checked, the last one.
        errors: of each file that did not parse the last time, a text about it.
    """

    zygote: Zygote
    exercises: Sequence[Exercise]
    cache: Cache
    results: dict[str, FunctionResult] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    _submission: Submission = field(default_factory=lambda: Submission("", {}))
    _prints: dict[str, Fingerprint] = field(default_factory=dict)
    _present: dict[str, Fingerprint] = field(default_factory=dict)
    _parsed: dict[str, Source] = field(default_factory=dict)
    _grader: Grader = field(init=False)
    _notes: tuple[str, ...] = ()
    _prepared: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        limits = msgspec.structs.replace(Limits.of(len(self.exercises)), call_seconds=CALL_SECONDS)
        self._grader = Grader(self.zygote, self.exercises, limits=limits, cache=self.cache)

    def check(self, submission: Submission, tell: Tell | None = None) -> Change:
        """Checks what has changed.

        Functions in files that do not parse are left as they were: somebody is typing.
        """
        program = self._read(submission)
        before, self._submission = self._submission, submission
        stay = before.files.keys() & submission.files.keys()
        self._present = {e.name: fingerprint(e, program) for e in self.exercises}
        causes = {
            exercise.name: cause
            for exercise in self.exercises
            if not self._is_typed(exercise, program)
            and (cause := self._cause(exercise.name, stay)) is not None
        }
        known = {name: self.results[name] for name in causes if name in self.results}
        change = Change(
            causes,
            known,
            self._unfinished(program),
            sorted(path for path in stay if before.files[path] != submission.files[path]),
            sorted(submission.files.keys() - stay),
            sorted(before.files.keys() - stay),
        )
        self._grade(causes, tell)
        self._move(program)
        return change

    def up_to_date(self, name: str) -> FunctionResult:
        """The result for a function, with lines as they are in its files now.

        One that is the same as before but stands elsewhere is checked again here, when somebody
        looks at it.
        """
        known, checked = self.results[name], self._prints.get(name)
        speaks_of_lines = known.status != "passed" or known.warnings
        present = self._present[name]
        if speaks_of_lines and checked == present and checked.codes != present.codes:
            self._grade([name])
        return self.results[name]

    def prepare(self, current: str) -> None:
        """Does what a later check would have to, for one function, while nobody waits.

        Args:
            current: the name of the function whose turn comes first.
        """
        waiting = [e for e in self.exercises if e.name not in self._prepared]
        if waiting:
            exercise = min(waiting, key=lambda e: e.name != current)
            self._prepared.add(exercise.name)
            self._grader.learn_mistakes(exercise)

    def forget(self) -> None:
        """Has everything checked anew the next time."""
        self._prints.clear()

    def _cause(self, name: str, paths: Collection[str]) -> Cause | None:
        return cause_of(self._prints.get(name), self._present[name], paths)

    def _is_typed(self, exercise: Exercise, program: Program) -> bool:
        """Whether a function that was known is missing because its file does not parse."""
        known = self.results.get(exercise.name)
        if known is None or known.status == "import_error":
            return False
        return any(
            source.reading.errors and source.path == known.path and not source.find(exercise.name)
            for source in program.sources.values()
        )

    def _unfinished(self, program: Program) -> list[str]:
        """The functions that somebody is typing; keeps what parses, and what is wrong elsewhere."""
        found: list[str] = []
        self.errors = {}
        for source in program.sources.values():
            if not source.reading.errors:
                self._parsed[source.path] = source
                continue
            self.errors[source.path] = "\n".join(
                f"{source.file}: {syntax_text(error)}{code_text(error)}"
                for error in source.reading.errors
            )
            if not source.notebook and source.path in self._parsed:
                found += edited_in(self._parsed[source.path], source.code)
        return [exercise.name for exercise in self.exercises if exercise.name in found]

    def _grade(self, names: Sequence[str] | Mapping[str, Cause], tell: Tell | None = None) -> None:
        if not names:
            return
        grader = self._grader.of([e for e in self.exercises if e.name in names])
        graded = grader.grade(self._submission, tell)
        self._notes = graded.notes
        self.results.update((function.name, function) for function in graded.functions)
        self._prints.update((name, self._present[name]) for name in names)

    def _move(self, program: Program) -> None:
        """Tells right functions that are the same as before where they stand now."""
        for name, known in self.results.items():
            source = next((s for s in program.sources.values() if s.path == known.path), None)
            found = source.find(name) if source else None
            if found and known.status == "passed" and not known.warnings:
                self.results[name] = msgspec.structs.replace(
                    known, line=found.line, cell=found.cell
                )

    def _read(self, submission: Submission) -> Program:
        wanted = {exercise.name: exercise.module for exercise in self.exercises}
        return read_program(submission, wanted, self.zygote.reader.read)

    def result(self, student: str) -> SubmissionResult:
        """All that is known, as one record."""
        functions = tuple(self.results[e.name] for e in self.exercises if e.name in self.results)
        stretch = [p for f in functions for p in f.properties if p.kind == "stretch"]
        return SubmissionResult(
            student=student,
            status="graded",
            score=sum(function.score for function in functions),
            max_score=sum(function.max_score for function in functions),
            stretch=sum(prop.status == "passed" for prop in stretch),
            max_stretch=len(stretch),
            functions=functions,
            notes=self._notes,
        )
