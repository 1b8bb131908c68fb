"""What `watch` shows: the function that somebody is working on, after each save and each key."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.catalogue import EXERCISES
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.focus import came_out_otherwise, focus
from autograder.hints import Progress
from autograder.i18n import _, ngettext
from autograder.intake.submission import Submission, read_submission
from autograder.records import FunctionResult, SubmissionResult, format_points
from autograder.remembered import Remembered
from autograder.reports.escape import for_ci_line
from autograder.reports.exercise_list import show_list
from autograder.reports.hint_view import show_hint
from autograder.reports.screen import Screen
from autograder.reports.submission_view import (
    first_to_do,
    function_line,
    needs_work,
    place_of,
    show_focus,
    show_function,
    show_open_badge,
)
from autograder.reports.terminal import indented, prose, several
from autograder.state import home_of
from autograder.stubs import entries
from autograder.workbench import Change, Workbench

OTHERS = 3
"""So many functions besides the one that is shown have a line each."""


@dataclass
class Watch:
    """A student's work while it is watched.

    Attributes:
        bench: checks it.
        path: where it is.
        student: whose it is.
        console: what is shown on.
        replay: the command that runs a counterexample, {token}, again.
        again: the command that checks all exercises and lists them.
        keys: whether keys are read.
        patience: what is done while a check takes its time.
        current: the name of the function that is worked on.
    """

    bench: Workbench
    path: Path
    student: str
    console: Console
    replay: str = "autograder replay {token}"
    again: str = "autograder list --fresh"
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
        to_do = first_to_do(self.result)
        self.current = to_do.name if to_do else next(iter(self.bench.results), "")

    def saved(self, *, first: bool = False) -> None:
        """Checks what a save has changed, and shows it; the `first` time, what there is.

        Raises:
            UserError: the file or the folder is gone.
        """
        solved = self._sections_done()
        with self.patience():
            change = self.bench.check(self._snapshot())
            if not change and not first:
                return
            self.current = focus(change, self.bench.results, self.current)
            current = self._current()
        screen = Screen(self.console)
        with screen.beginning():
            self._show_files(change)
            self._show_errors(current)
            if change.causes or first or not change.unfinished:
                self._show_others(change)
                self._show(current)
                self._celebrate(self._sections_done() - solved)
        Remembered(home_of(self.path)).keep(self.result)
        self._end(screen)

    def pressed(self, key: str) -> bool:
        """Does what a key stands for; returns whether to go on."""
        answers = {
            "r": self._check_anew,
            "n": lambda: self._turn(1),
            "p": lambda: self._turn(-1),
            "a": self._show_all,
            "h": self._show_hint,
            "l": self._show_list,
        }
        if key in "qQ":
            return False
        if answer := answers.get(key.lower()):
            answer()
        return True

    @property
    def result(self) -> SubmissionResult:
        return self.bench.result(self.student)

    def _current(self) -> FunctionResult | None:
        known = self.current in self.bench.results
        return self.bench.up_to_date(self.current) if known else None

    def _snapshot(self) -> Submission:
        submission = read_submission(self.path, self.student)
        self._files = frozenset(name for name, data in submission.files.items() if data)
        return submission

    def lacks_files(self) -> bool:
        """Whether a file is missing or empty that was there: an editor may be about to write it."""
        try:
            files = read_submission(self.path, self.student).files
        except UserError:
            return True
        return any(not files.get(name) for name in self._files)

    def _check_anew(self) -> None:
        self.bench.forget()
        self.saved()

    def _show_files(self, change: Change) -> None:
        """The files that came and went, and those that were saved without any effect."""
        told = {_("{file} is new."): change.new, _("{file} is gone."): change.gone}
        if not (change.causes or change.unfinished):
            told[_("{file} was saved; none of its functions has changed.")] = change.saved
        if self.bench.results and len(change.new) < len(self._files):  # not at the beginning
            for text, files in told.items():
                for file in files:
                    said = text.format(file=for_ci_line(file))
                    prose(self.console, Text(said, "yellow"), hang=2)

    def _show_errors(self, current: FunctionResult | None) -> None:
        """The files that do not parse, unless the record of the function says so."""
        for path, error in self.bench.errors.items():
            if current and current.path == path and current.status == "import_error":
                continue
            prose(self.console, indented(error, 0, "yellow"), hang=2)
            said = _("It is checked again when you save.")
            prose(self.console, Text(said, "yellow"))
            self.console.print(Text(""))

    def _show_others(self, change: Change) -> None:
        results = self.bench.results
        names = came_out_otherwise(change, results, self.current)
        if len(names) > OTHERS:
            said = _("Changed as well: {names}").format(names=several(names))
            prose(self.console, Text(said, "dim"), hang=2)
        else:
            for name in names:
                prose(self.console, function_line(results[name]), hang=2)

    def _show(self, function: FunctionResult | None) -> None:
        if function is None:
            return
        if needs_work(function):
            self._show_open(function)
            return
        line = function_line(function)
        line.append(f"  {place_of(function)}", "dim")
        prose(self.console, line, hang=2)
        show_open_badge(function, self.console)
        if following := self._following(1):
            text = _("Next: {name} (press n)") if self.keys else _("Next: {name}")
            prose(self.console, Text(text.format(name=following)))

    def _show_open(self, function: FunctionResult) -> None:
        show_focus(function, self.console)
        Progress(home_of(self.path)).show_first(function)

    def _turn(self, step: int) -> None:
        """Turns to the next function that needs work, or back, in the order of the book."""
        screen = Screen(self.console)
        following = self._following(step)
        self.current = following or self.current
        with self.patience():
            current = self._current()
        with screen.beginning():
            if following and current:
                self._show_open(current)
            else:
                prose(self.console, Text(_("Everything is right."), "bold green"))
        self._end(screen)

    def _following(self, step: int) -> str:
        """The name of the function after this one, or before it, that needs work; "" if none."""
        names = [exercise.name for exercise in self.bench.exercises][::step]
        at = names.index(self.current) + 1 if self.current in names else 0
        return next((name for name in names[at:] + names[:at] if self._is_open(name)), "")

    def _is_open(self, name: str) -> bool:
        return name in self.bench.results and needs_work(self.bench.results[name])

    def _show_all(self) -> None:
        """All about the function, however long it is."""
        with self.patience():
            function = self._current()
        if self.console.is_terminal:
            self.console.clear()
        if function:
            prose(self.console, function_line(function), hang=2)
            self.console.print(Text(""))
            show_function(function, self.console, replay=self.replay)
        self._show_end()

    def _show_hint(self) -> None:
        """The next hint, below what is known."""
        with self.patience():
            function = self._current()
        if function is None:
            return
        screen = Screen(self.console)
        with screen.beginning():
            self._show(function)
        with screen.end():
            self.console.print(Text(""))
            if needs_work(function):
                hint = Progress(home_of(self.path)).next_hint(function)
                more = _("For the next one, press h again.")
                show_hint(function.name, hint, self.console, more=more)
            else:
                text = _("{name} is right; there is nothing to hint at.")
                prose(self.console, Text(text.format(name=function.name)))
        self._end(screen)

    def _show_list(self) -> None:
        screen = Screen(self.console)
        with screen.beginning():
            show_list(Remembered(home_of(self.path)), self.console, fresh=self.again)
        self._end(screen)

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

    def _end(self, screen: Screen) -> None:
        with screen.end():
            self._show_end()
        screen.show()

    def _show_end(self) -> None:
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
        prose(self.console, Text(text + self._of_all(), "dim"), hang=2)
        if self.keys:
            help_ = _("Keys:  h hint   a all   n next   p previous   l list   r rerun   q quit")
            prose(self.console, Text(help_, "dim"), hang=2)
        self.console.print(Text(""))

    def _of_all(self) -> str:
        """How far the whole chapter is, where a part of it is watched."""
        if len(self.bench.exercises) == len(entries()):
            return ""
        checks = Remembered(home_of(self.path)).checks.values()
        return _(" In the whole chapter: {solved} of {known}.").format(
            solved=sum(check.status == "passed" for check in checks), known=len(entries())
        )


def section_of(exercise: Exercise) -> str:
    """The section of the book, without its parts: "3.6" of "3.6.3"."""
    return ".".join(exercise.section.split(".")[:2])
