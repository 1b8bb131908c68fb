"""Wrong versions of flatten that the catalogue does not know."""


# %% wrong: backwards
# Reads the numbers of each example backwards.
import torch


def flatten(X):
    return X.reshape(X.shape[0], -1).flip(1)


# %% wrong: examples-backwards
# Turns the batch around.
import torch


def flatten(X):
    return X.reshape(X.shape[0], -1).flip(0)


# %% wrong: doubled
# Writes every example twice.
import torch


def flatten(X):
    flat = X.reshape(X.shape[0], -1)
    return torch.cat([flat, flat], dim=1)
