"""`autograder compare`: two graded folders."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import INSTRUCTORS, app
from autograder.cli.streams import make_console
from autograder.errors import GraderFault, UserError

if TYPE_CHECKING:
    from autograder.classroom.store import Store


@app.command(rich_help_panel=INSTRUCTORS)
def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help="What `grade` wrote first.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="What it wrote later.")],
    *,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write each property that differs here.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page for a browser here.")
    ] = None,
) -> None:
    """Show who gained or lost points between two runs, and by which property."""
    from autograder.classroom import compare as comparing  # noqa: PLC0415
    from autograder.reports.comparison import (  # noqa: PLC0415
        comparison_csv,
        comparison_html,
        show_comparison,
    )

    comparison = comparing.compare(open_results(before), open_results(after))
    show_comparison(comparison, make_console())
    if csv:
        write(csv, comparison_csv(comparison))
    if html:
        write(html, comparison_html(comparison, str(before), str(after)))
    raise typer.Exit(GraderFault.exit_code if comparison.faulty else 0)


def open_results(folder: Path) -> "Store":
    """The results in a folder, which is only read."""
    from autograder.classroom.store import Store  # noqa: PLC0415

    if not (folder / "run.json").is_file():
        raise UserError(f"{folder} holds no results; expected a folder that `grade` has written.")
    return Store(folder, writable=False)


def write(path: Path, data: bytes) -> None:
    from autograder.files import write_atomically  # noqa: PLC0415
    from autograder.machine import writing  # noqa: PLC0415

    with writing(path):
        write_atomically(path, data)
    typer.echo(f"Written to {path}.", err=True)
