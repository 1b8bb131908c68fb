"""Versions of cross_entropy: ways to pick the labelled probability, and ways to miss it."""


# %% right: book
# The form printed in the book: gather along the classes with a column of labels.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1)))


# %% right: newer-edition
# The form of the newer edition: pairs row numbers with labels.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[list(range(len(y_hat))), y])


# %% right: arange-indexing
# The same pairing with a tensor of row numbers.
import torch


def cross_entropy(y_hat, y):
    rows = torch.arange(y.shape[0])
    return -y_hat[rows, y].log()


# %% right: numpy-row-numbers
# Row numbers from numpy index a tensor just as well.
import numpy as np
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[np.arange(len(y)), y])


# %% right: gather-squeezed
# Prefers one axis and removes exactly the one that gather needed.
import torch


def cross_entropy(y_hat, y):
    picked = torch.gather(y_hat, dim=1, index=y.unsqueeze(1)).squeeze(1)
    return -picked.log()


# %% right: gather-after-log
# Takes all logarithms first and picks afterwards.
import torch


def cross_entropy(y_hat, y):
    return torch.log(y_hat).gather(1, y.reshape(-1, 1)).neg()


# %% right: one-hot-sum
# The formula as printed: the sum over j of y_j log y_hat_j, with one-hot y.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    target = F.one_hot(y, num_classes=y_hat.shape[1])
    return -(target * torch.log(y_hat)).sum(dim=1)


# %% right: one-hot-keepdim
# Keeps the column shape of the matrix formulas.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    target = F.one_hot(y, y_hat.size(1)).to(y_hat.dtype)
    return -torch.log(torch.sum(y_hat * target, dim=1, keepdim=True))


# %% right: identity-rows
# Row y of the identity matrix is the one-hot vector.
import torch


def cross_entropy(y_hat, y):
    target = torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y]
    return -torch.sum(target * y_hat.log(), axis=1)


# %% right: einsum
# Index notation: the same n on both sides, k summed away.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    target = F.one_hot(y, y_hat.shape[1]).to(y_hat.dtype)
    return -torch.einsum("nk,nk->n", target, torch.log(y_hat))


# %% right: batched-product
# A product of a row and a column for every example.
import torch


def cross_entropy(y_hat, y):
    k = y_hat.shape[1]
    target = (y.view(-1, 1) == torch.arange(k)).to(y_hat.dtype)
    return -torch.bmm(target.unsqueeze(1), y_hat.log().unsqueeze(2)).squeeze(2)


# %% right: scattered-ones
# Writes the ones where the labels point.
import torch


def cross_entropy(y_hat, y):
    target = torch.zeros_like(y_hat).scatter_(1, y.view(-1, 1), 1.0)
    return -(target * torch.log(y_hat)).sum(1)


# %% right: boolean-mask
# Marks one entry per row; the mask returns them row by row.
import torch


def cross_entropy(y_hat, y):
    mask = torch.arange(y_hat.shape[1]) == y.unsqueeze(1)
    return -torch.log(y_hat[mask])


# %% right: masked-select
# The same with the function instead of the brackets.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    mask = F.one_hot(y, y_hat.shape[1]).bool()
    return -torch.masked_select(y_hat, mask).log()


# %% right: where-then-sum
# Replaces everything unlabelled by zero before summing.
import torch


def cross_entropy(y_hat, y):
    labelled = y.view(-1, 1) == torch.arange(y_hat.shape[1]).view(1, -1)
    zero = torch.zeros_like(y_hat)
    return -torch.where(labelled, torch.log(y_hat), zero).sum(dim=1)


# %% right: take-along-dim
# Knows numpy's name for gather.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(torch.take_along_dim(y_hat, y[:, None], dim=1))


# %% right: diagonal-of-columns
# Takes the table of all rows and all labels, and reads its diagonal.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, y].diagonal())


# %% right: index-select-diag
# The same table made with index_select.
import torch


def cross_entropy(y_hat, y):
    return -y_hat.index_select(1, y).diag().log()


# %% right: flat-positions
# Counts positions in the matrix as if it were one long vector.
import torch


def cross_entropy(y_hat, y):
    n, k = y_hat.shape
    return -torch.log(torch.take(y_hat, torch.arange(n) * k + y))


# %% right: loop-stack
# One example at a time, with stack, which keeps the graph.
import torch


def cross_entropy(y_hat, y):
    return torch.stack([-torch.log(y_hat[i, y[i]]) for i in range(len(y))])


# %% right: zip-cat
# Walks rows and labels together and keeps each loss as a vector of one.
import torch


def cross_entropy(y_hat, y):
    losses = []
    for row, label in zip(y_hat, y):
        losses.append(-torch.log(row[label]).view(1))
    return torch.cat(losses)


# %% right: fills-new-zeros
# Prepares the result in the type of y_hat and fills it.
import torch


def cross_entropy(y_hat, y):
    losses = y_hat.new_zeros(len(y))
    for i, label in enumerate(y.tolist()):
        losses[i] = -torch.log(y_hat[i][label])
    return losses


# %% right: sum-over-classes
# Goes through the classes and lets only the labelled rows contribute.
import torch


def cross_entropy(y_hat, y):
    total = 0
    for j in range(y_hat.shape[1]):
        total = total - (y == j) * torch.log(y_hat[:, j])
    return total


# %% right: vmap-pairs
# Writes the loss of one example and lets torch repeat it.
import torch


def cross_entropy(y_hat, y):
    def one(p, label):
        return -torch.log(p.gather(0, label.reshape(1)))

    return torch.vmap(one)(y_hat, y)


# %% right: nll-of-log
# Knows that nll_loss only picks and negates, so gives it logarithms.
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return F.nll_loss(y_hat.log(), y, reduction="none")


# %% right: log-of-reciprocal
# Moves the minus sign inside the logarithm.
import torch


def cross_entropy(y_hat, y):
    return torch.log(1 / y_hat[torch.arange(len(y)), y])


# %% right: base-two-converted
# Counts in bits and converts to natural units.
import math

import torch


def cross_entropy(y_hat, y):
    bits = -torch.log2(y_hat.gather(1, y.view(-1, 1)))
    return bits * math.log(2)


# %% right: xlogy
# Uses the function made for sums of p log q.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -torch.xlogy(F.one_hot(y, y_hat.shape[1]), y_hat).sum(dim=1)


# %% right: tiny-epsilon
# Guards against log 0 with a number too small to be seen.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1)) + 1e-8)


# %% right: clamped-from-below
# Guards against log 0 with a floor far below the probabilities in use.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[range(len(y)), y].clamp(min=1e-10))


# %% right: double-and-back
# Computes with more digits and returns the type that came in.
import torch


def cross_entropy(y_hat, y):
    picked = y_hat.double().gather(1, y.view(-1, 1))
    return -picked.log().to(y_hat.dtype)


# %% right: label-list
# Turns the labels into plain numbers, which need no gradient.
import torch


def cross_entropy(y_hat, y):
    labels = y.tolist()
    return -torch.log(y_hat[list(range(len(labels))), labels]).reshape(-1, 1)


# %% wrong: ce-mean
# Every library loss returns the average, so this one does too.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).mean()


# %% wrong: ce-mean-nll
# Does not know that nll_loss averages unless told otherwise.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return F.nll_loss(torch.log(y_hat), y)


# %% wrong: ce-mean-over-n
# Sums in a loop and divides at the end.
import torch


def cross_entropy(y_hat, y):
    total = 0
    for i in range(len(y)):
        total = total - torch.log(y_hat[i, y[i]])
    return total / len(y)


# %% wrong: ce-average-for-all
# Gives the average the right shape after the shape was criticised.
import torch


def cross_entropy(y_hat, y):
    loss = -torch.log(y_hat.gather(1, y.view(-1, 1)))
    return loss.mean().expand(len(y))


# %% wrong: ce-divided-by-n
# Divides every loss by the batch size so that a later sum is the mean.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y]) / len(y)


# %% wrong: ce-sum
# Moves the sum of the training loop into the loss.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).sum()


# %% wrong: ce-sum-one-hot
# Sums over the examples as well because the axis was left out.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -(F.one_hot(y, y_hat.shape[1]) * torch.log(y_hat)).sum()


# %% wrong: ce-summed-over-examples
# Sums the one-hot products along the wrong axis.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -(F.one_hot(y, y_hat.shape[1]) * torch.log(y_hat)).sum(dim=0)


# %% wrong: ce-running-total
# Appends the total so far instead of the loss of the example.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).cumsum(dim=0)


# %% wrong: ce-missing-minus
# Loses the sign when copying the formula.
import torch


def cross_entropy(y_hat, y):
    return torch.log(y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-missing-minus-twice
# Adds the minus although nll_loss has one already.
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -F.nll_loss(y_hat.log(), y, reduction="none")


# %% wrong: ce-minus-inside
# Puts the minus in front of the probability instead of the logarithm.
import torch


def cross_entropy(y_hat, y):
    return torch.log(-y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-wrong-base
# Information theory counts in bits.
import torch


def cross_entropy(y_hat, y):
    return -torch.log2(y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-wrong-base-10
# On a pocket calculator log means base ten.
import torch


def cross_entropy(y_hat, y):
    return -torch.log10(y_hat[torch.arange(len(y)), y])


# %% wrong: ce-log1p
# Takes log1p for a safer log.
import torch


def cross_entropy(y_hat, y):
    return -torch.log1p(y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-double-softmax
# The name fits, but the library function expects raw scores.
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return F.cross_entropy(y_hat, y, reduction="none")


# %% wrong: ce-double-softmax-mean
# The same with the library's default average.
from torch import nn


def cross_entropy(y_hat, y):
    return nn.CrossEntropyLoss()(y_hat, y)


# %% wrong: ce-double-softmax-by-hand
# Makes sure that the rows are probabilities by applying softmax again.
import torch


def cross_entropy(y_hat, y):
    p = torch.softmax(y_hat, dim=1)
    return -torch.log(p.gather(1, y.view(-1, 1)))


# %% wrong: ce-double-softmax-log
# Takes log_softmax for "the log of the softmax output".
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return F.nll_loss(F.log_softmax(y_hat, dim=1), y, reduction="none")


# %% wrong: ce-renormalised
# Feeds logarithms to the library, which divides every row by its sum once more.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return F.cross_entropy(torch.log(y_hat), y, reduction="none")


# %% wrong: ce-no-log
# Believes that nll_loss takes the logarithm.
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return F.nll_loss(y_hat, y, reduction="none")


# %% wrong: ce-no-log-by-hand
# Picks the right entry and negates it, since larger is better.
import torch


def cross_entropy(y_hat, y):
    return -y_hat.gather(1, y.view(-1, 1))


# %% wrong: ce-one-minus-p
# Takes the distance from certainty for the loss.
import torch


def cross_entropy(y_hat, y):
    return 1 - y_hat.gather(1, y.view(-1, 1))


# %% wrong: ce-log-one-minus-p
# Looks at the chance of being wrong instead of being right.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(1 - y_hat.gather(1, y.view(-1, 1)) + 1e-8)


# %% wrong: ce-reciprocal
# Thinks that any falling function will do, and takes 1/p - 1.
import torch


def cross_entropy(y_hat, y):
    return 1 / y_hat[torch.arange(len(y)), y] - 1


# %% wrong: ce-squared-no-half
# Keeps a squared loss in its library form, on one-hot labels.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return ((y_hat - F.one_hot(y, y_hat.shape[1])) ** 2).sum(dim=1)


# %% wrong: ce-squared
# Keeps the loss of linear regression, with its one half, on one-hot labels.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    target = F.one_hot(y, y_hat.shape[1]).to(y_hat.dtype)
    return ((y_hat - target) ** 2 / 2).sum(dim=1, keepdim=True)


# %% wrong: ce-labelled-squared
# Squares the gap between the labelled probability and one.
import torch


def cross_entropy(y_hat, y):
    return (1 - y_hat[torch.arange(len(y)), y]) ** 2


# %% wrong: ce-class-number-distance
# Compares the most likely class with the label as if both were measurements.
import torch


def cross_entropy(y_hat, y):
    return (y_hat.argmax(dim=1) - y) ** 2 / 2


# %% wrong: ce-all-classes
# Computes the entropy of the prediction; the y_j of the formula is read as y_hat_j.
import torch


def cross_entropy(y_hat, y):
    return -(y_hat * torch.log(y_hat)).sum(dim=1)


# %% wrong: ce-all-classes-binary
# Adds the two-class term for every class that is not the label.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    target = F.one_hot(y, y_hat.shape[1]).to(y_hat.dtype)
    return F.binary_cross_entropy(y_hat, target, reduction="none").sum(dim=1)


# %% wrong: ce-all-classes-mean-of-logs
# Averages the logarithms of the whole row.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat).mean(dim=1)


# %% wrong: ce-all-classes-sum-of-logs
# Reads the sum over j without its factor y_j.
import torch


def cross_entropy(y_hat, y):
    return -torch.sum(torch.log(y_hat), dim=1, keepdim=True)


# %% wrong: ce-all-classes-pull-down
# Rewards low probabilities elsewhere in addition to the formula.
import torch


def cross_entropy(y_hat, y):
    picked = y_hat.gather(1, y.view(-1, 1))
    return -torch.log(picked) + (y_hat.sum(dim=1, keepdim=True) - picked)


# %% wrong: ce-all-classes-smoothed
# Keeps label smoothing from another course.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    k = y_hat.shape[1]
    target = 0.9 * F.one_hot(y, k) + 0.1 / k
    return -(target * torch.log(y_hat)).sum(dim=1)


# %% wrong: ce-focal
# Keeps the focal weight of a paper on object detection.
import torch


def cross_entropy(y_hat, y):
    p = y_hat.gather(1, y.view(-1, 1))
    return -((1 - p) ** 2) * torch.log(p)


# %% wrong: ce-times-p
# Mixes the entropy formula p log p into the picked entry.
import torch


def cross_entropy(y_hat, y):
    p = y_hat[torch.arange(len(y)), y]
    return -p * torch.log(p)


# %% wrong: ce-label-as-weight
# Takes the class number for the one-hot vector of the formula.
import torch


def cross_entropy(y_hat, y):
    return -(y.view(-1, 1) * torch.log(y_hat)).sum(dim=1)


# %% wrong: ce-label-as-weight-broadcast
# Multiplies labels and logarithms as they are, which only fits when n equals k.
import torch


def cross_entropy(y_hat, y):
    return -(y * torch.log(y_hat)).sum(1)


# %% wrong: ce-label-times-picked
# Picks with the label and then multiplies by it too.
import torch


def cross_entropy(y_hat, y):
    return -y * torch.log(y_hat[torch.arange(len(y)), y])


# %% wrong: ce-columns
# Reads the colon as "for every row its own label".
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, y])


# %% wrong: ce-columns-index-select
# Takes index_select for a selection per row.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(torch.index_select(y_hat, 1, y))


# %% wrong: ce-table-averaged
# Averages the square table away to get one number per example.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, y]).mean(dim=1)


# %% wrong: ce-columns-expanded
# Lets every row look up all labels because the index was expanded to (n, n).
import torch


def cross_entropy(y_hat, y):
    index = y.view(1, -1).expand(len(y), len(y))
    return -torch.log(y_hat.gather(1, index))


# %% wrong: ce-rows
# Thinks that the first index counts classes.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[y])


# %% wrong: ce-rows-swapped
# Exchanges the two indices.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[y, torch.arange(len(y))])


# %% wrong: ce-dim0
# Lets the labels run along the examples.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(0, y.view(1, -1)))


# %% wrong: ce-dim0-column
# Changes the axis of gather but leaves the labels a column.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(0, y.view(-1, 1)))


# %% wrong: ce-index-1d
# Forgets that gather wants an index with as many axes as the data.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y))


# %% wrong: ce-index-row
# Makes the labels a row, which reads only the first example.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(1, -1)))


# %% wrong: ce-index-row-flattened
# The same, made to look like one number per example.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.unsqueeze(0))).reshape(-1)


# %% wrong: ce-index-flat
# Uses the labels as positions in the flat matrix.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(torch.take(y_hat, y))


# %% wrong: ce-index-flat-by-n
# Multiplies the row number by the number of rows instead of columns.
import torch


def cross_entropy(y_hat, y):
    n = len(y)
    return -torch.log(y_hat.reshape(-1)[torch.arange(n) * n + y])


# %% wrong: ce-one-based
# The text counts classes from one.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y - 1])


# %% wrong: ce-one-based-gather
# The same with gather, which refuses the index -1.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, (y - 1).view(-1, 1)))


# %% wrong: ce-one-based-loop
# Starts both counts at one.
import torch


def cross_entropy(y_hat, y):
    return torch.stack([-torch.log(y_hat[i - 1, y[i - 1] - 1]) for i in range(1, len(y) + 1)])


# %% wrong: ce-predicted-class
# Takes the prediction for the truth.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.max(dim=1).values)


# %% wrong: ce-predicted-class-gather
# Gathers at the argmax, with y left unused.
import torch


def cross_entropy(y_hat, y):
    winner = y_hat.argmax(dim=1, keepdim=True)
    return -torch.log(y_hat.gather(1, winner))


# %% wrong: ce-only-hits
# Charges nothing when the prediction is right.
import torch


def cross_entropy(y_hat, y):
    loss = -torch.log(y_hat[torch.arange(len(y)), y])
    return torch.where(y_hat.argmax(dim=1) == y, torch.zeros_like(loss), loss)


# %% wrong: ce-first-column
# Has only ever tried label 0.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, 0])


# %% wrong: ce-first-label
# Uses the first label for the whole batch.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, y[0]])


# %% wrong: ce-sorted-labels
# Sorts the labels so that they match the order of the columns.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.sort().values.view(-1, 1)))


# %% wrong: ce-position-as-label
# Uses the loop counter as the column.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(torch.stack([y_hat[i, i] for i in range(len(y))]))


# %% wrong: ce-one-hot-unreduced
# Stops before the sum over the classes.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -(F.one_hot(y, y_hat.shape[1]) * torch.log(y_hat))


# %% wrong: ce-one-hot-mean
# Averages over the classes where the formula sums.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -(F.one_hot(y, y_hat.shape[1]) * torch.log(y_hat)).mean(dim=1)


# %% wrong: ce-one-hot-log-of-zero
# Takes the logarithm after the mask has made zeros.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -torch.log(F.one_hot(y, y_hat.shape[1]) * y_hat).sum(dim=1)


# %% wrong: ce-one-hot-guessed-size
# Lets one_hot guess the number of classes from the labels of this batch.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -(F.one_hot(y) * torch.log(y_hat)).sum(dim=1)


# %% wrong: ce-one-hot-ten
# Has Fashion-MNIST in mind and fixes ten classes.
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    return -(F.one_hot(y, 10) * torch.log(y_hat)).sum(dim=1)


# %% wrong: ce-swapped-roles
# Takes the logarithm of the labels, as in the order H(y_hat, y).
import torch
import torch.nn.functional as F


def cross_entropy(y_hat, y):
    target = F.one_hot(y, y_hat.shape[1]).to(y_hat.dtype)
    return -(y_hat * torch.log(target + 1e-8)).sum(dim=1)


# %% wrong: ce-epsilon
# Fears log 0 and adds a number that can be seen.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1)) + 1e-3)


# %% wrong: ce-epsilon-small
# Takes a ten-thousandth for nothing.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y] + 1e-4)


# %% wrong: ce-epsilon-clamp
# Keeps the probabilities in a range that ordinary predictions leave.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1)).clamp(0.1, 0.9))


# %% wrong: ce-capped
# Caps the loss so that a single example cannot dominate.
import torch


def cross_entropy(y_hat, y):
    return (-torch.log(y_hat.gather(1, y.view(-1, 1)))).clamp(max=1.0)


# %% wrong: ce-detached
# Uses .data to silence an earlier error.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.data.gather(1, y.view(-1, 1)))


# %% wrong: ce-detached-item
# Plain numbers feel safer than tensors of one element.
import math

import torch


def cross_entropy(y_hat, y):
    return torch.tensor([-math.log(y_hat[i, y[i]].item()) for i in range(len(y))])


# %% wrong: ce-detached-item-typed
# Repairs the type of the rebuilt tensor, but not its missing history.
import torch


def cross_entropy(y_hat, y):
    picked = [y_hat[i, label].item() for i, label in enumerate(y.tolist())]
    return -torch.log(torch.tensor(picked, dtype=y_hat.dtype))


# %% wrong: ce-detached-numpy
# Picks in numpy and comes back to torch at the end.
import numpy as np
import torch


def cross_entropy(y_hat, y):
    p = y_hat.detach().numpy()
    return torch.from_numpy(-np.log(p[np.arange(len(p)), y.numpy()]))


# %% wrong: ce-detached-no-grad
# Believes that a loss is only for display.
import torch


def cross_entropy(y_hat, y):
    with torch.no_grad():
        loss = -torch.log(y_hat.gather(1, y.view(-1, 1)))
    return loss


# %% wrong: ce-inplace-log
# Saves a tensor by letting log write into the argument.
import torch


def cross_entropy(y_hat, y):
    y_hat.log_()
    return -y_hat.gather(1, y.view(-1, 1))


# %% wrong: ce-inplace-data-epsilon
# Adds the guard to the caller's own data.
import torch


def cross_entropy(y_hat, y):
    y_hat.data += 1e-7
    return -torch.log(y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-inplace-labels
# Turns the caller's labels into a column for good.
import torch


def cross_entropy(y_hat, y):
    y.unsqueeze_(1)
    return -torch.log(y_hat.gather(1, y))


# %% wrong: ce-float32-zeros
# Fills a prepared tensor whose type does not follow the input.
import torch


def cross_entropy(y_hat, y):
    losses = torch.zeros(len(y))
    for i in range(len(y)):
        losses[i] = -torch.log(y_hat[i, y[i]])
    return losses


# %% wrong: ce-float32-cast
# Casts because the library once complained about the type.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.float().gather(1, y.view(-1, 1)))


# %% wrong: ce-float64-cast
# Wants more digits and leaves them in the result.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.double()[torch.arange(len(y)), y])


# %% wrong: ce-rounded
# Rounds to the digits shown in the book.
import torch


def cross_entropy(y_hat, y):
    return torch.round(-torch.log(y_hat.gather(1, y.view(-1, 1))), decimals=2)


# %% wrong: ce-truncated
# Converts the loss to an integer because the labels are integers.
import torch


def cross_entropy(y_hat, y):
    return (-torch.log(y_hat.gather(1, y.view(-1, 1)))).int()


# %% wrong: ce-shape-row
# Turns the column of losses into a row.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).T


# %% wrong: ce-shape-repeated
# Repeats each loss for every class to keep the shape of the input.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).expand_as(y_hat)


# %% wrong: ce-shape-squeezed
# Removes all axes of length one, also the batch of one example.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).squeeze()


# %% wrong: ce-shape-three-axes
# Wraps every loss once more than needed.
import torch


def cross_entropy(y_hat, y):
    return torch.stack([-torch.log(y_hat[i:i + 1, y[i]]).view(1, 1) for i in range(len(y))])


# %% wrong: ce-two-examples
# Writes out the two rows of the book's demonstration.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[[0, 1], y])


# %% wrong: ce-row-numbers-from-classes
# Counts columns where the rows should be counted.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(y_hat.shape[1]), y])


# %% wrong: ce-first-example
# Returns inside the loop.
import torch


def cross_entropy(y_hat, y):
    for row, label in zip(y_hat, y):
        return -torch.log(row[label]).view(1)


# %% wrong: ce-last-example-missing
# Ends the range one too early.
import torch


def cross_entropy(y_hat, y):
    losses = y_hat.new_zeros(len(y))
    for i in range(len(y) - 1):
        losses[i] = -torch.log(y_hat[i, y[i]])
    return losses


# %% wrong: ce-reversed
# Collects the losses from the last example to the first.
import torch


def cross_entropy(y_hat, y):
    losses = []
    for row, label in zip(y_hat, y):
        losses.insert(0, -torch.log(row[label]))
    return torch.stack(losses)


# %% wrong: ce-sorted-losses
# Puts the worst examples first.
import torch


def cross_entropy(y_hat, y):
    losses = -torch.log(y_hat[torch.arange(len(y)), y])
    return losses.sort(descending=True).values


# %% wrong: ce-one-per-label
# Collects the losses in a dictionary, where equal labels overwrite each other.
import torch


def cross_entropy(y_hat, y):
    losses = {}
    for row, label in zip(y_hat, y):
        losses[int(label)] = -torch.log(row[label])
    return torch.stack(list(losses.values()))


# %% wrong: ce-returns-list
# Takes a list of losses for a vector.
import torch


def cross_entropy(y_hat, y):
    return [-torch.log(row[label]) for row, label in zip(y_hat, y)]


# %% wrong: ce-returns-numpy
# Leaves the result in numpy.
import numpy as np
import torch


def cross_entropy(y_hat, y):
    p = y_hat.detach().numpy()
    return -np.log(p[np.arange(len(p)), y.numpy()])


# %% wrong: ce-returns-float
# Wants a number to print, so averages and leaves torch.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.view(-1, 1))).mean().item()


# %% wrong: ce-returns-tuple
# Hands out the picked probabilities as well.
import torch


def cross_entropy(y_hat, y):
    picked = y_hat.gather(1, y.view(-1, 1))
    return -torch.log(picked), picked


# %% wrong: ce-returns-none
# Computes everything and forgets the return.
import torch


def cross_entropy(y_hat, y):
    loss = -torch.log(y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-prints
# Takes printing for returning.
import torch


def cross_entropy(y_hat, y):
    print(-torch.log(y_hat.gather(1, y.view(-1, 1))))


# %% wrong: ce-scalar-log
# Uses the log of the math module, which takes single numbers only.
import math

import torch


def cross_entropy(y_hat, y):
    return -math.log(y_hat.gather(1, y.view(-1, 1)))


# %% wrong: ce-one-hot-labels-expected
# Expects one-hot labels, as some libraries deliver them.
import torch


def cross_entropy(y_hat, y):
    return -(y.argmax(dim=1) * torch.log(y_hat)).sum(dim=1)


# %% wrong: ce-missing-minus+ce-mean
# Forgets the minus, and averages.
import torch


def cross_entropy(y_hat, y):
    return torch.log(y_hat.gather(1, y.view(-1, 1))).mean()


# %% wrong: ce-no-log+ce-mean
# Believes in nll_loss without its log, averaged as the library does.
import torch


def cross_entropy(y_hat, y):
    return -y_hat[range(len(y)), y].mean()


# %% wrong: ce-columns+ce-mean
# Picks with a colon, and averages the whole table.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, y]).mean()


# %% wrong: ce-wrong-base+ce-sum
# Counts bits, and adds them up.
import torch


def cross_entropy(y_hat, y):
    return -torch.log2(y_hat.gather(1, y.view(-1, 1))).sum()


# %% wrong: ce-predicted-class+ce-mean
# Takes the largest probability, and averages.
import torch


def cross_entropy(y_hat, y):
    return -torch.log(y_hat.max(dim=1).values).mean()
