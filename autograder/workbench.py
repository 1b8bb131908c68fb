"""Checks a submission again and again, each time only what has changed since.

A function is the same as before if its text is, that of all it needs, and whatever else its
modules hold; where that can't be told, the whole module counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from autograder.corpus import Cache
from autograder.exercise import Exercise
from autograder.grading import Grader, Tell
from autograder.intake.program import Program, Source, read_program, syntax_text
from autograder.intake.submission import Submission
from autograder.intake.uses import reached
from autograder.records import FunctionResult, SubmissionResult
from autograder.worker.client import Zygote

CLOSING = (")", "]", "}")
"""How a line of a function may begin at the left margin: with the end of its arguments."""


@dataclass
class Workbench:
    """What is known of a submission, and the process that is ready to find out more.

    Attributes:
        zygote: forks the workers.
        exercises: what is checked, in the order of the report.
        cache: keeps examples on disk.
        results: of each function that was checked, the last one.
        errors: a line for each module that did not parse the last time.
    """

    zygote: Zygote
    exercises: Sequence[Exercise]
    cache: Cache
    results: dict[str, FunctionResult] = field(default_factory=dict)
    errors: Sequence[str] = ()
    _prints: dict[str, object] = field(default_factory=dict)
    _graders: dict[tuple[str, ...], Grader] = field(default_factory=dict)
    _notes: tuple[str, ...] = ()

    def check(self, submission: Submission, tell: Tell | None = None) -> list[FunctionResult]:
        """Checks what has changed; returns the functions that were checked.

        Functions of a module that does not parse are left as they were: somebody is typing.
        """
        program = self._read(submission)
        self.errors = syntax_errors(program)
        prints = {e.name: fingerprint(e, program) for e in self.exercises}
        broken = {stem for stem, source in program.sources.items() if does_not_parse(source)}
        changed = [
            e for e in self.exercises
            if prints[e.name] != self._prints.get(e.name) and e.module not in broken
        ]  # fmt: skip
        changed += [
            e for e in self.exercises
            if e not in changed and e.module not in broken and self._has_moved(e, program)
        ]  # fmt: skip
        if not changed:
            return []
        graded = self._grader(changed).grade(submission, tell)
        self._notes = graded.notes
        self.results.update((function.name, function) for function in graded.functions)
        self._prints.update((e.name, prints[e.name]) for e in changed)
        return list(graded.functions)

    def _has_moved(self, exercise: Exercise, program: Program) -> bool:
        """Whether a function whose record speaks of lines begins in another one now."""
        known = self.results.get(exercise.name)
        stem = next(iter(program.candidates(exercise.name, exercise.module)), None)
        found = program.sources[stem].find(exercise.name) if stem else None
        if known is None or found is None or known.line == found.line:
            return False
        if known.status != "passed":
            return True
        self.results[exercise.name] = msgspec.structs.replace(known, line=found.line)
        return False

    def forget(self) -> None:
        """Has everything checked anew the next time."""
        self._prints.clear()

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

    def _grader(self, exercises: Sequence[Exercise]) -> Grader:
        names = tuple(exercise.name for exercise in exercises)
        if names not in self._graders:
            self._graders[names] = Grader(self.zygote, exercises, cache=self.cache)
        return self._graders[names]


def syntax_errors(program: Program) -> list[str]:
    """A line for each module that does not parse."""
    return [
        f"{source.file}: {syntax_text(source.reading.errors[0])}"
        for source in program.sources.values()
        if does_not_parse(source)
    ]


def does_not_parse(source: Source) -> bool:
    return bool(source.reading.errors) and not source.notebook


def fingerprint(exercise: Exercise, program: Program) -> object:
    """What is equal for two programs in which a function is the same."""
    named = sorted((source.path, source.remark) for source in program.sources.values())
    stem = next(iter(program.candidates(exercise.name, exercise.module)), None)
    if stem is None:
        return named, [source.code for source in program.sources.values()]
    found = reached(program, stem, exercise.name)
    places = {stem, *(place for place, _definition in found)}
    sources = [program.sources[place] for place in places]
    if any(source.notebook or source.reading.stars for source in sources):
        return named, [source.code for source in program.sources.values()]
    texts = {
        (place, definition.name): function_text(program.sources[place], definition.line)
        for place, definition in found
    }
    # What another module of the student's own may mean for this one is not worked out.
    imported = [
        source.code for other, source in program.sources.items()
        if other not in places and any(other.encode() in program.sources[p].code for p in places)
    ]  # fmt: skip
    return named, texts, {place: rest_of(program.sources[place]) for place in places}, imported


def function_text(source: Source, line: int) -> bytes:
    """The lines of a definition: its first one, and those that are moved to the right of it."""
    lines = source.code.splitlines()[line - 1 :]
    return b"\n".join(lines[: length_of(lines)]).rstrip()


def length_of(lines: Sequence[bytes]) -> int:
    """How many of the lines belong to the definition that begins with the first one."""
    for number, line in enumerate(lines[1:], start=1):
        text = line.decode("utf-8", "replace")
        if text.strip() and not text[0].isspace() and not text.startswith(CLOSING):
            return number
    return len(lines)


def rest_of(source: Source) -> list[bytes]:
    """The lines of a module that belong to no function, blank ones left out."""
    lines = source.code.splitlines()
    inside: set[int] = set()
    for definition in source.reading.definitions:
        start = definition.line - 1
        if lines[start].startswith((b"def ", b"async def ")):
            inside.update(range(start, start + length_of(lines[start:])))
    return [line for number, line in enumerate(lines) if number not in inside and line.strip()]
