"""Hints for one function, a step at a time: nudge, explanation, near-solution.

Which steps a student has seen is kept beside the exercises, so that asking again goes on; a new
mistake begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.files import write_atomically
from autograder.i18n import _
from autograder.misconceptions import misconceptions
from autograder.records import FunctionResult

PLACE = Path(".autograder") / "hints.json"


@dataclass(frozen=True)
class Hint:
    """One step of several, for one mistake."""

    text: str
    step: int
    steps: int


class Seen(msgspec.Struct):
    """How many steps of the hints on a mistake were shown."""

    mistake: str
    steps: int


class Progress:
    """The hints that a student has seen, by function, kept in a folder.

    A file that can't be read or written costs the memory of what was seen, nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / PLACE
        self._seen: dict[str, Seen] = {}
        try:
            self._seen = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Seen])
        except (OSError, msgspec.MsgspecError):
            return

    def next_hint(self, function: FunctionResult) -> Hint:
        """The next step for this function as it is now; the last one again when all were seen."""
        mistake, steps = hints_for(function)
        seen = self._seen.get(function.name)
        before = seen.steps if seen and seen.mistake == mistake else 0
        step = min(before + 1, len(steps))
        self._seen[function.name] = Seen(mistake, step)
        self._keep()
        return Hint(steps[step - 1], step, len(steps))

    def show_first(self, function: FunctionResult) -> None:
        """Takes note that the first hint on a recognised mistake was shown with the mistake."""
        mistake, _steps = hints_for(function)
        seen = self._seen.get(function.name)
        if function.diagnosis and not (seen and seen.mistake == mistake):
            self._seen[function.name] = Seen(mistake, 1)
            self._keep()

    def _keep(self) -> None:
        try:
            self._path.parent.mkdir(exist_ok=True)
            write_atomically(self._path, msgspec.json.encode(self._seen))
        except OSError:
            return


def hints_for(function: FunctionResult) -> tuple[str, Sequence[str]]:
    """A name for the mistake, and what there is to say of it, step by step."""
    if function.diagnosis:
        known = misconceptions(function.name).get(function.diagnosis.id)
        if known:
            return known.id, known.hints
    broken = next((p for p in function.properties if p.counterexample), None)
    if broken and broken.counterexample:
        example = broken.counterexample
        if broken.status != "failed":
            return f"{broken.status} {broken.id}", (
                _("Look at this call, which has no result:") + f"\n{example.call}",
                _("What ends each loop and each recursion? Does that come about in this call?"),
                _("Print what changes from one round to the next, and call the function yourself."),
            )
        expected = _("It should be: {value}").format(value=example.expected)
        return broken.id, (
            _("This does not hold: {title}.").format(title=broken.title),
            _("Work this out by hand, then compare:") + f"\n{example.call}",
            f"{example.message}\n{expected}" if example.expected else example.message,
        )
    if function.message and function.status != "not_attempted":
        return function.status, (function.message,)
    first = function.properties[0]
    tested = _("Begin with what the function is first tested for: {title}.")
    return function.status, (
        _("Read the docstring and work out its example by hand."),
        tested.format(title=first.title),
        _("The TODO in the stub says what to do; each step of it is a line or two."),
    )
