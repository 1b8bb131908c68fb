"""Wrong versions of sgd that the catalogue does not know."""


# %% wrong: squared-gradient
# Squares the gradient.
import torch


def sgd(params, lr, batch_size):
    for param in params:
        param.data -= lr * param.grad**2 / batch_size


# %% wrong: half-way
# Stops half-way between the old and the new value.
import torch


def sgd(params, lr, batch_size):
    for param in params:
        param.data -= 0.5 * lr * param.grad / batch_size


# %% wrong: rate-squared
# Multiplies by the rate twice.
import torch


def sgd(params, lr, batch_size):
    for param in params:
        param.data -= lr * lr * param.grad / batch_size


# %% wrong: one-step-for-all
# Moves everything by the mean of all gradients.
import torch


def sgd(params, lr, batch_size):
    params = list(params)
    step = sum(p.grad.mean() for p in params if p.grad is not None) / len(params)
    for param in params:
        param.data -= lr * step / batch_size
