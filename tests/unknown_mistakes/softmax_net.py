"""Wrong versions of softmax_net that the catalogue does not know."""


# %% wrong: bias-subtracted
# Subtracts the bias.
import torch


def softmax_net(X, W, b):
    powers = (X.reshape(X.shape[0], -1) @ W - b).exp()
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: no-bias
# Leaves the bias out.
import torch


def softmax_net(X, W, b):
    powers = (X.reshape(X.shape[0], -1) @ W).exp()
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: relu
# Keeps negative scores out.
import torch


def softmax_net(X, W, b):
    powers = (X.reshape(X.shape[0], -1) @ W + b).relu().exp()
    return powers / powers.sum(dim=1, keepdim=True)
