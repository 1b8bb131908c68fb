"""Trains a model with a student's own functions, the way the book puts them together.

Nothing here knows an answer: the loops call what the student has written, and report what it
returns together with the parameters, by which the grader judges.
"""

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import msgspec
import torch
from torch import Tensor, nn

from autograder.worker.arguments import BuiltTensor
from autograder.worker.protocol import Epoch, Task, Training, UnsupportedValue
from autograder.worker.results import encode_array, is_tensor, type_name

WEIGHTS, BIAS, EXAMPLES = (2.0, -3.4), 4.2, 1000
"""The line of section 3.2."""
DECAY = 0.9
"""By so much the learning rate falls after each epoch of torch's own optimizer."""


def training_steps(
    training: Training, namespaces: Mapping[str, Mapping[str, Any]]
) -> Iterator[Epoch]:
    """How training begins, then one epoch after the other, without an end.

    Raises:
        BaseException: whatever the student's functions raise.
    """
    own = {name: namespaces[stem][name] for name, stem in training.functions.items()}
    return STEPS[training.task](training, SimpleNamespace(**own))


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


def train_concise(training: Training, own: Any) -> Iterator[Epoch]:
    """Sections 3.3 and 3.5: a net of torch's, with the student's loader, optimizer and steps."""
    X, y, *test = load(training, own)
    classes = int(y.max()) + 1 if test else 1
    net = nn.Sequential(nn.Flatten(), nn.Linear(X[0].numel(), classes))
    loss = nn.CrossEntropyLoss() if test else nn.MSELoss()
    optimizer = own.make_optimizer(net, training.lr, {})
    yield Epoch(parameters=parameters_of(net))
    while True:
        loader = own.make_loader(X, y, training.batch_size, shuffle=True)
        losses = [float(own.train_step(net, loss, *batch, optimizer)) for batch in loader]
        own.decay_learning_rate(optimizer, DECAY)
        mean = sum(losses) / max(1, len(losses))
        epoch = Epoch(loss=mean, parameters=parameters_of(net))
        yield with_scores(epoch, net, loss, X, y, *test) if test else epoch


@torch.no_grad()
def with_scores(
    epoch: Epoch,
    net: nn.Module,
    loss: nn.Module,
    X: Tensor,
    y: Tensor,
    X_test: Tensor,
    y_test: Tensor,
) -> Epoch:
    """An epoch with what the net is worth on images for training and for testing."""
    logits = net(X_test)
    return msgspec.structs.replace(
        epoch,
        accuracy=float((net(X).argmax(1) == y).float().mean()),
        test_loss=float(loss(logits, y_test)),
        test_accuracy=float((logits.argmax(1) == y_test).float().mean()),
    )


def parameters_of(net: nn.Sequential) -> tuple[Any, ...]:
    """The weights of its last layer, a column for each output, and the biases."""
    weight, bias = (parameter.detach() for parameter in net[-1].parameters())
    return encoded(weight.T, bias)


STEPS: dict[Task, Callable[[Training, Any], Iterator[Epoch]]] = {
    "line": train_line,
    "concise": train_concise,
    "classes": train_classes,
    "images": train_concise,
}


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
