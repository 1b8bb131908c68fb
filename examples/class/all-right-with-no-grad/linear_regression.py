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
        for w in params:
            w -= lr * w.grad / batch_size
            w.grad.zero_()


import numpy as np
import torch


def normal_equation(X, y):
    A = torch.cat([X, X.new_ones(X.size(0), 1)], dim=1)
    theta = torch.linalg.lstsq(A, y.view(-1, 1), driver="gelsd").solution
    w, b = theta[:-1], theta[-1]
    return w, b


def linreg(X, w, b):
    return X.mm(w).add(b)


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, w.shape[0])
    y = X @ w.view(-1, 1) + b
    return [X, y + torch.randn_like(y) * noise_std]


def data_iter(batch_size, features, labels):
    n = len(labels)
    order = np.random.permutation(n)
    for start in range(0, n, batch_size):
        chosen = torch.from_numpy(order[start:start + batch_size])
        yield (features[chosen], labels[chosen])


def init_params(num_inputs, num_outputs, std=0.01):
    W, b = std * torch.randn(num_inputs, num_outputs), torch.zeros(num_outputs)
    for p in (W, b):
        p.requires_grad = True
    return [W, b]


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(-1, 1)).pow(2).div(2)
