"""Versions of evaluate_accuracy: hits over examples, and other averages of batches."""


# %% right: book
# The form printed in the book: two sums that run over the batches.


def evaluate_accuracy(data_iter, net):
    acc_sum, n = 0.0, 0
    for X, y in data_iter:
        acc_sum += (net(X).argmax(dim=1) == y).float().sum().item()
        n += y.shape[0]
    return acc_sum / n


# %% right: later-chapter
# The book's later form switches modules to evaluation mode and back, and builds no graph.
import torch


def evaluate_accuracy(data_iter, net):
    acc_sum, n = 0.0, 0
    with torch.no_grad():
        for X, y in data_iter:
            if isinstance(net, torch.nn.Module):
                net.eval()
                acc_sum += (net(X).argmax(dim=1) == y).float().sum().cpu().item()
                net.train()
            else:
                acc_sum += (net(X).argmax(dim=1) == y).float().sum().item()
            n += y.shape[0]
    return acc_sum / n


# %% right: newer-edition-accumulator
# The newer edition adds several sums up in an object.
import torch


class Accumulator:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, idx):
        return self.data[idx]


def count_hits(y_hat, y):
    return float((y_hat.argmax(axis=1).type(y.dtype) == y).sum())


def evaluate_accuracy(data_iter, net):
    if isinstance(net, torch.nn.Module):
        net.eval()
    metric = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            metric.add(count_hits(net(X), y), y.numel())
    if isinstance(net, torch.nn.Module):
        net.train()
    return metric[0] / metric[1]


# %% right: weighted-accuracies
# Uses the accuracy of each batch, weighed by its size.


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


def evaluate_accuracy(data_iter, net):
    total, n = 0.0, 0
    for X, y in data_iter:
        total += accuracy(net(X), y) * len(y)
        n += len(y)
    return total / n


# %% right: all-comparisons-together
# Collects all comparisons and averages once.
import torch


def evaluate_accuracy(data_iter, net):
    hits = [net(X).argmax(dim=1) == y for X, y in data_iter]
    return torch.cat(hits).float().mean().item()


# %% right: list-first
# Reads the batches into a list, which can be gone through as often as one likes.


def evaluate_accuracy(data_iter, net):
    batches = list(data_iter)
    hits = sum((net(X).argmax(1) == y).sum().item() for X, y in batches)
    return hits / sum(len(y) for _, y in batches)


# %% right: one-large-batch
# Joins all batches and predicts once.
import torch


def evaluate_accuracy(data_iter, net):
    Xs, ys = zip(*data_iter)
    X, y = torch.cat(Xs), torch.cat(ys)
    return torch.mean((net(X).max(dim=1)[1] == y).double()).item()


# %% right: tensor-sums
# Adds tensors up and makes a number of them at the end.
import torch


def evaluate_accuracy(data_iter, net):
    hits, n = torch.tensor(0), 0
    for X, y in data_iter:
        hits += torch.eq(net(X).argmax(dim=-1), y).sum()
        n += y.size(0)
    return float(hits) / n


# %% right: example-by-example
# Counts the examples of each batch one by one.


def evaluate_accuracy(data_iter, net):
    hits = misses = 0
    for X, y in data_iter:
        for scores, label in zip(net(X), y):
            if scores.argmax().item() == label.item():
                hits += 1
            else:
                misses += 1
    return hits / (hits + misses)


# %% stretch: without-graph-only
# Builds no graph, but leaves the net in training mode.
import torch


@torch.no_grad()
def evaluate_accuracy(data_iter, net):
    hits, n = 0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return hits / n


# %% stretch: never-trains-again
# Switches to evaluation mode and forgets to switch back.
import torch


def evaluate_accuracy(data_iter, net):
    if isinstance(net, torch.nn.Module):
        net.eval()
    hits, n = 0, 0
    with torch.no_grad():
        for X, y in data_iter:
            hits += (net(X).argmax(dim=1) == y).sum().item()
            n += len(y)
    return hits / n


# %% wrong: ea-mean-of-means
# Averages the accuracies of the batches, large or small.


def evaluate_accuracy(data_iter, net):
    total, batches = 0.0, 0
    for X, y in data_iter:
        total += (net(X).argmax(dim=1) == y).float().mean().item()
        batches += 1
    return total / batches


# %% wrong: ea-mean-of-list
# The same with a list of accuracies.


def evaluate_accuracy(data_iter, net):
    accuracies = [(net(X).argmax(dim=1) == y).float().mean().item() for X, y in data_iter]
    return sum(accuracies) / len(accuracies)


# %% wrong: ea-last-batch
# Sets the sums to zero inside the loop.


def evaluate_accuracy(data_iter, net):
    for X, y in data_iter:
        hits, n = 0.0, 0
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return hits / n


# %% wrong: ea-overwrites
# Assigns where it should add.


def evaluate_accuracy(data_iter, net):
    for X, y in data_iter:
        result = (net(X).argmax(dim=1) == y).float().mean().item()
    return result


# %% wrong: ea-first-batch
# Returns from within the loop.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
        return hits / n


# %% wrong: ea-divide-by-batches
# Divides the hits by the number of batches.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += 1
    return hits / n


# %% wrong: ea-divide-by-length
# Takes the length of the iterable for the number of examples.


def evaluate_accuracy(data_iter, net):
    hits = 0.0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
    return hits / len(data_iter)


# %% wrong: ea-means-over-n
# Adds means up and divides by examples.


def evaluate_accuracy(data_iter, net):
    total, n = 0.0, 0
    for X, y in data_iter:
        total += (net(X).argmax(dim=1) == y).float().mean().item()
        n += len(y)
    return total / n


# %% wrong: ea-equal-batches
# Takes all batches for as large as the first one.


def evaluate_accuracy(data_iter, net):
    hits, batches, size = 0.0, 0, None
    for X, y in data_iter:
        size = size or len(y)
        hits += (net(X).argmax(dim=1) == y).sum().item()
        batches += 1
    return hits / (batches * size)


# %% wrong: ea-last-size
# Divides by the size of the last batch only.


def evaluate_accuracy(data_iter, net):
    hits = 0.0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
    return hits / len(y)


# %% wrong: ea-fixed-256
# Fixes the book's size of a batch.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += 256
    return hits / n


# %% wrong: ea-returns-count
# Stops before the division.


def evaluate_accuracy(data_iter, net):
    hits = 0.0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
    return hits


# %% wrong: ea-ignores-net
# Takes the features for scores.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (X.argmax(dim=1) == y).sum().item()
        n += len(y)
    return hits / n


# %% wrong: ea-two-passes
# Counts the examples in a second pass.


def evaluate_accuracy(data_iter, net):
    hits = sum((net(X).argmax(dim=1) == y).sum().item() for X, y in data_iter)
    return hits / sum(len(y) for X, y in data_iter)


# %% wrong: ea-first-pass-counts
# Asks the iterable for its length first.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for i in range(len(data_iter)):
        X, y = data_iter[i]
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return hits / n


# %% wrong: ea-data-set
# Asks the loader for its data set, which other iterables don't have.


def evaluate_accuracy(data_iter, net):
    hits = 0.0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
    return hits / len(data_iter.dataset)


# %% wrong: ea-missing-item
# Adds tensors up and returns one.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).float().sum()
        n += len(y)
    return hits / n


# %% wrong: ea-needs-a-module
# Takes it for granted that a net has modes.
import torch


def evaluate_accuracy(data_iter, net):
    net.eval()
    hits, n = 0.0, 0
    with torch.no_grad():
        for X, y in data_iter:
            hits += (net(X).argmax(dim=1) == y).sum().item()
            n += len(y)
    net.train()
    return hits / n


# %% wrong: ea-over-examples
# Looks for the largest score along the examples.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=0) == y).sum().item()
        n += len(y)
    return hits / n


# %% wrong: ea-compares-all-with-all
# Keeps the axis of the scores, so that every prediction meets every label.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1, keepdim=True) == y).sum().item()
        n += len(y)
    return hits / n


# %% wrong: ea-error-rate
# Counts the misses.


def evaluate_accuracy(data_iter, net):
    misses, n = 0.0, 0
    for X, y in data_iter:
        misses += (net(X).argmax(dim=1) != y).sum().item()
        n += len(y)
    return misses / n


# %% wrong: ea-counts-numbers
# Divides by the number of all features.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += X.numel()
    return hits / n


# %% wrong: ea-percent
# Gives percent.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return 100 * hits / n


# %% wrong: ea-whole-division
# Divides whole numbers into whole numbers.


def evaluate_accuracy(data_iter, net):
    hits, n = 0, 0
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return float(hits // n)


# %% wrong: ea-threshold
# Counts a prediction only if its score is above one half.


def evaluate_accuracy(data_iter, net):
    hits, n = 0.0, 0
    for X, y in data_iter:
        scores = net(X)
        sure = scores.max(dim=1).values > 1.5
        hits += ((scores.argmax(dim=1) == y) & sure).sum().item()
        n += len(y)
    return hits / n


# %% wrong: ea-total-outside
# Remembers the sums from one call to the next.

hits, n = 0.0, 0


def evaluate_accuracy(data_iter, net):
    global hits, n
    for X, y in data_iter:
        hits += (net(X).argmax(dim=1) == y).sum().item()
        n += len(y)
    return hits / n
