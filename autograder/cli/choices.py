"""What was named on the command line: submissions, functions, and what was meant instead."""

import difflib
import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from autograder.errors import UserError
from autograder.i18n import N_, _

if TYPE_CHECKING:
    from autograder.exercise import Exercise

T = TypeVar("T")

MAX_NAMED = 20


def require_path(path: Path) -> None:
    """Says at once, before anything slow, that a path is wrong."""
    try:
        path.stat()
    except FileNotFoundError:
        raise UserError(_("{path} does not exist.").format(path=path)) from None
    except OSError as error:
        said = _("{path} can't be read: {reason}.").format(path=path, reason=error.strerror)
        raise UserError(said) from None
    if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        raise UserError(_("{path} can't be read: you have no right to.").format(path=path))


def student_name(path: Path) -> str:
    """The name that a folder or a module gives to its student."""
    return path.resolve().stem if path.is_file() else path.resolve().name


def cache_folder() -> Path | None:
    """The folder of caches that AUTOGRADER_CACHE names; None for the usual one.

    Where other users may have written there, the usual folder is not used, which is said once.

    Raises:
        UserError: they may have written to the folder that is named.
    """
    from autograder.caches import intrusion, usual_folder  # noqa: PLC0415

    named = os.environ.get("AUTOGRADER_CACHE")
    if reason := intrusion(Path(named) if named else usual_folder()):
        if named:
            said = _(
                "What is in the folder that AUTOGRADER_CACHE names can't be believed: {reason}. "
                "Name one that nobody but you may write to."
            )
            raise UserError(said.format(reason=reason))
        tell_without_cache(reason)
    return Path(named) if named else None


@functools.cache
def tell_without_cache(reason: str) -> None:
    """Says why the usual folder is not used; everything else is as always."""
    said = _(
        "No cache is used, which takes time: {reason}. "
        "To have one, name a folder in AUTOGRADER_CACHE that nobody but you may write to."
    )
    typer.echo(f"autograder: {said.format(reason=reason)}", err=True)


def select_exercises(only: Sequence[str] | None, of_paths: Sequence[Path] = ()) -> "list[Exercise]":
    """The exercises of these names, in the book's order.

    Without names those of the modules that the paths are or were meant to be, or else all of them.
    """
    from autograder.catalogue import EXERCISES  # noqa: PLC0415
    from autograder.intake.names import nearest  # noqa: PLC0415

    by_name = {exercise.name: exercise for exercise in EXERCISES}
    of_each = [
        [n for n, e in by_name.items() if path.is_file() and nearest(e.module, [path.name])]
        for path in of_paths
    ]
    names = (
        only or ([name for names in of_each for name in names] if all(of_each) else ()) or by_name
    )
    chosen = {choose(name, by_name, N_("function")).name for name in names}
    return [exercise for exercise in EXERCISES if exercise.name in chosen]


def complete_function(incomplete: str) -> list[str]:
    """Names of functions for a shell that completes; nothing slow is imported."""
    from autograder.stubs import entries  # noqa: PLC0415

    return [entry.name for entry in entries() if entry.name.startswith(incomplete)]


def complete_capstone(incomplete: str) -> list[str]:
    """Names of capstones for a shell that completes."""
    from autograder.capstones.tasks import CAPSTONES  # noqa: PLC0415

    return [name for name in CAPSTONES if name.startswith(incomplete)]


def names_of(functions: Sequence[str] | None) -> tuple[str, ...]:
    """The names of these functions, which exist, in the book's order; none without any."""
    return tuple(exercise.name for exercise in select_exercises(functions)) if functions else ()


def choose(name: str, candidates: dict[str, T], kind: str) -> T:
    """The candidate of that name.

    Raises:
        UserError: there is none; the message names those that are alike.
    """
    if name in candidates:
        return candidates[name]
    near = difflib.get_close_matches(name, candidates, n=3)
    if near:
        said = _("There is no {kind} named {name}. Did you mean: {near}?")
        raise UserError(said.format(kind=_(kind), name=repr(name), near=_(", ").join(near)))
    more = " …" if len(candidates) > MAX_NAMED else ""
    known = _(", ").join(list(candidates)[:MAX_NAMED]) + more
    said = _("There is no {kind} named {name}, but {known}.")
    raise UserError(said.format(kind=_(kind), name=repr(name), known=known or _("none at all")))
