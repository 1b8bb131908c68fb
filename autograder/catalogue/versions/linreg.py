"""Versions of linreg: ways to write Xw + b, and what people write instead."""


# %% right: book
# The form printed in the book.
import torch


def linreg(X, w, b):
    return torch.mm(X, w) + b


# %% right: operator
# Uses the operator for the matrix product.
def linreg(X, w, b):
    return X @ w + b


# %% right: matmul
# The newer edition's function, which takes any number of axes.
import torch


def linreg(X, w, b):
    return torch.matmul(X, w) + b


# %% right: method
# Adds with a method as well.
def linreg(X, w, b):
    return X.mm(w).add(b)


# %% right: addmm
# One call for product and sum.
import torch


def linreg(X, w, b):
    return torch.addmm(b, X, w)


# %% right: library-layer
# The library's layer wants the weights transposed.
import torch.nn.functional as F


def linreg(X, w, b):
    return F.linear(X, w.t(), b)


# %% right: weighted-sum
# Multiplies by the weights as a row and sums over the features.
def linreg(X, w, b):
    return (X * w.view(1, -1)).sum(dim=1, keepdim=True) + b


# %% right: vector-then-column
# A product with a vector, turned back into a column.
import torch


def linreg(X, w, b):
    return torch.mv(X, w.squeeze(1)).unsqueeze(1) + b


# %% right: einsum
# Names the axes.
import torch


def linreg(X, w, b):
    return torch.einsum("nd,do->no", X, w) + b


# %% right: ones-column
# Takes the bias for the weight of a column of ones.
import torch


def linreg(X, w, b):
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    return A @ torch.cat([w, b.view(1, 1)])


# %% right: row-by-row
# A loop over the examples, slow and right.
import torch


def linreg(X, w, b):
    return torch.stack([x @ w[:, 0] + b[0] for x in X]).view(-1, 1)


# %% right: transposed
# Column vectors all the way, transposed at the end.
def linreg(X, w, b):
    return (w.T @ X.T).T + b


# %% wrong: lin-no-bias
# Forgets the bias.
import torch


def linreg(X, w, b):
    return torch.mm(X, w)


# %% wrong: lin-elementwise
# Takes * for the matrix product.
def linreg(X, w, b):
    return X * w + b


# %% wrong: lin-elementwise-row
# Makes the shapes fit, and still multiplies entry by entry.
def linreg(X, w, b):
    return X * w.t() + b


# %% wrong: lin-squeezed
# Wants a vector.
def linreg(X, w, b):
    return (X @ w + b).squeeze(1)


# %% wrong: lin-squeezed-all
# Squeezes all axes of size one, so a single row becomes a scalar.
def linreg(X, w, b):
    return (X @ w).squeeze() + b.squeeze()


# %% wrong: lin-row
# Returns the predictions as a row.
def linreg(X, w, b):
    return (X @ w + b).t()


# %% wrong: lin-summed
# Thinks of the whole batch as one.
def linreg(X, w, b):
    return (X @ w + b).sum()


# %% wrong: lin-summed-column
# Sums over the examples instead of over the features, and keeps the shape.
def linreg(X, w, b):
    return (X @ w + b).sum(dim=0, keepdim=True).expand(len(X), 1)


# %% wrong: lin-bias-inside
# Sets the bracket around w + b.
def linreg(X, w, b):
    return X @ (w + b)


# %% wrong: lin-bias-inside-features
# Adds the bias to every feature.
def linreg(X, w, b):
    return (X + b) @ w


# %% wrong: lin-bias-subtracted
# Types a minus.
def linreg(X, w, b):
    return X @ w - b


# %% wrong: lin-bias-per-feature
# Adds the bias to every product before they are summed.
def linreg(X, w, b):
    return (X * w.t() + b).sum(dim=1, keepdim=True)


# %% wrong: lin-bias-multiplied
# Multiplies by the bias.
def linreg(X, w, b):
    return X @ w * b


# %% wrong: lin-order
# Writes wᵀX, as in a text with column vectors.
def linreg(X, w, b):
    return w.t() @ X + b


# %% wrong: lin-order-plain
# Multiplies from the left without a transpose.
import torch


def linreg(X, w, b):
    return torch.mm(w, X) + b


# %% wrong: lin-inplace
# Adds the bias to the weights for good.
def linreg(X, w, b):
    w += b
    return X @ w


# %% wrong: lin-inplace-bias
# Adds the product to the bias itself.
def linreg(X, w, b):
    b += X @ w
    return b


# %% wrong: lin-inplace-features
# Multiplies the caller's own X by the weights.
def linreg(X, w, b):
    X *= w.t()
    return X.sum(dim=1, keepdim=True) + b


# %% wrong: lin-inplace-bias-data
# Writes the mean prediction into the bias, past the graph, to start near the data.
def linreg(X, w, b):
    result = X @ w + b
    b.data += result.data.mean() + 1
    return result


# %% wrong: lin-activation
# Copies a classifier with its sigmoid.
import torch


def linreg(X, w, b):
    return torch.sigmoid(X @ w + b)


# %% wrong: lin-activation-relu
# Copies a hidden layer with its relu.
import torch


def linreg(X, w, b):
    return torch.relu(X @ w + b)


# %% wrong: lin-clamped
# Cuts predictions off at 10, because no house costs more.
def linreg(X, w, b):
    return (X @ w + b).clamp(-10, 10)


# %% wrong: lin-detached
# Uses .data to keep errors away.
def linreg(X, w, b):
    return X @ w.data + b.data


# %% wrong: lin-detached-weights
# Detaches the weights only.
def linreg(X, w, b):
    return X @ w.detach() + b


# %% wrong: lin-detached-bias
# Makes the bias a plain number.
def linreg(X, w, b):
    return X @ w + b.item()


# %% wrong: lin-no-grad
# Switches the graph off, as for evaluation.
import torch


@torch.no_grad()
def linreg(X, w, b):
    return X @ w + b


# %% wrong: lin-numpy
# Calculates in numpy and comes back.
import torch


def linreg(X, w, b):
    result = X.numpy() @ w.detach().numpy() + b.detach().numpy()
    return torch.from_numpy(result)


# %% wrong: lin-rebuilt
# Wraps the result into a new tensor.
import torch


def linreg(X, w, b):
    return torch.tensor((X @ w + b).tolist())


# %% wrong: lin-mean
# Averages the products over the features.
def linreg(X, w, b):
    return (X * w.t()).mean(dim=1, keepdim=True) + b


# %% wrong: lin-divided-by-n
# Averages over the examples.
def linreg(X, w, b):
    return X @ w / len(X) + b


# %% wrong: lin-first-feature
# Copies the line of one feature.
def linreg(X, w, b):
    return X[:, :1] * w[0] + b


# %% wrong: lin-two-features
# Writes out the two features of the example.
def linreg(X, w, b):
    return (X[:, 0] * w[0] + X[:, 1] * w[1] + b).view(-1, 1)


# %% wrong: lin-centred
# Centres the features of the batch first.
def linreg(X, w, b):
    return (X - X.mean(dim=0)) @ w + b


# %% wrong: lin-weights-normalised
# Normalises the weights, which are no probabilities.
def linreg(X, w, b):
    return X @ (w / w.abs().sum().clamp(min=1e-6)) + b


# %% wrong: lin-squared
# Returns the square of the prediction.
def linreg(X, w, b):
    return (X @ w + b) ** 2


# %% wrong: lin-float32
# Casts everything to the usual type.
def linreg(X, w, b):
    return X.float() @ w.float() + b.float()


# %% wrong: lin-float64
# Casts everything to the more exact type.
def linreg(X, w, b):
    return X.double() @ w.double() + b.double()


# %% wrong: lin-rounded
# Rounds to whole numbers.
def linreg(X, w, b):
    return (X @ w + b).round()


# %% wrong: lin-new-layer
# Builds the library's layer, which brings parameters of its own.
import torch


def linreg(X, w, b):
    return torch.nn.Linear(X.shape[1], 1)(X)


# %% wrong: lin-sorted-weights
# Sorts the weights, as if their places did not matter.
def linreg(X, w, b):
    return X @ w.sort(dim=0).values + b


# %% wrong: lin-zeros
# Returns the right shape and no numbers.
import torch


def linreg(X, w, b):
    return torch.zeros(len(X), 1)


# %% wrong: lin-prints
# Shows the predictions and returns nothing.
def linreg(X, w, b):
    print(X @ w + b)


# %% wrong: lin-no-bias+lin-squeezed
# Leaves out the bias, and makes a vector of the column.
import torch


def linreg(X, w, b):
    return (X @ w).squeeze(1)
