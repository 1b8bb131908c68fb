"""Trains a model with a student's own functions, the way the book puts them together.

Nothing here knows an answer: the loops call what the student has written, and report what it
returns together with the parameters, by which the grader judges.
"""

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from autograder.worker.arguments import BuiltTensor
from autograder.worker.protocol import Epoch, Training, UnsupportedValue
from autograder.worker.results import encode_array, is_tensor, type_name

WEIGHTS, BIAS, EXAMPLES = (2.0, -3.4), 4.2, 1000
"""The line of section 3.2."""


def training_steps(
    training: Training, namespaces: Mapping[str, Mapping[str, Any]]
) -> Iterator[Epoch]:
    """How training begins, then one epoch after the other, without an end.

    Raises:
        BaseException: whatever the student's functions raise.
    """
    own = {name: namespaces[stem][name] for name, stem in training.functions.items()}
    steps: Callable[[Training, Any], Iterator[Epoch]]
    steps = train_line if training.task == "line" else train_classes
    return steps(training, SimpleNamespace(**own))


def train_line(training: Training, own: Any) -> Iterator[Epoch]:
    """Section 3.2: data, model, loss and optimizer from scratch."""
    features, labels = own.synthetic_data(torch.tensor(WEIGHTS), BIAS, EXAMPLES)
    w, b = own.init_params(len(WEIGHTS), 1)
    analytic = own.normal_equation(features.double(), labels.double())
    data = (features, labels, *analytic)
    yield Epoch(parameters=encoded(w, b), data=encoded(*data))
    while True:
        for X, y in own.data_iter(training.batch_size, features, labels):
            own.squared_loss(own.linreg(X, w, b), y).sum().backward()
            own.sgd([w, b], training.lr, training.batch_size)
            clear_gradients(w, b)
        with torch.no_grad():
            loss = own.squared_loss(own.linreg(features, w, b), labels).mean()
        yield Epoch(loss=float(loss), parameters=encoded(w, b))


def train_classes(training: Training, own: Any) -> Iterator[Epoch]:
    """Sections 3.5 to 3.7: softmax regression on images."""
    X, y, X_test, y_test = load(training, own)
    W, b = own.init_params(X[0].numel(), int(y.max()) + 1)

    def net(images: Tensor) -> Any:
        return own.softmax_net(images, W, b)

    yield Epoch(parameters=encoded(W, b))
    while True:
        batches = own.data_iter(training.batch_size, X, y)
        loss, accuracy = own.train_epoch(
            net, batches, own.cross_entropy, [W, b], training.lr, training.batch_size
        )
        clear_gradients(W, b)
        with torch.no_grad():
            test_loss = own.cross_entropy(net(X_test), y_test).mean()
            test_accuracy = own.evaluate_accuracy([(X_test, y_test)], net)
        yield Epoch(
            loss=float(loss),
            accuracy=float(accuracy),
            test_loss=float(test_loss),
            test_accuracy=float(test_accuracy),
            parameters=encoded(W, b),
        )


def load(training: Training, own: Any) -> list[Tensor]:
    """Images and labels for training, and those for testing; from files by the student's code."""
    loaded: list[Tensor] = []
    for place, given in enumerate(training.data):
        if not isinstance(given, str):
            loaded.append(BuiltTensor(given).tensor)
        elif place % 2 == 0:
            loaded.append(own.images_to_float(own.load_idx_images(given)))
        else:
            loaded.append(own.load_idx_labels(given))
    if training.first:
        loaded[:2] = [part[: training.first] for part in loaded[:2]]
    return loaded


def encoded(*tensors: Tensor) -> tuple[Any, ...]:
    """Tensors as they are now, by their exact types: no method of a student's class runs."""
    return tuple(
        encode_array(tensor) if is_tensor(tensor) else UnsupportedValue(type_name(tensor))
        for tensor in tensors
    )


def clear_gradients(*parameters: Tensor) -> None:
    """A student's code may leave that to its caller, as the book's does."""
    for parameter in parameters:
        parameter.grad = None
