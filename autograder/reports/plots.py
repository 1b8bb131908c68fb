"""Pictures of a training run: curves, images with their classes, learned weights.

Made without pyplot, so that no window system is looked for. Colours are those of Okabe and Ito,
which people with any colour vision can tell apart.
"""

import contextlib
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from autograder.files import write_atomically
from autograder.values import Array

with contextlib.chdir(Path(os.__file__).parent):  # a matplotlibrc here could have programs started
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
DPI = 150
STYLE = {"frameon": False}
STEEP = 50
"""What falls to a smaller part than this is drawn on a logarithmic axis."""


def save(figures: Mapping[str, Figure], folder: Path, kind: str) -> list[Path]:
    """Writes each figure as `<name>.<kind>`.

    Args:
        figures: by name.
        folder: is made if it is not there.
        kind: "png" or "svg".

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for name in figures]
    for path, figure in zip(paths, figures.values(), strict=True):
        write_atomically(path, rendered(figure, kind), lasting=False)
    return paths


def rendered(figure: Figure, kind: str) -> bytes:
    """A figure as the content of a file, "png" or "svg"."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format=kind, dpi=DPI, facecolor="white")
    return drawn.getvalue()


def curves(
    title: str, losses: Mapping[str, Sequence[float]], accuracies: Mapping[str, Sequence[float]]
) -> Figure:
    """Loss and accuracy after each epoch; a curve for each name."""
    count = 2 if accuracies else 1
    figure = Figure(figsize=(4.6 * count, 3.4), layout="constrained")
    figure.suptitle(title)
    panels = figure.subplots(1, count, squeeze=False)[0]
    for panel, quantity, series in zip(panels, ("loss", "accuracy"), (losses, accuracies)):  # noqa: B905 - the line has no accuracy
        draw_curves(panel, quantity, series)
    return figure


def draw_curves(axes: Axes, quantity: str, series: Mapping[str, Sequence[float]]) -> None:
    for (name, values), colour in zip(series.items(), (BLUE, ORANGE), strict=False):
        epochs = range(1, len(values) + 1)
        axes.plot(epochs, values, color=colour, marker="o", markersize=3.5, label=name)
    smallest, largest = (
        f(value for values in series.values() for value in values) for f in (min, max)
    )
    if 0 < smallest < largest / STEEP:
        axes.set_yscale("log")
    axes.set_xlabel("epoch")
    axes.set_ylabel(quantity)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    if len(series) > 1:
        axes.legend(**STYLE)


def passes(title: str, seconds: Mapping[int, float]) -> Figure:
    """The time of a pass over the data, by the number of workers."""
    figure = Figure(figsize=(5.6, 3.4), layout="constrained")
    figure.suptitle(title, fontsize=10, wrap=True)
    axes = figure.subplots()
    bars = axes.bar([str(workers) for workers in seconds], list(seconds.values()), color=BLUE)
    axes.bar_label(bars, fmt="%.2f s", padding=2)
    axes.margins(y=0.15)
    axes.set_xlabel("workers (num_workers)")
    axes.set_ylabel("seconds for a pass")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def predictions(
    images: Array, labels: Array, predicted: Array, classes: Sequence[str], columns: int = 8
) -> Figure:
    """A grid of images, wrong ones first; above each its true class and what was predicted.

    Args:
        images: (n, 1, rows, columns), from 0 to 1.
        labels: (n,).
        predicted: (n,).
        classes: their names.
        columns: of the grid, which has four rows.
    """
    wrong = np.flatnonzero(labels != predicted)
    right = np.flatnonzero(labels == predicted)
    half = 2 * columns
    shown = [*wrong[:half], *right[: 2 * half - min(half, len(wrong))]]
    figure = Figure(figsize=(1.25 * columns, 6.2), layout="constrained")
    figure.suptitle(f"{len(right)} of {len(labels)} right; wrong ones first (true, then predicted)")
    cells = figure.subplots(4, columns).ravel()
    for axes in cells:
        axes.axis("off")
    for axes, place in zip(cells, shown, strict=False):
        axes.imshow(images[place, 0], cmap="gray_r", vmin=0, vmax=1)
        hit = labels[place] == predicted[place]
        text = classes[labels[place]]
        axes.set_title(
            text if hit else f"{text}\n{classes[predicted[place]]}",
            fontsize=8,
            color=GREEN if hit else RED,
        )
    return figure


def weights(W: Array, shape: tuple[int, int], classes: Sequence[str]) -> Figure:
    """The learned weights of each class as a picture: where ink speaks for it or against it.

    Args:
        W: (pixels, classes).
        shape: rows and columns of an image.
        classes: their names.
    """
    columns = 5
    rows = -(-len(classes) // columns)
    figure = Figure(figsize=(1.8 * columns, 2.1 * rows + 0.4), layout="constrained")
    figure.suptitle("Learned weights: ink in red areas speaks for the class, in blue against it")
    cells = figure.subplots(rows, columns, squeeze=False).ravel()
    bound = float(np.abs(W).max(initial=0, where=np.isfinite(W))) or 1.0
    for axes in cells:
        axes.axis("off")
    for axes, column, name in zip(cells, W.T, classes, strict=False):
        picture = axes.imshow(column.reshape(shape), cmap="RdBu_r", vmin=-bound, vmax=bound)
        axes.set_title(name, fontsize=9)
    figure.colorbar(picture, ax=list(cells), shrink=0.8)
    return figure


def line(features: Array, labels: Array, learned: Array) -> Figure:
    """The data against each feature, with what the other one explains taken away, and the line.

    Args:
        features: (n, d).
        labels: (n,).
        learned: d weights, then the bias.
    """
    count = features.shape[1]
    figure = Figure(figsize=(4.6 * count, 3.6), layout="constrained")
    figure.suptitle("The data and the learned line, one feature at a time")
    for place, axes in enumerate(figure.subplots(1, count, squeeze=False)[0]):
        others = np.delete(np.arange(count), place)
        rest = labels - features[:, others] @ learned[others]
        ends = np.array([features[:, place].min(), features[:, place].max()])
        axes.scatter(features[:, place], rest, s=6, alpha=0.35, color=BLUE, linewidths=0)
        axes.plot(ends, learned[place] * ends + learned[-1], color=RED, label="learned")
        axes.set_xlabel(f"feature {place}")
        axes.set_ylabel("label, without the other feature's share")
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(**STYLE)
    return figure
