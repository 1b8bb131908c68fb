"""Runs one counterexample again, with the student's present code."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder import replay
from autograder.engine import attempt
from autograder.errors import UserError
from autograder.grading import counterexample, find_function, locate_in
from autograder.intake.program import read_program
from autograder.intake.submission import read_submission
from autograder.reports.submission_view import show_counterexample
from autograder.session import Session
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import Modules


def replay_token(
    text: str, path: Path, student: str, console: Console
) -> tuple[int, tuple[str, ...]]:
    """Shows what the named property finds on the named example now.

    Returns:
        The exit code, and the essential protections that were missing.

    Raises:
        UserError: the token is damaged, or the function is not there.
    """
    from autograder.catalogue import EXERCISES  # noqa: PLC0415 - slow, and only after the checks

    token = replay.decode(text)
    exercise = next((e for e in EXERCISES if e.name == token.exercise), None)
    prop = exercise.find(token.property) if exercise else None
    if exercise is None or prop is None or not set(prop.names) <= set(token.example):
        raise UserError("This replay token is of another version of the exercises.")
    submission = read_submission(path, student)
    with Zygote(insist=False) as zygote:
        wanted = {exercise.name: exercise.module}
        program = read_program(submission, wanted, zygote.reader.read)
        locate = locate_in(program, zygote)
        with Session(zygote, Modules(program.code()), Limits(), locate) as session:
            stem, _ = find_function(exercise, program, session)
            if stem is None:
                raise UserError(
                    f"{path} has no function named {exercise.name}, or it does not run."
                )
            finding = attempt(exercise, prop, token.example, stem, session.ask)
    console.print(Text(f"{exercise.name}: {prop.title}", "bold"))
    if finding is None:
        console.print(Text("This example no longer breaks it."))
        return 0, zygote.missing
    if shown := counterexample(exercise, prop, finding):
        show_counterexample(shown, console)
    return (3 if finding.status == "grader_error" else 1), zygote.missing
