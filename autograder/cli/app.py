"""The application that the verbs are commands of, and the options that several of them take."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.choices import complete_function
from autograder.i18n import LANGUAGES, language_of, use_language

DEFAULT_PATH = Path("exercises")
STUDENTS, INSTRUCTORS, AUTHORS = "For students", "For instructors", "For authors of exercises"
"""The panels of `autograder --help`."""

app = typer.Typer(
    help="Exercises and an autograder for chapter 3 of Dive into Deep Learning in PyTorch.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def choose_language(language: str | None) -> str:
    """Sets the language of this process: the one that was asked for, or that of the locale."""
    chosen = language or language_of()
    use_language(chosen)
    return chosen


Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="|".join(LANGUAGES),
        callback=choose_language,
        is_eager=True,
        help="The language of what is printed; that of the locale unless given.",
    ),
]
Work = Annotated[Path, typer.Argument(help="A module, a notebook, or a folder or .zip of them.")]
Works = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Modules, notebooks, or folders or .zip files of them: together one work.",
        show_default=str(DEFAULT_PATH),
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="NAME",
        help="Only this function; may be given several times.",
        autocompletion=complete_function,
    ),
]
ASSIGNMENT = "chapter3"
Assignment = Annotated[str, typer.Option(help="The name of the assignment in nbgrader.")]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="NAME",
        help="This function may call torch's own operator; may be given several times.",
    ),
]
