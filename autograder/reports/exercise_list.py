"""The exercises in a list: section, points, and what is remembered of each."""

from itertools import groupby

from rich.console import Console
from rich.text import Text

from autograder.i18n import N_, _
from autograder.records import format_points
from autograder.remembered import Remembered
from autograder.reports.escape import for_ci_line
from autograder.reports.terminal import SYMBOLS, prose, words_for
from autograder.state import Check
from autograder.stubs import Entry, entries

STATES = {"passed": N_("solved"), "failed": N_("begun")}
UNKNOWN = ("?", "dim")


def show_list(remembered: Remembered, console: Console, *, fresh: str) -> None:
    """A line for each exercise; `fresh` is the command that looks again."""
    known = entries()
    checks = {e.name: check for e in known if (check := remembered.checks.get(e.name))}
    width = max(len(entry.name) for entry in known)
    changed = []
    for module, group in groupby(known, key=lambda entry: entry.module):
        console.print(Text(f"{module}.py", "bold"))
        for entry in group:
            check = checks.get(entry.name)
            current = check is not None and remembered.is_current(check)
            if check is not None and not current:
                changed.append(check.file)
            prose(console, line_of(entry, check, width, current=current), indent=2, hang=4)
    console.print(Text(""))
    total = _("{solved} of {known} solved, {score} of {points} points").format(
        solved=sum(check.status == "passed" for check in checks.values()),
        known=len(known),
        score=format_points(sum(check.score for check in checks.values())),
        points=format_points(sum(entry.points for entry in known)),
    )
    prose(console, Text(total, "bold"))
    if not checks:
        text = _("Nothing was checked here yet.")
    elif changed:
        files = _(", ").join(map(for_ci_line, dict.fromkeys(changed)))
        text = _("This is what the last checks found; ~ {files} changed since.").format(files=files)
    else:
        text = _("This is what the last checks found; no file has changed since.")
    prose(console, Text(text))
    if changed or len(checks) < len(known):
        prose(console, Text(_("To check all of them now:  {command}").format(command=fresh)))


def line_of(entry: Entry, check: Check | None, width: int, *, current: bool) -> Text:
    """An exercise; what is remembered of a file that has changed since carries a ~."""
    symbol, style = SYMBOLS[check.status] if check else UNKNOWN
    score = format_points(check.score) if check else "-"
    line = Text.assemble((symbol, style), f" {entry.section:<6} {entry.name:<{width}} ")
    line.append(f"{score:>5} / {format_points(entry.points):<3} ")
    line.append(state_of(check), style)
    if check is not None and not current:
        line.append(" ~", "dim")
    return line


def state_of(check: Check | None) -> str:
    """What is remembered of an exercise, in words."""
    if check is None:
        return _("unknown")
    return _(STATES[check.status]) if check.status in STATES else words_for(check.status)
