"""A hint on a terminal."""

from rich.console import Console
from rich.text import Text

from autograder.hints import Hint
from autograder.i18n import _
from autograder.reports.terminal import indented, prose


def show_hint(name: str, hint: Hint, console: Console, more: str) -> None:
    """Prints a hint, and how to get the next one."""
    head = _("Hint {step} of {steps} for {name}:")
    if hint.again:
        head = _("There are no more hints for {name}. This was the last one:")
    prose(console, Text(head.format(step=hint.step, steps=hint.steps, name=name), "bold"))
    prose(console, indented(hint.text, 0), indent=2)
    if hint.step < hint.steps:
        prose(console, Text(more, "dim"))
    elif not hint.again:
        prose(console, Text(_("That was all there is to say of this mistake."), "dim"))
