"""`autograder capstone`: train with a student's own functions."""

import enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from autograder.cli.app import DEFAULT_PATH, STUDENTS, Lang, Work, app
from autograder.cli.choices import choose, complete_capstone, require_path, student_name
from autograder.cli.streams import confirmed, make_console, warn_of
from autograder.errors import UserError
from autograder.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.figure import Figure

    from autograder.capstones.tasks import Capstone, Measurement

    Figures = Callable[[], Mapping[str, Figure]]
    Show = Callable[[Figures], None]


class Pictures(enum.Enum):
    """The formats of pictures."""

    PNG = "png"
    SVG = "svg"


@app.command(rich_help_panel=STUDENTS)
def capstone(
    name: Annotated[
        str,
        typer.Argument(
            help="line, concise, images, digits, fashion, fashion-small or loading.",
            autocompletion=complete_capstone,
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
    sandbox: Annotated[
        bool,
        typer.Option(
            "--sandbox/--no-sandbox",
            help="Of loading alone: run your code outside the sandbox, unasked.",
        ),
    ] = True,
) -> None:
    """Train a model with nothing but your own functions; it earns a badge."""
    from autograder.capstones.tasks import ALL, Measurement  # noqa: PLC0415

    chosen = choose(name, ALL, N_("capstone"))
    require_path(path)
    show = partial(report_pictures, out=out, kind=picture_format.value)
    if isinstance(chosen, Measurement):
        measured(chosen, path, data, show, sandbox=sandbox)
    elif not sandbox:
        raise UserError(
            _("{name} runs in the sandbox, as nothing in it needs to be outside.").format(name=name)
        )
    else:
        trained(chosen, path, data, show)


def trained(chosen: "Capstone", path: Path, data: Path | None, show: "Show") -> NoReturn:
    """Trains a model and ends with the exit code that tells whether the badge is earned."""
    from autograder.worker.client import Zygote  # noqa: PLC0415

    with Zygote(insist=False) as zygote:  # it imports torch while the data are read here
        from autograder.capstones.data import data_for  # noqa: PLC0415
        from autograder.capstones.show import figures_of, run_and_show  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415

        images = data_for(chosen, data)
        submission = read_submission(path, student_name(path))
        outcome = run_and_show(chosen, submission, images, zygote, make_console())
    warn_of(zygote.missing)
    if outcome is None:
        raise typer.Exit(1)
    show(partial(figures_of, chosen, outcome, images))
    raise typer.Exit(1 if outcome.shortfalls else 0)


def measured(
    chosen: "Measurement", path: Path, data: Path | None, show: "Show", *, sandbox: bool
) -> NoReturn:
    """Measures outside the sandbox, if that is what the student wants.

    Raises:
        UserError: it is not, or there is nothing to measure.
    """
    from rich.text import Text  # noqa: PLC0415

    from autograder.reports.terminal import prose  # noqa: PLC0415
    from autograder.worker.client import Zygote  # noqa: PLC0415

    with Zygote(insist=False) as zygote:
        from autograder.capstones import loading  # noqa: PLC0415
        from autograder.intake.submission import read_submission  # noqa: PLC0415

        submission = read_submission(path, student_name(path))
        program, stem = loading.find_loader(chosen, submission, zygote)
    file = program.sources[stem].file
    if sandbox:
        prose(make_console(), Text(_(loading.CONSENT).format(file=file)))
        if not confirmed(_("Run {file} outside the sandbox?").format(file=file)):
            raise UserError(_(loading.UNWILLING).format(how="--no-sandbox", file=file))
    passes = loading.measure_and_show(chosen, program, stem, data, make_console())
    if passes is None:
        raise typer.Exit(1)
    show(partial(loading.figures_of_passes, chosen, passes))
    raise typer.Exit


def report_pictures(figures: "Figures", out: Path, kind: str) -> None:
    """Draws the pictures and says where they are; a run without matplotlib goes without."""
    from autograder.machine import unwritable  # noqa: PLC0415

    try:
        from autograder.reports import plots  # noqa: PLC0415 - takes a second to import

        written = plots.save(figures(), out, kind)
    except ImportError:
        said = _("Pictures need matplotlib: pip install matplotlib")
        typer.echo(f"autograder: {said}", err=True)
    except OSError as error:
        raise unwritable(out, error) from error
    else:
        typer.echo(_("\nPictures: {paths}").format(paths=_(", ").join(map(str, written))))
