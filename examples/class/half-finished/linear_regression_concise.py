# %% [markdown]
# # Concise implementation of linear regression
#
# Section 3.3 of *Dive into Deep Learning*. What was written by hand before comes from the library
# now: `DataLoader` makes the minibatches, an optimizer moves the parameters. Using them well
# means to know what they keep: which parameter has which learning rate, what momentum is, and
# that gradients add up until somebody clears them.

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

# %% [markdown]
# ## Reading data (section 3.3.2)


# %%
def make_loader(features: Tensor, labels: Tensor, batch_size: int, shuffle: bool) -> DataLoader:
    """Makes a DataLoader that gives minibatches (X, y).

    Args:
        features: shape (n, ...).
        labels: shape (n,) or (n, 1).
        batch_size: the number of examples in a minibatch; the last one may be smaller.
        shuffle: whether each pass has a new random order.

    Example:
        >>> loader = make_loader(torch.arange(3.0).view(3, 1), torch.arange(3), 2, shuffle=False)
        >>> [y.tolist() for X, y in loader]
        [[0, 1], [2]]
    """
    # TODO: put both into a TensorDataset, and that into a DataLoader
    raise NotImplementedError("make_loader is still to be written")


# %% [markdown]
# ## The optimizer (section 3.3.6)


# %%
def make_optimizer(
    net: nn.Module, base_lr: float, lr_by_child: dict[str, float], momentum: float = 0.0
) -> torch.optim.SGD:
    """Makes an SGD optimizer with a learning rate for each sub-network.

    Args:
        net: with children, each of which may have parameters.
        base_lr: the learning rate of the children that are not named.
        lr_by_child: the learning rate of others, by the child's name in the net.
        momentum: of all of them.

    Returns:
        The optimizer; every parameter of the net is in exactly one of its groups.

    Example:
        >>> net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
        >>> optimizer = make_optimizer(net, 0.5, {"1": 0.125})
        >>> [(group["lr"], len(group["params"])) for group in optimizer.param_groups]
        [(0.5, 2), (0.125, 2)]
    """
    # TODO: make a group for each named child, with its own rate if it has one
    raise NotImplementedError("make_optimizer is still to be written")


# %%
def decay_learning_rate(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Multiplies the learning rate of every parameter group, in the same optimizer.

    Args:
        optimizer: keeps all else: parameters, gradients, momentum.
        factor: for instance 0.1.

    Example:
        >>> optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.5)
        >>> decay_learning_rate(optimizer, 0.5)
        >>> optimizer.param_groups[0]["lr"]
        0.25
    """
    # TODO: change "lr" in each dictionary of optimizer.param_groups
    raise NotImplementedError("decay_learning_rate is still to be written")


# %% [markdown]
# ## Training (section 3.3.7)


# %%
def train_step(
    net: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    X: Tensor,
    y: Tensor,
    optimizer: torch.optim.Optimizer,
) -> float:
    """Trains on one minibatch.

    Args:
        net: its prediction for X is net(X).
        loss: of a prediction and the labels, in this order: a scalar.
        X: the features of the minibatch.
        y: its labels.
        optimizer: makes one step; gradients from before the call don't count.

    Returns:
        The loss of the minibatch before the step, as a Python float.

    Example:
        >>> net = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(net.weight)
        >>> X, y = torch.tensor([[1.0], [3.0]]), torch.tensor([[2.0], [5.0]])
        >>> optimizer = torch.optim.SGD(net.parameters(), lr=0.25)
        >>> train_step(net, nn.MSELoss(), X, y, optimizer)
        2.5
        >>> net.weight.item()
        2.75
    """
    # TODO: clear the gradients, forward, backward, step; return the loss as a number
    raise NotImplementedError("train_step is still to be written")
