"""Versions of train_step: the four acts, in right and wrong orders."""

# %% right: book
# The book's order: forward, clear, backward, step.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    optimizer.zero_grad()
    l.backward()
    optimizer.step()
    return l.item()


# %% right: clear-first
# Clears before the forward pass.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return float(l.detach())


# %% right: net-zero-grad
# The net clears its gradients.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    net.zero_grad()
    y_hat = net(X)
    l = loss(y_hat, y)
    l.backward()
    optimizer.step()
    return l.item()


# %% right: grads-to-none
# Sets them to None by hand.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    for p in net.parameters():
        p.grad = None
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% right: autograd-grad
# Asks autograd for the gradients and puts them in.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    params = list(net.parameters())
    for p, g in zip(params, torch.autograd.grad(l, params)):
        p.grad = g
    optimizer.step()
    return l.item()


# %% right: zeroed-in-place
# zero_grad with set_to_none=False, item before the step.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    net.train()
    optimizer.zero_grad(set_to_none=False)
    l = loss(net(X), y)
    value = l.item()
    l.backward()
    optimizer.step()
    return value


# %% right: closure
# step with a closure.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    def closure():
        optimizer.zero_grad()
        l = loss(net(X), y)
        l.backward()
        return l


    return optimizer.step(closure).item()


# %% wrong: ts-no-clear
# Forgets to clear.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-clear-last
# Clears after the step, for the next time.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    optimizer.zero_grad()
    return l.item()


# %% wrong: ts-clear-between
# Clears between backward and step.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.zero_grad()
    optimizer.step()
    return l.item()


# %% wrong: ts-step-first
# Steps before backward.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    optimizer.step()
    l.backward()
    return l.item()


# %% wrong: ts-no-step
# Forgets the step.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    return l.item()


# %% wrong: ts-no-backward
# Forgets backward.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    optimizer.step()
    return l.item()


# %% wrong: ts-two-steps
# Steps twice.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    optimizer.step()
    return l.item()


# %% wrong: ts-loss-after
# Returns the loss after the update.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    loss(net(X), y).backward()
    optimizer.step()
    return loss(net(X), y).item()


# %% wrong: ts-own-optimizer
# Makes an optimizer of its own.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    own = torch.optim.SGD(net.parameters(), lr=optimizer.param_groups[0]["lr"])
    own.zero_grad()
    l = loss(net(X), y)
    l.backward()
    own.step()
    return l.item()


# %% wrong: ts-own-optimizer-by-hand
# Moves the parameters itself.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    with torch.no_grad():
        for group in optimizer.param_groups:
            for p in group["params"]:
                p -= group["lr"] * p.grad
    return l.item()


# %% wrong: ts-swapped-arguments
# Labels first.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(y, net(X))
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-returns-tensor
# Returns the loss with its graph.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l


# %% wrong: ts-returns-tensor-detached
# Returns a tensor without a graph.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.detach()


# %% wrong: ts-returns-nothing
# Returns nothing.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()


# %% wrong: ts-cut-graph
# Leaves the graph.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X).detach(), y).requires_grad_()
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-sum
# Sums the loss over the batch as in the chapter before.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y) * len(y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-own-loss
# Takes a loss of its own.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = ((net(X) - y) ** 2).mean()
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-whole-state
# Clears the momentum as well.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    optimizer.state.clear()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-rounded
# Rounds for printing.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return round(l.item(), 2)
