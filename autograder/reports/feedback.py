"""A student's feedback as a page for a browser: what to mend, to write, and what is right.

A function of the record alone, and of the language of this process.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from autograder.i18n import N_, _, language
from autograder.misconceptions import misconceptions
from autograder.protections import notice
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    SubmissionResult,
    first_to_mend,
)
from autograder.reports.pages import MAX_SHOWN, cut, render
from autograder.reports.submission_view import DIFFERING_CELL
from autograder.reports.tensors import Grid, largest, marked_parts, read_tensor, shade
from autograder.reports.terminal import SYMBOLS, WORDS, was_called
from autograder.reports.wording import not_reached, not_reached_text, seen_to_fail

LATER = ("not_attempted", "waiting", "missing")
SIGNS = {status: sign for status, (sign, _style) in SYMBOLS.items()} | {"timeout": "◔"}
"""Those of the terminal; few fonts for pages have its clock."""
DOCSTRING = re.compile(r'^([ \t]+)[rR]?("""|\'\'\').*?\2[ \t]*$', re.DOTALL | re.MULTILINE)
OTHERS = (*LATER, "passed", "grader_error")
OUTCOMES = {
    "passed": N_("holds"),
    "failed": N_("fails"),
    "not_reached": N_("could not be tried"),
    "timeout": N_("takes too long"),
    "crashed": N_("ends the process"),
    "grader_error": N_("the grader failed"),
}
"""What is said of a property, beside its sign."""


def feedback_page(result: SubmissionResult, *, missing: Collection[str] = ()) -> str:
    """The page of one submission, as HTML.

    Args:
        result: its record.
        missing: the essential protections without which it was graded.
    """
    known = result.status != "grader_error"
    return render(
        "feedback.html",
        language=language(),
        result=result,
        known=known,
        notice=notice(missing) if missing else "",
        to_mend=causes([f for f in result.functions if f.status not in OTHERS]),
        to_write=causes([f for f in result.functions if f.status in LATER]),
        faulty=[f for f in result.functions if f.status == "grader_error"],
        right=[f for f in result.functions if f.status == "passed"],
        files=by_file(result.functions),
        symbol=SIGNS,
        words=WORDS,
        outcomes=OUTCOMES,
        was_called=was_called,
        seen_to_fail=seen_to_fail,
        not_reached=not_reached,
        not_reached_text=not_reached_text,
        hints=hints,
        comparison=comparison,
        first_to_mend=first_to_mend,
        source_lines=source_lines,
        parts=lambda text: marked_parts(text, DIFFERING_CELL),
    )


def by_file(functions: Sequence[FunctionResult]) -> dict[str, list[FunctionResult]]:
    """The functions of each file, in the order in which files come first."""
    files: dict[str, list[FunctionResult]] = {}
    for function in functions:
        files.setdefault(function.file or f"{function.module}.py", []).append(function)
    return files


def causes(functions: Sequence[FunctionResult]) -> list[list[FunctionResult]]:
    """Functions that could not be called for one reason together, all others each alone."""
    groups: dict[tuple[str, ...], list[FunctionResult]] = {}
    for place, function in enumerate(functions):
        reason = (function.status, function.file, function.message)
        key = (str(place),) if was_called(function) else reason
        groups.setdefault(key, []).append(function)
    return list(groups.values())


def hints(name: str, diagnosis: Diagnosis) -> Sequence[str]:
    """The steps of the hints on a function's mistake, the gentlest first."""
    known = misconceptions(name).get(diagnosis.id)
    if known is None:
        return (diagnosis.hint,)
    return known.hints


@dataclass(frozen=True)
class Line:
    """A line of a student's function; `failing` if the call came to its end there."""

    number: int
    text: str
    failing: bool


def source_lines(function: FunctionResult, example: Counterexample) -> list[Line]:
    """The text of a function, with dots for its docstring, which is ours."""
    texts = function.source.split("\n")
    hidden = docstring_lines(function.source)
    if hidden:
        texts[hidden.start] = DOCSTRING.sub(
            r"\1\2 … \2", "\n".join(texts[hidden.start : hidden.stop])
        )
    failing = example.line if example.cell == function.cell else 0
    return [
        Line(number, text, number == failing)
        for number, text in enumerate(texts, function.begins)
        if number - function.begins not in hidden[1:]
    ]


def docstring_lines(source: str) -> range:
    """The lines of a docstring of several lines, from 0; none without one."""
    found = DOCSTRING.search(source)
    if found is None or not source[: found.start()].rstrip().endswith(":"):
        return range(0)
    first = source[: found.start()].count("\n")
    return range(first, first + found[0].count("\n") + 1)


@dataclass(frozen=True)
class Side:
    """What came back, or what was expected: a text, and a picture where it is a tensor."""

    title: str
    text: str
    grid: Grid | None
    bound: float

    def shade(self, value: float) -> str:
        return shade(value, self.bound)


def comparison(example: Counterexample) -> list[Side]:
    """Both sides of a counterexample, shaded on one scale."""
    sides = [
        (_("got"), cut(example.got, MAX_SHOWN)),
        (_("expected"), cut(example.expected, MAX_SHOWN)),
    ]
    grids = [read_tensor(text) for _title, text in sides]
    bound = largest(grids)
    return [
        Side(title, text, grid, bound)
        for (title, text), grid in zip(sides, grids, strict=True)
        if text
    ]
