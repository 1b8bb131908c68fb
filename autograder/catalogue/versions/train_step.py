"""Versions of train_step: the four lines in the orders that work, and in those that do not."""


# %% right: book
# The four lines of the book: forward, clear, backward, step.
def train_step(net, loss, X, y, optimizer):
    output = net(X)
    l = loss(output, y)
    optimizer.zero_grad()
    l.backward()
    optimizer.step()
    return l.item()


# %% right: clear-first
# Clears before anything else.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% right: net-clears
# The net can clear the gradients of its parameters as well.
def train_step(net, loss, X, y, optimizer):
    net.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return float(l)


# %% right: clears-by-hand
# Removes the gradients one by one.
def train_step(net, loss, X, y, optimizer):
    for p in net.parameters():
        p.grad = None
    value = loss(net(X), y)
    value.backward()
    optimizer.step()
    return float(value.detach())


# %% right: clears-to-zeros
# Keeps the tensors of the gradients.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad(set_to_none=False)
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.detach().numpy().item()


# %% right: clears-twice
# Also tidies up at the end.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    optimizer.zero_grad()
    return l.item()


# %% right: closure
# Gives the optimizer a function that works out the loss, as some optimizers demand.
def train_step(net, loss, X, y, optimizer):
    def closure():
        optimizer.zero_grad()
        l = loss(net(X), y)
        l.backward()
        return l

    return optimizer.step(closure).item()


# %% right: autograd-grad
# Asks for the gradients themselves, and puts them where step looks.
import torch


def train_step(net, loss, X, y, optimizer):
    params = list(net.parameters())
    l = loss(net(X), y)
    for p, grad in zip(params, torch.autograd.grad(l, params)):
        p.grad = grad
    optimizer.step()
    return l.item()


# %% right: value-first
# Takes the number before the update, and the graph for it.
def train_step(net, loss, X, y, optimizer):
    net.train()
    l = loss(net(X), y)
    value = l.item()
    optimizer.zero_grad()
    l.backward()
    optimizer.step()
    return value


# %% wrong: ts-no-clear
# Does not know that gradients add up.
def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-clear-last
# Clears for the next turn, which is too late for the first.
def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    optimizer.zero_grad()
    return l.item()


# %% wrong: ts-clear-last-by-net
# The same by the net.
def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    net.zero_grad()
    return l.item()


# %% wrong: ts-no-clear-not-called
# Forgets the parentheses.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-clear-between
# Clears what backward has just written.
def train_step(net, loss, X, y, optimizer):
    l = loss(net(X), y)
    l.backward()
    optimizer.zero_grad()
    optimizer.step()
    return l.item()


# %% wrong: ts-step-first
# Steps before there is a gradient.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    optimizer.step()
    l.backward()
    return l.item()


# %% wrong: ts-no-step
# The last line is missing.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    return l.item()


# %% wrong: ts-no-backward
# Believes that step works the gradients out.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    optimizer.step()
    return l.item()


# %% wrong: ts-two-steps
# The line is there twice.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    optimizer.step()
    return l.item()


# %% wrong: two-passes
# Trains twice on the minibatch.
def train_step(net, loss, X, y, optimizer):
    for _ in range(2):
        optimizer.zero_grad()
        l = loss(net(X), y)
        l.backward()
        optimizer.step()
    return l.item()


# %% wrong: backward-twice
# Calls backward again, so that the gradient is there twice.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward(retain_graph=True)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: each-example-alone
# Makes a step for each example.
def train_step(net, loss, X, y, optimizer):
    before = loss(net(X), y).item()
    for i in range(len(X)):
        optimizer.zero_grad()
        loss(net(X[i : i + 1]), y[i : i + 1]).backward()
        optimizer.step()
    return before


# %% wrong: first-example-only
# Trains on the first example.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X[:1]), y[:1])
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: summed
# Multiplies the mean loss by the number of examples, as section 3.2 sums.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y) * len(X)
    l.backward()
    optimizer.step()
    return l.item() / len(X)


# %% wrong: divided
# Divides the mean by the batch size once more.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y) / len(X)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: uphill
# Wants to maximise.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = -loss(net(X), y)
    l.backward()
    optimizer.step()
    return -l.item()


# %% wrong: ts-loss-after
# Reports the loss with the new weights.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    loss(net(X), y).backward()
    optimizer.step()
    return loss(net(X), y).item()


# %% wrong: ts-returns-tensor
# Leaves out .item().
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l


# %% wrong: ts-returns-tensor-detached
# A tensor without a graph is no number yet.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.detach()


# %% wrong: returns-nothing
# Trains, and does not say how well.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()


# %% wrong: returns-predictions
# Returns what the net said.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    output = net(X)
    loss(output, y).backward()
    optimizer.step()
    return output


# %% wrong: rounded
# Rounds the loss for printing.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return round(l.item(), 1)


# %% wrong: ts-cut-graph
# The forward pass under no_grad has no graph.
import torch


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    with torch.no_grad():
        l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-cut-graph-detached
# Detaches the predictions.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X).detach(), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-cut-graph-item
# Takes the number too early.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y).item()
    l.backward()
    optimizer.step()
    return l


# %% wrong: ts-cut-graph-net-unused
# Compares inputs with labels.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(X, y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-cut-graph-repaired
# Answers the complaint by requiring grad of the loss, which leads nowhere.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y).detach().requires_grad_()
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-swapped-arguments
# Labels first, as in other libraries.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(y, net(X))
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-own-optimizer
# Makes an optimizer of its own, which has no memory.
import torch


def train_step(net, loss, X, y, optimizer):
    own = torch.optim.SGD(net.parameters(), lr=optimizer.param_groups[0]["lr"])
    own.zero_grad()
    l = loss(net(X), y)
    l.backward()
    own.step()
    return l.item()


# %% wrong: ts-own-optimizer-with-momentum
# Asks for the momentum as well, and still forgets it after each call.
import torch


def train_step(net, loss, X, y, optimizer):
    group = optimizer.param_groups[0]
    optimizer = torch.optim.SGD(net.parameters(), lr=group["lr"], momentum=group["momentum"])
    optimizer.zero_grad()
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: ts-own-optimizer-by-hand
# Updates as in section 3.2.
import torch


def train_step(net, loss, X, y, optimizer):
    net.zero_grad()
    l = loss(net(X), y)
    l.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= optimizer.param_groups[0]["lr"] * p.grad
    return l.item()


# %% wrong: loss-of-the-library
# Uses torch's own loss, whatever is passed.
import torch


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = torch.nn.functional.mse_loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: loss-of-the-library-halved
# Knows the factor of this loss, and not that another one may come.
import torch


def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = torch.nn.functional.mse_loss(net(X), y) / 2
    l.backward()
    optimizer.step()
    return l.item()


# %% wrong: labels-flat
# Flattens the labels, so that errors become a table.
def train_step(net, loss, X, y, optimizer):
    optimizer.zero_grad()
    l = loss(net(X), y.view(-1))
    l.backward()
    optimizer.step()
    return l.item()
