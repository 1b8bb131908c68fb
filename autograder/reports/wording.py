"""What is said of a function in plain text, for all formats that show such; JSON as we write it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import set_cell_size

from autograder.ascii_json import encode_json
from autograder.i18n import N_, _, ngettext
from autograder.records import (
    Counterexample,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
    format_points,
)

STATUS = {
    "passed": N_("passed"),
    "failed": N_("failed"),
    "not_attempted": N_("not attempted"),
    "waiting": N_("waiting for another function"),
    "missing": N_("missing"),
    "import_error": N_("the module does not run"),
    "timeout": N_("takes too long"),
    "crashed": N_("ends the process"),
    "forbidden": N_("uses what it is to replace"),
    "grader_error": N_("not graded"),
    "not_reached": N_("could not be tried"),
}
FAULT = N_("The grader failed or was stopped. This is not the student's fault and not a score.")


def points_text(scored: FunctionResult | SubmissionResult) -> str:
    """As in "3.64 of 7 points"."""
    return _("{score} of {max_score} points").format(
        score=format_points(scored.score), max_score=format_points(scored.max_score)
    )


def headline(result: SubmissionResult) -> str:
    """The score in a line, or that there is none."""
    if result.status == "grader_error":
        graded = sum(function.status != "grader_error" for function in result.functions)
        return _("No score: {graded} of {number} functions were graded.").format(
            graded=graded, number=len(result.functions)
        )
    return score_text(result)


def score_text(result: SubmissionResult) -> str:
    """Points, and badges where there are some to earn."""
    if not result.max_stretch:
        return points_text(result)
    text = _("{score} of {max_score} points, {earned} of {badges} badges")
    return text.format(
        score=format_points(result.score),
        max_score=format_points(result.max_score),
        earned=result.stretch,
        badges=result.max_stretch,
    )


def said_of(result: SubmissionResult) -> list[str]:
    """What stands above the functions: that the grader failed, and the notes."""
    fault = [_(FAULT)] if result.status == "grader_error" else []
    return [*fault, *result.notes]


def broken(function: FunctionResult) -> list[PropertyResult]:
    """The properties that cost points, in the order of the exercise."""
    return [p for p in function.properties if p.kind == "core" and p.status != "passed"]


def first_broken(function: FunctionResult) -> PropertyResult | None:
    """The property to look at first: one with an input that breaks it."""
    return next((p for p in broken(function) if p.counterexample), None)


def seen_to_fail(properties: Iterable[PropertyResult]) -> list[PropertyResult]:
    """Those of the properties that do not hold, and not merely were not tried."""
    return [prop for prop in properties if prop.status not in ("passed", "not_reached")]


def not_reached(function: FunctionResult) -> list[PropertyResult]:
    """The properties of which nothing was seen, since what stands first kept them from it."""
    return [prop for prop in function.properties if prop.status == "not_reached"]


def not_reached_text(count: int) -> str:
    """That so many properties are lost to what was shown already."""
    text = ngettext(
        "{n} more could not be tried, for the same reason",
        "{n} more could not be tried, for the same reason",
        count,
    )
    return text.format(n=count)


def why_not_reached(function: FunctionResult) -> str:
    """What kept properties from being tried."""
    first = first_broken(function)
    said = first.counterexample.message if first and first.counterexample else ""
    return function.message or said


def explanation(function: FunctionResult) -> str:
    """All about a function in plain text: what fails, on which input, and what it looks like."""
    return "\n".join(_explained(function))


def _explained(function: FunctionResult) -> Iterator[str]:
    if function.message:
        yield function.message
    told: set[str] = set()
    for prop in function.properties:
        if prop.status in ("passed", "not_reached"):
            continue
        lost = f"(-{format_points(prop.max_points - prop.points)})"
        worth = _("(a badge, no points)") if prop.kind == "stretch" else lost
        yield f"✗ {prop.title} {worth}"
        if prop.counterexample and prop.counterexample.message not in told:
            told.add(prop.counterexample.message)
            yield indented(counterexample_text(prop.counterexample))
    if told and (more := not_reached(function)):
        points = sum(prop.max_points for prop in more)
        yield f"· {not_reached_text(len(more))} (-{format_points(points)})"
    if function.diagnosis:
        yield diagnosis_text(function)
    if function.output:
        yield _("It printed:")
        yield indented(function.output)


def counterexample_text(example: Counterexample) -> str:
    """The call, what came back, what was due, and the sentence about it."""
    parts = [example.call]
    for label, text in ((_("got"), example.got), (_("expected"), example.expected)):
        if text:
            parts.append(set_cell_size(f"{label}: ", 10) + text.replace("\n", "\n" + " " * 10))
    return "\n".join([*parts, example.message])


def diagnosis_text(function: FunctionResult) -> str:
    """The mistake that a function seems to make, and the first hint; empty without one."""
    return "\n".join(diagnosis_lines(function))


def diagnosis_lines(function: FunctionResult) -> list[str]:
    diagnosis = function.diagnosis
    if diagnosis is None:
        return []
    said = _("It behaves like code that {title} ({ids}).")
    return [
        said.format(title=diagnosis.title, ids=diagnosis.ids),
        _("Hint: {hint}").format(hint=diagnosis.hint),
    ]


def summary_line(function: FunctionResult) -> str:
    """A function in a line: its points, or why there are none."""
    if function.status in ("passed", "failed"):
        return points_text(function)
    if function.status == "grader_error":
        return _(STATUS[function.status])
    text = _("{points}, {status}")
    return text.format(points=points_text(function), status=_(STATUS[function.status]))


def one_line(text: str) -> str:
    """The first line of a text."""
    return text.strip().partition("\n")[0]


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip("\n").split("\n"))


def worst_first(functions: Sequence[FunctionResult]) -> list[FunctionResult]:
    """By the points that were lost; equals stay in the order of the book."""
    return sorted(functions, key=lambda f: f.score - f.max_score)


def as_json(document: object) -> str:
    """Indented JSON with a final newline; the same document, the same bytes."""
    return encode_json(document).decode()


def as_points(hundredths: int) -> float:
    return hundredths / 100
