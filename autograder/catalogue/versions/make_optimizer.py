"""Versions of make_optimizer: parameter groups by child, and parameters that fall between them."""

# %% right: book
# A group for each child, as the book does with two of them.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: rest-in-one-group
# Named children get groups, the rest one together.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups, rest = [], []
    for name, child in net.named_children():
        if name in lr_by_child:
            groups.append({"params": list(child.parameters()), "lr": lr_by_child[name]})
        else:
            rest += list(child.parameters())
    if rest:
        groups.append({"params": rest})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: group-per-parameter
# A group for each parameter, by the first part of its name.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, parameter in net.named_parameters():
        child = name.split(".")[0]
        groups.append({"params": [parameter], "lr": lr_by_child.get(child, base_lr)})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: add-param-group
# Adds the groups afterwards.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    children = list(net.named_children())
    first, *others = children
    optimizer = torch.optim.SGD(first[1].parameters(), lr=lr_by_child.get(first[0], base_lr), momentum=momentum)
    for name, child in others:
        optimizer.add_param_group({"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)})
    return optimizer


# %% right: set-afterwards
# Makes groups, then sets their rates.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    names = [name for name, _ in net.named_children()]
    optimizer = torch.optim.SGD([{"params": child.parameters()} for child in net.children()], lr=base_lr, momentum=momentum)
    for name, group in zip(names, optimizer.param_groups):
        if name in lr_by_child:
            group["lr"] = lr_by_child[name]
    return optimizer


# %% right: by-rate
# Collects parameters by their rate.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    by_rate = {}
    for name, child in net.named_children():
        by_rate.setdefault(lr_by_child.get(name, base_lr), []).extend(child.parameters())
    return torch.optim.SGD(
        [{"params": params, "lr": lr} for lr, params in by_rate.items()], lr=base_lr, momentum=momentum
    )


# %% right: getattr
# Looks children up by name.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    named = {id(p) for name in lr_by_child for p in getattr(net, name).parameters()}
    groups = [{"params": list(getattr(net, name).parameters()), "lr": lr} for name, lr in lr_by_child.items()]
    rest = [p for p in net.parameters() if id(p) not in named]
    return torch.optim.SGD(groups + ([{"params": rest}] if rest else []), lr=base_lr, momentum=momentum)


# %% wrong: mo-single-rate
# Ignores the dictionary.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    return torch.optim.SGD(net.parameters(), lr=base_lr, momentum=momentum)


# %% wrong: mo-single-rate-key
# A key that nobody looks at.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "learning_rate": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-forgets-rest
# Only the named children get groups.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [{"params": getattr(net, name).parameters(), "lr": lr} for name, lr in lr_by_child.items()]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-duplicate
# Lists everything first, then the exceptions.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [{"params": net.parameters()}]
    groups += [{"params": getattr(net, name).parameters(), "lr": lr} for name, lr in lr_by_child.items()]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-product
# Takes the number for a factor.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": base_lr * lr_by_child.get(name, 1)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-last-rate
# Sets the rate of all groups again and again.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    optimizer = torch.optim.SGD([{"params": child.parameters()} for child in net.children()], lr=base_lr, momentum=momentum)
    for lr in lr_by_child.values():
        for group in optimizer.param_groups:
            group["lr"] = lr
    return optimizer


# %% wrong: mo-weights-only
# Forgets that layers carry a bias.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": [child.weight], "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-exhausted
# Looks into the generator first.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, child in net.named_children():
        params = child.parameters()
        count = len(list(params))
        groups.append({"params": params, "lr": lr_by_child.get(name, base_lr)})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-module
# Passes the modules.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [{"params": child, "lr": lr_by_child.get(name, base_lr)} for name, child in net.named_children()]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-many-optimizers
# An optimizer for each child.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    return [
        torch.optim.SGD(child.parameters(), lr=lr_by_child.get(name, base_lr), momentum=momentum)
        for name, child in net.named_children()
    ]


# %% wrong: mo-no-momentum
# Drops the momentum.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr)


# %% wrong: mo-fixed-momentum
# A momentum of one's own.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=0.9)


# %% wrong: mo-book-names
# Knows the names of the book's example.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": net.subnet1.parameters(), "lr": base_lr},
        {"params": net.subnet2.parameters(), "lr": lr_by_child["subnet2"]},
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-positions
# Takes the n-th rate for the n-th child.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    rates = list(lr_by_child.values())
    groups = [
        {"params": child.parameters(), "lr": rates[i] if i < len(rates) else base_lr}
        for i, child in enumerate(net.children())
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-base-for-named
# The named ones get the base rate, the others the last one.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    last = list(lr_by_child.values())[-1] if lr_by_child else base_lr
    groups = [
        {"params": child.parameters(), "lr": base_lr if name in lr_by_child else last}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-copies
# Trains copies of the parameters.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": [nn.Parameter(p.detach().clone()) for p in child.parameters()], "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-groups
# Returns the list of groups.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    return [
        {"params": list(child.parameters()), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]


# %% wrong: mo-adam
# Another optimizer moves by another amount.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.Adam(groups, lr=base_lr)
