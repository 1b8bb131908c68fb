"""Wrong versions of train_step that the catalogue does not know."""


# %% wrong: loss-doubled
# Reports twice the loss.
import torch


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    optimizer.zero_grad()
    l.backward()
    optimizer.step()
    return 2 * l.item()


# %% wrong: scaled-loss
# Learns from a tenth of the loss.
import torch


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    optimizer.zero_grad()
    (l / 10).backward()
    optimizer.step()
    return l.item()


# %% wrong: improvement
# Reports how much better it has become.
import torch


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    optimizer.zero_grad()
    l.backward()
    optimizer.step()
    return l.item() - loss(net(X), y).item()
