"""Wrong versions of softmax that the catalogue does not know."""


# %% wrong: exp-twice
# Applies exp once too often.
import torch


def softmax(X):
    powers = X.exp().exp()
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: of-squares
# Squares the scores first.
import torch


def softmax(X):
    powers = (X**2).exp()
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: of-tanh
# Squashes the scores first.
import torch


def softmax(X):
    powers = X.tanh().exp()
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: cumulative
# Gives the distribution function.
import torch


def softmax(X):
    powers = X.exp()
    return (powers / powers.sum(dim=1, keepdim=True)).cumsum(dim=1)


# %% wrong: complement
# Gives the probability that it is another class.
import torch


def softmax(X):
    powers = X.exp()
    return 1 - powers / powers.sum(dim=1, keepdim=True)
