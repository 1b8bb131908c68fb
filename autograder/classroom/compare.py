"""Two graded folders side by side: who gained or lost points, and by which property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from autograder.classroom.store import Run, Store
from autograder.errors import UserError
from autograder.records import FunctionResult, PropertyResult, SubmissionResult, format_points

NAMED = {
    "seed": "the seed",
    "allowed": "functions that may call torch's own",
    "language": "the language",
    "limits": "the limits",
    "missing_protections": "missing protections",
}


@dataclass(frozen=True)
class PropertyChange:
    """A property that came out otherwise; a side is None where it was not graded."""

    function: str
    id: str
    title: str
    before: PropertyResult | None
    after: PropertyResult | None

    @property
    def gain(self) -> int:
        return points_of(self.after) - points_of(self.before)


@dataclass(frozen=True)
class StudentChange:
    """A student whose results differ, in the functions that both runs have graded."""

    student: str
    before: int
    after: int
    properties: tuple[PropertyChange, ...]

    @property
    def gain(self) -> int:
        return self.after - self.before

    def by_function(self) -> dict[str, list[PropertyChange]]:
        found: dict[str, list[PropertyChange]] = {}
        for change in self.properties:
            found.setdefault(change.function, []).append(change)
        return found


@dataclass
class Comparison:
    """What differs between two runs.

    Attributes:
        differences: in what was graded and how, in sentences.
        changes: of students who are in both, by student.
        same: how many students have the same results in both.
        only_before, only_after: students who are in one of them.
        faulty: students whom the grader failed on in one of them.
    """

    differences: list[str]
    changes: list[StudentChange] = field(default_factory=list)
    same: int = 0
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)
    faulty: list[str] = field(default_factory=list)

    @property
    def gained(self) -> int:
        return sum(change.gain > 0 for change in self.changes)

    @property
    def lost(self) -> int:
        return sum(change.gain < 0 for change in self.changes)


def compare(before: Store, after: Store) -> Comparison:
    """Compares two graded folders, student by student.

    Raises:
        UserError: one of them can't be read, or they have no function in common.
    """
    runs = run_of(before), run_of(after)
    comparison = Comparison(list(differences(*runs)))
    common = [name for name in runs[0].exercises if name in runs[1].exercises]
    if not common:
        raise UserError(
            f"{before.folder} and {after.folder} have no function in common: "
            f"{', '.join(runs[0].exercises)} and {', '.join(runs[1].exercises)}."
        )
    for student in sorted({*runs[0].students, *runs[1].students}):
        there = [store.path(student).exists() for store in (before, after)]
        if all(there):
            compare_student(before.record(student), after.record(student), common, comparison)
        elif any(there):
            (comparison.only_before if there[0] else comparison.only_after).append(student)
    return comparison


def run_of(store: Store) -> Run:
    run = store.read_run()
    assert run is not None  # the command has looked
    return run


def differences(before: Run, after: Run) -> Iterator[str]:
    """In what two runs were not the same, so that results may differ for that reason."""
    for which, one, other in (("first", before, after), ("second", after, before)):
        if alone := [name for name in one.exercises if name not in other.exercises]:
            yield f"{', '.join(alone)}: graded in the {which} only"
    for field_, words in NAMED.items():
        one, other = getattr(before, field_), getattr(after, field_)
        if one != other:
            yield f"{words}: {plain(one)}, then {plain(other)}"
    yield from named_differences(before.versions, after.versions, "")
    points = [{n: format_points(p) for n, p in run.points.items()} for run in (before, after)]
    yield from named_differences(points[0], points[1], "points of ")


def named_differences(
    before: Mapping[str, str], after: Mapping[str, str], words: str
) -> Iterator[str]:
    for name in sorted({*before} | {*after}):
        one, other = before.get(name, "its own"), after.get(name, "its own")
        if one != other:
            yield f"{words}{name}: {one}, then {other}"


def plain(value: object) -> str:
    """A setting in a sentence."""
    if isinstance(value, msgspec.Struct):
        return ", ".join(f"{k} {v:g}" for k, v in msgspec.structs.asdict(value).items())
    return ", ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)


def compare_student(
    before: SubmissionResult, after: SubmissionResult, names: list[str], comparison: Comparison
) -> None:
    """Adds what became of a student who is in both."""
    if "grader_error" in (before.status, after.status):
        comparison.faulty.append(before.student)
        return
    functions = [{f.name: f for f in result.functions} for result in (before, after)]
    pairs = [(functions[0][n], functions[1][n]) for n in names if all(n in f for f in functions)]
    changes = tuple(change for pair in pairs for change in compare_function(*pair))
    if changes:
        one, other = (sum(f.score for f in side) for side in zip(*pairs, strict=True))
        comparison.changes.append(StudentChange(before.student, one, other, changes))
    else:
        comparison.same += 1


def compare_function(before: FunctionResult, after: FunctionResult) -> Iterator[PropertyChange]:
    """The properties of a function that came out otherwise, or are worth another number."""
    old, new = ({p.id: p for p in function.properties} for function in (before, after))
    for identifier in dict.fromkeys((*old, *new)):
        one, other = old.get(identifier), new.get(identifier)
        if outcome(one) != outcome(other):
            known = other or one
            assert known is not None
            yield PropertyChange(after.name, identifier, known.title, one, other)


def outcome(prop: PropertyResult | None) -> tuple[bool, int] | None:
    """Whether a property holds, and its points; why it fails is no difference."""
    return (prop.status == "passed", prop.points) if prop else None


def points_of(prop: PropertyResult | None) -> int:
    return prop.points if prop else 0
