"""What a class's records tell a teacher, in numbers: items, misconceptions, groups.

Each record is reduced to an outline as it passes by, so that a class never lies in memory as a
whole. Submissions that the grader failed on are named and left out of every figure.
"""

import hashlib
import hmac
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal, get_args

import msgspec

from autograder.classroom.figures import Estimate, correlation, discrimination, proportion
from autograder.records import (
    Diagnosis,
    FunctionResult,
    FunctionStatus,
    PropertyKind,
    SubmissionResult,
    SubmissionStatus,
)

SCHEMA: Literal["autograder/class/v1"] = "autograder/class/v1"
BINS = 10
UNTRIED = ("not_attempted", "missing", "grader_error")
"""Of a function: nothing was handed in that could be right or wrong."""
UNSEEN = ("not_reached", "grader_error")
"""Of a property: it was not tried."""
MAX_TOPICS = 3
MIN_FAILED = 2
MIN_SHARE = 0.1
"""What fewer than these fail is for a word with them, not for the class."""

Key = tuple[str, str]
"""An exercise and one of its properties; the exercise itself has "" in its place."""


class Title(msgspec.Struct, frozen=True):
    """What an item is: an exercise, or a property of one."""

    exercise: str
    property: str
    title: str
    kind: Literal["exercise"] | PropertyKind
    max_points: int


class Outline(msgspec.Struct, frozen=True):
    """What is kept of a record.

    Attributes:
        passed: of each item that was attempted, whether it came out right.
        points: of each exercise and each property, in hundredths.
        mistakes: the misconception that each exercise shows.
        statuses: of each exercise.
        called: the exercises whose function could be called.
        broken: how many core properties were seen to fail.
        behaviour: the same digest for submissions that did the same throughout.
    """

    student: str
    status: SubmissionStatus
    score: int
    max_score: int
    badges: int
    passed: dict[Key, bool]
    points: dict[Key, int]
    mistakes: dict[str, Diagnosis]
    statuses: dict[str, FunctionStatus]
    called: frozenset[str]
    broken: int
    behaviour: str


class Item(Title, frozen=True):
    """How a class did on an exercise or a property, of those who attempted it.

    Attributes:
        attempted: how many did.
        passed: how many of these were right.
        difficulty: their share, the classical index: the lower, the harder.
        item_rest: correlation of being right with all other points (corrected point-biserial).
        discrimination: D, between upper and lower 27 % by points.
    """

    attempted: int
    passed: int
    difficulty: Estimate | None
    item_rest: Estimate | None
    discrimination: Estimate | None


class CoFailure(msgspec.Struct, frozen=True):
    """Two exercises, for those whose functions could both be called: who failed which, and phi."""

    first: str
    second: str
    called: int
    both: int
    only_first: int
    only_second: int
    phi: Estimate | None


class Mistake(msgspec.Struct, frozen=True):
    """A misconception, and who shows it.

    Attributes:
        costing: how many of these lost points; the others lack a badge.
        ambiguous: of how many it may be another misconception as well.
        share: of those who attempted the exercise, they are so many.
    """

    exercise: str
    id: str
    title: str
    students: tuple[str, ...]
    costing: int
    ambiguous: int
    share: Estimate | None


class Group(msgspec.Struct, frozen=True):
    """Students whose submissions did the same in everything that was tried."""

    students: tuple[str, ...]
    failed_exercises: tuple[str, ...]
    failed_properties: int
    mistakes: tuple[str, ...]


class Topic(msgspec.Struct, frozen=True):
    """An exercise that is worth a word to the class, and what most went wrong in it."""

    exercise: str
    attempted: int
    failed: int
    lost: int
    mistake: Mistake | None
    hardest: Item | None


class Distribution(msgspec.Struct, frozen=True):
    """Scores in percent; `bins` counts them by tens, 100 in the last."""

    count: int
    mean: float
    deviation: float | None
    lowest: float
    quartiles: tuple[float, float, float]
    highest: float
    bins: tuple[int, ...]


class Row(msgspec.Struct, frozen=True):
    """A student's score, None where a fault of the grader has left it open."""

    student: str
    status: SubmissionStatus
    score: int | None
    max_score: int
    badges: int
    failed: tuple[str, ...]


class ClassAnalysis(msgspec.Struct, frozen=True, kw_only=True):
    """All that the report of a class shows."""

    schema: Literal["autograder/class/v1"] = SCHEMA
    anonymous: bool
    missing_protections: tuple[str, ...]
    students: tuple[Row, ...]
    not_graded: tuple[str, ...]
    grader_errors: tuple[str, ...]
    unreadable: tuple[str, ...]
    distribution: Distribution | None
    exercises: tuple[Item, ...]
    properties: tuple[Item, ...]
    statuses: dict[str, dict[FunctionStatus, int]]
    mistakes: tuple[Mistake, ...]
    co_failures: tuple[CoFailure, ...]
    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]


def analyse(
    results: Iterable[SubmissionResult],
    students: Collection[str],
    *,
    missing: Collection[str] = (),
    key: bytes | None = None,
) -> ClassAnalysis:
    """Analyses a class, in whatever order the records come.

    Args:
        results: the records, each looked at once.
        students: of the class; those without a record are not graded yet.
        missing: the essential protections without which it was graded.
        key: a secret from which names are replaced by pseudonyms; None keeps the names.
    """
    names = {s: s for s in students} if key is None else pseudonyms(students, key)
    titles: dict[Key, Title] = {}
    outlines = [outline(result, names[result.student], titles) for result in results]
    outlines.sort(key=lambda o: o.student)
    there = {o.student for o in outlines}
    known = [o for o in outlines if o.status != "grader_error"]
    items = {k: item(title, k, known) for k, title in titles.items()}
    exercises = [i for i in items.values() if i.kind == "exercise"]
    properties = [i for i in items.values() if i.kind != "exercise"]
    found = mistakes(known, items)
    return ClassAnalysis(
        anonymous=key is not None,
        missing_protections=tuple(missing),
        students=tuple(map(row, outlines)),
        not_graded=tuple(sorted(set(names.values()) - there)),
        grader_errors=tuple(o.student for o in outlines if o.status == "grader_error"),
        unreadable=tuple(o.student for o in outlines if o.status == "unreadable"),
        distribution=distribution([100 * o.score / o.max_score for o in known if o.max_score]),
        exercises=tuple(exercises),
        properties=tuple(properties),
        statuses={
            i.exercise: counted(o.statuses.get(i.exercise) for o in known) for i in exercises
        },
        mistakes=tuple(found),
        co_failures=tuple(co_failures(exercises, known)),
        groups=tuple(groups(known)),
        topics=tuple(topics(exercises, properties, found, known)),
    )


def pseudonyms(students: Collection[str], key: bytes) -> dict[str, str]:
    """A number for each student, in an order that nobody without the key can tell."""
    ordered = sorted(students, key=lambda s: (keyed(s, key), s))
    width = len(str(len(ordered)))
    return {student: f"Student {i:0{width}d}" for i, student in enumerate(ordered, start=1)}


def keyed(text: str, key: bytes) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


def outline(result: SubmissionResult, student: str, titles: dict[Key, Title]) -> Outline:
    """Reduces a record; adds to `titles` what is met for the first time."""
    passed: dict[Key, bool] = {}
    points: dict[Key, int] = {}
    for function in result.functions:
        whole = (function.name, "")
        titles.setdefault(
            whole, Title(function.name, "", function.name, "exercise", function.max_score)
        )
        points[whole] = function.score
        if function.status not in UNTRIED:
            passed[whole] = function.status == "passed"
        for prop in function.properties:
            part = (function.name, prop.id)
            titles.setdefault(
                part, Title(function.name, prop.id, prop.title, prop.kind, prop.max_points)
            )
            points[part] = prop.points
            if prop.status not in UNSEEN:
                passed[part] = prop.status == "passed"
    return Outline(
        student=student,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        badges=result.stretch,
        passed=passed,
        points=points,
        mistakes={f.name: f.diagnosis for f in result.functions if f.diagnosis},
        statuses={f.name: f.status for f in result.functions},
        called=frozenset(exercise for exercise, prop in passed if prop),
        broken=sum(
            p.kind == "core" and p.status not in ("passed", *UNSEEN)
            for f in result.functions
            for p in f.properties
        ),
        behaviour=behaviour(result.functions),
    )


def behaviour(functions: Sequence[FunctionResult]) -> str:
    """A digest of all that was seen of a submission.

    Messages are left out: they name files and lines, which say nothing of what the code does.
    """
    seen = [
        [f.name, f.status, f.diagnosis and f.diagnosis.id]
        + [
            [p.id, p.status]
            + ([c.call, c.got, c.expected] if (c := p.counterexample) is not None else [])
            for p in f.properties
        ]
        for f in functions
    ]
    return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()


def item(title: Title, key: Key, outlines: Iterable[Outline]) -> Item:
    """The figures of an item, over those who attempted it."""
    tried = [o for o in outlines if key in o.passed]
    passed = [o.passed[key] for o in tried]
    return Item(
        **msgspec.structs.asdict(title),
        attempted=len(tried),
        passed=sum(passed),
        difficulty=proportion(sum(passed), len(tried)),
        item_rest=correlation([float(hit) for hit in passed], [rest(o, key) for o in tried]),
        discrimination=discrimination(passed, [o.score for o in tried]),
    )


def rest(outline: Outline, key: Key) -> int:
    """A student's points for everything else."""
    return outline.score - outline.points[key]


def mistakes(outlines: Sequence[Outline], items: Mapping[Key, Item]) -> list[Mistake]:
    """The misconceptions, those first that cost most students points."""
    showing: dict[Key, list[Outline]] = {}
    for o in outlines:
        for exercise, diagnosis in o.mistakes.items():
            showing.setdefault((exercise, diagnosis.id), []).append(o)
    found = [
        Mistake(
            exercise=exercise,
            id=identifier,
            title=those[0].mistakes[exercise].title,
            students=tuple(o.student for o in those),
            costing=sum(o.statuses[exercise] != "passed" for o in those),
            ambiguous=sum(bool(o.mistakes[exercise].alternatives) for o in those),
            share=proportion(len(those), items[exercise, ""].attempted),
        )
        for (exercise, identifier), those in showing.items()
    ]
    return sorted(found, key=lambda m: (-m.costing, -len(m.students), m.exercise, m.id))


def co_failures(exercises: Sequence[Item], outlines: Sequence[Outline]) -> Iterable[CoFailure]:
    """Every two exercises that somebody failed, in the order of the book.

    A module that does not run fails all its functions, which would say nothing of them: so it is
    about those whose functions could both be called.
    """
    failed = [
        i.exercise
        for i in exercises
        if any(i.exercise in o.called and not o.passed[i.exercise, ""] for o in outlines)
    ]
    for first, second in combinations(failed, 2):
        pairs = [
            (not o.passed[first, ""], not o.passed[second, ""])
            for o in outlines
            if {first, second} <= o.called
        ]
        yield CoFailure(
            first=first,
            second=second,
            called=len(pairs),
            both=sum(a and b for a, b in pairs),
            only_first=sum(a and not b for a, b in pairs),
            only_second=sum(b and not a for a, b in pairs),
            phi=correlation([float(a) for a, _ in pairs], [float(b) for _, b in pairs]),
        )


def groups(outlines: Iterable[Outline]) -> list[Group]:
    """Those who did the same throughout, the most broken first; not those who broke nothing."""
    alike: dict[str, list[Outline]] = {}
    for o in outlines:
        if o.broken:
            alike.setdefault(o.behaviour, []).append(o)
    found = [group(those) for those in alike.values() if len(those) > 1]
    return sorted(found, key=lambda g: (-g.failed_properties, -len(g.students), g.students))


def group(outlines: Sequence[Outline]) -> Group:
    one = outlines[0]
    return Group(
        students=tuple(o.student for o in outlines),
        failed_exercises=failed_exercises(one),
        failed_properties=one.broken,
        mistakes=tuple(diagnosis.id for diagnosis in one.mistakes.values()),
    )


def failed_exercises(outline: Outline) -> tuple[str, ...]:
    return tuple(name for (name, prop), hit in outline.passed.items() if not prop and not hit)


def topics(
    exercises: Iterable[Item],
    properties: Sequence[Item],
    found: Sequence[Mistake],
    outlines: Sequence[Outline],
) -> list[Topic]:
    """The exercises in which wrong functions cost the class most points."""
    candidates = [
        topic(i, [p for p in properties if p.exercise == i.exercise], found, outlines)
        for i in exercises
    ]
    worth = [t for t in candidates if t.failed >= max(MIN_FAILED, MIN_SHARE * t.attempted)]
    return sorted(worth, key=lambda t: -t.lost)[:MAX_TOPICS]


def topic(
    exercise: Item,
    properties: Sequence[Item],
    found: Sequence[Mistake],
    outlines: Sequence[Outline],
) -> Topic:
    """What went wrong in an exercise, of those whose function could be called."""
    name = exercise.exercise
    called = [o for o in outlines if name in o.called]
    failing = [o for o in called if o.statuses[name] != "passed"]
    core = [p for p in properties if p.kind == "core" and p.passed < p.attempted]
    return Topic(
        exercise=name,
        attempted=len(called),
        failed=len(failing),
        lost=sum(exercise.max_points - o.points[name, ""] for o in failing),
        mistake=next((m for m in found if m.exercise == name and m.costing), None),
        hardest=min(core, key=lambda p: p.passed / p.attempted, default=None),
    )


def counted(statuses: Iterable[FunctionStatus | None]) -> dict[FunctionStatus, int]:
    """How often each status occurs, in the order of the statuses."""
    counts = Counter(statuses)
    return {status: counts[status] for status in get_args(FunctionStatus) if counts[status]}


def distribution(percents: Sequence[float]) -> Distribution | None:
    """Mean, standard deviation (of a sample), quartiles and a histogram of scores."""
    if not percents:
        return None
    several = percents if len(percents) > 1 else [*percents, *percents]
    first, median, third = statistics.quantiles(several, n=4, method="inclusive")
    tens = Counter(min(int(p / 100 * BINS), BINS - 1) for p in percents)
    return Distribution(
        count=len(percents),
        mean=round(statistics.fmean(percents), 6),
        deviation=round(statistics.stdev(percents), 6) if len(percents) > 1 else None,
        lowest=round(min(percents), 6),
        quartiles=(round(first, 6), round(median, 6), round(third, 6)),
        highest=round(max(percents), 6),
        bins=tuple(tens[i] for i in range(BINS)),
    )


def row(outline: Outline) -> Row:
    known = outline.status != "grader_error"
    return Row(
        student=outline.student,
        status=outline.status,
        score=outline.score if known else None,
        max_score=outline.max_score,
        badges=outline.badges if known else 0,
        failed=failed_exercises(outline) if known else (),
    )
