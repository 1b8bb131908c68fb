"""What a class's records tell a teacher, in numbers: items, misconceptions, groups.

Submissions that the grader failed on are named and left out of every figure.
"""

import hmac
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import get_args

import msgspec

from autograder.classroom.class_record import (
    ClassAnalysis,
    CoFailure,
    Distribution,
    Group,
    Item,
    Mistake,
    Row,
    Title,
    Topic,
)
from autograder.classroom.figures import correlation, discrimination, proportion
from autograder.classroom.outline import Key, Outline, outline
from autograder.records import FunctionStatus, SubmissionResult

BINS = 10
MAX_TOPICS = 3
MIN_FAILED = 2
MIN_SHARE = 0.1
"""What fewer than these fail is for a word with them, not for the class."""


class ClassAnalyst:
    """Takes the records of a class in whatever order they come, and keeps an outline of each."""

    def __init__(
        self,
        students: Collection[str],
        *,
        missing: Collection[str] = (),
        key: bytes | None = None,
    ) -> None:
        """Prepares to analyse a class.

        Args:
            students: of the class; those without a record are not graded yet.
            missing: the essential protections without which it was graded.
            key: a secret from which names are replaced by pseudonyms; None keeps the names.
        """
        self._names = {s: s for s in students} if key is None else pseudonyms(students, key)
        self._anonymous = key is not None
        self._missing = tuple(missing)
        self._titles: dict[Key, Title] = {}
        self._outlines: list[Outline] = []

    def add(self, result: SubmissionResult) -> None:
        self._outlines.append(outline(result, self._names[result.student], self._titles))

    def analysis(self) -> ClassAnalysis:
        """What there is to say of the records so far."""
        outlines = sorted(self._outlines, key=lambda o: o.student)
        there = {o.student for o in outlines}
        known = [o for o in outlines if o.status != "grader_error"]
        items = {k: item(title, k, known) for k, title in self._titles.items()}
        exercises = [i for i in items.values() if i.kind == "exercise"]
        properties = [i for i in items.values() if i.kind != "exercise"]
        found = mistakes(known, items)
        return ClassAnalysis(
            anonymous=self._anonymous,
            missing_protections=self._missing,
            students=tuple(map(row, outlines)),
            not_graded=tuple(sorted(set(self._names.values()) - there)),
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
