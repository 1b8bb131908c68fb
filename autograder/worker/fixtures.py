"""Arguments that are no data: nets, losses, optimizers and loaders, built in a worker by name.

They hold no answers. What happens to those of a training loop is written down in a trace, one
letter for each event: Z gradients cleared by the optimizer, F forward, B backward, S step.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, is_grad_enabled, nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.worker.protocol import MAX_TRACE, FixtureName


class Trace:
    """The events of one call, in order, up to a limit, and what fixtures have to say after it.

    No fixture has it as an attribute: what is passed to a student's function does not hold
    what is said of that function.
    """

    def __init__(self) -> None:
        self.text = ""
        self.reports: dict[int, Callable[[], Any]] = {}
        """By the identity of the fixture."""

    def add(self, letter: str) -> None:
        if len(self.text) < MAX_TRACE:
            self.text += letter


class Net(nn.Module):
    """Linear layers by name, one after the other."""

    def __init__(self, children: Sequence[tuple[str, nn.Parameter, nn.Parameter | None]]) -> None:
        super().__init__()
        for name, weight, bias in children:
            self.add_module(name, layer(weight, bias))

    def forward(self, X: Tensor) -> Tensor:
        for child in self.children():
            X = child(X)
        return X


def layer(weight: nn.Parameter, bias: nn.Parameter | None) -> nn.Linear:
    """A linear layer with exactly these parameters."""
    outputs, inputs = weight.shape
    made = nn.Linear(inputs, outputs, bias=bias is not None)
    made.weight = weight
    if bias is not None:
        made.bias = bias
    return made


def net(
    trace: Trace, children: Sequence[tuple[str, nn.Parameter, nn.Parameter | None]]
) -> nn.Module:
    """A net that reports the mode of each forward, whether a graph was built, and its mode now."""
    made = Net(children)
    modes: list[str] = []

    def note_forward(*_: Any) -> None:
        trace.add("F")
        modes.append(f"{mode_of(made)}, {'graph' if is_grad_enabled() else 'no graph'}")

    made.register_forward_pre_hook(note_forward)
    trace.reports[id(made)] = lambda: [*modes, mode_of(made)]
    for parameter in list(made.parameters())[:1]:  # one stands for all: they come together
        note_backward(trace, parameter)
    return made


def mode_of(module: nn.Module) -> str:
    return "train" if module.training else "eval"


def note_backward(trace: Trace, parameter: Tensor) -> None:
    parameter.register_post_accumulate_grad_hook(  # type: ignore[no-untyped-call]
        lambda _: trace.add("B")
    )


def affine(trace: Trace, W: Tensor, b: Tensor) -> Callable[[Tensor], Tensor]:
    """A net as the book's first ones: a function of the inputs that knows its parameters."""
    note_backward(trace, W)

    def forward(X: Tensor) -> Tensor:
        trace.add("F")
        return X @ W + b

    return forward


def half_mean_square(_: Trace) -> Callable[[Tensor, Tensor], Tensor]:
    """A loss of a batch as one number."""

    def loss(y_hat: Tensor, y: Tensor) -> Tensor:
        return ((y_hat - y) ** 2).mean() / 2

    return loss


def label_weighted(_: Trace) -> Callable[[Tensor, Tensor], Tensor]:
    """A loss that counts an error as often as its label says, so that the two are no equals."""

    def loss(y_hat: Tensor, y: Tensor) -> Tensor:
        return ((y_hat - y) ** 2 * y).mean() / 2

    return loss


def distances(_: Trace, centres: Tensor) -> Callable[[Tensor, Tensor], Tensor]:
    """A loss of each example: half its squared distance to the centre of its class."""

    def loss(y_hat: Tensor, y: Tensor) -> Tensor:
        return ((y_hat - centres[y]) ** 2).sum(dim=1) / 2

    return loss


def optimizer(
    trace: Trace,
    groups: Sequence[tuple[list[nn.Parameter], float]],
    momentum: float,
    stepped: bool,
) -> torch.optim.SGD:
    """SGD with these parameter groups and rates; it may have made a step already."""
    made = torch.optim.SGD(
        [{"params": params, "lr": lr} for params, lr in groups], lr=1.0, momentum=momentum
    )
    if stepped:
        made.step()
    clear = made.zero_grad

    def zero_grad(*arguments: Any, **options: Any) -> None:
        trace.add("Z")
        clear(*arguments, **options)

    made.zero_grad = zero_grad  # type: ignore[method-assign]
    made.register_step_post_hook(lambda *_: trace.add("S"))
    return made


def loader(
    _: Trace, features: Tensor, labels: Tensor, batch_size: int
) -> "DataLoader[tuple[Tensor, ...]]":
    """A DataLoader that keeps the order."""
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=False)


def counted(trace: Trace, items: Iterable[Any]) -> Iterator[Any]:
    """An iterable without a length, which can be read once; it reports how far it was read."""
    taken: list[Any] = []

    def read() -> Iterator[Any]:
        for item in items:
            taken.append(item)
            yield item

    made = read()
    trace.reports[id(made)] = lambda: len(taken)
    return made


FIXTURES: dict[FixtureName, Callable[..., Any]] = {
    "net": net,
    "affine": affine,
    "half_mean_square": half_mean_square,
    "label_weighted": label_weighted,
    "distances": distances,
    "optimizer": optimizer,
    "loader": loader,
    "counted": counted,
}
