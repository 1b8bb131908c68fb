"""Tells of a capstone while it runs, and draws what came of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.capstones import reference
from autograder.capstones.data import Images
from autograder.capstones.run import NotFinishedError, Outcome, run_capstone
from autograder.capstones.tasks import Capstone
from autograder.i18n import N_, _
from autograder.intake.submission import Submission
from autograder.reports.escape import for_ci_log
from autograder.values import Array
from autograder.worker.client import Zygote
from autograder.worker.protocol import Epoch, Task

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 15
SMALL, LARGE = 0.00095, 1e8
"""Beyond these a number is not written out, and beyond the second not drawn."""
COLUMNS = {
    "loss": N_("loss"),
    "accuracy": N_("accuracy"),
    "test_loss": N_("test loss"),
    "test_accuracy": N_("test accuracy"),
}
"""What an epoch has of numbers, and what each is called."""
SHOWN: dict[Task, tuple[str, ...]] = {
    **dict.fromkeys(("line", "concise"), ("loss",)),
    **dict.fromkeys(("classes", "images"), tuple(COLUMNS)),
}


def run_and_show(
    capstone: Capstone,
    submission: Submission,
    images: Images | None,
    zygote: Zygote,
    console: Console,
) -> Outcome | None:
    """Trains and prints a line for each epoch, then the verdict; None if it came to no end."""
    console.print(Text(_(capstone.title), "bold"))
    how = _(
        "batches of {batch_size}, learning rate {lr:g}, {epochs} epochs, all functions your own\n"
    )
    console.print(
        how.format(batch_size=capstone.batch_size, lr=capstone.lr, epochs=capstone.epochs)
    )
    with Progress(
        BarColumn(), MofNCompleteColumn(), TextColumn(_("epochs")), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_interactive,
    ) as progress:  # fmt: skip
        bar = progress.add_task("", total=capstone.epochs)

        def tell(number: int, epoch: Epoch) -> None:
            if number == 0:
                progress.reset(bar)
                console.print(heading(capstone))
            else:
                progress.advance(bar)
                console.print(epoch_line(capstone, number, epoch))

        try:
            outcome = run_capstone(capstone, submission, images, zygote, tell)
        except NotFinishedError as error:
            # What a student's code says may have lines of its own, which must not look like ours.
            console.print(Text(f"☆ {for_ci_log(str(error))}".replace("\n", "\n  ")))
            return None
    show_outcome(capstone, outcome, console)
    return outcome


def epoch_line(capstone: Capstone, number: int, epoch: Epoch) -> str:
    """One row of the table of epochs."""
    values = [short(getattr(epoch, name)) for name in SHOWN[capstone.task]]
    return f"{number:>5}{''.join(right_aligned(value) for value in values)}"


def short(value: float) -> str:
    """Four decimals, unless all of them were zero or nobody would read so many digits."""
    return f"{value:.1e}" if 0 < abs(value) < SMALL or abs(value) > LARGE else f"{value:.4f}"


def heading(capstone: Capstone) -> str:
    columns = "".join(right_aligned(_(COLUMNS[name])) for name in SHOWN[capstone.task])
    return set_cell_size(_("epoch"), 5) + columns


def right_aligned(text: str) -> str:
    """The text in a column; a Chinese character is two cells wide."""
    return " " * (WIDTH - cell_len(text)) + text


def show_outcome(capstone: Capstone, outcome: Outcome, console: Console) -> None:
    """Whether the badge is earned, by which numbers, or what is in the way."""
    if not capstone.threshold:
        analytic = "normal_equation" if capstone.task == "line" else _("analytic")
        console.print(parameters_table(outcome, analytic))
    else:
        said = _("\nTest accuracy {accuracy:.4f} ({threshold:.2f} is due), test loss {loss:.4f}.")
        console.print(
            said.format(accuracy=outcome.accuracy, threshold=capstone.threshold, loss=outcome.loss)
        )
    title = _(capstone.title)
    if not outcome.shortfalls:
        console.print(Text(_("★ {capstone}: earned.").format(capstone=title), "bold green"))
        return
    console.print(Text(_("☆ {capstone}: not earned yet.").format(capstone=title), "bold"))
    for shortfall in outcome.shortfalls:
        console.print(f"  - {shortfall}")


def parameters_table(outcome: Outcome, analytic: str) -> Table:
    """What was learned beside the analytic solution, under its title."""
    learned = np.concatenate([p.reshape(-1) for p in outcome.parameters])
    solved = np.concatenate([p.reshape(-1) for p in outcome.made[2:]])
    table = Table(box=None, pad_edge=False, header_style="bold")
    names = [*(f"w{i}" for i in range(len(learned) - 1)), "b"]
    for name in ("", _("learned"), analytic):
        table.add_column(name, justify="right" if name else "left")
    for name, a, b in zip(names, learned, solved, strict=True):
        table.add_row(name, f"{a:.4f}", f"{b:.4f}")
    return table


def drawn(numbers: Array) -> Array:
    """Numbers that a picture can show; any others may have been reported."""
    return np.where(np.abs(numbers) < LARGE, numbers, np.nan)


def curve(numbers: Iterable[float]) -> list[float]:
    """The same of a curve."""
    return [float(number) for number in drawn(np.array(list(numbers)))]


def figures_of(capstone: Capstone, outcome: Outcome, images: Images | None) -> "dict[str, Figure]":
    """The pictures, by name.

    Raises:
        ImportError: matplotlib is not installed.
    """
    from autograder.reports import plots  # noqa: PLC0415 - takes a second to import

    epochs = outcome.epochs[1:]
    losses = {"training": curve(epoch.loss for epoch in epochs)}
    if images is None:
        learned = drawn(np.concatenate([p.reshape(-1) for p in outcome.parameters]))
        features, labels = drawn(outcome.made[0]), drawn(outcome.made[1].reshape(-1))
        return {
            f"{capstone.name}-curve": plots.curves(capstone.title, losses, {}),
            f"{capstone.name}-data": plots.line(features, labels, learned),
        }
    W, b = outcome.parameters
    rows, columns = images.test_images.shape[2:]
    predicted = reference.predictions(images.test_images, W, b)
    return {
        f"{capstone.name}-curves": plots.curves(
            capstone.title,
            losses | {"test": curve(epoch.test_loss for epoch in epochs)},
            {
                "training": curve(epoch.accuracy for epoch in epochs),
                "test": curve(epoch.test_accuracy for epoch in epochs),
            },
        ),
        f"{capstone.name}-predictions": plots.predictions(
            images.test_images, images.test_labels, predicted, images.classes
        ),
        f"{capstone.name}-weights": plots.weights(drawn(W), (rows, columns), images.classes),
    }
