"""Versions of softmax_net: the layers of the book's first classifier, in and out of order."""


# %% right: book
# The form printed in the book, with the softmax of section 3.6.3 in the same module.
import torch


def softmax(X):
    X_exp = X.exp()
    partition = X_exp.sum(dim=1, keepdim=True)
    return X_exp / partition


def softmax_net(X, W, b):
    return softmax(torch.mm(X.view((-1, W.shape[0])), W) + b)


# %% right: inline
# Writes softmax out on the spot, shifted by the maximum of each row.


def softmax_net(X, W, b):
    scores = X.reshape(len(X), -1) @ W + b
    E = (scores - scores.max(dim=1, keepdim=True).values).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% right: own-flatten-and-softmax
# Puts the functions of the exercises before one after the other.
import torch


def softmax(X):
    E = torch.exp(X - torch.max(X, dim=1, keepdim=True)[0])
    return E / torch.sum(E, 1, keepdim=True)


def flatten(X):
    return X.flatten(1)


def softmax_net(X, W, b):
    return softmax(torch.matmul(flatten(X), W) + b)


# %% right: functional-linear
# Uses the library's linear layer, which wants the weights the other way round.
import torch
import torch.nn.functional as F


def softmax(X):
    E = X.exp()
    return E / E.sum(1).unsqueeze(1)


def softmax_net(X, W, b):
    return softmax(F.linear(X.flatten(start_dim=1), W.T, b))


# %% right: addmm
# Adds the bias in the same call as the product.
import torch


def softmax_net(X, W, b):
    E = torch.addmm(b, X.view(X.shape[0], -1), W).exp()
    return E / E.sum(dim=-1, keepdim=True)


# %% right: einsum
# Names the axes; the divisor gets its axis back by None.
import torch


def softmax_net(X, W, b):
    scores = torch.einsum("np,pq->nq", X.reshape(X.size(0), -1), W) + b
    numerators = torch.exp(scores)
    return numerators / numerators.sum(dim=1)[:, None]


# %% right: bias-as-a-weight
# Treats the bias as the weight of a pixel that is always one.
import torch


def softmax_net(X, W, b):
    pixels = torch.cat([X.reshape(len(X), -1), torch.ones(len(X), 1)], dim=1)
    E = torch.exp(pixels @ torch.cat([W, b.view(1, -1)]))
    return E / E.sum(dim=1, keepdim=True)


# %% right: image-by-image
# Takes one image at a time and stacks the results.
import torch


def softmax_net(X, W, b):
    rows = []
    for image in X:
        E = (image.reshape(-1) @ W + b).exp()
        rows.append(E / E.sum())
    return torch.stack(rows)


# %% right: by-way-of-logarithms
# Subtracts the logarithm of the sum before it takes the exponential.


def softmax_net(X, W, b):
    scores = X.flatten(1) @ W + b
    return (scores - scores.exp().sum(dim=1, keepdim=True).log()).exp()


# %% right: library-softmax
# Takes the library's softmax for the exercise before.
import torch


def softmax_net(X, W, b):
    return torch.softmax(X.flatten(1) @ W + b, dim=1)


# %% right: library-layer
# Takes the library's layer for the exercise before.
import torch.nn as nn


def softmax_net(X, W, b):
    return nn.Softmax(dim=1)(X.view(X.shape[0], -1) @ W + b)


# %% right: library-behind-own-name
# Has a softmax of its own that only passes on to the library.
import torch.nn.functional as F


def softmax(X):
    return F.softmax(X, dim=1)


def softmax_net(X, W, b):
    return softmax(X.flatten(1) @ W + b)


# %% wrong: net-no-softmax
# Returns the scores, as the nets of section 3.7 do.


def softmax_net(X, W, b):
    return X.flatten(1) @ W + b


# %% wrong: net-bias-after
# A bracket that closes too early adds the bias to the probabilities.


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def softmax_net(X, W, b):
    return softmax(X.flatten(1) @ W) + b


# %% wrong: net-double-softmax
# Turns the probabilities into probabilities once more.


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def softmax_net(X, W, b):
    return softmax(softmax(X.flatten(1) @ W + b))


# %% wrong: net-batch-softmax
# Normalises over the images instead of the classes.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W + b).exp()
    return E / E.sum(dim=0, keepdim=True)


# %% wrong: net-total-softmax
# Divides by the sum of the whole matrix.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W + b).exp()
    return E / E.sum()


# %% wrong: net-not-normalised
# Stops after the exponential.


def softmax_net(X, W, b):
    return (X.flatten(1) @ W + b).exp()


# %% wrong: net-no-exp
# Divides the scores by their sum.


def softmax_net(X, W, b):
    scores = X.flatten(1) @ W + b
    return scores / scores.sum(dim=1, keepdim=True)


# %% wrong: net-sigmoid
# Judges every class by itself.


def softmax_net(X, W, b):
    return (X.flatten(1) @ W + b).sigmoid()


# %% wrong: net-logarithms
# Returns the logarithms, which the loss is about to take.


def softmax_net(X, W, b):
    scores = X.flatten(1) @ W + b
    return scores - scores.exp().sum(dim=1, keepdim=True).log()


# %% wrong: net-hardmax
# Gives everything to the class with the largest score.
import torch


def softmax_net(X, W, b):
    return torch.eye(len(b))[(X.flatten(1) @ W + b).argmax(dim=1)]


# %% wrong: net-no-bias
# Forgets the bias.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-bias-subtracted
# Subtracts the bias, as if it were a threshold.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W - b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-bias-per-example
# Makes a column of the bias, one number for each image.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W + b.view(-1, 1)).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-bias-on-pixels
# Adds the bias to the pixels before the product.


def softmax_net(X, W, b):
    E = ((X.flatten(1) + b) @ W).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-fixed-784
# Fixes the number of pixels of the book's images.


def softmax_net(X, W, b):
    E = (X.view(-1, 784) @ W + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-not-flattened
# Multiplies the images as they are.


def softmax_net(X, W, b):
    E = (X @ W + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-mixed-pixels
# Exchanges the sizes, so that the pixels of several images meet in a row.


def softmax_net(X, W, b):
    E = (X.reshape(-1, X.shape[0]).t() @ W + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-images-turned
# Reads the images column by column.


def softmax_net(X, W, b):
    E = (X.transpose(2, 3).reshape(len(X), -1) @ W + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-weights-turned
# Expects the weights in the library's layout.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W.t() + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-scales-pixels
# Brings the pixels to the range from 0 to 1 a second time.


def softmax_net(X, W, b):
    E = (X.flatten(1) / 255 @ W + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-relu
# Puts an activation behind the layer.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W + b).relu().exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-centred-batch
# Subtracts the mean of the batch from the scores, for stability.


def softmax_net(X, W, b):
    scores = X.flatten(1) @ W + b
    E = (scores - scores.mean(dim=0)).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-detached
# Reads the parameters by .data, so that they never learn.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W.data + b.data).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-bias-detached
# Only the bias is cut off.


def softmax_net(X, W, b):
    E = (X.flatten(1) @ W + b.detach()).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-no-grad
# Predicts without a graph, as one may when training is over.
import torch


@torch.no_grad()
def softmax_net(X, W, b):
    E = (X.flatten(1) @ W + b).exp()
    return E / E.sum(dim=1, keepdim=True)


# %% wrong: net-own-layer
# Makes a layer of its own and leaves the parameters that were passed.
from torch import nn


def softmax_net(X, W, b):
    layer = nn.Linear(W.shape[0], W.shape[1])
    E = layer(X.flatten(1)).exp()
    return E / E.sum(dim=1, keepdim=True)
