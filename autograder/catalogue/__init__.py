"""The exercises, in the order in which the book asks for them."""

from importlib import import_module

from autograder.exercise import Exercise

NAMES = (
    "normal_equation",
    "linreg",
    "synthetic_data",
    "data_iter",
    "init_params",
    "squared_loss",
    "sgd",
    "make_loader",
    "make_optimizer",
    "decay_learning_rate",
    "train_step",
    "load_idx_images",
    "load_idx_labels",
    "images_to_float",
    "labels_to_text",
    "first_batch",
    "pair_titles",
    "softmax",
    "squared_loss_onehot",
    "flatten",
    "softmax_net",
    "pick_label_probabilities",
    "cross_entropy",
    "accuracy",
    "evaluate_accuracy",
    "train_epoch",
)
"""Of functions; each is declared, by its own name, in the module of that name."""


def declared(name: str) -> Exercise:
    """The exercise that a module of the catalogue declares."""
    exercise = getattr(import_module(f"{__name__}.{name}"), name, None)
    if not isinstance(exercise, Exercise):
        raise TypeError(f"autograder/catalogue/{name}.py declares no exercise {name}")
    return exercise


EXERCISES: tuple[Exercise, ...] = tuple(declared(name) for name in NAMES)
