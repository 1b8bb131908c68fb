"""Wrong versions of decay_learning_rate that the catalogue does not know."""


# %% wrong: applied-twice
# Multiplies twice.
import torch


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
        group["lr"] *= factor


# %% wrong: root-of-factor
# Spreads the factor over two calls.
import torch


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor**0.5
