"""A result as a piece of HTML within a page that is not ours: the output of a notebook's cell.

It brings its own styles, under names of its own, and takes its colours from the page: from
JupyterLab or VS Code, light or dark.
"""

import functools
import re
from collections.abc import Sequence

import jinja2
from markupsafe import Markup

from autograder.i18n import _, ngettext
from autograder.records import FunctionResult, SubmissionResult, format_points
from autograder.reports.escape import for_html
from autograder.reports.terminal import (
    DIFFERING_CELL,
    SYMBOLS,
    WORDS,
    first_to_do,
    next_step,
    open_badges,
    was_called,
)

DIFFERING = re.compile(DIFFERING_CELL)


def fragment(
    result: SubmissionResult, *, again: str = "check({name})", warnings: Sequence[str] = ()
) -> str:
    """The functions of a result, those that need work opened; `again` is what checks one."""
    attempted = [f for f in result.functions if f.status != "not_attempted"]
    return _template().render(
        result=result,
        functions=attempted or result.functions,
        waiting=[f.name for f in result.functions if f not in attempted] if attempted else [],
        next_step=next_step(first_to_do(result), again),
        warnings=warnings,
    )


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "shown": shown,
        "marked": marked,
        "points": format_points,
        "symbol": lambda status: SYMBOLS[status][0],
        "words": lambda status: _(WORDS[status]) if WORDS[status] else "",
    }
    environment.tests |= {"called": was_called}
    environment.globals |= {"open_badges": open_badges, "share": share}
    return environment.get_template("fragment.html.j2")


def shown(text: str) -> Markup:
    """Text of a submission, made harmless."""
    return Markup(for_html(text.rstrip("\n")))  # noqa: S704 - it was escaped just now


def marked(text: str) -> Markup:
    """A value in which the elements that differ, which carry a star, stand out."""
    pieces = []
    end = 0
    for match in DIFFERING.finditer(text):
        pieces += [shown(text[end : match.start()]), Markup("<b>"), shown(match[0]), Markup("</b>")]
        end = match.end()
    return Markup("").join([*pieces, shown(text[end:])])


def share(function: FunctionResult) -> int:
    """How much of a function's points are earned, in percent."""
    return 100 * function.score // function.max_score if function.max_score else 0
