"""Versions of squared_loss: half a square for each example, and what broadcasting makes of it."""


# %% right: book
# The form printed in the book: y gets the shape of y_hat first.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2 / 2


# %% right: newer-edition
# The newer edition, with reshape.
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


# %% right: half-times
# Multiplies by one half.
def squared_loss(y_hat, y):
    error = y_hat - y.view_as(y_hat)
    return 0.5 * error * error


# %% right: pow
# Squares with a method.
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(-1, 1)).pow(2).div(2)


# %% right: column-by-index
# Makes a column of the labels by indexing, where they are none.
def squared_loss(y_hat, y):
    if y.dim() == 1:
        y = y[:, None]
    return (y - y_hat).square() / 2


# %% right: library-unreduced
# Knows how to keep the library's loss from averaging.
import torch.nn.functional as F


def squared_loss(y_hat, y):
    return F.mse_loss(y_hat, y.view(y_hat.shape), reduction="none") / 2


# %% right: flat-then-column
# Calculates with vectors and restores the shape of y_hat.
def squared_loss(y_hat, y):
    error = y_hat.reshape(-1) - y.reshape(-1)
    return (error**2 / 2).view(y_hat.shape)


# %% right: expanded-square
# Multiplies the square out, which is exact for such numbers.
def squared_loss(y_hat, y):
    y = y.view(-1, 1)
    return y_hat**2 / 2 - y_hat * y + y**2 / 2


# %% right: example-by-example
# A loop over the examples.
import torch


def squared_loss(y_hat, y):
    losses = [(p - t) ** 2 / 2 for p, t in zip(y_hat.view(-1), y.view(-1))]
    return torch.stack(losses).view(y_hat.shape)


# %% right: squeezed-and-back
# Squeezes the prediction instead of the labels, and adds the axis again.
def squared_loss(y_hat, y):
    return ((y_hat.squeeze(1) - y.view(-1)) ** 2 / 2).unsqueeze(1)


# %% right: absolute-first
# Squares the absolute error.
def squared_loss(y_hat, y):
    return (y_hat - y.view(-1, 1)).abs() ** 2 / 2


# %% wrong: sq-broadcast
# Subtracts (n,) from (n, 1), which gives a table.
def squared_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


# %% wrong: sq-broadcast-row-mean
# Notices the table and averages over its rows.
def squared_loss(y_hat, y):
    loss = (y_hat - y) ** 2 / 2
    return loss.mean(dim=1, keepdim=True)


# %% wrong: sq-broadcast-diagonal
# Takes the diagonal of the table, which there only is for flat labels.
def squared_loss(y_hat, y):
    loss = (y_hat - y) ** 2 / 2
    return loss.diagonal().view(-1, 1)


# %% wrong: sq-flat-label
# Reshapes the wrong one of the two.
def squared_loss(y_hat, y):
    return (y_hat - y.view(-1)) ** 2 / 2


# %% wrong: sq-flat-prediction
# Flattens the prediction and not the labels.
def squared_loss(y_hat, y):
    return (y_hat.view(-1) - y) ** 2 / 2


# %% wrong: sq-row-label
# Makes a row of the labels.
def squared_loss(y_hat, y):
    return (y_hat - y.view(1, -1)) ** 2 / 2


# %% wrong: sq-column-label-only
# Asks for the second axis of labels that may have none.
def squared_loss(y_hat, y):
    return (y_hat - y[:, 0].view(-1, 1)) ** 2 / 2


# %% wrong: sq-extra-axis
# Adds an axis to labels that may already have it.
def squared_loss(y_hat, y):
    return (y_hat - y.unsqueeze(1)) ** 2 / 2


# %% wrong: sq-no-half
# Leaves the half out, as libraries do.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2


# %% wrong: sq-mean
# Averages over the examples.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) ** 2 / 2).mean()


# %% wrong: sq-sum
# Sums over the examples.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) ** 2 / 2).sum()


# %% wrong: sq-mse-library
# Calls the library's loss of a similar name.
import torch.nn.functional as F


def squared_loss(y_hat, y):
    return F.mse_loss(y_hat, y.view(y_hat.shape))


# %% wrong: sq-mse-library-class
# Builds the library's loss, with half of it.
from torch import nn


def squared_loss(y_hat, y):
    return nn.MSELoss()(y_hat, y.view(y_hat.shape)) / 2


# %% wrong: sq-mse-library-unreduced
# Keeps the library's loss from averaging and forgets the half.
import torch.nn.functional as F


def squared_loss(y_hat, y):
    return F.mse_loss(y_hat, y.view(y_hat.shape), reduction="none")


# %% wrong: sq-half-inside
# Halves before squaring, so a quarter is left.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) / 2) ** 2


# %% wrong: sq-halved-labels
# Leaves a bracket out, so only the square of the labels is halved.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size()) / 2) ** 2


# %% wrong: sq-floor-half
# Types // for /.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2 // 2


# %% wrong: sq-absolute
# Takes the absolute error.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())).abs()


# %% wrong: sq-absolute-root
# Takes the root of the square.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) ** 2).sqrt() / 2


# %% wrong: sq-huber
# Uses a loss that is linear for large errors.
import torch.nn.functional as F


def squared_loss(y_hat, y):
    return F.smooth_l1_loss(y_hat, y.view(y_hat.shape), reduction="none")


# %% wrong: sq-difference-of-squares
# Squares before subtracting.
def squared_loss(y_hat, y):
    return (y_hat**2 - y.view(y_hat.size()) ** 2) / 2


# %% wrong: sq-sum-squared
# Adds where it should subtract.
def squared_loss(y_hat, y):
    return (y_hat + y.view(y_hat.size())) ** 2 / 2


# %% wrong: sq-times-two
# Types one star for two.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) * 2 / 2


# %% wrong: sq-minus
# Puts a minus in front, as in a likelihood.
def squared_loss(y_hat, y):
    return -((y_hat - y.view(y_hat.size())) ** 2) / 2


# %% wrong: sq-cubed
# Types a three.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 3 / 2


# %% wrong: sq-fourth-power
# Squares twice.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) ** 2) ** 2 / 2


# %% wrong: sq-flattened
# Makes vectors of both and leaves it at that.
def squared_loss(y_hat, y):
    return (y_hat.view(-1) - y.view(-1)) ** 2 / 2


# %% wrong: sq-shape-of-y
# Gives the prediction the shape of the labels.
def squared_loss(y_hat, y):
    return (y_hat.view(y.shape) - y) ** 2 / 2


# %% wrong: sq-row
# Returns a row.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(-1, 1)) ** 2 / 2).t()


# %% wrong: sq-divided-by-n
# Averages early, as the training step does later.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2 / 2 / len(y)


# %% wrong: sq-relative
# Divides by the size of the label.
def squared_loss(y_hat, y):
    y = y.view(y_hat.size())
    return ((y_hat - y) / (y.abs() + 1)) ** 2 / 2


# %% wrong: sq-clamped
# Cuts large losses off.
def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) ** 2 / 2).clamp(max=10)


# %% wrong: sq-epsilon
# Adds a small number, as one does to logarithms.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())) ** 2 / 2 + 1e-6


# %% wrong: sq-one-sided
# Counts only predictions that are too high.
def squared_loss(y_hat, y):
    return (y_hat - y.view(y_hat.size())).clamp(min=0) ** 2 / 2


# %% wrong: sq-inplace-or-detached
# Subtracts from the prediction itself.
def squared_loss(y_hat, y):
    y_hat -= y.view(y_hat.size())
    return y_hat**2 / 2


# %% wrong: sq-inplace-label
# Subtracts from the labels themselves.
def squared_loss(y_hat, y):
    y = y.view(y_hat.size())
    y -= y_hat.detach()
    return (y + y_hat.detach() - y_hat) ** 2 / 2


# %% wrong: sq-inplace-reshape
# Reshapes the caller's labels.
def squared_loss(y_hat, y):
    y.resize_(y_hat.size())
    return (y_hat - y) ** 2 / 2


# %% wrong: sq-detached
# Detaches the prediction.
def squared_loss(y_hat, y):
    return (y_hat.detach() - y.view(y_hat.size())) ** 2 / 2


# %% wrong: sq-data
# Uses .data to keep errors away.
def squared_loss(y_hat, y):
    return (y_hat.data - y.data.view(y_hat.size())) ** 2 / 2


# %% wrong: sq-numpy
# Calculates in numpy and comes back.
import torch


def squared_loss(y_hat, y):
    error = y_hat.detach().numpy() - y.numpy().reshape(-1, 1)
    return torch.from_numpy(error**2 / 2)


# %% wrong: sq-items
# Builds the losses from plain numbers.
import torch


def squared_loss(y_hat, y):
    pairs = zip(y_hat.view(-1).tolist(), y.view(-1).tolist())
    return torch.tensor([[(p - t) ** 2 / 2] for p, t in pairs])


# %% wrong: sq-half-detached
# Detaches one of the two factors.
def squared_loss(y_hat, y):
    error = y_hat - y.view(y_hat.size())
    return error * error.detach() / 2


# %% wrong: sq-error
# Returns the error, which is the gradient.
def squared_loss(y_hat, y):
    return y_hat - y.view(y_hat.size())


# %% wrong: sq-first-only
# Returns the loss of the first example.
def squared_loss(y_hat, y):
    return (y_hat[0] - y.view(-1)[0]) ** 2 / 2


# %% wrong: sq-zeros
# Returns the right shape and no numbers.
def squared_loss(y_hat, y):
    return y_hat * 0


# %% wrong: sq-prints
# Shows the losses and returns nothing.
def squared_loss(y_hat, y):
    print((y_hat - y.view(y_hat.size())) ** 2 / 2)


# %% wrong: sq-no-half+sq-sum
# Adds up the squares, without the half.
import torch


def squared_loss(y_hat, y):
    return ((y_hat - y.view(y_hat.size())) ** 2).sum()


# %% wrong: sq-broadcast+sq-mean
# Averages the table of all differences.
import torch


def squared_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean()


# %% wrong: sq-broadcast+sq-no-half
# Squares the table of all differences, without the half.
import torch


def squared_loss(y_hat, y):
    return (y_hat - y) ** 2
