"""Wrong versions of accuracy that the catalogue does not know."""


# %% wrong: root
# Takes a root, as of a mean square.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().sqrt().item()


# %% wrong: first-class-precision
# Looks at the examples that are taken for class 0.
import torch


def accuracy(y_hat, y):
    guessed = y_hat.argmax(dim=1) == 0
    return ((y == 0) & guessed).sum().item() / max(1, guessed.sum().item())


# %% wrong: sure-hits
# Weights each hit by its probability.
import torch


def accuracy(y_hat, y):
    best = y_hat.max(dim=1)
    return (best.values * (best.indices == y)).mean().item()


# %% wrong: minus-misses
# Subtracts the misses from the hits.
import torch


def accuracy(y_hat, y):
    hits = (y_hat.argmax(dim=1) == y).float()
    return (2 * hits - 1).mean().item()
