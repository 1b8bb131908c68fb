"""Wrong versions of train_epoch that the catalogue does not know."""


# %% wrong: half-steps
# Moves half as far as it should.
import torch


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= 0.5 * lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: error-rate
# Returns the fraction of the misses.
import torch


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, misses, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        misses += (y_hat.argmax(dim=1) != y).sum().item()
        n += len(y)
    return total / n, misses / n
