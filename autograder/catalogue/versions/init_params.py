"""Versions of init_params: ways to make parameters, and tensors that can't be trained."""


# %% right: book
# The form printed in the book: numpy's numbers, marked once they are scaled.
import numpy as np
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.tensor(np.random.normal(0, std, (num_inputs, num_outputs)), dtype=torch.float)
    b = torch.zeros(num_outputs, dtype=torch.float)
    W.requires_grad_(requires_grad=True)
    b.requires_grad_(requires_grad=True)
    return W, b


# %% right: newer-edition
# The newer edition asks for the gradient when it draws.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b


# %% right: scaled-then-marked
# Scales first and marks the result.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = (torch.randn(num_inputs, num_outputs) * std).requires_grad_()
    return W, torch.zeros(num_outputs).requires_grad_()


# %% right: attribute
# Sets the attribute.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W, b = std * torch.randn(num_inputs, num_outputs), torch.zeros(num_outputs)
    for p in (W, b):
        p.requires_grad = True
    return [W, b]


# %% right: parameters
# Uses the type that layers have.
import torch
from torch import nn


def init_params(num_inputs, num_outputs, std=0.01):
    W = nn.Parameter(torch.empty(num_inputs, num_outputs))
    b = nn.Parameter(torch.empty(num_outputs))
    nn.init.normal_(W, mean=0.0, std=std)
    nn.init.zeros_(b)
    return W, b


# %% right: scaled-in-data
# Marks first and scales outside of the graph.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.randn((num_inputs, num_outputs), requires_grad=True)
    W.data *= std
    return W, torch.zeros((num_outputs,), requires_grad=True)


# %% right: scaled-without-graph
# The same under no_grad.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.empty(num_inputs, num_outputs, requires_grad=True)
    b = torch.empty(num_outputs, requires_grad=True)
    with torch.no_grad():
        W.normal_(0, std)
        b.fill_(0)
    return W, b


# %% right: detached
# Cuts the scaled weights off and marks them.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.randn(num_inputs, num_outputs, requires_grad=True) * std
    b = torch.zeros(num_outputs, requires_grad=True)
    return W.detach().requires_grad_(True), b


# %% right: transposed-layer
# Draws as a layer stores it, and transposes before it marks.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0.0, std, (num_outputs, num_inputs)).t()
    return W.requires_grad_(), torch.tensor([0.0] * num_outputs, requires_grad=True)


# %% wrong: ip-non-leaf
# Multiplies after requires_grad, so W is a result.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.randn(num_inputs, num_outputs, requires_grad=True) * std
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b


# %% wrong: ip-non-leaf-converted
# Converts the type after requires_grad.
import numpy as np
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.tensor(np.random.normal(0, std, (num_inputs, num_outputs)), requires_grad=True)
    return W.float(), torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-non-leaf-transposed
# Transposes a parameter, which also makes a result.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0.0, std, (num_outputs, num_inputs), requires_grad=True).t()
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-non-leaf-bias
# Gets its zeros by multiplying a parameter.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0.0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.ones(num_outputs, requires_grad=True) * 0


# %% wrong: ip-no-grad
# Forgets to mark both.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    return torch.normal(0, std, (num_inputs, num_outputs)), torch.zeros(num_outputs)


# %% wrong: ip-no-grad-bias
# Marks the weights and forgets the bias.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs)


# %% wrong: ip-no-grad-weights
# Marks only the bias.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs))
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-grad-misspelt
# Sets an attribute that torch does not know.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W, b = torch.normal(0, std, (num_inputs, num_outputs)), torch.zeros(num_outputs)
    W.require_grad = b.require_grad = True
    return W, b


# %% wrong: ip-no-grad-detached
# Marks both and detaches them again.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W.detach(), b.detach()


# %% wrong: ip-zeros
# Begins everything at zero.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.zeros(num_inputs, num_outputs, requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-constant
# Begins every weight at std.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.full((num_inputs, num_outputs), std, requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-std-one
# Takes the numbers as randn gives them.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.randn(num_inputs, num_outputs, requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-std-fixed
# Keeps the 0.01 of the book.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, 0.01, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-std-default
# Changes the default.
import torch


def init_params(num_inputs, num_outputs, std=1.0):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-std-required
# Drops the default.
import torch


def init_params(num_inputs, num_outputs, std):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-variance
# Takes std for the variance.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std**0.5, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-std-as-mean
# Passes std as the mean.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(std, 1.0, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-xavier
# Uses the recipe of a later chapter.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.empty(num_inputs, num_outputs, requires_grad=True)
    torch.nn.init.xavier_normal_(W)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-uniform
# Takes rand for randn.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = (torch.rand(num_inputs, num_outputs) * std).requires_grad_()
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-uniform-matched
# Draws uniform numbers of the right standard deviation.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = ((torch.rand(num_inputs, num_outputs) - 0.5) * 12**0.5 * std).requires_grad_()
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-positive
# Wants positive weights.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs)).abs().requires_grad_()
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-reseeds
# Seeds inside, to get the same weights in every run.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    torch.manual_seed(0)
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-shapes
# Shapes W as nn.Linear stores it.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_outputs, num_inputs), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-shapes-bias
# Gives each input a bias.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(num_inputs, requires_grad=True)


# %% wrong: ip-shapes-one-bias
# Makes one bias for all outputs, as in linear regression.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(1, requires_grad=True)


# %% wrong: ip-shapes-bias-row
# Makes the bias a matrix of one row.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.zeros(1, num_outputs, requires_grad=True)


# %% wrong: ip-shapes-flat
# Makes W a vector.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs * num_outputs,), requires_grad=True)
    return W, torch.zeros(num_outputs, requires_grad=True)


# %% wrong: ip-float64
# Leaves numpy's type as it is.
import numpy as np
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.from_numpy(np.random.normal(0, std, (num_inputs, num_outputs)))
    b = torch.from_numpy(np.zeros(num_outputs))
    return W.requires_grad_(), b.requires_grad_()


# %% wrong: ip-random-bias
# Draws the bias too.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.normal(0, std, (num_outputs,), requires_grad=True)


# %% wrong: ip-ones-bias
# Begins the biases at one.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return W, torch.ones(num_outputs, requires_grad=True)


# %% wrong: ip-layer
# Returns the parameters of the library's layer.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    layer = torch.nn.Linear(num_inputs, num_outputs)
    return layer.weight, layer.bias


# %% wrong: ip-swapped
# Returns the bias first.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return torch.zeros(num_outputs, requires_grad=True), W


# %% wrong: ip-weights-only
# Forgets the bias.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    return torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)


# %% wrong: ip-dictionary
# Returns the parameters by name.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    return {"W": W, "b": torch.zeros(num_outputs, requires_grad=True)}


# %% wrong: ip-globals
# Sets global names and returns nothing.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    global W, b
    W = torch.normal(0, std, (num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
