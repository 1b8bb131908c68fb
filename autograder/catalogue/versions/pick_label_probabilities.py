"""Versions of pick_label_probabilities: one entry of each row, and other selections."""


# %% right: book
# The form printed in the book; the labels become a column, and so does the result.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(-1, 1))


# %% right: newer-edition
# The newer edition gives the numbers of the rows together with the labels.


def pick_label_probabilities(y_hat, y):
    return y_hat[range(len(y_hat)), y]


# %% right: arange
# The same with the row numbers in a tensor.
import torch


def pick_label_probabilities(y_hat, y):
    return y_hat[torch.arange(y.numel()), y]


# %% right: gather-squeezed
# Makes the labels a column and the result a vector.
import torch


def pick_label_probabilities(y_hat, y):
    return torch.gather(y_hat, dim=1, index=y.unsqueeze(1)).squeeze(1)


# %% right: one-hot-sum
# Multiplies by a one-hot mask and sums the zeros away.
import torch.nn.functional as F


def pick_label_probabilities(y_hat, y):
    return (y_hat * F.one_hot(y, y_hat.shape[1])).sum(dim=1)


# %% right: mask
# Selects with a mask that is true once in each row.
import torch


def pick_label_probabilities(y_hat, y):
    return y_hat[y.reshape(-1, 1) == torch.arange(y_hat.shape[1])]


# %% right: take-along-dim
# Uses the function that numpy has by nearly the same name.
import torch


def pick_label_probabilities(y_hat, y):
    return torch.take_along_dim(y_hat, y[:, None], dim=1)


# %% right: diagonal
# Picks the columns of all labels, and then the diagonal of that table.


def pick_label_probabilities(y_hat, y):
    return y_hat[:, y].diagonal()


# %% right: loop-with-graph
# Takes the entries one by one and stacks them, so that they keep their history.
import torch


def pick_label_probabilities(y_hat, y):
    return torch.stack([row[label] for row, label in zip(y_hat, y)])


# %% right: flat-positions
# Works out where the entries lie in the flat matrix.
import torch


def pick_label_probabilities(y_hat, y):
    n, k = y_hat.shape
    return y_hat.reshape(-1)[torch.arange(n) * k + y]


# %% wrong: pick-columns
# Takes a colon for "each row its own".


def pick_label_probabilities(y_hat, y):
    return y_hat[:, y]


# %% wrong: pick-index-select
# The same by the name of a function.


def pick_label_probabilities(y_hat, y):
    return y_hat.index_select(1, y)


# %% wrong: pick-dim0
# Lets the labels walk along the examples.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(0, y.view(1, -1))


# %% wrong: pick-rows
# Gives one index, which selects rows.


def pick_label_probabilities(y_hat, y):
    return y_hat[y]


# %% wrong: pick-max
# Takes the prediction for the label.


def pick_label_probabilities(y_hat, y):
    return y_hat.max(dim=1).values


# %% wrong: pick-index-1d
# Gives gather an index of too few axes.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y)


# %% wrong: pick-index-row
# Makes the labels a row instead of a column, which then reads row 0 alone.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(1, -1))


# %% wrong: pick-index-row-squeezed
# The same as a vector, so that only the values tell.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(1, -1)).squeeze(0)


# %% wrong: pick-take
# Counts through the flat matrix, as if the labels were positions in it.


def pick_label_probabilities(y_hat, y):
    return y_hat.take(y)


# %% wrong: pick-one-based
# Counts the classes from one; for label 0 that is the last column.


def pick_label_probabilities(y_hat, y):
    return y_hat[range(len(y)), y - 1]


# %% wrong: pick-one-based-gather
# Counts from one where gather refuses to go below zero.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, (y - 1).view(-1, 1))


# %% wrong: pick-item-loop
# Collects plain numbers, which have no history.
import torch


def pick_label_probabilities(y_hat, y):
    return torch.tensor([y_hat[i, y[i]].item() for i in range(len(y))])


# %% wrong: pick-detached
# Takes the values behind the tensor.


def pick_label_probabilities(y_hat, y):
    return y_hat.data.gather(1, y.view(-1, 1))


# %% wrong: pick-numpy
# Goes by way of numpy, whose indexing it knows.
import numpy as np
import torch


def pick_label_probabilities(y_hat, y):
    table = y_hat.detach().numpy()
    return torch.from_numpy(table[np.arange(len(table)), y.numpy()])


# %% wrong: pick-onehot-unreduced
# Forgets to sum the zeros away.
import torch.nn.functional as F


def pick_label_probabilities(y_hat, y):
    return y_hat * F.one_hot(y, y_hat.shape[1])


# %% wrong: pick-onehot-mean
# Averages the row of the mask instead of summing it.
import torch.nn.functional as F


def pick_label_probabilities(y_hat, y):
    return (y_hat * F.one_hot(y, y_hat.shape[1])).mean(dim=1)


# %% wrong: pick-onehot-over-examples
# Sums the mask over the examples.
import torch.nn.functional as F


def pick_label_probabilities(y_hat, y):
    return (y_hat * F.one_hot(y, y_hat.shape[1])).sum(dim=0)


# %% wrong: pick-float32
# Makes a float32 mask and multiplies in float32.
import torch.nn.functional as F


def pick_label_probabilities(y_hat, y):
    return (y_hat.float() * F.one_hot(y, y_hat.shape[1]).float()).sum(dim=1)


# %% wrong: pick-summed
# Adds up what the loss of the batch would need.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(-1, 1)).sum()


# %% wrong: pick-as-list
# Returns a list of tensors.


def pick_label_probabilities(y_hat, y):
    return [y_hat[i, y[i]] for i in range(len(y))]


# %% wrong: pick-first-row
# Reads the labels of everybody in the first row.


def pick_label_probabilities(y_hat, y):
    return y_hat[0, y]


# %% wrong: pick-sorted
# Takes the label for a rank.


def pick_label_probabilities(y_hat, y):
    return y_hat.sort(dim=1).values.gather(1, y.view(-1, 1))


# %% wrong: pick-logarithm
# Takes the logarithm at once, which is the next exercise.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(-1, 1)).log()


# %% wrong: pick-clamped
# Keeps the result away from 0 and 1 to be safe from infinite logarithms.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.view(-1, 1)).clamp(0.1, 0.9)


# %% wrong: pick-normalised
# Divides each row by its sum once more.


def pick_label_probabilities(y_hat, y):
    return (y_hat / y_hat.sum(dim=1, keepdim=True)).gather(1, y.view(-1, 1))


# %% wrong: pick-overwrites
# Clears all other entries of the caller's matrix on the way.
import torch
import torch.nn.functional as F


def pick_label_probabilities(y_hat, y):
    with torch.no_grad():
        y_hat *= F.one_hot(y, y_hat.shape[1])
    return y_hat.sum(dim=1)


# %% wrong: pick-turns-labels
# Turns the caller's labels into a column in place.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.unsqueeze_(1))


# %% wrong: pick-view-of-memory
# Reads the labels' memory from its beginning, gaps included.


def pick_label_probabilities(y_hat, y):
    return y_hat.gather(1, y.as_strided((len(y), 1), (1, 1)))
