"""Versions of flatten: images that become rows, and images that become something else."""


# %% right: book
# The form printed in the book: as many rows as there are examples, and -1 finds the rest.


def flatten(X):
    return X.view(X.shape[0], -1)


# %% right: reshape
# The same with reshape, which copies where it has to.


def flatten(X):
    return X.reshape(len(X), -1)


# %% right: library-flatten
# Knows torch's own flatten and where it has to begin.
import torch


def flatten(X):
    return torch.flatten(X, start_dim=1)


# %% right: library-layer
# Uses the layer of that name, which leaves the batch alone.
from torch import nn


def flatten(X):
    return nn.Flatten()(X)


# %% right: product-of-sizes
# Multiplies the sizes of all axes but the first.
import math


def flatten(X):
    return X.contiguous().view(X.size(0), math.prod(X.shape[1:]))


# %% right: number-of-elements
# Divides the number of all elements among the examples.


def flatten(X):
    n = X.shape[0]
    return X.reshape(n, X.numel() // n)


# %% right: rows-stacked
# Flattens one image after the other and stacks them.
import torch


def flatten(X):
    return torch.stack([image.flatten() for image in X])


# %% right: batch-in-front
# Gives view a tuple, and makes the memory fit first.


def flatten(X):
    shape = (X.size()[0], -1)
    return X.clone().contiguous().view(shape)


# %% right: unflattened-by-halves
# Joins the second axis and the third until two axes are left.


def flatten(X):
    while X.dim() > 2:
        X = X.flatten(1, 2)
    return X


# %% wrong: flat-swapped
# Exchanges the two sizes, so that every row holds pixels of several images.


def flatten(X):
    return X.reshape(-1, X.shape[0])


# %% wrong: flat-one-vector
# Puts all images into one long vector.


def flatten(X):
    return X.reshape(-1)


# %% wrong: flat-transposed
# Turns the rows into columns.


def flatten(X):
    return X.reshape(X.shape[0], -1).t()


# %% wrong: flat-swapped-and-transposed
# Mends the shape of flat-swapped by transposing it.


def flatten(X):
    return X.reshape(-1, X.shape[0]).t()


# %% wrong: flat-fixed-784
# Fixes the book's size of an image.


def flatten(X):
    return X.reshape(-1, 784)


# %% wrong: flat-fixed-batch
# Fixes the book's size of a batch.


def flatten(X):
    return X.reshape(256, -1)


# %% wrong: flat-squeeze
# Removes the axis of the channel and leaves height and width.


def flatten(X):
    return X.squeeze(1)


# %% wrong: flat-squeeze-all
# Removes every axis of size 1, the batch's too.


def flatten(X):
    return X.reshape(X.shape[0], -1).squeeze()


# %% wrong: flat-keeps-channel
# Begins one axis too late, as if the first two belonged together.


def flatten(X):
    return X.flatten(start_dim=2)


# %% wrong: flat-four-axes
# Unpacks exactly four sizes.


def flatten(X):
    n, c, h, w = X.shape
    return X.reshape(n, c * h * w)


# %% wrong: flat-one-channel
# Takes height times width and counts the channels as examples.


def flatten(X):
    return X.reshape(-1, X.shape[-1] * X.shape[-2])


# %% wrong: flat-lines-of-pixels
# Makes a row of each line of pixels.


def flatten(X):
    return X.reshape(-1, X.shape[-1])


# %% wrong: flat-column-by-column
# Goes through each image column by column.


def flatten(X):
    return X.transpose(-1, -2).reshape(X.shape[0], -1)


# %% wrong: flat-examples-last
# Moves the examples to the last axis first.


def flatten(X):
    return X.movedim(0, -1).reshape(X.shape[0], -1)


# %% wrong: flat-first-image
# Flattens the first image only.


def flatten(X):
    return X[:1].reshape(1, -1)


# %% wrong: flat-mean-of-channels
# Makes the images grey by averaging the second axis.


def flatten(X):
    return X.mean(dim=1).reshape(X.shape[0], -1)


# %% wrong: flat-extra-axis
# Keeps the axis of the channel in front of the row.


def flatten(X):
    return X.reshape(X.shape[0], 1, -1)


# %% wrong: flat-sorted
# Sorts each row, as if the places of the pixels did not matter.


def flatten(X):
    return X.reshape(X.shape[0], -1).sort(dim=1).values.flip(1)


# %% wrong: flat-detached
# Goes by way of numpy.
import torch


def flatten(X):
    return torch.from_numpy(X.detach().numpy().reshape(X.shape[0], -1))


# %% wrong: flat-rebuilt
# Makes a new tensor of a list of numbers.
import torch


def flatten(X):
    return torch.tensor([image.flatten().tolist() for image in X])


# %% wrong: flat-resized-from-3
# Expects images and refuses what is flat already.


def flatten(X):
    assert X.dim() >= 3, "these are no images"
    return X.reshape(X.shape[0], -1)


# %% wrong: flat-depends-on-batch
# Subtracts the mean image of the batch at once.


def flatten(X):
    rows = X.reshape(X.shape[0], -1)
    return rows - rows.mean(dim=0)


# %% stretch: view-of-the-last-axes
# Lets view find the number of examples from the size of one.


def flatten(X):
    return X.view(-1, X[0].numel())
