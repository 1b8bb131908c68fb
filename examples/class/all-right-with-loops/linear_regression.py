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
    for p in params:
        step = lr * p.grad / batch_size
        with torch.no_grad():
            for i in range(len(p)):
                p[i] -= step[i]


import torch


def normal_equation(X, y):
    A = torch.cat((X, torch.ones(X.shape[0], 1)), 1)
    theta = torch.linalg.pinv(A) @ y.reshape(-1, 1)
    return theta[:-1], theta[-1, 0]


def linreg(X, w, b):
    return torch.matmul(X, w) + b


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, w.numel())
    return X, X @ w + b + noise_std * torch.randn(num_examples)


def data_iter(batch_size, features, labels):
    for chosen in torch.randperm(features.shape[0]).split(batch_size):
        yield features[chosen], labels[chosen]


def init_params(num_inputs, num_outputs, std=0.01):
    W = (torch.randn(num_inputs, num_outputs) * std).requires_grad_()
    return W, torch.zeros(num_outputs).requires_grad_()


def squared_loss(y_hat, y):
    error = y_hat - y.view_as(y_hat)
    return 0.5 * error * error
