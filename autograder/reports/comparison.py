"""The comparison of two runs: on a terminal, as CSV, and as a page for a browser."""

import csv
import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.classroom.compare import Comparison, PropertyChange, StudentChange
from autograder.records import PropertyResult, format_points
from autograder.reports.escape import for_ci_line, for_csv
from autograder.reports.pages import render

COLUMNS = (
    *("student", "function", "property", "title"),
    *("points_before", "points_after", "change", "status_before", "status_after"),
)
NAMED = 10
MAX_TITLES = 3


def signed(hundredths: int) -> str:
    """A change of points with its sign; "0" for none."""
    sign = "+" if hundredths > 0 else "-" if hundredths < 0 else ""
    return f"{sign}{format_points(abs(hundredths))}"


def show_comparison(comparison: Comparison, console: Console) -> None:
    """A row for each student whose results differ, and what else is to know."""
    for difference in comparison.differences:
        console.print(Text(f"Not the same: {for_ci_line(difference)}", "yellow"))
    if comparison.changes:
        console.print(changes_table(comparison), crop=False)
    for names, said in (
        (comparison.only_before, "only in the first"),
        (comparison.only_after, "only in the second"),
        (comparison.faulty, "without a score in one of them, as the grader failed"),
    ):
        if names:
            console.print(Text(f"\n{said[:1].upper()}{said[1:]}: {several(names)}"))
    console.print(Text(f"\n{summary(comparison)}", "bold"))


def changes_table(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student", overflow="fold")
    for name in ("before", "after", "change"):
        table.add_column(name, justify="right")
    table.add_column("by")
    for change in comparison.changes:
        style = "green" if change.gain > 0 else "red" if change.gain < 0 else ""
        table.add_row(
            Text(for_ci_line(change.student)),
            Text(format_points(change.before)),
            Text(format_points(change.after)),
            Text(signed(change.gain), style),
            Text(reasons(change)),
        )
    return table


def reasons(change: StudentChange) -> str:
    """A line for each function, with the properties that made the difference."""
    return "\n".join(
        f"{function} {signed(sum(c.gain for c in changes))}: {titles(changes)}"
        for function, changes in change.by_function().items()
    )


def titles(changes: list[PropertyChange]) -> str:
    """The properties that gained or lost most, with a sign where all of them don't agree."""
    first = sorted(changes, key=lambda c: -abs(c.gain))[:MAX_TITLES]
    more = len(changes) - len(first)
    shown = [f"{'+' if holds(c.after) else '-'} {for_ci_line(c.title)}" for c in first]
    return "; ".join([*shown, *([f"and {more} more"] if more else [])])


def holds(prop: PropertyResult | None) -> bool:
    return prop is not None and prop.status == "passed"


def summary(comparison: Comparison) -> str:
    level = len(comparison.changes) - comparison.gained - comparison.lost
    return (
        f"{comparison.gained} gained, {comparison.lost} lost, {level} differ at the same points, "
        f"{comparison.same} unchanged."
    )


def several(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(map(for_ci_line, names[:NAMED])) + more


def comparison_csv(comparison: Comparison) -> bytes:
    """UTF-8, a row for each property of a student that came out otherwise."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in comparison.changes:
        for c in change.properties:
            sides = (c.before, c.after)
            points = [format_points(side.points) if side else "" for side in sides]
            statuses = [side.status if side else "" for side in sides]
            cells = [change.student, c.function, c.id, c.title]
            writer.writerow([*map(for_csv, cells), *points, signed(c.gain), *statuses])
    return text.getvalue().encode("utf-8")


def comparison_html(comparison: Comparison, before: str, after: str) -> bytes:
    """A page that loads nothing and runs nothing.

    Args:
        comparison: of the two runs.
        before: what the first is called.
        after: what the second is called.
    """
    page = render(
        "compare.html",
        language="en",
        comparison=comparison,
        before=before,
        after=after,
        summary=summary(comparison),
        signed=signed,
        holds=holds,
    )
    return page.encode("utf-8")
