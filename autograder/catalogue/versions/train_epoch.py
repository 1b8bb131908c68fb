"""Versions of train_epoch: the training loop of the chapter, and loops that learn otherwise."""


# %% right: book
# The form printed in the book; gradients are cleared once there are any.


def sgd(params, lr, batch_size):
    for param in params:
        param.data -= lr * param.grad / batch_size


def train_epoch(net, batches, loss, params, lr, batch_size):
    train_l_sum, train_acc_sum, n = 0.0, 0.0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        if params is not None and params[0].grad is not None:
            for param in params:
                param.grad.data.zero_()
        l.backward()
        sgd(params, lr, batch_size)
        train_l_sum += l.item()
        train_acc_sum += (y_hat.argmax(dim=1) == y).sum().item()
        n += y.shape[0]
    return train_l_sum / n, train_acc_sum / n


# %% right: newer-edition
# The newer edition's sgd clears the gradients itself.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


def train_epoch(net, batches, loss, params, lr, batch_size):
    metric = [0.0, 0.0, 0.0]
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y)
        l.sum().backward()
        sgd(params, lr, batch_size)
        hits = float((y_hat.argmax(axis=1).type(y.dtype) == y).sum())
        metric = [a + b for a, b in zip(metric, (float(l.sum()), hits, y.numel()))]
    return metric[0] / metric[2], metric[1] / metric[2]


# %% right: cleared-at-the-end
# Clears behind the update, as section 3.2 does, by setting the gradients to None.
import torch


def train_epoch(net, batches, loss, params, lr, batch_size):
    losses, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        batch_loss = loss(y_hat, y).sum()
        batch_loss.backward()
        with torch.no_grad():
            for p in params:
                p.sub_(p.grad * (lr / batch_size))
                p.grad = None
        losses += batch_loss.item()
        hits += int((y_hat.max(dim=1).indices == y).sum())
        n += len(y)
    return losses / n, hits / n


# %% right: cleared-before-backward
# Clears every parameter that has a gradient right before backward.
import torch


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, correct, n = 0.0, 0.0, 0
    for X, y in batches:
        for p in params:
            if p.grad is not None:
                p.grad.zero_()
        y_hat = net(X)
        losses = loss(y_hat, y)
        losses.sum().backward()
        for p in params:
            p.data = p.data - lr * p.grad / batch_size
        total += losses.mean().item() * len(y)
        correct += accuracy(y_hat, y) * len(y)
        n += len(y)
    return total / n, correct / n


# %% right: gradients-asked-for
# Asks autograd for the gradients, so that none are stored or have to be cleared.
import torch


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        scores = net(X)
        l = loss(scores, y).sum()
        gradients = torch.autograd.grad(l, params)
        with torch.no_grad():
            for p, g in zip(params, gradients):
                p -= lr * g / batch_size
        total, hits, n = total + l.item(), hits + (scores.argmax(1) == y).sum().item(), n + len(y)
    return total / n, hits / n


# %% right: optimizer
# Lets the library's optimizer do the steps.
import torch


def train_epoch(net, batches, loss, params, lr, batch_size):
    optimizer = torch.optim.SGD(params, lr=lr / batch_size)
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        optimizer.zero_grad()
        l.backward()
        optimizer.step()
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += y.size(0)
    return total / n, hits / n


# %% right: mean-and-no-division
# Averages the loss, and then divides by one in the step.


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / batch_size


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).mean()
        for p in params:
            p.grad = None
        l.backward()
        sgd(params, lr, 1)
        total += l.item() * len(y)
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return [total / n, hits / n]


# %% right: statistics-in-tensors
# Collects detached losses and comparisons, and averages them as tensors.
import torch


def train_epoch(net, batches, loss, params, lr, batch_size):
    losses, hits = [], []
    for X, y in list(batches):
        y_hat = net(X)
        l = loss(y_hat, y)
        hits.append(y_hat.argmax(dim=1) == y)
        losses.append(l.detach())
        l.sum().backward()
        for p in params:
            p.data.add_(p.grad, alpha=-lr / batch_size)
            p.grad.zero_()
    return torch.cat(losses).mean(), torch.cat(hits).float().mean()


# %% wrong: te-no-clear
# Does not know that backward adds to the gradients that are there.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-clears-first-only
# Clears the weights and forgets the bias.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        params[0].grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-mean-and-divide
# Averages the loss, and has sgd divide once more.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        losses = loss(y_hat, y)
        for p in params:
            p.grad = None
        losses.mean().backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += losses.sum().item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-mean-over-n
# Adds the means of the batches and divides by the number of examples.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).mean()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-accuracy-after
# Predicts again after the update, to have the newest accuracy.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        l = loss(net(X), y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-loss-after
# Measures the loss again after the update.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        for p in params:
            p.grad = None
        loss(y_hat, y).sum().backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += loss(net(X), y).sum().item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-one-update
# Collects the loss of the whole epoch and makes one step.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        total = total + loss(y_hat, y).sum()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    total.backward()
    for p in params:
        p.data -= lr * p.grad / batch_size
    return total.item() / n, hits / n


# %% wrong: te-update-outside
# The lines of the update are not indented far enough.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    l.backward()
    for p in params:
        p.data -= lr * p.grad / batch_size
    return total / n, hits / n


# %% wrong: te-last-batch
# Overwrites the sums instead of adding to them.


def train_epoch(net, batches, loss, params, lr, batch_size):
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total = l.item()
        hits = (y_hat.argmax(dim=1) == y).sum().item()
        n = len(y)
    return total / n, hits / n


# %% wrong: te-return-early
# Returns from within the loop.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
        return total / n, hits / n


# %% wrong: te-clears-between
# Clears between backward and the step, which then has nothing to go by.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        l.backward()
        for p in params:
            p.grad.zero_()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-clears-none
# Clears before the first backward, when there is nothing to clear.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad.data.zero_()
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-no-step
# Computes gradients and leaves the step out.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        l.backward()
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-no-backward
# Makes steps without gradients.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-not-divided
# Forgets to divide the step by the batch size.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-ascends
# Adds the gradient and climbs.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data += lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-weights-only
# Moves the weights and leaves the bias.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        params[0].grad = None
        l.backward()
        params[0].data -= lr * params[0].grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-new-parameters
# Puts new tensors into the list, which the net does not know.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for i, p in enumerate(list(params)):
            if p.grad is not None:
                params[i] = (p - lr * p.grad / batch_size).detach().requires_grad_()
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-sum-of-losses
# Returns the sum of the losses as it is.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total, hits / n


# %% wrong: te-over-batches
# Divides both sums by the number of batches.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += 1
    return total / n, hits / n


# %% wrong: te-accuracies-over-n
# Adds the accuracies of the batches and divides by the number of examples.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, correct, n = 0.0, 0.0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        correct += (y_hat.argmax(dim=1) == y).float().mean().item()
        n += len(y)
    return total / n, correct / n


# %% wrong: te-counts-hits
# Returns the number of hits.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits


# %% wrong: te-swapped-results
# Returns the accuracy first.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return hits / n, total / n


# %% wrong: te-returns-loss-only
# Returns one number instead of two.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, n = 0.0, 0
    for X, y in batches:
        l = loss(net(X), y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        n += len(y)
    return total / n


# %% wrong: te-prints
# Prints the statistics and returns nothing.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    print(f"loss {total / n:.4f}, train acc {hits / n:.3f}")


# %% wrong: te-two-epochs
# Goes through the batches twice.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for _ in range(2):
        for X, y in batches:
            y_hat = net(X)
            l = loss(y_hat, y).sum()
            for p in params:
                p.grad = None
            l.backward()
            for p in params:
                p.data -= lr * p.grad / batch_size
            total += l.item()
            hits += (y_hat.argmax(dim=1) == y).sum().item()
            n += len(y)
    return total / n, hits / n


# %% wrong: te-by-index
# Counts through a list, although the batches may come from an iterator.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for i in range(len(batches)):
        X, y = batches[i]
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-counts-first
# Counts the examples in a pass of its own, which uses an iterator up.


def train_epoch(net, batches, loss, params, lr, batch_size):
    n = sum(len(y) for _, y in batches)
    total, hits = 0.0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
    return total / n, hits / n


# %% wrong: te-one-batch-short
# Takes the first batch out to look at its shape, and never learns from it.


def train_epoch(net, batches, loss, params, lr, batch_size):
    batches = iter(batches)
    next(batches)
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-item-too-early
# Turns the loss into a plain number before backward.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, n = 0.0, 0
    for X, y in batches:
        l = loss(net(X), y).sum().item()
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
        total += l
        n += len(y)
    return total / n, 0.0


# %% wrong: te-vector-backward
# Calls backward from one loss for each example.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y)
        l.backward()
        for p in params:
            p.data -= lr * p.grad / batch_size
            p.grad = None
        total += l.sum().item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n


# %% wrong: te-running-total
# Calls backward from the sum of all batches so far.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        total = total + loss(y_hat, y).sum()
        for p in params:
            p.grad = None
        total.backward(retain_graph=True)
        for p in params:
            p.data -= lr * p.grad / batch_size
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total.item() / n, hits / n


# %% wrong: te-parameters-of-net
# Asks the net for its parameters, as if it were a module.


def train_epoch(net, batches, loss, params, lr, batch_size):
    total, hits, n = 0.0, 0, 0
    for X, y in batches:
        y_hat = net(X)
        l = loss(y_hat, y).sum()
        net.zero_grad()
        l.backward()
        for p in net.parameters():
            p.data -= lr * p.grad / batch_size
        total += l.item()
        hits += (y_hat.argmax(dim=1) == y).sum().item()
        n += len(y)
    return total / n, hits / n
