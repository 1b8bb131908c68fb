"""The answer of a check: HTML where a notebook shows it, plain text elsewhere."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console

from autograder.import_path import INSTALLED
from autograder.protections import notice
from autograder.records import SubmissionResult
from autograder.reports.fragment import fragment
from autograder.reports.submission_view import show_submission

AGAIN = "check({name})"
TEXT_WIDTH = 100


@dataclass(frozen=True, repr=False)
class Report:
    """What a check has found.

    Attributes:
        result: the record.
        missing: the essential protections that the worker lacked.
    """

    result: SubmissionResult
    missing: Sequence[str] = field(default=())

    def __repr__(self) -> str:
        text = io.StringIO()
        console = Console(
            file=text,
            width=TEXT_WIDTH,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=True,
            force_jupyter=False,  # else it shows each line at once, instead of writing it
        )
        with INSTALLED:
            show_submission(self.result, console, again=AGAIN, hint="")
        return text.getvalue().rstrip() + "".join(f"\n{line}" for line in self._warnings())

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Both forms; whoever shows them takes the richest that it knows."""
        with INSTALLED:
            html = fragment(self.result, again=AGAIN, warnings=self._warnings())
        return {"text/html": html, "text/plain": repr(self)}

    def _warnings(self) -> list[str]:
        return [notice(self.missing)] if self.missing else []
