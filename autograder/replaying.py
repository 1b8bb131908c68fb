"""Runs one counterexample again, with the student's present code."""

import functools
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder import head_start, import_path, replay
from autograder.ascii_json import encode_json
from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.cli.choices import cache_folder
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import DECODE_CALL, Finding, attempt
from autograder.errors import UserError
from autograder.exercise import Exercise, Property
from autograder.grading import counterexample, find_function, locate_in
from autograder.i18n import _
from autograder.inputs import Example
from autograder.intake.program import Program, read_program
from autograder.intake.submission import read_submission
from autograder.kinds import Kinds
from autograder.machine import temporary_folder
from autograder.records import Counterexample
from autograder.replay_script import is_importable, script_text
from autograder.reports.submission_view import show_counterexample
from autograder.reports.terminal import prose
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Call, Modules

RIGHT, WRONG, FAULT = 0, 1, 3
"""Exit codes, as those of `check`."""
DEBUGGER = """
import importlib.util, json, pdb, sys

class Submission:  # found after all that is installed, as in a worker
    def __init__(self, files, spec):
        self.files, self.spec = files, spec

    def find_spec(self, name, path=None, target=None):
        return self.spec(name, self.files[name]) if name in self.files else None

files = json.loads(sys.argv.pop(1))
sys.meta_path.append(Submission(files, importlib.util.spec_from_file_location))
pdb.main()
"""
COPY = "replayed_module"
"""A copy of a module whose own name Python can't import."""
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
    def module(self) -> str:
        """The name that the student's file has as a module; of a notebook, that of its code."""
        source = self.program.sources[self.stem]
        return source.file.removesuffix(".py") if source.file.endswith(".py") else self.stem

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
    with head_start.zygote() as zygote:
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
        if trial.finding and not is_sound(exercise, prop, token.example, zygote):
            said = _(
                "The values in this replay token are not ones that {name} is tried on: right code "
                "fails with them, too. Copy the token as it was printed."
            )
            raise UserError(said.format(name=exercise.name))
    calls = tuple(DECODE_CALL(call) for call in trial.calls)
    return Replayed(exercise, prop, program, stem, calls, trial.finding, zygote.missing)


def meaning_of(text: str) -> tuple[Exercise, Property, replay.Token]:
    """The exercise, the property and the example of a token.

    Raises:
        UserError: it is damaged, names nothing that there is, or has values of other kinds than
            those that the property is tried on.
    """
    token = replay.decode(text)
    exercise = next((e for e in EXERCISES if e.name == token.exercise), None)
    prop = exercise.find(token.property) if exercise else None
    if exercise and prop and kinds_in(exercise.name)[prop.domain.name].fit(token.example):
        return exercise, prop, token
    raise UserError(_("This replay token is of another version of the exercises."))


@functools.cache
def kinds_in(name: str) -> dict[str, Kinds]:
    """The kinds of values that an exercise is tried on, by domain."""
    exercise = next(e for e in EXERCISES if e.name == name)
    corpus = examples_for(exercise, PUBLIC_SEED, Cache(cache_folder()))
    return {domain: Kinds.of(examples) for domain, examples in corpus.items()}


def is_sound(exercise: Exercise, prop: Property, example: Example, zygote: Zygote) -> bool:
    """Tells an example on which right code fulfils the property, as on all that are not made up."""
    right = [v.source for v in read_versions(exercise.name) if v.verdict == "right"]
    modules = {f"version_{number}": source for number, source in enumerate(right)}
    with Session(zygote, Modules(modules), Limits()) as session:
        for stem in modules:
            session.module(stem)
            session.start_function(stem)
            if attempt(exercise, prop, example, session.ask).finding is None:
                return True
    return False


def show_replayed(replayed: Replayed, console: Console) -> None:
    """The call, what came back and what was expected, as `check` shows it."""
    name, title = replayed.exercise.name, _(replayed.prop.title)
    prose(console, Text(f"{name}: {title}", "bold"))
    if replayed.finding is None:
        prose(console, Text(_("This example no longer breaks it.")))
    elif shown := counterexample_of(replayed):
        show_counterexample(shown, console)


def script_of(replayed: Replayed, module: str) -> str:
    """The counterexample as a script of its own, which imports the student's module."""
    shown = counterexample_of(replayed)
    if shown is None:
        said = [_("This example no longer breaks it.")]
    else:
        pairs = ((_("got"), shown.got), (_("expected"), shown.expected))
        said = [f"{label}:\n{text}" for label, text in pairs if text]
        said.append(shown.message)
    title = _(replayed.prop.title)
    return script_text(replayed.exercise, module, title, replayed.calls, said)


def debug(replayed: Replayed, path: Path) -> int:
    """Opens pdb where the function begins, in a process without any protection.

    Returns:
        Its exit code.
    """
    with temporary_folder() as folder:
        files = files_of(replayed, path, folder)
        module = name_of(replayed)
        script = folder / "counterexample.py"
        script.write_text(script_of(replayed, module) + LEAVE, encoding="utf-8")
        commands = [f"import {module}", f"break {module}.{replayed.exercise.name}", "continue"]
        options = [word for command in commands for word in ("-c", command)]
        files_text = encode_json(
            {name: str(file) for name, file in files.items()}, indent=0
        ).decode()
        program = [sys.executable, "-P", "-c", DEBUGGER, files_text, *options, str(script)]
        place, environment = files[module].parent, import_path.safe_environment()
        debugger = subprocess.run(program, cwd=place, env=environment, check=False)  # noqa: S603
        return debugger.returncode


def name_of(replayed: Replayed) -> str:
    """The name under which the debugger imports the module with the function."""
    return replayed.module if is_ours(replayed.module) else COPY


def files_of(replayed: Replayed, path: Path, folder: Path) -> dict[str, Path]:
    """The file of each module of a submission: the student's own, or else a copy in a folder.

    What has the name of one of Python's modules is left out, as no import of it is meant for it.
    """
    files = {}
    for stem, source in replayed.program.sources.items():
        name = name_of(replayed) if stem == replayed.stem else stem
        if is_ours(name):
            file = path / source.path if path.is_dir() else path
            if file.suffix != ".py" or not file.is_file():
                file = folder / f"{name}.py"
                file.write_bytes(source.code)
            files[name] = file.resolve()
    return files


def is_ours(module: str) -> bool:
    """Whether a module can be imported by a name that is not one of Python's."""
    return is_importable(module) and module not in sys.stdlib_module_names


def counterexample_of(replayed: Replayed) -> Counterexample | None:
    """What broke the property, for people; nothing if nothing did."""
    if replayed.finding is None:
        return None
    return counterexample(replayed.exercise, replayed.prop, replayed.finding)
