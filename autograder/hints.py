"""Hints for one function, a step at a time: nudge, explanation, near-solution.

Which steps a student has seen is kept beside the exercises, so that asking again goes on; a new
mistake begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.leads import leads, of_status
from autograder.misconceptions import misconceptions
from autograder.records import FunctionResult, first_to_mend
from autograder.reports.terminal import was_called
from autograder.state import Seen, add_to_state, read_state


@dataclass(frozen=True)
class Hint:
    """One step of several, for one mistake; `again` if all of them were seen before."""

    text: str
    step: int
    steps: int
    again: bool = False


class Progress:
    """The hints that a student has seen, by function, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = read_state(folder).hints

    def next_hint(self, function: FunctionResult) -> Hint:
        """The next step for this function as it is now; the last one again when all were seen."""
        mistake, steps = hints_for(function)
        seen = self._seen.get(function.name)
        before = seen.steps if seen and seen.mistake == mistake else 0
        step = min(before + 1, len(steps))
        self._keep(function.name, Seen(mistake, step))
        return Hint(steps[step - 1], step, len(steps), again=before == len(steps))

    def show_first(self, function: FunctionResult) -> None:
        """Takes note that the first hint on a recognised mistake was shown with the mistake."""
        mistake, _steps = hints_for(function)
        seen = self._seen.get(function.name)
        if function.diagnosis and not (seen and seen.mistake == mistake):
            self._keep(function.name, Seen(mistake, 1))

    def _keep(self, name: str, seen: Seen) -> None:
        self._seen[name] = seen
        add_to_state(self._folder, hints={name: seen})


def hints_for(function: FunctionResult) -> tuple[str, Sequence[str]]:
    """A name for the mistake, and what there is to say of it, step by step."""
    if function.diagnosis:
        known = misconceptions(function.name).get(function.diagnosis.id)
        if known:
            return known.id, known.hints
    broken = first_to_mend(function) if was_called(function) else None
    if broken:
        return f"{broken.status} {broken.id}", leads(function, broken)
    return function.status, of_status(function)
