"""Records of a whole class, drawn by a simple model: able students get easy properties right."""

import math
import random
from collections.abc import Iterator

from autograder.catalogue import EXERCISES
from autograder.classroom.analysis import ClassAnalyst
from autograder.classroom.class_record import ClassAnalysis
from autograder.exercise import Exercise
from autograder.grading import points_by_property, result
from autograder.misconceptions import misconceptions
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
)

NAMES = ("Ada", "Zoë", "Bob", "Grace", "王小明", "Emmy", "Blaise", "Sofja", "Alan", "Mária")


def analyse(results, students, **options) -> ClassAnalysis:
    """The analysis of these records."""
    analyst = ClassAnalyst(students, **options)
    for record in results:
        analyst.add(record)
    return analyst.analysis()


def class_of(count: int, seed: int = 1, faults: int = 1) -> Iterator[SubmissionResult]:
    """The records of so many students, the last ones unreadable and faults of the grader."""
    rng = random.Random(seed)
    hardness = {e.name: rng.gauss(-1.5, 1) for e in EXERCISES}
    for place in range(count):
        student = f"{NAMES[place % len(NAMES)]} {place + 1:03d}"
        kind = "graded"
        if count > 5 and place >= count - faults:
            kind = "grader_error"
        elif count > 5 and place == count - faults - 1:
            kind = "unreadable"
        yield submission_of(student, kind, rng, hardness)


def submission_of(student, kind, rng, hardness) -> SubmissionResult:
    ability = rng.gauss(0, 1.2)
    functions = tuple(function_of(e, kind, ability - hardness[e.name], rng) for e in EXERCISES)
    stretch = [p for f in functions for p in f.properties if p.kind == "stretch"]
    return SubmissionResult(
        student=student,
        status=kind,
        score=sum(f.score for f in functions),
        max_score=sum(f.max_score for f in functions),
        stretch=sum(p.status == "passed" for p in stretch),
        max_stretch=len(stretch),
        functions=functions,
    )


def function_of(exercise: Exercise, kind: str, ease: float, rng: random.Random) -> FunctionResult:
    if kind == "grader_error":
        return result(exercise, "grader_error", "Traceback: a fault of ours in /srv/grader")
    if kind == "unreadable":
        return result(exercise, "missing", "The submission has no .py files.")
    if rng.random() < 0.06:
        return result(exercise, "not_attempted", "The function is still to be written.")
    if rng.random() < 0.02:
        return result(exercise, "import_error", f"{exercise.module}.py stopped in line 3.")
    right = rng.random() < 1 / (1 + math.exp(-ease))
    shares = points_by_property(exercise)
    properties = tuple(property_of(p, shares[p.id], right, ease, rng) for p in exercise.properties)
    passed = all(p.status == "passed" for p in properties if p.kind == "core")
    return FunctionResult(
        name=exercise.name,
        module=exercise.module,
        file=f"{exercise.module}.py",
        status="passed" if passed else "failed",
        score=sum(p.points for p in properties),
        max_score=exercise.points,
        properties=properties,
        diagnosis=None if passed else diagnosis_of(exercise, rng),
    )


def property_of(prop, points, right, ease, rng) -> PropertyResult:
    holds = rng.random() < 0.8 if prop.kind == "stretch" else right or rng.random() < 0.7
    return PropertyResult(
        id=prop.id,
        title=prop.title,
        kind=prop.kind,
        status="passed" if holds else "failed",
        points=points if holds else 0,
        max_points=points,
        examples=100,
        counterexample=None if holds else COUNTEREXAMPLE,
    )


def diagnosis_of(exercise: Exercise, rng: random.Random) -> Diagnosis | None:
    known = list(misconceptions(exercise.name).values())
    if not known or rng.random() < 0.4:
        return None
    chosen = known[min(int(rng.expovariate(1)), len(known) - 1)]
    return Diagnosis(chosen.id, chosen.code, chosen.en[0])


COUNTEREXAMPLE = Counterexample(
    call="softmax(tensor([[0.], [0.]]))",
    got="tensor([[0.5*],\n        [0.5*]])",
    expected="tensor([[1.],\n        [1.]])",
    message="The result differs in 2 of 2 values, most at row 0, class 0: 0.5 instead of 1.",
    replay="eJxjYGBg",
)
