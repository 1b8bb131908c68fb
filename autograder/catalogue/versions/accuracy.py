"""Versions of accuracy: ways to count hits, and ways to count something else."""


# %% right: book
# The form printed in the book.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


# %% right: newer-edition-divided
# The newer edition's count of hits, divided by the number of labels.
import torch


def accuracy(y_hat, y):
    predictions = y_hat.argmax(axis=1)
    hits = predictions.type(y.dtype) == y
    return float(hits.type(y.dtype).sum()) / len(y)


# %% right: sum-over-length
# Counts the hits and divides, without leaving integers too early.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(1) == y).sum().item() / y.shape[0]


# %% right: float-of-mean
# Converts with float instead of .item().
import torch


def accuracy(y_hat, y):
    return float(torch.mean((torch.argmax(y_hat, dim=-1) == y).to(torch.float32)))


# %% right: double-mean
# Averages with more digits than needed.
import torch


def accuracy(y_hat, y):
    return torch.eq(torch.argmax(y_hat, 1), y).double().mean().item()


# %% right: mean-with-dtype
# Lets mean convert the booleans.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).mean(dtype=torch.float32).item()


# %% right: count-nonzero
# Asks torch to count what is True.
import torch


def accuracy(y_hat, y):
    hits = torch.count_nonzero(y_hat.argmax(dim=1) == y)
    return int(hits) / len(y)


# %% right: max-indices
# Takes the positions from max, which returns two things.
import torch


def accuracy(y_hat, y):
    return (y_hat.max(dim=1).indices == y).float().mean().item()


# %% right: max-unpacked
# Unpacks the pair and drops the values.
import torch


def accuracy(y_hat, y):
    _, predicted = torch.max(y_hat, 1)
    correct = (predicted == y).sum()
    return correct.item() / y.size(0)


# %% right: topk
# The best one of the best k.
import torch


def accuracy(y_hat, y):
    best = y_hat.topk(1, dim=1).indices.squeeze(1)
    return (best == y).float().mean().item()


# %% right: sort-last
# Sorts the classes by score and reads the end.
import torch


def accuracy(y_hat, y):
    order = y_hat.argsort(dim=1)
    return (order[:, -1] == y).float().mean().item()


# %% right: python-loop
# Counts by hand, one example at a time.
import torch


def accuracy(y_hat, y):
    hits = 0
    for i in range(len(y)):
        if y_hat[i].argmax() == y[i]:
            hits += 1
    return hits / len(y)


# %% right: zip-sum
# Adds up True as one.
import torch


def accuracy(y_hat, y):
    hits = [int(row.argmax()) == int(label) for row, label in zip(y_hat, y)]
    return sum(hits) / len(hits)


# %% right: plain-lists
# Leaves torch at once and searches lists.
def accuracy(y_hat, y):
    rows, labels = y_hat.tolist(), y.tolist()
    hits = sum(row.index(max(row)) == label for row, label in zip(rows, labels))
    return hits / len(labels)


# %% right: own-argmax
# Searches for the largest score with two nested loops.
import torch


def accuracy(y_hat, y):
    n, k = y_hat.shape
    hits = 0
    for i in range(n):
        best = 0
        for j in range(1, k):
            if y_hat[i, j] > y_hat[i, best]:
                best = j
        if best == int(y[i]):
            hits += 1
    return hits / n


# %% right: numpy-float
# Computes in numpy and returns a plain float.
import numpy as np
import torch


def accuracy(y_hat, y):
    predictions = y_hat.detach().numpy().argmax(axis=1)
    return float(np.mean(predictions == y.numpy()))


# %% right: statistics-fmean
# Finds the mean in the standard library.
import statistics

import torch


def accuracy(y_hat, y):
    return statistics.fmean((y_hat.argmax(dim=1) == y).tolist())


# %% right: running-mean
# Updates the mean with every example, so that no count is kept.
import torch


def accuracy(y_hat, y):
    value = 0.0
    for i, hit in enumerate((y_hat.argmax(1) == y).tolist(), start=1):
        value += (hit - value) / i
    return value


# %% right: mask-of-maximum
# Marks the largest score of each row and looks whether the label is marked.
import torch


def accuracy(y_hat, y):
    marked = y_hat == y_hat.amax(dim=1, keepdim=True)
    return marked[torch.arange(len(y)), y].float().mean().item()


# %% right: label-has-the-maximum
# Compares the labelled score with the largest, which is the same without ties.
import torch


def accuracy(y_hat, y):
    labelled = y_hat.gather(1, y.view(-1, 1)).squeeze(1)
    return (labelled == y_hat.max(dim=1).values).float().mean().item()


# %% right: nobody-is-larger
# A hit means that no other class has a larger score.
import torch


def accuracy(y_hat, y):
    labelled = y_hat[torch.arange(len(y)), y].unsqueeze(1)
    larger = (y_hat > labelled).sum(dim=1)
    return (larger == 0).float().mean().item()


# %% right: one-hot-product
# Multiplies one-hot predictions and one-hot labels.
import torch
import torch.nn.functional as F


def accuracy(y_hat, y):
    k = y_hat.shape[1]
    hits = (F.one_hot(y_hat.argmax(1), k) * F.one_hot(y, k)).sum()
    return hits.item() / len(y)


# %% right: trace-of-confusions
# Builds the table of labels and predictions; the hits lie on its diagonal.
import torch


def accuracy(y_hat, y):
    k = y_hat.shape[1]
    table = torch.bincount(y * k + y_hat.argmax(dim=1), minlength=k * k).view(k, k)
    return table.trace().item() / table.sum().item()


# %% right: one-minus-errors
# Counts the misses and takes the rest.
import torch


def accuracy(y_hat, y):
    errors = (y_hat.argmax(dim=1) != y).sum().item()
    return 1.0 - errors / len(y)


# %% right: difference-is-zero
# A hit leaves a difference of zero.
import torch


def accuracy(y_hat, y):
    difference = y_hat.argmax(dim=1) - y
    return len(difference[difference == 0]) / len(difference)


# %% right: keepdim-both
# Compares two columns, so nothing is broadcast.
import torch


def accuracy(y_hat, y):
    hits = y_hat.argmax(dim=1, keepdim=True) == y.view(-1, 1)
    return hits.float().mean().item()


# %% right: transposed
# Turns the classes into rows and searches down the columns.
import torch


def accuracy(y_hat, y):
    return (y_hat.t().argmax(dim=0) == y).float().mean().item()


# %% right: softmax-first
# Makes probabilities first, which leaves the order as it is.
import torch


def accuracy(y_hat, y):
    p = torch.softmax(y_hat, dim=1)
    return (p.argmax(dim=1) == y).float().mean().item()


# %% right: no-grad
# Switches gradients off, since counting has none.
import torch


@torch.no_grad()
def accuracy(y_hat, y):
    right = (y_hat.argmax(dim=1) == y).sum()
    return torch.true_divide(right, len(y)).item()


# %% right: fraction
# Wants an exact ratio and converts it at the end.
from fractions import Fraction


def accuracy(y_hat, y):
    hits = int((y_hat.argmax(dim=1) == y).sum())
    return float(Fraction(hits, len(y)))


# %% wrong: acc-count
# Remembers the newer edition, whose function of this name returns the number of hits.
import torch


def accuracy(y_hat, y):
    return float((y_hat.argmax(dim=1) == y).sum())


# %% wrong: acc-count-newer-edition
# Copies the newer edition word for word.
import torch


def accuracy(y_hat, y):
    if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
        y_hat = y_hat.argmax(axis=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.type(y.dtype).sum())


# %% wrong: acc-count-int
# Counts in a loop and forgets the division.
import torch


def accuracy(y_hat, y):
    hits = 0
    for row, label in zip(y_hat, y):
        hits += int(row.argmax() == label)
    return hits


# %% wrong: acc-misses-counted
# Counts what went wrong.
import torch


def accuracy(y_hat, y):
    return float((y_hat.argmax(dim=1) != y).sum())


# %% wrong: acc-dim0
# Reads dim as the axis that stays.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=0) == y).float().mean().item()


# %% wrong: acc-dim0-max
# The same with max, whose first axis looks like the classes of one example.
import torch


def accuracy(y_hat, y):
    _, predicted = y_hat.max(0)
    return (predicted == y).sum().item() / len(y)


# %% wrong: acc-dim0-zip
# zip silently stops at the shorter side, so no size error warns of the axis.
import torch


def accuracy(y_hat, y):
    hits = sum(int(p) == int(label) for p, label in zip(y_hat.argmax(dim=0), y))
    return hits / len(y)


# %% wrong: acc-no-dim
# Thinks that argmax works row by row on its own.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax() == y).float().mean().item()


# %% wrong: acc-no-dim-modulo
# Repairs the flat position with a remainder, which still is one guess for everybody.
import torch


def accuracy(y_hat, y):
    winner = y_hat.argmax() % y_hat.shape[1]
    return (winner == y).float().mean().item()


# %% wrong: acc-broadcast
# Copies keepdim from softmax, and a column meets a row.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1, keepdim=True) == y).float().mean().item()


# %% wrong: acc-broadcast-sum
# The same table of comparisons, summed and divided by the number of examples.
import torch


def accuracy(y_hat, y):
    hits = (y_hat.argmax(dim=1, keepdim=True) == y).sum().item()
    return hits / len(y)


# %% wrong: acc-broadcast-labels
# Makes the labels a column as for gather.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y.view(-1, 1)).float().mean().item()


# %% wrong: acc-broadcast-topk
# topk keeps the axis of the k best, here one.
import torch


def accuracy(y_hat, y):
    return (y_hat.topk(1, dim=1).indices == y).float().mean().item()


# %% wrong: acc-contained
# Asks whether a label occurs among the predictions of anybody.
import torch


def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1).tolist()
    return sum(label in predictions for label in y.tolist()) / len(y)


# %% wrong: acc-percent
# Everyday wording gives accuracy in percent.
import torch


def accuracy(y_hat, y):
    return 100 * (y_hat.argmax(dim=1) == y).float().mean().item()


# %% wrong: acc-text
# Formats the number for a table.
import torch


def accuracy(y_hat, y):
    value = (y_hat.argmax(dim=1) == y).float().mean().item()
    return f"{value:.1%}"


# %% wrong: acc-max-value
# Takes the values of max for the predicted classes.
import torch


def accuracy(y_hat, y):
    return (y_hat.max(dim=1).values == y).float().mean().item()


# %% wrong: acc-max-order
# Unpacks the pair of max in the wrong order.
import torch


def accuracy(y_hat, y):
    predicted, _ = torch.max(y_hat, dim=1)
    return (predicted.long() == y).float().mean().item()


# %% wrong: acc-max-pair
# Does not know that max along an axis returns a pair.
import torch


def accuracy(y_hat, y):
    return (y_hat.max(dim=1) == y).float().mean().item()


# %% wrong: acc-bool-mean
# Booleans have a sum but no mean.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).mean().item()


# %% wrong: acc-integer-mean
# Converts the booleans, but to a type that has no mean either.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).long().mean().item()


# %% wrong: acc-wrong-divisor
# Takes the number of classes for the number of examples.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item() / y_hat.shape[1]


# %% wrong: acc-wrong-divisor-numel
# Divides by everything in the matrix.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item() / y_hat.numel()


# %% wrong: acc-wrong-divisor-fixed
# Divides by the batch size of the training script.
import torch


def accuracy(y_hat, y, batch_size=256):
    return (y_hat.argmax(dim=1) == y).sum().item() / batch_size


# %% wrong: acc-wrong-divisor-plus-one
# Guards the division by adding one to the number of examples.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item() / (len(y) + 1)


# %% wrong: acc-wrong-divisor-minus-one
# Subtracts one as in the sample variance.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item() / max(len(y) - 1, 1)


# %% wrong: acc-wrong-divisor-distinct
# Divides by the number of different labels.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item() / len(set(y.tolist()))


# %% wrong: acc-wrong-divisor-misses
# Divides right by wrong answers, which gives odds.
import torch


def accuracy(y_hat, y):
    hits = (y_hat.argmax(dim=1) == y).sum().item()
    return hits / max(len(y) - hits, 1)


# %% wrong: acc-threshold
# Two-class habit: a class is predicted when its score exceeds one half.
import torch


def accuracy(y_hat, y):
    predictions = (y_hat > 0.5).int().argmax(dim=1)
    return (predictions == y).float().mean().item()


# %% wrong: acc-threshold-labelled
# Demands more than one half for the labelled class.
import torch


def accuracy(y_hat, y):
    labelled = y_hat[torch.arange(len(y)), y]
    return (labelled > 0.5).float().mean().item()


# %% wrong: acc-threshold-uniform
# Calls it a hit when the label gets more than its even share.
import torch


def accuracy(y_hat, y):
    p = torch.softmax(y_hat, dim=1)
    labelled = p.gather(1, y.view(-1, 1))
    return (labelled > 1 / y_hat.shape[1]).float().mean().item()


# %% wrong: acc-rounded-scores
# Rounds the scores before comparing, which makes them all equal.
import torch


def accuracy(y_hat, y):
    return (y_hat.round().argmax(dim=1) == y).float().mean().item()


# %% wrong: acc-argmin
# Reads the scores as distances, where the smallest wins.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmin(dim=1) == y).float().mean().item()


# %% wrong: acc-argmin-sorted
# Sorts upwards and takes the front.
import torch


def accuracy(y_hat, y):
    order = y_hat.argsort(dim=1)
    return (order[:, 0] == y).float().mean().item()


# %% wrong: acc-argmin-negated
# Keeps the minus sign of the loss.
import torch


def accuracy(y_hat, y):
    return ((-y_hat).argmax(dim=1) == y).float().mean().item()


# %% wrong: acc-error-rate
# Writes != where == belongs.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) != y).float().mean().item()


# %% wrong: acc-error-rate-subtracted
# Subtracts the hits from one although they were hits already.
import torch


def accuracy(y_hat, y):
    return 1 - (y_hat.argmax(dim=1) == y).float().mean().item()


# %% wrong: acc-all-or-nothing
# Tests whether the two vectors are equal.
import torch


def accuracy(y_hat, y):
    return float(torch.equal(y_hat.argmax(dim=1), y))


# %% wrong: acc-all-or-nothing-integer-division
# Divides with // and so drops every fraction.
import torch


def accuracy(y_hat, y):
    return float((y_hat.argmax(dim=1) == y).sum().item() // len(y))


# %% wrong: acc-all-or-nothing-all
# Asks whether all comparisons hold.
import torch


def accuracy(y_hat, y):
    return float((y_hat.argmax(dim=1) == y).all())


# %% wrong: acc-all-or-nothing-int
# Converts the fraction to an integer.
import torch


def accuracy(y_hat, y):
    return float(int((y_hat.argmax(dim=1) == y).float().mean()))


# %% wrong: acc-any
# One hit is enough for full marks.
import torch


def accuracy(y_hat, y):
    return float((y_hat.argmax(dim=1) == y).any())


# %% wrong: acc-rounded
# Rounds for display.
import torch


def accuracy(y_hat, y):
    return round((y_hat.argmax(dim=1) == y).float().mean().item(), 1)


# %% wrong: acc-mean-probability
# Confuses being sure with being right.
import torch


def accuracy(y_hat, y):
    return y_hat[torch.arange(len(y)), y].mean().item()


# %% wrong: acc-mean-probability-softmax
# Averages the probability of the label, after softmax.
import torch


def accuracy(y_hat, y):
    p = torch.softmax(y_hat, dim=1)
    return p.gather(1, y.view(-1, 1)).mean().item()


# %% wrong: acc-mean-probability-largest
# Averages how sure the model is of its own choice.
import torch


def accuracy(y_hat, y):
    return y_hat.max(dim=1).values.mean().item()


# %% wrong: acc-missing-item
# Stops at the mean, which still is a tensor.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean()


# %% wrong: acc-missing-item-division
# Divides a tensor by a number and takes the result for a number.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum() / len(y)


# %% wrong: acc-returns-numpy
# Leaves the result in numpy, in single precision.
import numpy as np
import torch


def accuracy(y_hat, y):
    hits = (y_hat.argmax(dim=1) == y).numpy().astype(np.float32)
    return hits.mean()


# %% wrong: acc-returns-vector
# Returns the comparison itself.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float()


# %% wrong: acc-returns-predictions
# Stops after the predicted classes.
import torch


def accuracy(y_hat, y):
    return y_hat.argmax(dim=1)


# %% wrong: acc-returns-list
# One verdict for every example.
import torch


def accuracy(y_hat, y):
    return [float(row.argmax() == label) for row, label in zip(y_hat, y)]


# %% wrong: acc-returns-one-element-list
# tolist of a vector of one is a list of one.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().reshape(1).tolist()


# %% wrong: acc-returns-tuple
# Hands out the two counts and leaves the division to the caller.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item(), len(y)


# %% wrong: acc-returns-none
# Computes everything and forgets the return.
import torch


def accuracy(y_hat, y):
    value = (y_hat.argmax(dim=1) == y).float().mean().item()


# %% wrong: acc-prints
# Takes printing for returning.
import torch


def accuracy(y_hat, y):
    print((y_hat.argmax(dim=1) == y).float().mean().item())


# %% wrong: acc-first-example
# Returns inside the loop.
import torch


def accuracy(y_hat, y):
    for row, label in zip(y_hat, y):
        return float(row.argmax() == label)


# %% wrong: acc-last-example
# Overwrites the count instead of adding to it.
import torch


def accuracy(y_hat, y):
    hits = 0
    for row, label in zip(y_hat, y):
        hits = int(row.argmax() == label)
    return hits / len(y)


# %% wrong: acc-last-example-missing
# Ends the range one too early.
import torch


def accuracy(y_hat, y):
    hits = 0
    for i in range(len(y) - 1):
        hits += int(y_hat[i].argmax() == y[i])
    return hits / len(y)


# %% wrong: acc-until-first-miss
# Stops counting at the first wrong answer.
import torch


def accuracy(y_hat, y):
    hits = 0
    for row, label in zip(y_hat, y):
        if row.argmax() != label:
            break
        hits += 1
    return hits / len(y)


# %% wrong: acc-one-based
# Adds one to the class because the text counts from one.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) + 1 == y).float().mean().item()


# %% wrong: acc-first-class-skipped
# Starts the search at column 1 and keeps the shifted number.
import torch


def accuracy(y_hat, y):
    k = y_hat.shape[1]
    hits = 0
    for row, label in zip(y_hat, y):
        best = max(range(1, k), key=lambda j: row[j], default=0)
        hits += int(best == int(label))
    return hits / len(y)


# %% wrong: acc-two-classes
# Only ever compares two columns.
import torch


def accuracy(y_hat, y):
    predictions = (y_hat[:, 1] > y_hat[:, 0]).long()
    return (predictions == y).float().mean().item()


# %% wrong: acc-three-classes
# Writes out the three columns of the book's example.
import torch


def accuracy(y_hat, y):
    hits = 0
    for (a, b, c), label in zip(y_hat.tolist(), y.tolist()):
        hits += [a, b, c].index(max(a, b, c)) == label
    return hits / len(y)


# %% wrong: acc-square-only
# Walks over the classes with the number of examples.
import torch


def accuracy(y_hat, y):
    n = len(y)
    predictions = [max(range(n), key=lambda j: y_hat[i, j]) for i in range(n)]
    return sum(p == int(label) for p, label in zip(predictions, y)) / n


# %% wrong: acc-two-examples
# Divides by the two examples of the demonstration.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).sum().item() / 2


# %% wrong: acc-top-two
# Is satisfied when the label is among the best two.
import torch


def accuracy(y_hat, y):
    best = y_hat.topk(min(2, y_hat.shape[1]), dim=1).indices
    return (best == y.unsqueeze(1)).any(dim=1).float().mean().item()


# %% wrong: acc-near-miss
# Lets the neighbouring class count, as if classes were measurements.
import torch


def accuracy(y_hat, y):
    distance = (y_hat.argmax(dim=1) - y).abs()
    return (distance <= 1).float().mean().item()


# %% wrong: acc-distance
# Subtracts the mean distance between class numbers from one.
import torch


def accuracy(y_hat, y):
    distance = (y_hat.argmax(dim=1) - y).abs().float()
    return 1 - distance.mean().item() / y_hat.shape[1]


# %% wrong: acc-sorted
# Sorts both sides to make them comparable.
import torch


def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1).sort().values
    return (predictions == y.sort().values).float().mean().item()


# %% wrong: acc-frequencies
# Compares how often each class occurs.
import torch


def accuracy(y_hat, y):
    k = y_hat.shape[1]
    predicted = torch.bincount(y_hat.argmax(dim=1), minlength=k)
    true = torch.bincount(y, minlength=k)
    return torch.minimum(predicted, true).sum().item() / len(y)


# %% wrong: acc-distinct-classes
# Compares sets, where equal classes count once.
import torch


def accuracy(y_hat, y):
    predicted, true = set(y_hat.argmax(dim=1).tolist()), set(y.tolist())
    return len(predicted & true) / len(true)


# %% wrong: acc-balanced
# Averages the accuracy of each class, a different measure of the same family.
import torch


def accuracy(y_hat, y):
    hits = (y_hat.argmax(dim=1) == y).float()
    classes = y.unique()
    return sum(hits[y == c].mean().item() for c in classes) / len(classes)


# %% wrong: acc-loss
# Returns a loss, since smaller loss means better accuracy.
import torch
import torch.nn.functional as F


def accuracy(y_hat, y):
    return F.cross_entropy(y_hat, y).item()


# %% wrong: acc-scores-against-labels
# Compares the scores with the labels and skips the prediction.
import torch


def accuracy(y_hat, y):
    return (y_hat == y.view(-1, 1)).float().mean().item()


# %% wrong: acc-identity
# Tests identity of objects where equality is meant.
import torch


def accuracy(y_hat, y):
    hits = sum(p is label for p, label in zip(y_hat.argmax(dim=1), y))
    return hits / len(y)


# %% wrong: acc-lists-compared
# Compares two lists, which is one comparison and not n.
import torch


def accuracy(y_hat, y):
    return sum([y_hat.argmax(dim=1).tolist() == y.tolist()]) / len(y)


# %% wrong: acc-one-hot-labels-expected
# Expects one-hot labels, as some libraries deliver them.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y.argmax(dim=1)).float().mean().item()


# %% wrong: acc-dim0+acc-count
# Searches over the examples, and counts.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=0) == y).float().sum().item()


# %% wrong: acc-error-rate+acc-percent
# Gives the misses in percent.
import torch


def accuracy(y_hat, y):
    return 100 * (y_hat.argmax(dim=1) != y).float().mean().item()
