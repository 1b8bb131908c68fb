# %% [markdown]
# # Softmax regression from scratch
#
# Sections 3.4 and 3.6 of *Dive into Deep Learning*. A batch of images becomes a matrix of
# logits, one row for each example and one column for each class. Softmax turns each row into
# probabilities, cross-entropy says how wrong they are, accuracy how often they are right.

# %%
import torch
from torch import Tensor

# %% [markdown]
# ## Softmax (section 3.6.3)


# %%
def softmax(X: Tensor) -> Tensor:
    """Turns each row of logits into probabilities: exp(x) divided by the row's sum of exp(x).

    Args:
        X: the logits, shape (n, k): n examples, k classes. X is not modified.

    Returns:
        The probabilities, shape (n, k), dtype of X; gradients flow back to X.

    Example:
        >>> softmax(torch.tensor([[0.0, 0.0], [1.0, 1.0]]))
        tensor([[0.5000, 0.5000],
                [0.5000, 0.5000]])
    """
    X_exp = torch.exp(X)
    return X_exp / X_exp.sum(dim=1)


# %% [markdown]
# ## Cross-entropy (section 3.6.5)


# %%
def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of each example: minus the natural logarithm of its label's probability.

    Args:
        y_hat: probabilities, shape (n, k): n examples, k classes.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        The losses, shape (n,) or (n, 1), one for each example: neither their sum nor their
        mean. Gradients flow back to y_hat.

    Example:
        >>> cross_entropy(torch.tensor([[0.25, 0.75], [0.5, 0.5]]), torch.tensor([0, 1]))
        tensor([1.3863, 0.6931])
    """
    return -torch.log(y_hat[range(len(y_hat)), y])


# %% [markdown]
# ## Accuracy (section 3.6.6)


# %%
def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """The fraction of examples whose largest score is the one of their label.

    Args:
        y_hat: scores, shape (n, k): probabilities or logits, whichever the net gives.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        A Python float from 0 to 1.

    Example:
        >>> accuracy(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([1, 1]))
        0.5
    """
    y_pred = y_hat.argmax(dim=1)
    return (y_pred == y).float().mean().item()


import torch


def squared_loss_onehot(y_hat, y):
    target = torch.zeros_like(y_hat)
    target.scatter_(1, y.view(-1, 1), 1)
    return ((y_hat - target) ** 2).sum(dim=1) / 2


def flatten(X):
    return X.view(X.shape[0], -1)


def softmax_net(X, W, b):
    scores = X.reshape(len(X), -1) @ W + b
    E = (scores - scores.max(dim=1, keepdim=True).values).exp()
    return E / E.sum(dim=1, keepdim=True)


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(-1, 1))


def evaluate_accuracy(data_iter, net):
    acc_sum, n = 0.0, 0
    for X, y in data_iter:
        acc_sum += (net(X).argmax(dim=1) == y).float().sum().item()
        n += y.shape[0]
    return acc_sum / n


def train_epoch(net, batches, loss, params, lr, batch_size):
    losses, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        batch_loss = loss(y_hat, y).sum()
        batch_loss.backward()
        with torch.no_grad():
            for p in params:
                p.sub_(p.grad * (lr / batch_size))
                p.grad = None
        losses += batch_loss.item()
        hits += int((y_hat.max(dim=1).indices == y).sum())
        n += len(y)
    return losses / n, hits / n
