import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(list(zip(features, labels)), batch_size=batch_size, shuffle=shuffle)


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    groups = []
    for name, parameter in net.named_parameters():
        child = name.split(".")[0]
        groups.append({"params": [parameter], "lr": lr_by_child.get(child, base_lr)})
    return torch.optim.SGD(groups, lr=base_lr, momentum=momentum)


def decay_learning_rate(optimizer, factor):
    for i in range(len(optimizer.param_groups)):
        optimizer.param_groups[i]["lr"] = factor * optimizer.param_groups[i]["lr"]


def train_step(net, loss, X, y, optimizer):
    net.zero_grad()
    y_hat = net(X)
    l = loss(y_hat, y)
    l.backward()
    optimizer.step()
    return l.item()
