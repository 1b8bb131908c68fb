"""Versions of squared_loss_onehot: distances to one-hot labels, and to other things."""


# %% right: book
# The formula as the book prints it, with the one-hot label written out.
import torch


def squared_loss_onehot(y_hat, y):
    target = torch.zeros_like(y_hat)
    target.scatter_(1, y.view(-1, 1), 1)
    return ((y_hat - target) ** 2).sum(dim=1) / 2


# %% right: library-one-hot
# Knows torch's one_hot, which needs the number of classes and gives integers.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return (y_hat - F.one_hot(y, y_hat.shape[1])).pow(2).sum(1) / 2


# %% right: row-of-the-identity
# Looks one-hot vectors up in the identity matrix, and keeps the losses in a column.
import torch


def squared_loss_onehot(y_hat, y):
    target = torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y]
    return 0.5 * torch.sum((y_hat - target) ** 2, dim=1, keepdim=True)


# %% right: compared-with-all-classes
# Makes the one-hot label by comparing it with the number of every class.
import torch


def squared_loss_onehot(y_hat, y):
    target = (y.view(-1, 1) == torch.arange(y_hat.size(1))).to(y_hat.dtype)
    return (y_hat - target).square().sum(dim=-1) / 2


# %% right: multiplied-out
# Expands the square: the sum of p squared, minus twice the label's, plus one.
import torch


def squared_loss_onehot(y_hat, y):
    picked = y_hat.gather(1, y.view(-1, 1)).squeeze(1)
    return (y_hat ** 2).sum(dim=1) / 2 - picked + 0.5


# %% right: norm
# Uses the length of the difference.
import torch


def squared_loss_onehot(y_hat, y):
    difference = y_hat.clone()
    difference[torch.arange(len(y)), y] -= 1
    return difference.norm(dim=1) ** 2 / 2


# %% right: library-loss-summed
# Asks the library for the squares of all cells and sums each row.
import torch
from torch.nn import functional as F


def squared_loss_onehot(y_hat, y):
    target = F.one_hot(y, num_classes=y_hat.shape[1]).float()
    return F.mse_loss(y_hat, target, reduction="none").sum(dim=1) / 2


# %% right: loop-over-rows
# Goes through the examples one by one and through the classes inside.
import torch


def squared_loss_onehot(y_hat, y):
    losses = []
    for row, label in zip(y_hat, y.tolist()):
        loss = 0
        for j, p in enumerate(row):
            loss = loss + (p - (1.0 if j == label else 0.0)) ** 2
        losses.append(loss / 2)
    return torch.stack(losses)


# %% wrong: oh-label-number
# Takes the number of the class as the target of every probability.
import torch


def squared_loss_onehot(y_hat, y):
    return ((y_hat - y.view(-1, 1)) ** 2).sum(dim=1) / 2


# %% wrong: oh-only-labelled
# Looks at the labelled class alone, as cross-entropy does.
import torch


def squared_loss_onehot(y_hat, y):
    return (1 - y_hat.gather(1, y.view(-1, 1))) ** 2 / 2


# %% wrong: oh-mean
# Averages over the classes, as the library's loss does.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return ((y_hat - F.one_hot(y, y_hat.shape[1])) ** 2).mean(dim=1) / 2


# %% wrong: oh-no-half
# Leaves the one half out.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return ((y_hat - F.one_hot(y, y_hat.shape[1])) ** 2).sum(dim=1)


# %% wrong: oh-summed
# Adds up the whole batch, as the training loop is about to do.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return ((y_hat - F.one_hot(y, y_hat.shape[1])) ** 2).sum() / 2


# %% wrong: oh-unreduced
# Gives one loss for each class of each example.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return (y_hat - F.one_hot(y, y_hat.shape[1])) ** 2 / 2


# %% wrong: oh-over-examples
# Sums over the axis that is there for the examples.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return ((y_hat - F.one_hot(y, y_hat.shape[1])) ** 2).sum(dim=0) / 2


# %% wrong: oh-absolute
# Takes absolute errors for squared ones.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return (y_hat - F.one_hot(y, y_hat.shape[1])).abs().sum(dim=1) / 2


# %% wrong: oh-square-of-sum
# Sums the errors first, so that they cancel.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return (y_hat - F.one_hot(y, y_hat.shape[1])).sum(dim=1) ** 2 / 2


# %% wrong: oh-distance
# Takes the root: the distance instead of its square.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return (y_hat - F.one_hot(y, y_hat.shape[1])).norm(dim=1) / 2


# %% wrong: oh-cross-entropy
# Writes the loss of the next paragraph.
import torch


def squared_loss_onehot(y_hat, y):
    return -y_hat.gather(1, y.view(-1, 1)).log()


# %% wrong: oh-fixed-classes
# Fixes the ten classes of the clothes.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return ((y_hat - F.one_hot(y, 10)) ** 2).sum(dim=1) / 2


# %% wrong: oh-classes-guessed
# Lets one_hot guess how many classes there are from the largest label of the batch.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    return ((y_hat - F.one_hot(y)) ** 2).sum(dim=1) / 2


# %% wrong: oh-one-based
# Counts the classes from one, so that each label means the class before it.
import torch
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    target = torch.eye(y_hat.shape[1])[y - 1]
    return ((y_hat - target) ** 2).sum(dim=1) / 2


# %% wrong: oh-predicted-class
# Measures the distance to the class that the model believes in.
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    target = F.one_hot(y_hat.argmax(dim=1), y_hat.shape[1])
    return ((y_hat - target) ** 2).sum(dim=1) / 2


# %% wrong: oh-label-bare
# Subtracts the labels as they are, which lines them up with the classes.
import torch


def squared_loss_onehot(y_hat, y):
    return ((y_hat - y) ** 2).sum(dim=1) / 2


# %% wrong: oh-softmax-again
# Turns the probabilities into probabilities once more.
import torch
import torch.nn.functional as F


def squared_loss_onehot(y_hat, y):
    target = F.one_hot(y, y_hat.shape[1])
    return ((torch.softmax(y_hat, 1) - target) ** 2).sum(dim=1) / 2


# %% wrong: oh-last-column
# Adds another column to the target for a label of its own.
import torch


def squared_loss_onehot(y_hat, y):
    target = torch.zeros(len(y), y_hat.shape[1] + 1)
    target[torch.arange(len(y)), y] = 1
    return ((y_hat - target[:, 1:]) ** 2).sum(dim=1) / 2
