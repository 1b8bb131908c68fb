"""Wrong versions of data_iter that the catalogue does not know."""


# %% wrong: skips-first
# Begins at example 1.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features) - 1) + 1
    for chosen in order.split(batch_size):
        yield features[chosen], labels[chosen]


# %% wrong: half-of-the-data
# Stops half-way through.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))[: (len(features) + 1) // 2]
    for chosen in order.split(batch_size):
        yield features[chosen], labels[chosen]


# %% wrong: smaller-batches
# Makes batches that are one example too small.
import torch


def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for chosen in order.split(max(1, batch_size - 1)):
        yield features[chosen], labels[chosen]
