"""`autograder capstone`: train with a student's own functions."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Work, app
from autograder.cli.choices import choose, complete_capstone, require_path, student_name
from autograder.cli.streams import make_console, warn_of
from autograder.errors import UserError
from autograder.i18n import N_, _

if TYPE_CHECKING:
    from autograder.capstones.data import Images
    from autograder.capstones.run import Outcome
    from autograder.capstones.tasks import Capstone


class Pictures(enum.Enum):
    """The formats of pictures."""

    PNG = "png"
    SVG = "svg"


@app.command(rich_help_panel=STUDENTS)
def capstone(
    name: Annotated[
        str,
        typer.Argument(
            help="line, digits, fashion or fashion-small.", autocompletion=complete_capstone
        ),
    ],
    path: Work = DEFAULT_PATH,
    lang: Lang = None,  # noqa: ARG001 - it is set before anything is said
    *,
    data: Annotated[
        Path | None,
        typer.Option(envvar="AUTOGRADER_DATA", help="The folder with the files of Fashion-MNIST."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the pictures go.")] = Path("capstones"),
    picture_format: Annotated[
        Pictures, typer.Option("--format", help="Of the pictures.")
    ] = Pictures.PNG,
) -> None:
    """Train a model with nothing but your own functions; it earns a badge."""
    from autograder.capstones.tasks import CAPSTONES  # noqa: PLC0415

    chosen = choose(name, CAPSTONES, N_("capstone"))
    require_path(path)
    from autograder.worker.client import Zygote  # noqa: PLC0415

    with Zygote(insist=False) as zygote:  # it imports torch while the data are read here
        from autograder.capstones.data import load_digits, load_fashion  # noqa: PLC0415
        from autograder.capstones.show import run_and_show  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415

        images = None
        if chosen.name == "digits":
            images = load_digits()
        elif chosen.task == "classes":
            if data is None:
                raise UserError(
                    _(
                        "The capstone {name} needs the four files of Fashion-MNIST: name their "
                        "folder with --data or in AUTOGRADER_DATA. The digits need no files."
                    ).format(name=name)
                )
            images = load_fashion(data)
        submission = read_submission(path, student_name(path))
        outcome = run_and_show(chosen, submission, images, zygote, make_console())
    warn_of(zygote.missing)
    if outcome is None:
        raise typer.Exit(1)
    report_pictures(chosen, outcome, images, out, picture_format.value)
    raise typer.Exit(1 if outcome.shortfalls else 0)


def report_pictures(
    chosen: "Capstone", outcome: "Outcome", images: "Images | None", out: Path, kind: str
) -> None:
    """Draws the pictures and says where they are; a run without matplotlib goes without."""
    from autograder.capstones.show import draw  # noqa: PLC0415
    from autograder.machine import unwritable  # noqa: PLC0415

    try:
        written = draw(chosen, outcome, images, out, kind)
    except ImportError:
        said = _("Pictures need matplotlib: pip install matplotlib")
        typer.echo(f"autograder: {said}", err=True)
    except OSError as error:
        raise unwritable(out, error) from error
    else:
        typer.echo(_("\nPictures: {paths}").format(paths=_(", ").join(map(str, written))))
