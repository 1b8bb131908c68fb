"""Commands that are printed to be pasted."""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import autograder
from autograder.cli.app import DEFAULT_PATH
from autograder.i18n import language, language_of

NAME = "autograder"


def command_for(path: Path, seed: int | None = None) -> str:
    """The command that checks one function, {name}, of this path again, on a seed's examples."""
    if by_make := os.environ.get("AUTOGRADER_AGAIN"):
        return by_make
    option = [] if seed is None else ["--seed", str(seed)]
    return for_format([*program(), "check", *words_for(path), *option]) + " --only {name}"


def replay_command(path: Path) -> str:
    """The command that runs a counterexample, {token}, of this path again."""
    rest = for_format(words_for(path))
    return " ".join(filter(None, [for_format([*program(), "replay"]), "{token}", rest]))


def hint_command(path: Path) -> str:
    """The command that gives the next hint for a function, {name}, of this path."""
    rest = for_format(words_for(path))
    return " ".join(filter(None, [for_format([*program(), "hint"]), "{name}", rest]))


def list_command(path: Path) -> str:
    """The command that checks all exercises of this path and lists them."""
    return shlex.join([*program(), "list", *words_for(path), "--fresh"])


def words_for(path: Path) -> list[str]:
    """The path, and the language, as far as they are not what goes without saying."""
    option = ["--lang", language()] if language() != language_of() else []
    return [*([] if path == DEFAULT_PATH else [str(path)]), *option]


def for_format(words: Sequence[str]) -> str:
    """Words for a shell, in which `format` will find no fields."""
    return shlex.join(words).replace("{", "{{").replace("}", "}}")


def program() -> list[str]:
    """The words that start this program in a shell: a name, or Python with this module."""
    called = Path(sys.argv[0])
    if called == Path(autograder.__file__).with_name("__main__.py") and not shutil.which(NAME):
        return [sys.executable, "-P", "-m", NAME]
    return [program_name()]


def program_name() -> str:
    """This program as a shell finds it, so that a command that we print can be pasted."""
    called = sys.argv[0]
    if Path(called).name != NAME:
        return NAME
    found = shutil.which(NAME)
    return NAME if found and Path(found).samefile(called) else called
