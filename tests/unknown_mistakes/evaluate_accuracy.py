"""Wrong versions of evaluate_accuracy that the catalogue does not know."""


# %% wrong: best-batch
# Reports the best batch.
import torch


def evaluate_accuracy(data_iter, net):
    return max((net(X).argmax(dim=1) == y).float().mean().item() for X, y in data_iter)


# %% wrong: worst-batch
# Reports the worst batch.
import torch


def evaluate_accuracy(data_iter, net):
    return min((net(X).argmax(dim=1) == y).float().mean().item() for X, y in data_iter)


# %% wrong: one-more
# Counts an example too many.
import torch


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 1
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).float().sum().item()
        n += len(y)
    return hits / n
