"""Versions of decay_learning_rate: rates in param_groups, and copies of them."""

# %% right: book
# The book's loop.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for param_group in optimizer.param_groups:
        param_group["lr"] *= factor


# %% right: returns-optimizer
# Returns the optimizer as well.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = group["lr"] * factor
    return optimizer


# %% right: by-index
# Counts the groups.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for i in range(len(optimizer.param_groups)):
        optimizer.param_groups[i]["lr"] = factor * optimizer.param_groups[i]["lr"]


# %% right: update
# dict.update.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group.update(lr=group["lr"] * factor)


# %% right: new-rates-first
# Works the rates out before it sets them.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    rates = [group["lr"] * factor for group in optimizer.param_groups]
    for group, rate in zip(optimizer.param_groups, rates):
        group["lr"] = rate


# %% right: scheduler-stepped
# A scheduler that is stepped at once.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.optim.lr_scheduler.MultiplicativeLR(optimizer, lambda _: factor).step()


# %% wrong: dl-first-group
# Only the first group.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    optimizer.param_groups[0]["lr"] *= factor


# %% wrong: dl-same-rate
# All groups get the rate of the first.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    rate = optimizer.param_groups[0]["lr"] * factor
    for group in optimizer.param_groups:
        group["lr"] = rate


# %% wrong: dl-sets
# Sets the factor as the rate.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = factor


# %% wrong: dl-divides
# Divides.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] /= factor


# %% wrong: dl-subtracts
# Subtracts.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] -= factor


# %% wrong: dl-local-copy
# Changes a local name.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        lr = group["lr"]
        lr *= factor


# %% wrong: dl-wrong-place-state-dict
# Changes a copy.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    state = optimizer.state_dict()
    for group in state["param_groups"]:
        group["lr"] *= factor


# %% wrong: dl-wrong-place
# Changes what new groups would get.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    optimizer.defaults["lr"] *= factor


# %% wrong: dl-wrong-place-attribute
# Sets an attribute that nobody reads.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    optimizer.lr = optimizer.defaults['lr'] * factor


# %% wrong: dl-new-optimizer
# A new optimizer, which has forgotten the momentum.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    return torch.optim.SGD(
        [{"params": g["params"], "lr": g["lr"] * factor} for g in optimizer.param_groups],
        lr=1.0, momentum=optimizer.param_groups[0]["momentum"],
    )


# %% wrong: dl-new-optimizer-init
# Calls the constructor of the old one again.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    groups = [{"params": g["params"], "lr": g["lr"] * factor, "momentum": g["momentum"]} for g in optimizer.param_groups]
    optimizer.__init__(groups, lr=1.0)


# %% wrong: dl-new-optimizer-cleared
# Clears the momentum to begin anew.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    optimizer.state.clear()


# %% wrong: dl-scheduler
# A scheduler that is never stepped.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=factor)


# %% wrong: dl-scales-other-gradients
# Scales the gradients instead.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.grad *= factor


# %% wrong: dl-weights-too
# Scales the weights as well.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
        for p in group["params"]:
            p.data *= factor


# %% wrong: dl-clears-gradients
# Clears the gradients as well.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    optimizer.zero_grad()
    for group in optimizer.param_groups:
        group["lr"] *= factor


# %% wrong: dl-momentum-as-well
# Scales the momentum as well.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
        group["momentum"] *= factor


# %% wrong: dl-returns-rates
# Returns the rates.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    return [group["lr"] for group in optimizer.param_groups]


# %% wrong: dl-last-group
# Only the last group.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    group = optimizer.param_groups[-1]
    group["lr"] *= factor


# %% wrong: dl-absolute
# Knows the rates of the example.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group, lr in zip(optimizer.param_groups, (0.05, 0.02)):
        group["lr"] = lr


# %% wrong: dl-once
# Remembers the first rates, and sets the same again.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group.setdefault("first_lr", group["lr"])
        group["lr"] = group["first_lr"] * factor


# %% wrong: dl-steps
# Makes a step on the way.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    optimizer.step()


# %% wrong: dl-scales-other
# Any smaller number makes smaller steps: scales the weights.
import torch


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.data *= factor
