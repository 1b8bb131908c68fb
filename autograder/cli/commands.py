"""Commands that are printed to be pasted."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import autograder
from autograder.cli.app import DEFAULT_PATH
from autograder.i18n import language, language_of
from autograder.reports.escape import for_shell

NAME = "autograder"


def command_for(paths: Sequence[Path], seed: int | None = None) -> str:
    """The command that checks one function, {name}, of these again, on a seed's examples."""
    if by_make := os.environ.get("AUTOGRADER_AGAIN"):
        return by_make
    option = [] if seed is None else ["--seed", str(seed)]
    return for_format([*program(), "check", *words_for(*paths), *option]) + " --only {name}"


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
    return shell_line([*program(), "list", *words_for(path), "--fresh"])


def words_for(*paths: Path) -> list[str]:
    """The paths, and the language, as far as they are not what goes without saying."""
    option = ["--lang", language()] if language() != language_of() else []
    return [*([] if paths == (DEFAULT_PATH,) else map(word_for, paths)), *option]


def word_for(path: Path) -> str:
    """A path that no command takes for an option."""
    return f"./{path}" if str(path).startswith("-") else str(path)


def for_format(words: Sequence[str]) -> str:
    """Words for a shell, in which `format` will find no fields."""
    return shell_line(words).replace("{", "{{").replace("}", "}}")


def shell_line(words: Sequence[str]) -> str:
    """Words for a shell, in one line in which everything can be seen."""
    return " ".join(map(for_shell, words))


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
