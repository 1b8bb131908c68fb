"""What the views of a submission and of a class on a terminal share."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from autograder.i18n import N_, _
from autograder.protections import Protection, notice
from autograder.records import FunctionResult
from autograder.reports.escape import for_ci_log
from autograder.reports.wording import STATUS

NAMED_FUNCTIONS = 6
NARROWEST = 20
"""Columns; a terminal that has fewer wraps as it likes."""
SYMBOLS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "not_attempted": ("·", "dim"),
    "waiting": ("·", "yellow"),
    "not_reached": ("·", "dim"),
    "missing": ("?", "yellow"),
    "import_error": ("!", "red"),
    "timeout": ("⏱", "red"),
    "crashed": ("!", "red"),
    "forbidden": ("✗", "red"),
    "grader_error": ("⚠", "magenta"),
}
WORDS = {
    **STATUS,
    "passed": "",
    "failed": "",
    "grader_error": N_("a fault of the grader, not of your work"),
}


def words_for(status: str) -> str:
    """What is said of a function with this status, in the reader's language."""
    return _(WORDS[status])


def was_called(function: FunctionResult) -> bool:
    return any(prop.status != "not_reached" for prop in function.properties)


def several(names: Sequence[str]) -> str:
    """A few names, and how many more there are."""
    more = len(names) - NAMED_FUNCTIONS
    text = _(", ").join(names[:NAMED_FUNCTIONS])
    return _("{names} and {more} more").format(names=text, more=more) if more > 0 else text


def indented(text: str, spaces: int, style: str = "") -> Text:
    """Text from a record, made harmless, every line moved to the right."""
    lines = for_ci_log(text.rstrip("\n")).split("\n")
    return Text("\n".join(" " * spaces + line for line in lines), style)


def prose(console: Console, text: Text, indent: int = 0, hang: int = 0) -> None:
    """Prints sentences; on a terminal they are wrapped between words.

    Args:
        console: where to; a file or a pipe gets lines of any length.
        text: what is printed, already made harmless.
        indent: columns to the left of all lines.
        hang: more of them to the left of all but the first line of a paragraph.
    """
    width = console.width - indent - hang
    if not console.is_terminal or width < NARROWEST:
        for line in text.split("\n", allow_blank=True):
            console.print(Text(" " * indent) + line)
        return
    for paragraph in text.split("\n", allow_blank=True):
        first, *rest = paragraph.wrap(console, width) or [Text("")]
        console.print(Text(" " * indent) + first)
        for line in rest:
            line.rstrip()
            console.print(Text(" " * (indent + hang)) + line)


def show_protections(protections: Sequence[Protection], console: Console) -> None:
    """A line for each, with what was tried, or what is in the way."""
    width = max(len(protection.name) for protection in protections)
    for protection in protections:
        symbol, style = SYMBOLS["passed" if protection.holds else "failed"]
        line = Text.assemble((symbol, style), f" {protection.name:<{width}} {protection.detail}")
        console.print(line)


def show_missing(missing: Sequence[str], console: Console) -> None:
    """Says that the results above were had without protection, if they were."""
    if missing:
        console.print(Text(f"\n{notice(missing)}", "bold red"))
