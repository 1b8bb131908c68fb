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
    rows = []
    for x in X:
        e = torch.exp(x)
        total = 0
        for v in e:
            total = total + v
        rows.append(e / total)
    return torch.stack(rows)


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
    losses = []
    for i in range(len(y)):
        p = y_hat[i][y[i]]
        losses.append(-torch.log(p))
    return torch.stack(losses)


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
    right = 0
    for i in range(len(y)):
        # position of the biggest score
        best = 0
        for j in range(y_hat.shape[1]):
            if y_hat[i, j] > y_hat[i, best]:
                best = j
        if best == y[i]:
            right += 1
    return right / len(y)


import torch


def squared_loss_onehot(y_hat, y):
    target = torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y]
    return 0.5 * torch.sum((y_hat - target) ** 2, dim=1, keepdim=True)


def flatten(X):
    return torch.flatten(X, start_dim=1)


def softmax_net(X, W, b):
    scores = torch.einsum("np,pq->nq", X.reshape(X.size(0), -1), W) + b
    numerators = torch.exp(scores)
    return numerators / numerators.sum(dim=1)[:, None]


def pick_label_probabilities(y_hat, y):
    return y_hat[torch.arange(y.numel()), y]


class Accumulator:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, idx):
        return self.data[idx]


def count_hits(y_hat, y):
    return float((y_hat.argmax(axis=1).type(y.dtype) == y).sum())


def evaluate_accuracy(data_iter, net):
    if isinstance(net, torch.nn.Module):
        net.eval()
    metric = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            metric.add(count_hits(net(X), y), y.numel())
    if isinstance(net, torch.nn.Module):
        net.train()
    return metric[0] / metric[1]


def train_epoch(net, batches, loss, params, lr, batch_size):
    optimizer = torch.optim.SGD(params, lr=lr / batch_size)
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        optimizer.zero_grad()
        l.backward()
        optimizer.step()
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += y.size(0)
    return total / n, hits / n
