"""Versions of softmax: what students write, from the book's form to every known mistake."""


# %% right: book
# The form printed in the book: exp without subtracting the maximum.
import torch


def softmax(X):
    X_exp = X.exp()
    partition = X_exp.sum(dim=1, keepdim=True)
    return X_exp / partition


# %% right: library
# Knows that torch already has the function.
import torch


def softmax(X):
    return torch.softmax(X, dim=1)


# %% right: functional-last-axis
# Counts the axis from the end, so that it would also work for more axes.
import torch.nn.functional as F


def softmax(X):
    return F.softmax(X, dim=-1)


# %% right: module
# Has only met softmax as a layer of a network.
from torch import nn


def softmax(X):
    layer = nn.Softmax(dim=1)
    return layer(X)


# %% right: max-shifted
# Has read about overflow and moves every row down by its own largest score.
import torch


def softmax(X):
    shifted = torch.exp(X - X.amax(dim=1, keepdim=True))
    return shifted / shifted.sum(dim=1, keepdim=True)


# %% right: max-shifted-detached
# The shift cancels, so it is kept out of the graph.
import torch


def softmax(X):
    top = X.max(dim=1, keepdim=True)[0].detach()
    E = torch.exp(X - top)
    return E / E.sum(1, True)


# %% right: max-shifted-unsqueeze
# Prefers adding the lost axis by hand over keepdim.
import torch


def softmax(X):
    E = (X - X.max(1).values.unsqueeze(1)).exp()
    return E / E.sum(1).unsqueeze(-1)


# %% right: max-shifted-tiny-epsilon
# Guards the divisor with a number that is lost in rounding, since it is at least one.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1, keepdim=True).values)
    return E / (E.sum(dim=1, keepdim=True) + 1e-9)


# %% right: logsumexp-difference
# Knows that dividing is subtracting under the exponent.
import torch


def softmax(X):
    return torch.exp(X - torch.logsumexp(X, dim=1, keepdim=True))


# %% right: log-softmax-then-exp
# Takes the stable logarithm from the library and undoes it.
import torch.nn.functional as F


def softmax(X):
    return F.log_softmax(X, dim=1).exp()


# %% right: row-loop-stack
# Writes the formula for one example and repeats it for every row.
import torch


def softmax(X):
    rows = []
    for x in X:
        e = torch.exp(x - x.max())
        rows.append(e / e.sum())
    return torch.stack(rows)


# %% right: row-loop-cat
# Joins rows of shape (1, k) with cat because stack is unknown.
import torch


def softmax(X):
    return torch.cat([torch.softmax(row, dim=0).view(1, -1) for row in X.unbind(0)], dim=0)


# %% right: fills-zeros-like
# Prepares the result as in C and fills it row by row; autograd follows such writes.
import torch


def softmax(X):
    result = torch.zeros_like(X)
    for i in range(X.shape[0]):
        e = torch.exp(X[i] - X[i].max())
        result[i] = e / e.sum()
    return result


# %% right: element-loops
# Translates the double index of the formula, with stack instead of plain numbers.
import torch


def softmax(X):
    n, k = X.shape
    rows = []
    for i in range(n):
        top = max(X[i, j] for j in range(k))
        total = sum(torch.exp(X[i, j] - top) for j in range(k))
        rows.append(torch.stack([torch.exp(X[i, j] - top) / total for j in range(k)]))
    return torch.stack(rows)


# %% right: column-loop
# Works on whole columns and adds them up, so that no axis has to be named.
import functools

import torch


def softmax(X):
    columns = X.unbind(dim=1)
    top = functools.reduce(torch.maximum, columns)
    powers = [torch.exp(column - top) for column in columns]
    total = sum(powers)
    return torch.stack([power / total for power in powers], dim=1)


# %% right: einsum-divisor
# Thinks in index notation: n is kept, k is summed away.
import torch


def softmax(X):
    E = torch.exp(X - X.amax(1, keepdim=True))
    return torch.einsum("nk,n->nk", E, 1 / torch.einsum("nk->n", E))


# %% right: ones-matrix-divisor
# Linear algebra habit: a product with ones sums every row and keeps the shape.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1, keepdim=True).values)
    k = X.shape[1]
    return E / (E @ torch.ones(k, k, dtype=X.dtype))


# %% right: pairwise-differences
# Divides numerator and denominator by exp of the own score, which only leaves differences.
import torch


def softmax(X):
    differences = X.unsqueeze(1) - X.unsqueeze(2)
    return 1 / differences.exp().sum(dim=2)


# %% right: transposed-there-and-back
# Turns the classes into rows because broadcasting lines up with the last axis.
import torch


def softmax(X):
    E = torch.exp(X.t() - X.max(dim=1).values)
    return (E / E.sum(dim=0)).t()


# %% right: dim0-of-the-transpose
# After transposing, the classes run along axis 0.
import torch


def softmax(X):
    return torch.softmax(X.T, dim=0).T


# %% right: vmap-rows
# Writes one example and lets torch repeat it over the batch.
import torch


def softmax(X):
    def one(x):
        e = torch.exp(x - x.amax())
        return e / e.sum()

    return torch.vmap(one)(X)


# %% right: double-and-back
# Computes with more digits and returns the type that came in.
import torch


def softmax(X):
    wide = X.double()
    E = torch.exp(wide - wide.amax(dim=1, keepdim=True))
    return (E / E.sum(dim=1, keepdim=True)).to(X.dtype)


# %% right: cumsum-divisor
# Reads the total of a row off the end of its running sum.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1, keepdim=True).values)
    return E / E.cumsum(dim=1)[:, -1:]


# %% right: gradient-of-logsumexp
# Has proved in an exercise that softmax is the gradient of logsumexp.
import torch


def softmax(X):
    return torch.func.grad(lambda Z: torch.logsumexp(Z, dim=1).sum())(X)


# %% right: clone-then-in-place
# Saves memory with in-place steps, but on a copy.
import torch


def softmax(X):
    Z = X.clone()
    Z -= X.max(dim=1, keepdim=True).values
    Z.exp_()
    return Z / Z.sum(dim=1, keepdim=True)


# %% right: normalize-l1
# Sees division by a sum of positive numbers as a norm.
import torch
import torch.nn.functional as F


def softmax(X):
    E = torch.exp(X - X.amax(dim=1, keepdim=True))
    return F.normalize(E, p=1.0, dim=1)


# %% right: reciprocal-times
# Multiplies by the reciprocal, computed once per row.
import torch


def softmax(X):
    E = torch.sub(X, torch.amax(X, 1, keepdim=True)).exp()
    return E * E.sum(dim=1, keepdim=True).reciprocal()


# %% right: expand-as
# Makes the broadcasting visible by expanding the divisor.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1, keepdim=True)[0].expand_as(X))
    partition = E.sum(dim=1).view(-1, 1).expand_as(E)
    return torch.div(E, partition)


# %% right: shifted-twice
# Moves the row, then takes the logarithm of its sum as a second shift.
import torch


def softmax(X):
    shifted = X - X.max(dim=1, keepdim=True).values
    log_partition = shifted.exp().sum(dim=1, keepdim=True).log()
    return (shifted - log_partition).exp()


# %% stretch: softmax-overflow
# Follows the formula to the letter; large scores are the topic of a later section.
import torch


def softmax(X):
    return torch.exp(X) / torch.sum(torch.exp(X), dim=-1, keepdim=True)


# %% stretch: softmax-overflow-none-index
# Restores the lost axis by indexing with None.
import torch


def softmax(X):
    E = X.exp()
    return E / E.sum(axis=1)[:, None]


# %% stretch: softmax-overflow-row-loop
# Loops over the examples and has no large scores in mind.
import torch


def softmax(X):
    return torch.stack([torch.exp(x) / torch.exp(x).sum() for x in X])


# %% stretch: softmax-overflow-transposed
# Lines the row sums up with columns by transposing, then turns back.
import torch


def softmax(X):
    E = torch.exp(X)
    return (E.t() / E.sum(dim=1)).t()


# %% stretch: softmax-overflow-power
# Writes e to the power X as on paper.
import math


def softmax(X):
    powers = math.e ** X
    return powers / powers.sum(dim=1, keepdim=True)


# %% stretch: softmax-overflow-log-of-sum
# Writes logsumexp by hand and thinks that the logarithm alone makes it safe.
import torch


def softmax(X):
    return torch.exp(X - torch.log(torch.exp(X).sum(dim=1, keepdim=True)))


# %% stretch: softmax-overflow-einsum
# Sums the classes away in index notation, with plain powers.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / torch.einsum("ij->i", E).reshape(-1, 1)


# %% stretch: softmax-overflow-min-shift
# Remembers that something is subtracted per row, and takes the smallest.
import torch


def softmax(X):
    E = torch.exp(X - X.min(dim=1, keepdim=True).values)
    return E / E.sum(dim=1, keepdim=True)


# %% stretch: softmax-overflow-mean-shift
# Centres every row, as one standardises data.
import torch


def softmax(X):
    E = torch.exp(X - X.mean(dim=1, keepdim=True))
    return E / E.sum(dim=1, keepdim=True)


# %% stretch: softmax-overflow-first-logit
# Measures every score against the first class, as in the two-class formula.
import torch


def softmax(X):
    E = torch.exp(X - X[:, :1])
    return E / E.sum(dim=1, keepdim=True)


# %% stretch: softmax-overflow-clamp
# Cuts the scores off where exp would overflow, which makes large ones equal.
import torch


def softmax(X):
    E = torch.exp(X.clamp(-60, 60))
    return E / E.sum(dim=1, keepdim=True)


# %% stretch: softmax-overflow-nan-to-zero
# Sees nan for large scores and wipes it away afterwards.
import torch


def softmax(X):
    E = torch.exp(X)
    return torch.nan_to_num(E / E.sum(dim=1, keepdim=True), nan=0.0)


# %% stretch: softmax-overflow-square-of-half
# Halves the exponent to delay the overflow and squares the result.
import torch


def softmax(X):
    root = torch.exp(X / 2)
    E = root * root
    return E / E.sum(dim=1, keepdim=True)


# %% stretch: softmax-global-max
# Subtracts a maximum, but one for the whole matrix: a low row then underflows to 0/0.
import torch


def softmax(X):
    E = torch.exp(X - X.max())
    return E / E.sum(dim=1, keepdim=True)


# %% stretch: softmax-global-max-item
# Takes the maximum as a plain number, over all examples at once.
import torch


def softmax(X):
    top = X.max().item()
    E = torch.exp(X - top)
    return E / E.sum(1, keepdim=True)


# %% wrong: softmax-dim0
# Reads dim as the axis that stays, so sums over the examples.
import torch


def softmax(X):
    X_exp = X.exp()
    return X_exp / X_exp.sum(dim=0, keepdim=True)


# %% wrong: softmax-dim0-library
# Thinks that axis 0 is the first thing inside a row.
import torch


def softmax(X):
    return torch.softmax(X, dim=0)


# %% wrong: softmax-dim0-broadcast
# Drops keepdim since axis 0 broadcasts without it, which looks like success.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.sum(0)


# %% wrong: softmax-dim0-after-row-max
# Takes the maximum along the right axis and the sum along the other.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1, keepdim=True).values)
    return E / E.sum(dim=0, keepdim=True)


# %% wrong: softmax-total-sum
# Forgets that a batch has rows and divides by the sum of everything.
import torch


def softmax(X):
    X_exp = X.exp()
    return X_exp / X_exp.sum()


# %% wrong: softmax-total-sum-flattened
# Flattens first because softmax was explained for a vector.
import torch


def softmax(X):
    return torch.softmax(X.reshape(-1), dim=0).reshape(X.shape)


# %% wrong: softmax-total-sum-shifted
# Careful about overflow, but still one distribution for the whole batch.
import torch


def softmax(X):
    E = torch.exp(X - X.max())
    return E / torch.sum(E)


# %% wrong: softmax-no-keepdim
# Expects the row sums to line up with the rows by themselves.
import torch


def softmax(X):
    X_exp = X.exp()
    return X_exp / X_exp.sum(dim=1)


# %% wrong: softmax-no-keepdim-as-row
# Repairs the size error with a row instead of a column.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.sum(dim=1).view(1, -1)


# %% wrong: softmax-max-no-keepdim
# Keeps the axis for the sum but not for the maximum.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1).values)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-max-pair
# Does not know that max along an axis returns values and positions together.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=1, keepdim=True))
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-column-max
# Subtracts the maximum of every column, which is a different number for each class.
import torch


def softmax(X):
    E = torch.exp(X - X.max(dim=0, keepdim=True).values)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-no-exp
# Thinks that any division by the sum makes probabilities.
import torch


def softmax(X):
    return X / X.sum(dim=1, keepdim=True)


# %% wrong: softmax-no-exp-abs
# Meets negative shares and takes absolute values.
import torch


def softmax(X):
    positive = X.abs()
    return positive / positive.sum(dim=1, keepdim=True)


# %% wrong: softmax-no-exp-squares
# Makes the scores positive by squaring them.
import torch


def softmax(X):
    squares = X ** 2
    return squares / squares.sum(dim=1, keepdim=True)


# %% wrong: softmax-no-exp-relu
# Mixes in relu, the usual way to get rid of negative numbers.
import torch


def softmax(X):
    positive = torch.relu(X) + 1e-6
    return positive / positive.sum(dim=1, keepdim=True)


# %% wrong: softmax-no-exp-from-minimum
# Moves the smallest score to zero, as for scaling pixels.
import torch


def softmax(X):
    moved = X - X.min(dim=1, keepdim=True).values + 1e-6
    return moved / moved.sum(dim=1, keepdim=True)


# %% wrong: softmax-not-normalised
# Stops after the first half of the formula.
import torch


def softmax(X):
    return X.exp()


# %% wrong: softmax-shifted-powers
# Shifted powers are at most one and so look like probabilities.
import torch


def softmax(X):
    return torch.exp(X - X.max(dim=1, keepdim=True).values)


# %% wrong: softmax-not-normalised-result-lost
# Divides, but throws the quotient away.
import torch


def softmax(X):
    E = torch.exp(X)
    E / E.sum(dim=1, keepdim=True)
    return E


# %% wrong: softmax-divides-by-mean
# Writes mean where the formula has a sum.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.mean(dim=1, keepdim=True)


# %% wrong: softmax-divides-by-max
# Believes that normalising means making the largest entry one.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.max(dim=1, keepdim=True).values


# %% wrong: softmax-divides-by-norm
# Normalises to Euclidean length one, as one does with vectors.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.norm(dim=1, keepdim=True)


# %% wrong: softmax-divides-by-exp-of-sum
# Exchanges exp and sum in the denominator.
import torch


def softmax(X):
    return torch.exp(X) / torch.exp(X.sum(dim=1, keepdim=True))


# %% wrong: softmax-divides-by-sum-of-scores
# Takes exp above the line only.
import torch


def softmax(X):
    return torch.exp(X) / X.sum(dim=1, keepdim=True)


# %% wrong: softmax-divides-scores
# Takes exp below the line only.
import torch


def softmax(X):
    return X / torch.exp(X).sum(dim=1, keepdim=True)


# %% wrong: softmax-exp-of-share
# Normalises first and takes exp afterwards.
import torch


def softmax(X):
    return torch.exp(X / X.abs().sum(dim=1, keepdim=True).clamp(min=1e-6))


# %% wrong: softmax-extra-class
# Adds one to the divisor, as in the two-class formula 1 / (1 + exp(-x)).
import torch


def softmax(X):
    E = torch.exp(X)
    return E / (1 + E.sum(dim=1, keepdim=True))


# %% wrong: softmax-sigmoid
# Takes the two-class formula for the one with k classes.
import torch


def softmax(X):
    return torch.sigmoid(X)


# %% wrong: softmax-normalised-sigmoids
# Knows that the rows must sum to one and divides the sigmoids.
import torch


def softmax(X):
    S = torch.sigmoid(X)
    return S / S.sum(dim=1, keepdim=True)


# %% wrong: softmax-log-softmax
# Picks the name next door in the library.
import torch.nn.functional as F


def softmax(X):
    return F.log_softmax(X, dim=1)


# %% wrong: softmax-log-softmax-by-hand
# Works in logarithms for stability and forgets the way back.
import torch


def softmax(X):
    return X - torch.logsumexp(X, dim=1, keepdim=True)


# %% wrong: softmax-minus-log
# Returns the loss of every class instead of its probability.
import torch


def softmax(X):
    return -torch.log_softmax(X, dim=1)


# %% wrong: softmax-hardmax
# Believes that softmax picks the largest score.
import torch
import torch.nn.functional as F


def softmax(X):
    return F.one_hot(X.argmax(dim=1), X.shape[1]).to(X.dtype)


# %% wrong: softmax-winner-mask
# Marks the largest score of each row, sharing among equals.
import torch


def softmax(X):
    hit = (X == X.max(dim=1, keepdim=True).values).to(X.dtype)
    return hit / hit.sum(dim=1, keepdim=True)


# %% wrong: softmax-gumbel
# Takes the noisy relative from the library.
import torch.nn.functional as F


def softmax(X):
    return F.gumbel_softmax(X, dim=1)


# %% wrong: softmax-twice
# The net already ends in a softmax, and here it is applied once more.
import torch


def softmax(X):
    return torch.softmax(torch.softmax(X, dim=1), dim=1)


# %% wrong: softmax-twice-by-hand
# Normalises, notices that exp was not yet mentioned, and starts again.
import torch


def softmax(X):
    E = torch.exp(X)
    P = E / E.sum(dim=1, keepdim=True)
    Q = torch.exp(P)
    return Q / Q.sum(dim=1, keepdim=True)


# %% wrong: softmax-both-axes
# Unsure about the axis, so does one after the other.
import torch


def softmax(X):
    return torch.softmax(torch.softmax(X, dim=0), dim=1)


# %% wrong: softmax-wrong-scale-base2
# Thinks that the base of the power does not matter once it is normalised.
import torch


def softmax(X):
    powers = 2 ** X
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: softmax-wrong-scale-base10
# Reads exp as "power of ten", as on a pocket calculator.
import torch


def softmax(X):
    powers = torch.pow(10.0, X)
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: softmax-wrong-scale-short-e
# Types e from memory with three digits.
import torch


def softmax(X):
    powers = 2.718 ** X
    return powers / powers.sum(dim=1, keepdim=True)


# %% wrong: softmax-wrong-scale-sqrt-k
# Half remembers the scaling used in attention.
import torch


def softmax(X):
    E = torch.exp(X / X.shape[1] ** 0.5)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-wrong-scale-temperature
# Keeps a temperature from another course.
import torch


def softmax(X, temperature=0.5):
    return torch.softmax(X / temperature, dim=1)


# %% wrong: softmax-wrong-scale-by-max
# Tames large scores by dividing by the largest instead of subtracting it.
import torch


def softmax(X):
    E = torch.exp(X / X.abs().max().clamp(min=1.0))
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-standardised
# Standardises every row first because data should have mean 0 and std 1.
import torch


def softmax(X):
    Z = (X - X.mean(dim=1, keepdim=True)) / (X.std(dim=1, unbiased=False, keepdim=True) + 1e-5)
    return torch.softmax(Z, dim=1)


# %% wrong: softmax-expm1
# Takes the more accurate-looking relative of exp.
import torch


def softmax(X):
    E = torch.expm1(X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-softplus
# Makes the scores positive with a smooth function, but not with exp.
import torch
import torch.nn.functional as F


def softmax(X):
    positive = F.softplus(X)
    return positive / positive.sum(dim=1, keepdim=True)


# %% wrong: softmax-clamped-scores
# Cuts the scores at a size that ordinary inputs reach.
import torch


def softmax(X):
    E = torch.exp(X.clamp(-3, 3))
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-negated
# Copies the minus sign of an energy formula.
import torch


def softmax(X):
    E = torch.exp(-X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-negated-softmin
# Takes the library function for costs instead of scores.
import torch.nn.functional as F


def softmax(X):
    return F.softmin(X, dim=1)


# %% wrong: softmax-negated-shift
# Subtracts the scores from the maximum instead of the other way round.
import torch


def softmax(X):
    E = torch.exp(X.max(dim=1, keepdim=True).values - X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-inplace
# Saves a tensor by letting exp write into the argument.
import torch


def softmax(X):
    X.exp_()
    return X / X.sum(dim=1, keepdim=True)


# %% wrong: softmax-inplace-max
# Takes -= for a short way to write a subtraction.
import torch


def softmax(X):
    X -= X.max(dim=1, keepdim=True).values
    E = torch.exp(X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-inplace-data
# Goes through .data after autograd had complained about the subtraction.
import torch


def softmax(X):
    X.data -= X.data.max(dim=1, keepdim=True).values
    E = torch.exp(X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-inplace-rows
# Writes every finished row back to where it came from.
import torch


def softmax(X):
    for i in range(len(X)):
        e = torch.exp(X[i])
        X[i] = e / e.sum()
    return X


# %% wrong: softmax-result-in-place
# Divides exp(X) in place, which destroys what backward needs.
import torch


def softmax(X):
    X_exp = torch.exp(X)
    X_exp /= X_exp.sum(dim=1, keepdim=True)
    return X_exp


# %% wrong: softmax-detached
# Uses .data because some old tutorial does.
import torch


def softmax(X):
    E = X.data.exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-detached-numpy
# Knows numpy better and comes back to torch at the end.
import numpy as np
import torch


def softmax(X):
    E = np.exp(X.detach().numpy())
    return torch.from_numpy(E / E.sum(axis=1, keepdims=True))


# %% wrong: softmax-detached-no-grad
# Believes that no_grad belongs around every computation that is not a loss.
import torch


@torch.no_grad()
def softmax(X):
    E = torch.exp(X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-detached-rebuilt
# Computes with plain numbers and builds a new tensor from them.
import math

import torch


def softmax(X):
    rows = []
    for row in X.tolist():
        powers = [math.exp(x) for x in row]
        total = sum(powers)
        rows.append([p / total for p in powers])
    return torch.tensor(rows)


# %% wrong: softmax-detached-item
# Fills the result with .item() to get rid of nested tensors.
import torch


def softmax(X):
    P = torch.zeros_like(X)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            P[i, j] = torch.exp(X[i, j]).item() / torch.exp(X[i]).sum().item()
    return P


# %% wrong: softmax-constant-divisor
# Takes the divisor for a constant of the row.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.sum(dim=1, keepdim=True).detach()


# %% wrong: softmax-epsilon
# Fears a division by zero that cannot happen.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / (E.sum(dim=1, keepdim=True) + 1e-2)


# %% wrong: softmax-epsilon-small
# Takes a millionth for nothing, but low scores make smaller sums than that.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / (E.sum(dim=1, keepdim=True) + 1e-6)


# %% wrong: softmax-padded-powers
# Adds a guard above and below the line so that the sum stays one.
import torch


def softmax(X):
    E = torch.exp(X) + 1e-3
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-epsilon-rounded
# Rounds to make the table readable.
import torch


def softmax(X):
    E = torch.exp(X)
    return torch.round(E / E.sum(dim=1, keepdim=True), decimals=4)


# %% wrong: softmax-clamped-result
# Keeps probabilities away from 0 and 1 because of the logarithm to come.
import torch


def softmax(X):
    return torch.softmax(X, dim=1).clamp(0.01, 0.99)


# %% wrong: softmax-smoothed
# Mixes in a uniform share, as in label smoothing.
import torch


def softmax(X):
    return 0.9 * torch.softmax(X, dim=1) + 0.1 / X.shape[1]


# %% wrong: softmax-float32-cast
# Cures an earlier type error by casting.
import torch


def softmax(X):
    E = X.float().exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-float64-cast
# Wants more digits and leaves them in the result.
import torch


def softmax(X):
    E = X.double().exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-float32-zeros
# Fills a prepared tensor whose type does not follow the input.
import torch


def softmax(X):
    result = torch.zeros(X.shape)
    for i in range(X.shape[0]):
        e = torch.exp(X[i])
        result[i] = e / e.sum()
    return result


# %% wrong: softmax-truncated
# Converts to integers, as a class number would be.
import torch


def softmax(X):
    return torch.softmax(X, dim=1).int()


# %% wrong: softmax-flat-view
# Cuts a flat view into rows, which needs memory in the usual order.
import torch


def softmax(X):
    n, k = X.shape
    flat = X.view(n * k)
    return torch.stack([torch.softmax(flat[i * k:(i + 1) * k], dim=0) for i in range(n)])


# %% wrong: softmax-strides-assumed
# Reads the memory as if rows always lay one after the other.
import torch


def softmax(X):
    n, k = X.shape
    return torch.softmax(torch.as_strided(X, (n, k), (k, 1)), dim=1)


# %% wrong: softmax-three-classes
# Writes out the three classes of the book's example.
import torch


def softmax(X):
    a, b, c = torch.exp(X[:, 0]), torch.exp(X[:, 1]), torch.exp(X[:, 2])
    total = a + b + c
    return torch.stack([a / total, b / total, c / total], dim=1)


# %% wrong: softmax-ten-classes
# Has Fashion-MNIST in mind and fixes the number of classes.
import torch


def softmax(X):
    E = torch.exp(X.reshape(-1, 10))
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-two-rows
# Fixes the number of examples that the demonstration uses.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.sum(dim=1).reshape(2, 1)


# %% wrong: softmax-square-only
# Loops over rows but indexes columns with the same range.
import torch


def softmax(X):
    n = len(X)
    E = torch.exp(X)
    total = sum(E[:, j] for j in range(n))
    return E / total.reshape(n, 1)


# %% wrong: softmax-first-row
# Returns inside the loop.
import torch


def softmax(X):
    for x in X:
        e = torch.exp(x)
        return (e / e.sum()).unsqueeze(0)


# %% wrong: softmax-first-row-for-all
# Uses the divisor of the first example for everybody.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E[0].sum()


# %% wrong: softmax-last-row
# Keeps only what the loop computed last.
import torch


def softmax(X):
    for i in range(X.shape[0]):
        e = torch.exp(X[i])
        result = e / e.sum()
    return result.reshape(1, -1)


# %% wrong: softmax-running-total
# Sets the sum to zero before the loop and never again.
import torch


def softmax(X):
    rows = []
    total = 0.0
    for x in X:
        e = torch.exp(x)
        total = total + e.sum()
        rows.append(e / total)
    return torch.stack(rows)


# %% wrong: softmax-running-divisor
# Divides while the sum of the row is still growing.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.cumsum(dim=1)


# %% wrong: softmax-last-class-missing
# Loses the last class by one in a range.
import torch


def softmax(X):
    E = torch.exp(X)
    total = sum(E[:, j] for j in range(X.shape[1] - 1))
    return E / total.reshape(-1, 1)


# %% wrong: softmax-others-only
# Leaves the own class out of the divisor and so gets odds.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / (E.sum(dim=1, keepdim=True) - E)


# %% wrong: softmax-sorted
# Sorts the scores first to find the largest.
import torch


def softmax(X):
    ordered = X.sort(dim=1, descending=True).values
    return torch.softmax(ordered, dim=1)


# %% wrong: softmax-transposed
# Works column by column and forgets to turn the result back.
import torch


def softmax(X):
    E = torch.exp(X).T
    return E / E.sum(dim=0)


# %% wrong: softmax-squeezed
# Removes axes of length one to tidy up.
import torch


def softmax(X):
    E = torch.exp(X)
    return (E / E.sum(dim=1, keepdim=True)).squeeze()


# %% wrong: softmax-flattened
# Collects all probabilities in one long vector.
import torch


def softmax(X):
    return torch.cat([torch.softmax(x, dim=0) for x in X])


# %% wrong: softmax-largest-only
# Returns the winner's probability and drops the others.
import torch


def softmax(X):
    E = torch.exp(X)
    return (E / E.sum(dim=1, keepdim=True)).max(dim=1, keepdim=True).values


# %% wrong: softmax-returns-divisor
# Returns the sum that should divide.
import torch


def softmax(X):
    E = torch.exp(X)
    partition = E.sum(dim=1, keepdim=True)
    E = E / partition
    return partition


# %% wrong: softmax-returns-numpy
# Leaves the result in numpy.
import numpy as np


def softmax(X):
    E = np.exp(X.detach().numpy())
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: softmax-returns-list
# Takes a list of rows for a matrix.
import torch


def softmax(X):
    return [torch.softmax(x, dim=0) for x in X]


# %% wrong: softmax-returns-tuple
# Hands out an intermediate result as well.
import torch


def softmax(X):
    E = torch.exp(X)
    return E / E.sum(dim=1, keepdim=True), E


# %% wrong: softmax-returns-none
# Computes everything and forgets the return.
import torch


def softmax(X):
    E = torch.exp(X)
    P = E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-prints
# Takes printing for returning.
import torch


def softmax(X):
    print(torch.softmax(X, dim=1))


# %% wrong: softmax-calls-itself
# Means the library's function, but the name has become the own one.
from torch.nn.functional import softmax


def softmax(X):
    return softmax(X, dim=1)


# %% wrong: softmax-missing-import
# Relies on a name that another notebook had imported.
import torch


def softmax(X):
    return F.softmax(X, dim=1)


# %% wrong: softmax-scalar-exp
# Uses the exp of the math module, which takes single numbers only.
import math

import torch


def softmax(X):
    E = math.exp(X)
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: softmax-dim0-vector-formula
# Writes the formula for a single example and never meets a batch.
import torch


def softmax(X):
    total = sum(torch.exp(x) for x in X)
    return torch.stack([torch.exp(x) / total for x in X])


# %% wrong: softmax-dim0+softmax-no-exp
# Leaves out exp, and adds over the examples.
import torch


def softmax(X):
    return X / X.sum(dim=0, keepdim=True)


# %% wrong: softmax-dim0+softmax-detached
# Works on .data, and adds over the examples.
import torch


def softmax(X):
    powers = X.data.exp()
    return powers / powers.sum(dim=0, keepdim=True)


# %% wrong: softmax-total-sum+softmax-detached
# Detaches first, and divides by the sum of everything.
import torch


def softmax(X):
    powers = torch.exp(X.detach())
    return powers / powers.sum()
