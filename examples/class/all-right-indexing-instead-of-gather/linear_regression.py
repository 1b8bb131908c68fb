# %% [markdown]
# # Linear regression from scratch
#
# Section 3.2 of *Dive into Deep Learning*. The training loop computes the loss of a minibatch,
# sums it and calls backward; `sgd` then moves every parameter a little against its gradient.

# %%
from collections.abc import Iterable

import torch
from torch import Tensor

# %% [markdown]
# ## Minibatch stochastic gradient descent (section 3.2.6)


# %%
def sgd(params: Iterable[Tensor], lr: float, batch_size: int) -> None:
    """Makes one step of gradient descent: p becomes p - lr * p.grad / batch_size, in place.

    Args:
        params: the parameters, leaf tensors that require grad; p.grad holds the gradient of the
            loss summed over the minibatch. They may come from a generator.
        lr: the learning rate.
        batch_size: the number of examples in the minibatch.

    Afterwards the parameters are the same tensor objects with new values, still leaves that
    require grad.

    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> (8 * w[0] + 6 * w[1]).backward()
        >>> sgd([w], lr=0.5, batch_size=4)
        >>> w
        tensor([0.0000, 1.2500], requires_grad=True)
    """
    with torch.no_grad():
        for p in params:
            p.sub_(lr / batch_size * p.grad)


import random
import torch
from torch import nn


def normal_equation(X, y):
    y = y.reshape(-1, 1)
    Xc, yc = X - X.mean(dim=0), y - y.mean()
    w = torch.linalg.solve(Xc.T @ Xc, Xc.T @ yc)
    b = y.mean() - (X.mean(dim=0) @ w)
    return w, b


def linreg(X, w, b):
    return torch.addmm(b, X, w)


def synthetic_data(w, b, num_examples, noise_std=0.01):
    noise = torch.empty(num_examples).normal_(std=noise_std) if noise_std else 0.0
    X = torch.empty(num_examples, len(w)).normal_()
    return X, (X * w).sum(dim=1) + b + noise


def data_iter(batch_size, features, labels):
    indices = random.sample(range(len(features)), len(features))
    batches = []
    while indices:
        batches.append((features[indices[:batch_size]], labels[indices[:batch_size]]))
        indices = indices[batch_size:]
    return batches


def init_params(num_inputs, num_outputs, std=0.01):
    W = nn.Parameter(torch.empty(num_inputs, num_outputs))
    b = nn.Parameter(torch.empty(num_outputs))
    nn.init.normal_(W, mean=0.0, std=std)
    nn.init.zeros_(b)
    return W, b


def squared_loss(y_hat, y):
    if y.dim() == 1:
        y = y[:, None]
    return (y - y_hat).square() / 2
