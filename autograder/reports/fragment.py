"""A result as a piece of HTML within a page that is not ours: the output of a notebook's cell.

It brings its own styles, under names of its own, and takes its colours from the page: from
JupyterLab or VS Code, light or dark.
"""

from collections.abc import Sequence

from markupsafe import Markup

from autograder.records import FunctionResult, SubmissionResult
from autograder.reports.pages import environment, escaped
from autograder.reports.submission_view import DIFFERING_CELL, next_step
from autograder.reports.terminal import SYMBOLS, was_called, words_for
from autograder.reports.wording import not_reached, not_reached_text, points_text


def fragment(
    result: SubmissionResult, *, again: str = "check({name})", warnings: Sequence[str] = ()
) -> str:
    """The functions of a result, those that need work opened; `again` is what checks one."""
    attempted = [f for f in result.functions if f.status != "not_attempted"]
    template = environment().get_template("fragment.html")
    return template.render(
        result=result,
        functions=attempted or result.functions,
        waiting=[f.name for f in result.functions if f not in attempted] if attempted else [],
        next_step=next_step(result, again),
        warnings=warnings,
        symbols=SYMBOLS,
        words=words_for,
        was_called=was_called,
        not_reached=not_reached,
        not_reached_text=not_reached_text,
        points_text=points_text,
        share=share,
        whole=whole,
        marked=marked,
    )


def whole(text: str) -> Markup:
    """Text of several lines, made harmless."""
    return escaped(text.rstrip("\n"))


def marked(text: str) -> Markup:
    """A value in which the elements that differ, which carry a star, stand out."""
    pieces = []
    end = 0
    for match in DIFFERING_CELL.finditer(text):
        pieces += [whole(text[end : match.start()]), Markup("<b>"), whole(match[0]), Markup("</b>")]
        end = match.end()
    return Markup("").join([*pieces, whole(text[end:])])


def share(function: FunctionResult) -> int:
    """How much of a function's points are earned, in percent."""
    return 100 * function.score // function.max_score if function.max_score else 0
