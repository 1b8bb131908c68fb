"""Versions of data_iter: ways to go through a data set once, and ways that miss some of it."""


# %% right: book
# The form printed in the book: a shuffled list of numbers, cut into pieces.
import random
import torch


def data_iter(batch_size, features, labels):
    num_examples = len(features)
    indices = list(range(num_examples))
    random.shuffle(indices)
    for i in range(0, num_examples, batch_size):
        j = torch.LongTensor(indices[i: min(i + batch_size, num_examples)])
        yield features.index_select(0, j), labels.index_select(0, j)


# %% right: randperm
# Draws the permutation with torch.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        chosen = order[i:i + batch_size]
        yield features[chosen], labels[chosen]


# %% right: split
# Has the permutation split into pieces.
import torch


def data_iter(batch_size, features, labels):
    for chosen in torch.randperm(features.shape[0]).split(batch_size):
        yield features[chosen], labels[chosen]


# %% right: numpy-permutation
# Draws the permutation with numpy.
import numpy as np
import torch


def data_iter(batch_size, features, labels):
    n = len(labels)
    order = np.random.permutation(n)
    for start in range(0, n, batch_size):
        chosen = torch.from_numpy(order[start:start + batch_size])
        yield (features[chosen], labels[chosen])


# %% right: list-of-batches
# Collects the batches in a list; it may be iterated over like a generator.
import random


def data_iter(batch_size, features, labels):
    indices = random.sample(range(len(features)), len(features))
    batches = []
    while indices:
        batches.append((features[indices[:batch_size]], labels[indices[:batch_size]]))
        indices = indices[batch_size:]
    return batches


# %% right: data-loader
# Lets the library do it, which gives lists of two.
from torch.utils.data import DataLoader, TensorDataset


def data_iter(batch_size, features, labels):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=True)


# %% right: data-loader-iterator
# The same as an iterator.
from torch.utils import data


def data_iter(batch_size, features, labels):
    yield from data.DataLoader(data.TensorDataset(features, labels), batch_size, shuffle=True)


# %% right: shuffled-copies
# Reorders copies of both tensors by one permutation, then slices.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    X, y = features[order], labels[order]
    i = 0
    while i < len(X):
        yield X[i:i + batch_size], y[i:i + batch_size]
        i += batch_size


# %% right: generator-expression
# Returns an expression instead of yielding.
import torch


def data_iter(batch_size, features, labels):
    parts = torch.split(torch.randperm(len(features)), batch_size)
    return ((features[part], labels[part]) for part in parts)


# %% right: zipped-splits
# Zips the pieces of both tensors together.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(labels))
    return zip(features[order].split(batch_size), labels[order].split(batch_size))


# %% right: iterator-class
# Writes an iterator as a class.
import torch


class Batches:
    def __init__(self, batch_size, features, labels):
        self.batch_size, self.features, self.labels = batch_size, features, labels
        self.left = torch.randperm(len(features))

    def __iter__(self):
        return self

    def __next__(self):
        if len(self.left) == 0:
            raise StopIteration
        chosen, self.left = self.left[:self.batch_size], self.left[self.batch_size:]
        return self.features[chosen], self.labels[chosen]


def data_iter(batch_size, features, labels):
    return Batches(batch_size, features, labels)


# %% right: stacked
# Collects each batch example by example.
import random
import torch


def data_iter(batch_size, features, labels):
    rows = list(zip(features, labels))
    random.shuffle(rows)
    for i in range(0, len(rows), batch_size):
        X, y = zip(*rows[i:i + batch_size])
        yield torch.stack(X), torch.stack(y)


# %% right: random-keys
# Sorts by random numbers.
import torch


def data_iter(batch_size, features, labels):
    order = torch.rand(len(features), dtype=torch.float64).argsort()
    for k in range((len(features) + batch_size - 1) // batch_size):
        chosen = order[k * batch_size:(k + 1) * batch_size]
        yield features[chosen], labels[chosen]


# %% stretch: list-right-away
# Makes all batches in the call, in a comprehension.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features)).tolist()
    starts = range(0, len(order), batch_size)
    chosen = [order[i:i + batch_size] for i in starts]
    return [(features[j], labels[j]) for j in chosen]


# %% wrong: di-drops-last
# Counts whole batches only.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for k in range(len(features) // batch_size):
        j = order[k * batch_size:(k + 1) * batch_size]
        yield features[j], labels[j]


# %% wrong: di-drops-last-loader
# Sets the library's switch for it.
from torch.utils.data import DataLoader, TensorDataset


def data_iter(batch_size, features, labels):
    data = TensorDataset(features, labels)
    return DataLoader(data, batch_size, shuffle=True, drop_last=True)


# %% wrong: di-drops-last-example
# Ends one short, as if the range included its end.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features) - 1, batch_size):
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-not-shuffled
# Slices the data as they are.
def data_iter(batch_size, features, labels):
    for i in range(0, len(features), batch_size):
        yield features[i:i + batch_size], labels[i:i + batch_size]


# %% wrong: di-not-shuffled-loader
# Forgets shuffle=True.
from torch.utils.data import DataLoader, TensorDataset


def data_iter(batch_size, features, labels):
    return DataLoader(TensorDataset(features, labels), batch_size)


# %% wrong: di-shuffle-unused
# Shuffles a list and slices by its place instead.
import random


def data_iter(batch_size, features, labels):
    indices = list(range(len(features)))
    random.shuffle(indices)
    for i in range(0, len(indices), batch_size):
        yield features[i:i + batch_size], labels[i:i + batch_size]


# %% wrong: di-reversed
# Turns the order round, which is the same in every pass.
def data_iter(batch_size, features, labels):
    X, y = features.flip(0), labels.flip(0)
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]


# %% wrong: di-separate-shuffles
# Shuffles features and labels each on its own.
import torch


def data_iter(batch_size, features, labels):
    X = features[torch.randperm(len(features))]
    y = labels[torch.randperm(len(labels))]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]


# %% wrong: di-separate-shuffles-labels
# Shuffles the features and leaves the labels in place.
import torch


def data_iter(batch_size, features, labels):
    X = features[torch.randperm(len(features))]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], labels[i:i + batch_size]


# %% wrong: di-replacement
# Draws each batch at random, whoever was there before.
import torch


def data_iter(batch_size, features, labels):
    n = len(features)
    for i in range(0, n, batch_size):
        j = torch.randint(0, n, (min(batch_size, n - i),))
        yield features[j], labels[j]


# %% wrong: di-replacement-sample
# Samples each batch without repeats, but independently of the others.
import random


def data_iter(batch_size, features, labels):
    n = len(features)
    for i in range(0, n, batch_size):
        j = random.sample(range(n), min(batch_size, n - i))
        yield features[j], labels[j]


# %% wrong: di-reshuffles-each-batch
# Shuffles again before each batch, inside the loop.
import torch


def data_iter(batch_size, features, labels):
    for i in range(0, len(features), batch_size):
        order = torch.randperm(len(features))
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-step-one
# Forgets the step, so the windows overlap.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(len(features)):
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-off-by-one-slice
# Ends each slice one early.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size - 1]
        yield features[j], labels[j]


# %% wrong: di-one-too-many
# Takes one more, which comes again in the next batch.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size + 1]
        yield features[j], labels[j]


# %% wrong: di-empty-last
# Counts one batch more, which is empty when everything fits.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for k in range(len(features) // batch_size + 1):
        j = order[k * batch_size:(k + 1) * batch_size]
        yield features[j], labels[j]


# %% wrong: di-number-of-batches
# Takes batch_size for the number of batches.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).chunk(batch_size):
        yield features[j], labels[j]


# %% wrong: di-even-batches
# Spreads the rest over all batches.
import torch


def data_iter(batch_size, features, labels):
    n = len(features)
    for j in torch.randperm(n).tensor_split((n + batch_size - 1) // batch_size):
        yield features[j], labels[j]


# %% wrong: di-short-first
# Begins with the short batch.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    rest = len(order) % batch_size
    if rest:
        yield features[order[:rest]], labels[order[:rest]]
    for i in range(rest, len(order), batch_size):
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-return
# Returns within the loop, so there is only one batch.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size]
        return features[j], labels[j]


# %% wrong: di-return-list
# The same with a list around it.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size]
        return [(features[j], labels[j])]


# %% wrong: di-yields-once
# The yield has slipped out of the loop.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size]
    yield features[j], labels[j]


# %% wrong: di-shuffle-tensor
# Shuffles the rows of a tensor like a list, which copies views.
import random
import torch


def data_iter(batch_size, features, labels):
    order = torch.arange(len(features))
    random.shuffle(order)
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-inplace
# Reorders the caller's data set.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    features[:] = features[order]
    labels[:] = labels[order]
    for i in range(0, len(features), batch_size):
        yield features[i:i + batch_size], labels[i:i + batch_size]


# %% wrong: di-inplace-numpy
# Shuffles the memory of the tensors by way of numpy, with the same state twice.
import numpy as np


def data_iter(batch_size, features, labels):
    state = np.random.get_state()
    np.random.shuffle(features.numpy())
    np.random.set_state(state)
    np.random.shuffle(labels.numpy())
    for i in range(0, len(features), batch_size):
        yield features[i:i + batch_size], labels[i:i + batch_size]


# %% wrong: di-wraps-last
# Fills the last batch up from the beginning.
import torch


def data_iter(batch_size, features, labels):
    n = len(features)
    order = torch.randperm(n)
    for i in range(0, n, batch_size):
        j = order[torch.arange(i, i + batch_size) % n]
        yield features[j], labels[j]


# %% wrong: di-repeats-last
# Takes the last batch_size examples for the last batch.
import torch


def data_iter(batch_size, features, labels):
    n = len(features)
    order = torch.randperm(n)
    for i in range(0, n, batch_size):
        i = max(0, min(i, n - batch_size))
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-overrun
# Reads entries of the list that are not there.
import random


def data_iter(batch_size, features, labels):
    indices = list(range(len(features)))
    random.shuffle(indices)
    for i in range(0, len(features), batch_size):
        j = [indices[i + k] for k in range(batch_size)]
        yield features[j], labels[j]


# %% wrong: di-fixed-seed
# Seeds inside, to get the same order in every run.
import torch


def data_iter(batch_size, features, labels):
    torch.manual_seed(0)
    order = torch.randperm(len(features))
    for i in range(0, len(features), batch_size):
        j = order[i:i + batch_size]
        yield features[j], labels[j]


# %% wrong: di-fixed-seed-generator
# Gives the library a generator with a seed.
import torch
from torch.utils.data import DataLoader, TensorDataset


def data_iter(batch_size, features, labels):
    generator = torch.Generator().manual_seed(42)
    data = TensorDataset(features, labels)
    return DataLoader(data, batch_size, shuffle=True, generator=generator)


# %% wrong: di-batch-order-only
# Shuffles where the batches begin.
import random


def data_iter(batch_size, features, labels):
    starts = list(range(0, len(features), batch_size))
    random.shuffle(starts)
    for i in starts:
        yield features[i:i + batch_size], labels[i:i + batch_size]


# %% wrong: di-shuffles-within-batch
# Shuffles each batch after it was cut from the original order.
import torch


def data_iter(batch_size, features, labels):
    for i in range(0, len(features), batch_size):
        X, y = features[i:i + batch_size], labels[i:i + batch_size]
        order = torch.randperm(len(X))
        yield X[order], y[order]


# %% wrong: di-random-start
# Begins at a random place and goes round from there.
import torch


def data_iter(batch_size, features, labels):
    n = len(features)
    start = int(torch.randint(0, n, ()))
    order = (torch.arange(n) + start) % n
    for j in order.split(batch_size):
        yield features[j], labels[j]


# %% wrong: di-wrong-items
# Yields single examples.
import torch


def data_iter(batch_size, features, labels):
    for i in torch.randperm(len(features)):
        yield features[i], labels[i]


# %% wrong: di-wrong-items-features
# Yields the features alone.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        yield features[j]


# %% wrong: di-wrong-items-swapped
# Yields the labels first.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        yield labels[j], features[j]


# %% wrong: di-wrong-items-apart
# Yields features and labels one after the other.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        yield features[j]
        yield labels[j]


# %% wrong: di-wrong-items-numbers
# Yields the numbers of the examples.
import torch


def data_iter(batch_size, features, labels):
    yield from torch.randperm(len(features)).split(batch_size)


# %% wrong: di-wrong-items-lists
# Yields lists of rows.
import random


def data_iter(batch_size, features, labels):
    order = random.sample(range(len(features)), len(features))
    for i in range(0, len(order), batch_size):
        j = order[i:i + batch_size]
        yield [features[k] for k in j], [labels[k] for k in j]


# %% wrong: di-endless
# Wraps the pass in the loop of the training code.
import torch


def data_iter(batch_size, features, labels):
    while True:
        for j in torch.randperm(len(features)).split(batch_size):
            yield features[j], labels[j]


# %% wrong: di-endless-lists
# The same, with lists of numbers in place of tensors.
import torch


def data_iter(batch_size, features, labels):
    while True:
        for j in torch.randperm(len(features)).split(batch_size):
            yield features[j].tolist(), labels[j].tolist()


# %% wrong: di-two-passes
# Goes through the data twice.
import torch


def data_iter(batch_size, features, labels):
    for _ in range(2):
        for j in torch.randperm(len(features)).split(batch_size):
            yield features[j], labels[j]


# %% wrong: di-fixed-batch-size
# Keeps the 10 of the book.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(10):
        yield features[j], labels[j]


# %% wrong: di-rows-flattened
# Flattens the features of each example, and makes the labels a column.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        yield features[j].reshape(len(j), -1), labels[j].view(-1, 1)


# %% wrong: di-squeezed
# Squeezes away the axis of a batch of one.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        yield features[j].squeeze(), labels[j].squeeze()


# %% wrong: di-float-labels
# Makes floats of labels that may be class numbers.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        yield features[j].float(), labels[j].float()


# %% wrong: di-shuffles-columns
# Shuffles the features of an example instead of the examples.
import torch


def data_iter(batch_size, features, labels):
    for i in range(0, len(features), batch_size):
        X = features[i:i + batch_size].reshape(len(features[i:i + batch_size]), -1)
        yield X[:, torch.randperm(X.shape[1])], labels[i:i + batch_size]


# %% wrong: di-prints
# Shows the batches and returns nothing.
import torch


def data_iter(batch_size, features, labels):
    for j in torch.randperm(len(features)).split(batch_size):
        print(features[j], labels[j])


# %% wrong: di-stub
# Left the body empty so that the file can be imported.
def data_iter(batch_size, features, labels):
    pass
