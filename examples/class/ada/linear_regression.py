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
            p -= lr * p.grad / batch_size


import numpy as np
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)
    theta = torch.inverse(A.t().mm(A)).mm(A.t()).mm(y.view(-1, 1))
    return theta[:-1], theta[-1]


def linreg(X, w, b):
    return torch.mm(X, w) + b


def synthetic_data(w, b, num_examples, noise_std=0.01):
    features = torch.randn(num_examples, len(w), dtype=torch.float32)
    labels = torch.mv(features, w) + b
    labels += torch.tensor(np.random.normal(0, noise_std, size=labels.size()), dtype=torch.float32)
    return features, labels


def data_iter(batch_size, features, labels):
    X = features[torch.randperm(len(features))]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], labels[i:i + batch_size]


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.tensor(np.random.normal(0, std, (num_inputs, num_outputs)), dtype=torch.float)
    b = torch.zeros(num_outputs, dtype=torch.float)
    W.requires_grad_(requires_grad=True)
    b.requires_grad_(requires_grad=True)
    return W, b


def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2 / 2
