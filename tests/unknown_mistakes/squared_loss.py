"""Wrong versions of squared_loss that the catalogue does not know."""


# %% wrong: third
# Divides by three.
import torch


def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2 / 3


# %% wrong: logarithmic
# Compares logarithms of sizes.
import torch


def squared_loss(y_hat, y):
    return (torch.log1p(y_hat.abs()) - torch.log1p(y.view(y_hat.size()).abs())) ** 2 / 2


# %% wrong: plus-error
# Adds the error to its square.
import torch


def squared_loss(y_hat, y):
    error = y_hat - y.view(y_hat.size())
    return error**2 / 2 + error
