"""Pictures show all that they are given, and are files that others can read."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.image import imread

from autograder.reports import plots

IMAGES = np.linspace(0, 1, 40 * 9, dtype=np.float32).reshape(40, 1, 3, 3)
LABELS = np.arange(40) % 3
CLASSES = ("t-shirt", "<b>bag</b>", "$x$")


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in (axes.title, axes.xaxis.label)]


def test_curves_have_a_line_for_each_series():
    losses = {"training": [3.0, 2.0], "test": [3.5, 2.5]}
    figure = plots.curves("digits", losses, {"training": [0.1, 0.9]})
    loss, accuracy = figure.axes
    assert [line.get_ydata().tolist() for line in loss.lines] == list(losses.values())
    assert [line.get_xdata().tolist() for line in loss.lines] == [[1, 2], [1, 2]]
    assert accuracy.get_ylabel() == "accuracy"
    assert loss.get_yscale() == "linear"


def test_a_steep_curve_is_drawn_on_a_logarithmic_axis():
    (axes,) = plots.curves("line", {"training": [1.0, 0.001]}, {}).axes
    assert axes.get_yscale() == "log"


def test_passes_have_a_bar_for_each_number_of_workers():
    figure = plots.passes("loading", {0: 2.0, 1: 1.5, 4: 0.5})
    (axes,) = figure.axes
    assert [bar.get_height() for bar in axes.patches] == [2.0, 1.5, 0.5]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "1", "4"]
    assert axes.get_ylim()[0] == 0


def test_wrong_predictions_come_first_and_name_both_classes():
    predicted = LABELS.copy()
    predicted[30] = (LABELS[30] + 1) % 3
    figure = plots.predictions(IMAGES, LABELS, predicted, ("a", "b", "c"))
    assert figure.axes[0].get_title() == "a\nb"
    assert figure.axes[1].get_title() in ("a", "b", "c")
    assert len(figure.axes) == 32
    assert "39 of 40 right" in figure.get_suptitle()


def test_few_images_leave_cells_empty():
    figure = plots.predictions(IMAGES[:3], LABELS[:3], LABELS[:3], ("a", "b", "c"))
    assert sum(bool(axes.images) for axes in figure.axes) == 3


def test_weights_are_pictures_on_one_scale_around_zero():
    W = np.arange(27.0).reshape(9, 3) - 20
    figure = plots.weights(W, (3, 3), ("a", "b", "c"))
    pictures = [axes.images[0] for axes in figure.axes if axes.images]
    assert len(pictures) == 3
    assert {picture.get_clim() for picture in pictures} == {(-20.0, 20.0)}


def test_a_line_has_a_panel_for_each_feature():
    X = np.eye(3, 2)
    figure = plots.line(X, X @ [2.0, -1.0] + 0.5, np.array([2.0, -1.0, 0.5]))
    assert [axes.get_xlabel() for axes in figure.axes] == ["feature 0", "feature 1"]
    left = figure.axes[0].lines[0]
    assert left.get_ydata().tolist() == [0.5, 2.5]


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_they_are_written_as_asked(tmp_path, kind):
    figure = plots.predictions(IMAGES, LABELS, LABELS, CLASSES)
    (path,) = plots.save({"digits": figure}, tmp_path / "new", kind)
    assert path == tmp_path / "new" / f"digits.{kind}"
    if kind == "png":
        assert imread(path).std() > 0
    else:
        assert ET.parse(path).getroot().tag.endswith("svg")
