"""What `watch` shows: the function that somebody is working on, after each save and each key."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.catalogue import EXERCISES
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.hints import Progress
from autograder.i18n import _, ngettext
from autograder.intake.submission import Submission, read_submission
from autograder.records import FunctionResult, SubmissionResult, format_points
from autograder.remembered import Remembered, home_of
from autograder.reports.escape import for_ci_line
from autograder.reports.hint_view import show_hint
from autograder.reports.submission_view import (
    first_to_do,
    function_line,
    needs_work,
    place_of,
    show_focus,
    show_function,
)
from autograder.reports.terminal import prose
from autograder.workbench import Workbench

HEAVY = 3
"""After a save that changes more functions than these, the one to look at is chosen anew."""


@dataclass
class Watch:
    """A student's work while it is watched.

    Attributes:
        bench: checks it.
        path: where it is.
        student: whose it is.
        console: what is shown on.
        replay: the command that runs a counterexample, {token}, again.
        keys: whether keys are read.
        patience: what is done while a check takes its time.
        current: the name of the function that is worked on.
    """

    bench: Workbench
    path: Path
    student: str
    console: Console
    replay: str = "autograder replay {token}"
    keys: bool = False
    patience: Callable[[], contextlib.AbstractContextManager[object]] = contextlib.nullcontext
    current: str = ""
    _files: frozenset[str] = frozenset()

    def begin(self, advance: Callable[[], None]) -> None:
        """Checks everything, and shows nothing yet; `advance` is called for each function.

        Raises:
            UserError: the file or the folder is gone.
        """
        self.bench.check(self._snapshot(), lambda _so_far: advance())

    def saved(self, *, first: bool = False) -> None:
        """Checks what a save has changed, and shows it; the `first` time, what there is.

        Raises:
            UserError: the file or the folder is gone.
        """
        solved = self._sections_done()
        with self.patience():
            checked = self.bench.check(self._snapshot())
        errors = self.bench.errors
        if not checked and not errors and not first:
            return
        self._choose(checked)
        self._begin()
        for error in errors:
            text = _("{error}. It is checked again when you save.")
            prose(self.console, Text(text.format(error=for_ci_line(error)), "yellow"), hang=2)
        if checked or first:
            self._show_verdicts(checked)
            self._celebrate(self._sections_done() - solved)
        self._end()
        self.console.file.flush()
        Remembered(home_of(self.path)).keep(self.result)

    def pressed(self, key: str) -> bool:
        """Does what a key stands for; returns whether to go on."""
        if key in "qQ":
            return False
        if key in "rR":
            self.bench.forget()
            self.saved()
        elif key in "nN":
            self._go_on()
        elif key in "aA":
            self._show_all()
        elif key in "hH":
            self._show_hint()
        return True

    @property
    def result(self) -> SubmissionResult:
        return self.bench.result(self.student)

    def _snapshot(self) -> Submission:
        submission = read_submission(self.path, self.student)
        self._files = frozenset(submission.files)
        return submission

    def lacks_files(self) -> bool:
        """Whether a file is missing or empty that was there: an editor may be about to write it."""
        try:
            files = read_submission(self.path, self.student).files
        except UserError:
            return True
        return any(not files.get(name) for name in self._files)

    def _choose(self, checked: Sequence[FunctionResult]) -> None:
        """The function to look at: one that was changed and is wrong, or else the one before."""
        to_do = [function for function in checked if needs_work(function)]
        if 0 < len(checked) <= HEAVY:
            self.current = (to_do or list(checked))[0].name
        elif self.current not in self.bench.results:
            focus = first_to_do(self.result)
            self.current = focus.name if focus else next(iter(self.bench.results), "")

    def _show_verdicts(self, checked: Sequence[FunctionResult]) -> None:
        current = self.bench.results.get(self.current)
        for function in checked:
            if function is not current and len(checked) <= HEAVY:
                prose(self.console, function_line(function), hang=2)
        if current is not None:
            self._show(current)

    def _show(self, function: FunctionResult) -> None:
        if needs_work(function):
            self._show_open(function)
            return
        line = function_line(function)
        line.append(f"  {place_of(function)}", "dim")
        prose(self.console, line, hang=2)
        if following := self._following():
            text = _("Next: {name} (press n)") if self.keys else _("Next: {name}")
            prose(self.console, Text(text.format(name=following)))

    def _show_open(self, function: FunctionResult) -> None:
        show_focus(function, self.console)
        Progress(home_of(self.path)).show_first(function)

    def _go_on(self) -> None:
        """Turns to the next function that needs work, in the order of the book."""
        self._begin()
        if following := self._following():
            self.current = following
            self._show_open(self.bench.results[following])
        else:
            prose(self.console, Text(_("Everything is right."), "bold green"))
        self._end()

    def _following(self) -> str:
        """The name of the next function after this one that needs work; "" if none does."""
        names = [exercise.name for exercise in self.bench.exercises]
        at = names.index(self.current) + 1 if self.current in names else 0
        return next((name for name in names[at:] + names[:at] if self._is_open(name)), "")

    def _is_open(self, name: str) -> bool:
        return name in self.bench.results and needs_work(self.bench.results[name])

    def _show_all(self) -> None:
        self._begin()
        if function := self.bench.results.get(self.current):
            prose(self.console, function_line(function), hang=2)
            self.console.print(Text(""))
            show_function(function, self.console, replay=self.replay)
        self._end()

    def _show_hint(self) -> None:
        function = self.bench.results.get(self.current)
        if function is None:
            return
        self.console.print(Text(""))
        if needs_work(function):
            hint = Progress(home_of(self.path)).next_hint(function)
            show_hint(function.name, hint, self.console, more=_("For the next one, press h again."))
        else:
            text = _("{name} is right; there is nothing to hint at.")
            prose(self.console, Text(text.format(name=function.name)))

    def _sections_done(self) -> set[str]:
        """The sections whose functions are all right."""
        sections = {section_of(e) for e in self.bench.exercises}
        for exercise in self.bench.exercises:
            known = self.bench.results.get(exercise.name)
            if known is None or known.status != "passed":
                sections.discard(section_of(exercise))
        return sections

    def _celebrate(self, sections: set[str]) -> None:
        for section in sorted(sections):
            members = [e for e in EXERCISES if section_of(e) == section]
            if not {e.name for e in members} <= set(self.bench.results):
                continue  # only a part of it is watched
            points = format_points(sum(e.points for e in members))
            text = ngettext(
                "★ Section {section} is done: {n} function, {points} points.",
                "★ Section {section} is done: {n} functions, {points} points.",
                len(members),
            ).format(section=section, n=len(members), points=points)
            prose(self.console, Text(text, "bold green"), hang=2)

    def _begin(self) -> None:
        if self.console.is_terminal:
            self.console.clear()

    def _end(self) -> None:
        """How far all is, and what can be pressed."""
        self.console.print(Text(""))
        result = self.result
        solved = sum(function.status == "passed" for function in result.functions)
        text = _("{solved} of {known} functions are right, {score} of {points} points.").format(
            solved=solved,
            known=len(result.functions),
            score=format_points(result.score),
            points=format_points(result.max_score),
        )
        prose(self.console, Text(text, "dim"))
        if self.keys:
            help_ = _("Keys:  h hint   a all   n next   r rerun   q quit")
            prose(self.console, Text(help_, "dim"), hang=2)
        self.console.print(Text(""))


def section_of(exercise: Exercise) -> str:
    """The section of the book, without its parts: "3.6" of "3.6.3"."""
    return ".".join(exercise.section.split(".")[:2])
