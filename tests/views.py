"""Records for the views on a terminal, and what these print of them."""

import io
import unicodedata

import msgspec
from rich.console import Console

from autograder.records import (
    Counterexample,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
)
from autograder.reports.class_view import show_class
from autograder.reports.submission_view import show_submission

PASSED = PropertyResult(
    id="entries",
    title="each entry lies between 0 and 1",
    kind="core",
    status="passed",
    points=350,
    max_points=350,
    examples=100,
)
BROKEN = PropertyResult(
    id="rows-sum-to-one",
    title="each row sums to one",
    kind="core",
    status="failed",
    points=0,
    max_points=350,
    examples=100,
    counterexample=Counterexample(
        call="softmax(tensor([[0., 1.]]))",
        got="tensor([[0.5*],\n        [0.5 ]])",
        expected="tensor([[0.2689],\n        [0.7311]])",
        message="The sum of each row is 2 instead of 1 at row 0.",
        replay="eJxjYGBg",
    ),
)
BADGE = PropertyResult(
    id="stable",
    title="large logits do not overflow",
    kind="stretch",
    status="passed",
    points=0,
    max_points=0,
    examples=100,
)
RIGHT = FunctionResult("sgd", "linear_regression", "passed", 700, 700, (PASSED,))
WRONG = FunctionResult("softmax", "softmax_regression", "failed", 350, 700, (PASSED, BROKEN))
STUB = FunctionResult(
    "accuracy",
    "softmax_regression",
    "not_attempted",
    0,
    400,
    (msgspec.structs.replace(PASSED, status="not_reached", points=0),),
    message="The function is still to be written.",
)
RECORD = SubmissionResult(
    student="ada",
    status="graded",
    score=1050,
    max_score=1800,
    stretch=0,
    max_stretch=0,
    functions=(RIGHT, STUB, WRONG),
)


def changed(record, **changes):
    return msgspec.structs.replace(record, **changes)


def with_functions(*functions, **changes):
    return changed(RECORD, functions=functions, **changes)


def printed(show, what, *, width=80, soft_wrap=True, terminal=False, **options):
    """The plain text that a console of this width gets."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        soft_wrap=soft_wrap,
        markup=False,
        emoji=False,
        highlight=False,
        color_system=None,
    )
    show(what, console, **options)
    return console.file.getvalue()


def submission_text(record, **options):
    return printed(show_submission, record, **options)


def class_text(*records, **options):
    return printed(show_class, records, **options)


def line_with(text, part):
    """The only line that holds this part."""
    (line,) = (line for line in text.splitlines() if part in line)
    return line


HOSTILE = {
    "clear-the-screen": "\x1b[2J\x1b[H",
    "set-the-title": "\x1b]0;owned\x07",
    "escape-of-one-byte": "\x9b2J",
    "carriage-return": "wrong\rright",
    "backspaces": "wrong\b\b\b\b\bright",
    "right-to-left": "\u202eabc\u2066",
    "no-width": "a\u200bb\ufeff",
    "other-line-ends": "a\u2028b\u2029c\x85d\ve\ff",
    "null": "a\0b",
    "surrogate": "a\udcffb",
    "markup": "[bold red]a[/bold red] [link=http://x]b[/link] :smile:",
    "unbalanced-markup": "[/]",
}


def function_with(field, text):
    """A failed function with this text in one of the fields that come from a student."""
    if field in ("message", "output"):
        return changed(WRONG, **{field: text})
    counterexample = changed(BROKEN.counterexample, **{field: text})
    return changed(WRONG, properties=(changed(BROKEN, counterexample=counterexample),))


def effects(text):
    """The characters that do something to a terminal instead of being seen."""
    return {
        c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }


def as_shown(text):
    return "".join(
        c.encode("unicode_escape", "surrogatepass").decode() if effects(c) else c for c in text
    )
