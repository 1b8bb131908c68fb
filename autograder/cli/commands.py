"""Commands that are printed to be pasted."""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.cli.app import DEFAULT_PATH
from autograder.i18n import language, language_of


def command_for(path: Path) -> str:
    """The command that checks one function, {name}, of this path again."""
    if by_make := os.environ.get("AUTOGRADER_AGAIN"):
        return by_make
    return for_format([program_name(), "check", *words_for(path)]) + " --only {name}"


def replay_command(path: Path) -> str:
    """The command that runs a counterexample, {token}, of this path again."""
    rest = for_format(words_for(path))
    return " ".join(filter(None, [for_format([program_name(), "replay"]), "{token}", rest]))


def hint_command(path: Path) -> str:
    """The command that gives the next hint for a function, {name}, of this path."""
    rest = for_format(words_for(path))
    return " ".join(filter(None, [for_format([program_name(), "hint"]), "{name}", rest]))


def list_command(path: Path) -> str:
    """The command that checks all exercises of this path and lists them."""
    return shlex.join([program_name(), "list", *words_for(path), "--fresh"])


def words_for(path: Path) -> list[str]:
    """The path, and the language, as far as they are not what goes without saying."""
    option = ["--lang", language()] if language() != language_of() else []
    return [*([] if path == DEFAULT_PATH else [str(path)]), *option]


def for_format(words: Sequence[str]) -> str:
    """Words for a shell, in which `format` will find no fields."""
    return shlex.join(words).replace("{", "{{").replace("}", "}}")


def program_name() -> str:
    """This program as a shell finds it, so that a command that we print can be pasted."""
    called = sys.argv[0]
    if Path(called).name != "autograder":
        return "autograder"
    found = shutil.which("autograder")
    return "autograder" if found and Path(found).samefile(called) else called
