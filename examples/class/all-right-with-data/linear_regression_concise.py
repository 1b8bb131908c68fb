import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(dataset=TensorDataset(features, labels), batch_size=batch_size, shuffle=shuffle, drop_last=False)


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


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = group["lr"] * factor
    return optimizer


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return float(l.detach())
