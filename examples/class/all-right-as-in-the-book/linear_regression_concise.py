import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    return DataLoader(dataset, batch_size, shuffle=shuffle)


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = [
        {"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)}
        for name, child in net.named_children()
    ]
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


def decay_learning_rate(optimizer, factor):
    for param_group in optimizer.param_groups:
        param_group["lr"] *= factor


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    optimizer.zero_grad()
    l.backward()
    optimizer.step()
    return l.item()
