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
        # .data so that autograd does not notice
        p.data = p.data - lr * p.grad.data / batch_size


import torch


def normal_equation(X, y):
    A = torch.hstack([X, torch.ones_like(X[:, :1])])
    theta = torch.linalg.solve(A.T @ A, A.T @ y.reshape(-1, 1))
    return theta[:-1], theta[-1]


def linreg(X, w, b):
    return X @ w + b


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.normal(0, 1, (num_examples, len(w)))
    y = torch.matmul(X, w) + b
    y += torch.normal(0, noise_std, y.shape)
    return X, y.reshape((-1, 1))


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        chosen = order[i:i + batch_size]
        yield features[chosen], labels[chosen]


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2
