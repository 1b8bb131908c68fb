"""Why a function may be wrong that is itself right: it calls another one that is not."""

from collections.abc import Sequence

import msgspec

from autograder.i18n import _
from autograder.intake.program import Program
from autograder.intake.uses import reached
from autograder.records import FunctionResult
from autograder.stubs import entries

CALLED = ("failed", "not_attempted", "timeout", "crashed")
"""The status of a function that something it calls may have given it."""


def with_cause(
    function: FunctionResult, program: Program, graded: Sequence[FunctionResult]
) -> FunctionResult:
    """The record of a function, with the names of those to look at first.

    What it does then tells nothing of its own misconceptions.

    Args:
        function: as it was graded.
        program: the submission.
        graded: the functions that were graded before.
    """
    if function.status not in CALLED:
        return function
    called = exercises_called(program, function)
    known = {other.name: other.status for other in graded}
    stubs = [name for name in called if is_stub(name, program)]
    if function.status == "not_attempted" and not is_stub(function.name, program):
        unwritten = stubs or [name for name in called if known.get(name) == "not_attempted"]
        if unwritten:
            text = _("It waits for {names}, which it calls. Begin there.")
            said = text.format(names=_(", ").join(unwritten))
            return msgspec.structs.replace(function, status="waiting", message=said)
    wrong = [name for name in called if known.get(name, "passed") != "passed" or name in stubs]
    if wrong:
        text = _("It calls {names}, which is not right yet. Begin there.")
        said = text.format(names=_(", ").join(wrong))
        message = joined(function.message, said)
        return msgspec.structs.replace(function, message=message, diagnosis=None)
    if unknown := [name for name in called if name not in known]:
        text = _("It calls {names}: if that is not right, begin there.")
        said = text.format(names=_(", ").join(unknown))
        return msgspec.structs.replace(function, message=joined(function.message, said))
    return function


def exercises_called(program: Program, function: FunctionResult) -> list[str]:
    """The other exercises that a function calls, whether they are there or not."""
    found: set[str] = set()
    for stem in program.candidates(function.name, function.module)[:1]:
        for _place, definition in reached(program, stem, function.name):
            found |= {definition.name, *(use.name for use in definition.uses)}
    found.discard(function.name)
    return [entry.name for entry in entries() if entry.name in found]


def is_stub(name: str, program: Program) -> bool:
    """Whether all that the submission has of a function is its stub."""
    found = [source.find(name) for source in program.sources.values()]
    return any(found) and all(definition.stub for definition in found if definition)


def joined(*messages: str) -> str:
    return "\n".join(filter(None, messages))
