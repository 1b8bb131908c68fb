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
    shifted = X - X.max(dim=1, keepdim=True)[0]  # otherwise exp gets huge
    exps = torch.exp(shifted)
    return exps / torch.sum(exps, dim=1, keepdim=True)


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
    idx = y.unsqueeze(1)
    picked = torch.gather(y_hat, 1, idx).squeeze(1)
    return -torch.log(picked)


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
    with torch.no_grad():
        pred = torch.argmax(y_hat, dim=1)
        n_correct = (pred == y).sum().item()
    return n_correct / y.shape[0]


import torch
from torch import nn


def squared_loss_onehot(y_hat, y):
    target = (y.view(-1, 1) == torch.arange(y_hat.size(1))).to(y_hat.dtype)
    return (y_hat - target).square().sum(dim=-1) / 2


def flatten(X):
    return nn.Flatten()(X)


def softmax_net(X, W, b):
    pixels = torch.cat([X.reshape(len(X), -1), torch.ones(len(X), 1)], dim=1)
    E = torch.exp(pixels @ torch.cat([W, b.view(1, -1)]))
    return E / E.sum(dim=1, keepdim=True)


def pick_label_probabilities(y_hat, y):
    return torch.gather(y_hat, dim=1, index=y.unsqueeze(1)).squeeze(1)


def evaluate_accuracy(data_iter, net):
    hits = [net(X).argmax(dim=1) == y for X, y in data_iter]
    return torch.cat(hits).float().mean().item()


def train_epoch(net, batches, loss, params, lr, batch_size):
    losses, hits = [], []
    for X, y in list(batches):
        y_hat = net(X)
        l = loss(y_hat, y)
        hits.append(y_hat.argmax(dim=1) == y)
        losses.append(l.detach())
        l.sum().backward()
        for p in params:
            p.data.add_(p.grad, alpha=-lr / batch_size)
            p.grad.zero_()
    return torch.cat(losses).mean(), torch.cat(hits).float().mean()
