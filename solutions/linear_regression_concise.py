# %% [markdown]
# # Linear regression, concisely
#
# Section 3.3 of *Dive into Deep Learning*. What section 3.2 built by hand, torch has ready: a
# loader that gives minibatches, a net that knows its parameters, an optimizer that moves them.

# %% [markdown] tags=["notebook"]
# Fill in the functions, run the cells with Shift+Enter, and the `check` below each one shows the
# smallest input that breaks it.

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

# %% [markdown]
# ## Reading the data (section 3.3.2)


# %%
def make_loader(features: Tensor, labels: Tensor, batch_size: int, shuffle: bool) -> DataLoader:
    """Makes a loader that gives the examples in minibatches.

    Args:
        features: shape (n, d): n examples.
        labels: shape (n,) or (n, 1), one for each example.
        batch_size: the number of examples in a minibatch; the last one may be smaller.
        shuffle: whether each pass has a new random order; otherwise the order is kept.

    Returns:
        A DataLoader. A pass over it gives pairs (X, y), each example once with its own label.

    Example:
        >>> features, labels = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([10, 20, 30])
        >>> for X, y in make_loader(features, labels, batch_size=2, shuffle=False):
        ...     print(X.tolist(), y.tolist())
        [[1.0], [2.0]] [10, 20]
        [[3.0]] [30]
    """
    ### BEGIN SOLUTION: pair the two in a TensorDataset, and give it to a DataLoader
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)
    ### END SOLUTION


# %% [markdown]
# ## An optimizer with several learning rates (section 3.3.6)
#
# An optimizer keeps its parameters in groups, and each group has its own options. What a group
# does not say is taken from the arguments that follow the list of groups.


# %%
def make_optimizer(
    net: nn.Module, base_lr: float, lr_by_child: dict[str, float], momentum: float = 0.0
) -> torch.optim.SGD:
    """Makes an optimizer in which parts of the net have learning rates of their own.

    Args:
        net: a module with children, as `net.named_children()` gives them.
        base_lr: the learning rate of all children that are not in lr_by_child.
        lr_by_child: learning rates by the names of children; it may be empty.
        momentum: that of all parameters.

    Returns:
        A torch.optim.SGD with every parameter of the net exactly once.

    Example:
        >>> net = nn.Sequential()
        >>> net.add_module("body", nn.Linear(2, 3))
        >>> net.add_module("head", nn.Linear(3, 1))
        >>> optimizer = make_optimizer(net, 0.5, {"head": 0.25})
        >>> [(group["lr"], len(group["params"])) for group in optimizer.param_groups]
        [(0.5, 2), (0.25, 2)]
    """
    ### BEGIN SOLUTION: make a group {"params": ..., "lr": ...} of each child, give the list to SGD
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)
    ### END SOLUTION


# %%
def decay_learning_rate(optimizer: torch.optim.Optimizer, factor: float) -> None:
    """Multiplies the learning rate of every parameter group by a factor, in place.

    Args:
        optimizer: it stays the same object and keeps all else: the momentum it has gathered,
            the parameters and their gradients.
        factor: what the rates are multiplied by; 0.1 makes them ten times smaller.

    Example:
        >>> w, b = nn.Parameter(torch.ones(2)), nn.Parameter(torch.zeros(1))
        >>> groups = [{"params": [w]}, {"params": [b], "lr": 0.25}]
        >>> optimizer = torch.optim.SGD(groups, lr=0.5)
        >>> decay_learning_rate(optimizer, 0.5)
        >>> [group["lr"] for group in optimizer.param_groups]
        [0.25, 0.125]
    """
    ### BEGIN SOLUTION: go through optimizer.param_groups, and change group["lr"]
    for group in optimizer.param_groups:
        group["lr"] *= factor
    ### END SOLUTION


# %% [markdown]
# ## A step of training (section 3.3.7)
#
# `backward` adds to the gradients that are there already, so they are cleared before it.

# %% [markdown] tags=["notebook"]
# $$\mathbf{g} \leftarrow 0, \qquad
# L = \operatorname{loss}(\operatorname{net}(\mathbf{X}), \mathbf{y}), \qquad
# \mathbf{g} \leftarrow \mathbf{g} + \nabla L, \qquad
# \text{a step of the optimizer with } \mathbf{g}$$


# %%
def train_step(
    net: nn.Module,
    loss: Callable[[Tensor, Tensor], Tensor],
    X: Tensor,
    y: Tensor,
    optimizer: torch.optim.Optimizer,
) -> float:
    """Trains a net on one minibatch: one step of the optimizer.

    Args:
        net: gives the predictions for X.
        loss: takes predictions and labels, in this order, and gives one number as a tensor: the
            mean loss of the minibatch.
        X: the inputs, shape (n, d).
        y: the labels, shape (n, 1).
        optimizer: moves the parameters of the net; gradients that were there before the call
            have no influence on that.

    Returns:
        The loss before the step, a Python float.

    Example:
        >>> net = nn.Linear(1, 1, bias=False)
        >>> nn.init.ones_(net.weight)
        Parameter containing:
        tensor([[1.]], requires_grad=True)
        >>> optimizer = torch.optim.SGD(net.parameters(), lr=0.25)
        >>> X, y = torch.tensor([[1.0], [3.0]]), torch.tensor([[2.0], [5.0]])
        >>> train_step(net, nn.MSELoss(), X, y, optimizer)
        2.5
        >>> net.weight.item()
        2.75
    """
    ### BEGIN SOLUTION: clear the gradients, compute the loss, call backward, let the optimizer step
    optimizer.zero_grad()
    batch_loss = loss(net(X), y)
    batch_loss.backward()
    optimizer.step()
    return batch_loss.item()
    ### END SOLUTION
