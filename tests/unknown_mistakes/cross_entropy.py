"""Wrong versions of cross_entropy that the catalogue does not know."""


# %% wrong: halved
# Keeps the half of the squared loss.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))) / 2


# %% wrong: squared-logarithm
# Squares the logarithm, as a loss ought to be squared.
import torch


def cross_entropy(y_hat, y):
    return torch.log(y_hat.gather(1, y.view(-1, 1))) ** 2


# %% wrong: regret
# Measures against the best class.
import torch


def cross_entropy(y_hat, y):
    picked = y_hat.gather(1, y.view(-1, 1))
    return torch.log(y_hat.max(dim=1, keepdim=True).values / picked)


# %% wrong: odds
# Takes the logarithm of the odds.
import torch


def cross_entropy(y_hat, y):
    picked = y_hat.gather(1, y.view(-1, 1))
    return torch.log((1 - picked) / picked)
