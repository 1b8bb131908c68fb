"""Wrong versions of init_params that the catalogue does not know."""


# %% wrong: mean-one
# Draws around 1.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(1.0, std, (num_inputs, num_outputs))
    return W.requires_grad_(), torch.zeros(num_outputs).requires_grad_()


# %% wrong: halved
# Draws with half of the deviation.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    W = torch.normal(0, std / 2, (num_inputs, num_outputs))
    return W.requires_grad_(), torch.zeros(num_outputs).requires_grad_()


# %% wrong: identity
# Begins with ones on the diagonal.
import torch


def init_params(num_inputs, num_outputs, std=0.01):
    return torch.eye(num_inputs, num_outputs).requires_grad_(), torch.zeros(num_outputs).requires_grad_()
