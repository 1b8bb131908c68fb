"""Runs one counterexample again, with the student's present code."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder import replay, start
from autograder.engine import DECODE_CALL, Finding, attempt
from autograder.errors import UserError
from autograder.exercise import Exercise, Property
from autograder.grading import counterexample, find_function, locate_in
from autograder.i18n import _
from autograder.intake.names import is_proper
from autograder.intake.program import Program, read_program
from autograder.intake.submission import read_submission
from autograder.records import Counterexample
from autograder.replay_script import script_text
from autograder.reports.submission_view import show_counterexample
from autograder.reports.terminal import prose
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Call, Modules

RIGHT, WRONG, FAULT = 0, 1, 3
"""Exit codes, as those of `check`."""
LEAVE = """
import os, sys
sys.stdout.flush()
os._exit(0)  # pdb would begin anew
"""


@dataclass(frozen=True)
class Replayed:
    """One property on one example, tried on the student's function as it is now.

    Attributes:
        exercise: whose function it is.
        prop: the property that was tried.
        program: the submission.
        stem: the name of the source that has the function.
        calls: that were made.
        finding: why the property does not hold, or None if it does.
        missing: the essential protections that were missing.
    """

    exercise: Exercise
    prop: Property
    program: Program
    stem: str
    calls: tuple[Call, ...]
    finding: Finding | None
    missing: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        if self.finding is None:
            return RIGHT
        return FAULT if self.finding.status == "grader_error" else WRONG


def replay_token(text: str, path: Path, student: str) -> Replayed:
    """Tries the named property on the named example.

    Raises:
        UserError: the token is damaged, or the function is not there.
    """
    exercise, prop, token = meaning_of(text)
    submission = read_submission(path, student)
    with start.zygote() as zygote:
        wanted = {exercise.name: exercise.module}
        program = read_program(submission, wanted, zygote.reader.read)
        locate = locate_in(program, zygote)
        with Session(zygote, Modules(program.code()), Limits(), locate) as session:
            stem, _message = find_function(exercise, program, session)
            if stem is None:
                said = _("{path} has no function named {name}, or it does not run.")
                raise UserError(said.format(path=path, name=exercise.name))
            session.start_function(stem)
            trial = attempt(exercise, prop, token.example, session.ask)
    calls = tuple(DECODE_CALL(call) for call in trial.calls)
    return Replayed(exercise, prop, program, stem, calls, trial.finding, zygote.missing)


def meaning_of(text: str) -> tuple[Exercise, Property, replay.Token]:
    """What a token names.

    Raises:
        UserError: it is damaged, or names nothing that there is.
    """
    from autograder.catalogue import EXERCISES  # noqa: PLC0415 - slow, and only after the checks

    token = replay.decode(text)
    exercise = next((e for e in EXERCISES if e.name == token.exercise), None)
    prop = exercise.find(token.property) if exercise else None
    if exercise is None or prop is None or not set(prop.names) <= set(token.example):
        raise UserError(_("This replay token is of another version of the exercises."))
    return exercise, prop, token


def show_replayed(replayed: Replayed, console: Console) -> None:
    """The call, what came back and what was expected, as `check` shows it."""
    name, title = replayed.exercise.name, _(replayed.prop.title)
    prose(console, Text(f"{name}: {title}", "bold"))
    if replayed.finding is None:
        prose(console, Text(_("This example no longer breaks it.")))
    elif shown := counterexample_of(replayed):
        show_counterexample(shown, console)


def script_of(replayed: Replayed) -> str:
    """The counterexample as a script of its own."""
    shown = counterexample_of(replayed)
    if shown is None:
        said = [_("This example no longer breaks it.")]
    else:
        pairs = ((_("got"), shown.got), (_("expected"), shown.expected))
        said = [f"{label}:\n{text}" for label, text in pairs if text]
        said.append(shown.message)
    title = _(replayed.prop.title)
    return script_text(replayed.exercise, replayed.stem, title, replayed.calls, said)


def debug(replayed: Replayed, path: Path) -> int:
    """Opens pdb where the function begins, in a process without any protection.

    Returns:
        Its exit code.
    """
    name, stem = replayed.exercise.name, replayed.stem
    with tempfile.TemporaryDirectory(prefix="autograder-debug-") as folder:
        script = Path(folder, "counterexample.py")
        script.write_text(script_of(replayed) + LEAVE, encoding="utf-8")
        place = folder_of(replayed, path)
        if place is None:
            place = Path(folder)
            for other, source in replayed.program.sources.items():
                if other.isidentifier():
                    Path(folder, f"{other}.py").write_bytes(source.code)
        start = f"import sys; sys.path.insert(0, {str(place.resolve())!r}); import {stem}"
        commands = [start, f"break {stem}.{name}", "continue"]
        program = [sys.executable, "-m", "pdb"]
        for command in commands:
            program += ["-c", command]
        return subprocess.run([*program, str(script)], cwd=place, check=False).returncode  # noqa: S603


def folder_of(replayed: Replayed, path: Path) -> Path | None:
    """The folder that the student's module can be imported from, if there is one."""
    source = replayed.program.sources[replayed.stem]
    if source.notebook or not is_proper(source.file) or path.suffix == ".zip":
        return None
    return (path / source.path).parent if path.is_dir() else path.parent


def counterexample_of(replayed: Replayed) -> Counterexample | None:
    """What broke the property, for people; nothing if nothing did."""
    if replayed.finding is None:
        return None
    return counterexample(replayed.exercise, replayed.prop, replayed.finding)
