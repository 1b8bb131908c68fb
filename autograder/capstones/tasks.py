"""The capstones: what each one trains, with which functions, and what it has to reach."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.i18n import N_

if TYPE_CHECKING:
    from autograder.worker.protocol import Task

LINE = ("synthetic_data", "normal_equation", "init_params", "data_iter", "linreg", "squared_loss")
CLASSES = ("data_iter", "init_params", "softmax_net", "cross_entropy", "train_epoch")
FILES = ("load_idx_images", "load_idx_labels", "images_to_float")
CONCISE = ("make_loader", "make_optimizer", "train_step", "decay_learning_rate")


@dataclass(frozen=True)
class Capstone:
    """One of them.

    Attributes:
        name: on the command line.
        title: in a sentence.
        task: how the functions are put together, see `worker/training.py`.
        functions: of the student's, that are called.
        lr: the learning rate.
        batch_size: of the minibatches.
        epochs: how many.
        threshold: of the test accuracy.
        first: so many images are trained on; 0 for all.
    """

    name: str
    title: str
    task: "Task"
    functions: tuple[str, ...]
    lr: float
    batch_size: int
    epochs: int
    threshold: float = 0.0
    first: int = 0


@dataclass(frozen=True)
class Measurement:
    """A capstone that trains nothing and earns nothing, but shows something; see `loading.py`.

    Attributes:
        name: on the command line.
        title: in a sentence.
        functions: of the student's, that are called.
        batch_size: of the minibatches.
    """

    name: str
    title: str
    functions: tuple[str, ...]
    batch_size: int


CAPSTONES = {
    capstone.name: capstone
    for capstone in (
        Capstone(
            "line", N_("A line through 1000 points (section 3.2)"), "line", (*LINE, "sgd"),
            lr=0.03, batch_size=10, epochs=3,
        ),
        Capstone(
            "concise", N_("The same line with torch's own parts (section 3.3)"), "concise", CONCISE,
            lr=0.03, batch_size=10, epochs=3,
        ),
        Capstone(
            "images", N_("Handwritten digits, read from files (section 3.5)"), "images",
            (*FILES, *CONCISE),
            lr=0.5, batch_size=32, epochs=10, threshold=0.92,
        ),
        Capstone(
            "digits", N_("Handwritten digits, 8 x 8 pixels"), "classes",
            (*CLASSES, "evaluate_accuracy"),
            lr=0.5, batch_size=32, epochs=10, threshold=0.92,
        ),
        Capstone(
            "fashion", N_("Fashion-MNIST (sections 3.5 to 3.6)"), "classes",
            (*FILES, *CLASSES, "evaluate_accuracy"),
            lr=0.1, batch_size=256, epochs=5, threshold=0.80,
        ),
        Capstone(
            "fashion-small", N_("The first 10,000 images of Fashion-MNIST"), "classes",
            (*FILES, *CLASSES, "evaluate_accuracy"),
            lr=0.1, batch_size=64, epochs=5, threshold=0.78, first=10_000,
        ),
    )
}  # fmt: skip
LOADING = Measurement(
    "loading", N_("A pass over the images with several workers (section 3.5)"), ("make_loader",),
    batch_size=256,
)  # fmt: skip
ALL: dict[str, Capstone | Measurement] = {**CAPSTONES, LOADING.name: LOADING}
"""By the names that are given on the command line."""
