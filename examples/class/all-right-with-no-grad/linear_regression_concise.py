import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pairs(torch.utils.data.Dataset):
    def __init__(self, features, labels):
        self.features, self.labels = features, labels

    def __len__(self):
        return len(self.features)

    def __getitem__(self, i):
        return self.features[i], self.labels[i]


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(Pairs(features, labels), batch_size=batch_size, shuffle=shuffle)


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    children = list(net.named_children())
    first, *others = children
    optimizer = torch.optim.SGD(first[1].parameters(), lr=lr_by_child.get(first[0], base_lr), momentum=momentum)
    for name, child in others:
        optimizer.add_param_group({"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)})
    return optimizer


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group.update(lr=group["lr"] * factor)


def train_step(net, loss, X, y, optimizer):
    for p in net.parameters():
        p.grad = None
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()
