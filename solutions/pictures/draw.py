"""Draws the pictures of the notebooks, beside this file.

Run by hand after a change (`python solutions/pictures/draw.py`); the pictures are kept with it.
They have a ground of their own, so that they can be read on light and dark pages.
"""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.pyplot import close, subplots

HERE = Path(__file__).parent
INK, LINE, PAPER, FAINT = "#1f2933", "#9aa5b1", "#fbfbf7", "#9aa5b1"
BLUE, AMBER, GREEN, RED = "#cfe3f7", "#fbe3b3", "#cdeccd", "#f9d3d0"
Table = Sequence[Sequence[object]]


class Picture:
    """A drawing whose unit is a cell; y grows downwards."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self._name = name
        figure, self.axes = subplots(figsize=(width * 0.5, height * 0.5), facecolor="none")
        self._figure = figure
        axes = self.axes
        axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
        axes.axis("off")
        figure.subplots_adjust(0, 0, 1, 1)
        frame = FancyBboxPatch(
            (0.1, 0.1), width - 0.2, height - 0.2, boxstyle="round,pad=0,rounding_size=0.3",
            facecolor=PAPER, edgecolor=LINE, linewidth=0.8,
        )  # fmt: skip
        axes.add_patch(frame)

    def cell(self, x: float, y: float, value: object, fill: str = "white", ink: str = INK) -> None:
        edge = LINE if ink == FAINT else INK
        self.axes.add_patch(Rectangle((x, y), 1, 1, facecolor=fill, edgecolor=edge, linewidth=0.8))
        self.text(x + 0.5, y + 0.5, str(value), ink=ink)

    def table(
        self, x: float, y: float, values: Table, title: str, fills: dict[tuple[int, int], str]
    ) -> None:
        """A matrix with its name and shape above; `fills` are the colours of some cells."""
        for i, row in enumerate(values):
            for j, value in enumerate(row):
                self.cell(x + j, y + i, value, fills.get((i, j), "white"))
        self.text(x + len(values[0]) / 2, y - 0.45, title, size=9)

    def text(
        self, x: float, y: float, text: str, *, size: float = 10, ink: str = INK, at: str = "center"
    ) -> None:
        self.axes.text(x, y, text, fontsize=size, color=ink, ha=at, va="center")

    def arrow(self, x: float, y: float, to_x: float, to_y: float) -> None:
        style = {"arrowstyle": "->", "color": INK, "linewidth": 1}
        self.axes.annotate("", (to_x, to_y), (x, y), arrowprops=style)

    def save(self) -> None:
        self._figure.savefig(HERE / f"{self._name}.png", dpi=110, metadata={"Software": None})
        close(self._figure)


def keepdim() -> None:
    """A matrix divided by its row sums: a column, stretched along each row."""
    picture = Picture("keepdim", 15.6, 4)
    rows = {(i, j): (BLUE, AMBER)[i] for i in range(2) for j in range(3)}
    picture.table(0.8, 1.3, [[1, 2, 1], [3, 1, 6]], "E   (2, 3)", rows)
    picture.text(4.4, 2.3, "/", size=14)
    for i, total in enumerate((4, 10)):
        picture.cell(5, 1.3 + i, total, (BLUE, AMBER)[i])
        for j in (1, 2):
            picture.cell(5 + j, 1.3 + i, total, PAPER, FAINT)
    picture.text(6.5, 0.85, "E.sum(dim=1, keepdim=True)   (2, 1)", size=9)
    picture.text(8.7, 2.3, "=", size=14)
    picture.table(9.4, 1.3, [[".25", ".5", ".25"], [".3", ".1", ".6"]], "(2, 3)", rows)
    picture.text(12.7, 1.8, "sum: 1", size=9, at="left")
    picture.text(12.7, 2.8, "sum: 1", size=9, at="left")
    picture.text(6.5, 3.6, "the column is repeated along each row", size=8)
    picture.save()


def gather() -> None:
    """From each row the entry at its label."""
    picture = Picture("gather", 12.6, 4.9)
    labels = (2, 0, 1)
    table = [[".1", ".3", ".6"], [".7", ".2", ".1"], [".3", ".5", ".2"]]
    colours = (BLUE, AMBER, GREEN)
    picked = {(i, label): colours[i] for i, label in enumerate(labels)}
    picture.table(1.5, 1.3, table, "y_hat   (3, 3)", picked)
    for i, label in enumerate(labels):
        picture.text(1, 1.8 + i, f"row {i}", size=7)
        picture.cell(6, 1.3 + i, label, colours[i])
        picture.arrow(7.4, 1.8 + i, 9.1, 1.8 + i)
        picture.cell(9.5, 1.3 + i, table[i][label], colours[i])
    for j in range(3):
        picture.text(2 + j, 4.55, f"class {j}", size=7)
    picture.text(6.5, 0.85, "y as a column   (3, 1)", size=9)
    picture.text(10, 0.85, "gather(1, y)   (3, 1)", size=9)
    picture.save()


def column_minus_row() -> None:
    """What becomes of a column minus a row: a table, of which the diagonal was meant."""
    picture = Picture("column-minus-row", 14.2, 4.9)
    y_hat, y = (1, 3, 6), (2, 7, 5)
    picture.table(0.9, 1.3, [[v] for v in y_hat], "y_hat   (3, 1)", {})
    picture.text(2.8, 2.8, "−", size=14)  # noqa: RUF001 - a minus sign
    picture.table(3.7, 2.3, [y], "y   (3,)", {})
    picture.text(7.5, 2.8, "=", size=14)
    table = [[f"{a - b}".replace("-", "−") for b in y] for a in y_hat]  # noqa: RUF001 - same
    fills = {(i, j): GREEN if i == j else RED for i in range(3) for j in range(3)}
    picture.table(8.4, 1.3, table, "(3, 3)", fills)
    picture.text(11.7, 3.55, "an example with", size=8, at="left")
    picture.text(11.7, 4.0, "its own label", size=8, at="left")
    picture.save()


def minibatches() -> None:
    """Examples in a random order, cut into batches; each keeps its label."""
    picture = Picture("minibatches", 14.6, 6.5)
    colours = (BLUE, AMBER, GREEN, RED, "#e3d5f2")
    order = (3, 0, 4, 1, 2)
    for i, colour in enumerate(colours):
        pair(picture, 1.2, 1 + i * 0.98, i, colour)
    picture.text(2.2, 0.6, "X, y", size=9)
    for place, chosen in enumerate(order):
        batch, inside = divmod(place, 2)
        pair(picture, 6 + batch * 2.8, 2.2 + inside, chosen, colours[chosen])
    for batch in range(3):
        picture.text(7 + batch * 2.8, 1.8, f"batch {batch}", size=9)
    picture.arrow(3.6, 3.4, 5.5, 3.2)
    picture.text(9.8, 4.8, f"order = {list(order)}, batch_size = 2", size=9)
    picture.save()


def pair(picture: Picture, x: float, y: float, number: int, colour: str) -> None:
    """The features and the label of an example, side by side."""
    picture.cell(x, y, f"$x_{number}$", colour)
    picture.cell(x + 1, y, f"$y_{number}$", colour)


if __name__ == "__main__":
    mpl.use("agg")
    for draw in (keepdim, gather, column_minus_row, minibatches):
        draw()
