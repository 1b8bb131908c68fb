import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    kind = torch.utils.data.RandomSampler if shuffle else torch.utils.data.SequentialSampler
    return DataLoader(dataset, batch_size=batch_size, sampler=kind(dataset))


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    names = [name for name, _ in net.named_children()]
    optimizer = torch.optim.SGD([{"params": child.parameters()} for child in net.children()], lr=base_lr, momentum=momentum)
    for name, group in zip(names, optimizer.param_groups):
        if name in lr_by_child:
            group["lr"] = lr_by_child[name]
    return optimizer


def decay_learning_rate(optimizer, factor):
    rates = [group["lr"] * factor for group in optimizer.param_groups]
    for group, rate in zip(optimizer.param_groups, rates):
        group["lr"] = rate


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    params = list(net.parameters())
    for p, g in zip(params, torch.autograd.grad(l, params)):
        p.grad = g
    optimizer.step()
    return l.item()
