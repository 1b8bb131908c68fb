"""Versions of make_optimizer: parameter groups, and parameters that no group or two have."""


# %% right: book
# The book's list of groups, of which only some have a rate of their own.
import torch.optim as optim


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, child in net.named_children():
        if name in lr_by_child:
            groups.append({"params": child.parameters(), "lr": lr_by_child[name]})
        else:
            groups.append({"params": child.parameters()})
    return optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: get-with-default
# Every group has a rate; those without one of their own get the base rate.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: group-per-parameter
# Takes the child's name from that of the parameter.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, parameter in net.named_parameters():
        child = name.split(".")[0]
        groups.append({"params": [parameter], "lr": lr_by_child.get(child, base_lr)})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: rest-in-one-group
# One group for all that is not named, even if nothing is left for it.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    children = dict(net.named_children())
    groups = [{"params": children[n].parameters(), "lr": lr} for n, lr in lr_by_child.items()]
    rest = [p for n, c in children.items() if n not in lr_by_child for p in c.parameters()]
    return torch.optim.SGD([*groups, {"params": rest}], lr=base_lr, momentum=momentum)


# %% right: rest-by-identity
# Finds the rest by comparing objects.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    special = [p for n in lr_by_child for p in getattr(net, n).parameters()]
    known = {id(p) for p in special}
    rest = [p for p in net.parameters() if id(p) not in known]
    groups = [{"params": rest}] if rest else []
    for n in lr_by_child:
        groups.append({"params": list(getattr(net, n).parameters()), "lr": lr_by_child[n]})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: groups-by-rate
# Gathers the parameters of one rate in one group.
from collections import defaultdict

import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    by_rate = defaultdict(list)
    for name, child in net.named_children():
        by_rate[lr_by_child.get(name, base_lr)] += list(child.parameters())
    groups = [{"params": params, "lr": lr} for lr, params in by_rate.items()]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% right: groups-added
# Makes an optimizer of the first child and adds the others.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    optimizer = None
    for name, child in net.named_children():
        group = {"params": list(child.parameters()), "lr": lr_by_child.get(name, base_lr)}
        if optimizer is None:
            optimizer = torch.optim.SGD([group], lr=base_lr, momentum=momentum)
        else:
            optimizer.add_param_group(group)
    return optimizer


# %% right: rates-set-afterwards
# Groups first, rates afterwards.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    names = [name for name, _ in net.named_children()]
    groups = [{"params": child.parameters()} for child in net.children()]
    optimizer = torch.optim.SGD(groups, lr=base_lr, momentum=momentum)
    for name, group in zip(names, optimizer.param_groups):
        if name in lr_by_child:
            group["lr"] = lr_by_child[name]
    return optimizer


# %% right: modules-by-dict
# Every key of the group is given, the momentum as well.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    rates = {name: base_lr for name, _ in net.named_children()} | lr_by_child
    groups = [
        {"params": net.get_submodule(name).parameters(), "lr": lr, "momentum": momentum}
        for name, lr in rates.items()
    ]
    return torch.optim.SGD(groups, lr=base_lr)


# %% wrong: mo-single-rate
# Ignores the dictionary.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    return torch.optim.SGD(net.parameters(), lr=base_lr, momentum=momentum)


# %% wrong: mo-single-rate-unknown-key
# Writes the rate under a key that SGD does not look at.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, child in net.named_children():
        groups.append({"params": child.parameters(), "learning_rate": lr_by_child.get(name, base_lr)})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-single-rate-full-names
# Looks for "head.weight" where there is only "head".
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": [parameter], "lr": lr_by_child.get(name, base_lr)}
        for name, parameter in net.named_parameters()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-forgets-rest
# Makes groups of the named children only.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": getattr(net, name).parameters(), "lr": lr} for name, lr in lr_by_child.items()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-duplicate
# Lists all parameters, and those of named children once more.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [{"params": net.parameters()}]
    for name, lr in lr_by_child.items():
        groups.append({"params": getattr(net, name).parameters(), "lr": lr})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-product
# Takes the number for a factor of the base rate.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": base_lr * lr_by_child.get(name, 1.0)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-last-rate
# Sets the rate of group 0 again and again.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    optimizer = torch.optim.SGD(net.parameters(), lr=base_lr, momentum=momentum)
    for lr in lr_by_child.values():
        optimizer.param_groups[0]["lr"] = lr
    return optimizer


# %% wrong: mo-weights-only
# Forgets that layers have a bias.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": [child.weight], "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-exhausted
# Prints the parameters first, and nothing is left of the iterator.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    params = net.parameters()
    print(list(params))
    return torch.optim.SGD(params, lr=base_lr, momentum=momentum)


# %% wrong: mo-module
# Gives the module where its parameters are due.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child, "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: mo-many-optimizers
# One optimizer for each child.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    return [
        torch.optim.SGD(child.parameters(), lr=lr_by_child.get(name, base_lr), momentum=momentum)
        for name, child in net.named_children()
    ]


# %% wrong: mo-no-momentum
# Drops the last argument.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr)


# %% wrong: momentum-fixed
# Knows the usual momentum better than the argument.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.9):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=0.9)


# %% wrong: momentum-without-default
# Changes the signature, so that the momentum must be given.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: adam
# Knows a better optimizer.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.Adam(groups, lr=base_lr)


# %% wrong: weight-decay
# Adds a weight decay that nobody asked for.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum, weight_decay=0.01)


# %% wrong: uphill
# Turns the sign around.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum, maximize=True)


# %% wrong: rates-by-position
# Gives the rates out in order, whatever the names are.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    rates = list(lr_by_child.values())
    groups = []
    for i, child in enumerate(net.children()):
        lr = rates[i] if i < len(rates) else base_lr
        groups.append({"params": child.parameters(), "lr": lr})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: names-of-the-book
# Writes the names of the book's example into the code.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": net.subnet1.parameters()},
        {"params": net.subnet2.parameters(), "lr": lr_by_child["subnet2"]},
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: rate-must-be-given
# Looks every child up, also those that the dictionary leaves out.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child[name]}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: begins-with
# Takes head2 for a part of head.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, parameter in net.named_parameters():
        lr = base_lr
        for child, rate in lr_by_child.items():
            if name.startswith(child):
                lr = rate
        groups.append({"params": [parameter], "lr": lr})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: rates-exchanged
# Named children get the base rate, all others the last rate that was named.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    other = list(lr_by_child.values())[-1] if lr_by_child else base_lr
    groups = [
        {"params": child.parameters(), "lr": base_lr if name in lr_by_child else other}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: first-child-only
# Returns within the loop.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    for name, child in net.named_children():
        group = {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        return torch.optim.SGD([group], lr=base_lr, momentum=momentum)


# %% wrong: parameters-twice-in-a-group
# Adds weights and biases to all parameters, in the same group.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": [child.weight, *child.parameters()], "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: copies
# Gives the optimizer copies, which no forward pass uses.
import copy

import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": copy.deepcopy(child).parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


# %% wrong: groups-only
# Returns the list of groups.
def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    return [
        {"params": list(child.parameters()), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]


# %% wrong: extra-tensor
# Adds a scalar of its own to be trained along.
import torch


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    groups.append({"params": [torch.zeros(1, requires_grad=True)]})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)
