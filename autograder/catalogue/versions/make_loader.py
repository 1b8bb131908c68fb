"""Versions of make_loader: a data set and a loader, and what is left out between the two."""


# %% right: book
# The form printed in the book: a data set of both tensors, and a loader over it.
import torch.utils.data as Data


def make_loader(features, labels, batch_size, shuffle):
    dataset = Data.TensorDataset(features, labels)
    data_iter = Data.DataLoader(dataset, batch_size, shuffle=shuffle)
    return data_iter


# %% right: newer-edition
# The newer edition's load_array takes a tuple apart.
from torch.utils import data


def make_loader(features, labels, batch_size, shuffle):
    return load_array((features, labels), batch_size, shuffle)


def load_array(data_arrays, batch_size, is_train=True):
    dataset = data.TensorDataset(*data_arrays)
    return data.DataLoader(dataset, batch_size, shuffle=is_train)


# %% right: positional
# shuffle is the third argument of DataLoader.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle)


# %% right: list-of-pairs
# Any list is a data set; the loader stacks the pairs.
from torch.utils.data import DataLoader


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(list(zip(features, labels)), batch_size=batch_size, shuffle=shuffle)


# %% right: own-data-set
# Writes the class of a data set out.
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    def __init__(self, features, labels):
        self.features = features
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.features[i], self.labels[i]


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(Pairs(features, labels), batch_size=batch_size, shuffle=shuffle)


# %% right: samplers
# Chooses the sampler, as shuffle does behind the scenes.
from torch.utils.data import DataLoader, RandomSampler, SequentialSampler, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    sampler = RandomSampler(dataset) if shuffle else SequentialSampler(dataset)
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler)


# %% right: batch-sampler
# Asks for whole batches at once.
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    order = RandomSampler(dataset) if shuffle else SequentialSampler(dataset)
    return DataLoader(dataset, batch_sampler=BatchSampler(order, batch_size, False))


# %% right: own-generator
# A generator of its own makes a run repeatable; the passes of one loader still differ.
import torch
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    generator = torch.Generator()
    generator.manual_seed(0)
    dataset = TensorDataset(features, labels)
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator, drop_last=False)


# %% right: looks-first
# Looks at a batch before handing the loader over; each pass begins anew.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    loader = DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)
    for X, y in loader:
        print(X, y)
        break
    return loader


# %% wrong: ml-flag-ignored
# Copies the book's line, in which shuffle is always True.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=True)


# %% wrong: ml-flag-ignored-false
# Leaves shuffle out, and its default is False.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size)


# %% wrong: ml-drop-last
# Wants batches of one size.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    return DataLoader(dataset, batch_size, shuffle=shuffle, drop_last=True)


# %% wrong: flag-negated
# Takes the flag for "in order".
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=not shuffle)


# %% wrong: batch-size-forgotten
# Without a batch size the loader gives single examples.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), shuffle=shuffle)


# %% wrong: batch-size-fixed
# Keeps the batch size of the book's example.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), 10, shuffle=shuffle)


# %% wrong: features-only
# Forgets the labels in the data set.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features), batch_size, shuffle=shuffle)


# %% wrong: parts-swapped
# Labels first.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(labels, features), batch_size, shuffle=shuffle)


# %% wrong: one-table
# Glues features and labels together, and gets one tensor for each batch.
import torch
from torch.utils.data import DataLoader


def make_loader(features, labels, batch_size, shuffle):
    table = torch.cat([features, labels.reshape(-1, 1)], dim=1)
    return DataLoader(table, batch_size, shuffle=shuffle)


# %% wrong: pair-as-data-set
# Takes the pair of tensors for a data set, which then has two examples.
from torch.utils.data import DataLoader


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader((features, labels), batch_size, shuffle=shuffle)


# %% wrong: zip-as-data-set
# A zip has no length and no items by number.
from torch.utils.data import DataLoader


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(zip(features, labels), batch_size, shuffle=shuffle)


# %% wrong: data-set-only
# Returns the data set, whose items are single examples.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    DataLoader(dataset, batch_size, shuffle=shuffle)
    return dataset


# %% wrong: iterator
# Returns an iterator, which is used up after one pass.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return iter(DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle))


# %% wrong: list-of-batches
# Reads everything at once, so that the order is the same in every pass.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return list(DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle))


# %% wrong: first-batch
# Returns a batch, not what gives batches.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return next(iter(DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)))


# %% wrong: generator-of-section-3-2
# Writes data_iter again, with the flag; a generator is no loader and lasts for one pass.
import random

import torch


def make_loader(features, labels, batch_size, shuffle):
    indices = list(range(len(features)))
    if shuffle:
        random.shuffle(indices)
    for i in range(0, len(indices), batch_size):
        j = torch.tensor(indices[i : i + batch_size])
        yield features[j], labels[j]


# %% wrong: own-class
# A class of one's own gives the same batches, and is no DataLoader.
import torch


class Loader:
    def __init__(self, features, labels, batch_size, shuffle):
        self.data = features, labels
        self.batch_size = batch_size
        self.shuffle = shuffle

    def __iter__(self):
        features, labels = self.data
        order = torch.randperm(len(labels)) if self.shuffle else torch.arange(len(labels))
        for j in order.split(self.batch_size):
            yield features[j], labels[j]


def make_loader(features, labels, batch_size, shuffle):
    return Loader(features, labels, batch_size, shuffle)


# %% wrong: shuffled-apart
# Shuffles features and labels each by itself.
import torch
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    if shuffle:
        features = features[torch.randperm(len(features))]
        labels = labels[torch.randperm(len(labels))]
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)


# %% wrong: shuffled-once
# Shuffles the data and then keeps their order.
import torch
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    if shuffle:
        order = torch.randperm(len(labels))
        features, labels = features[order], labels[order]
    return DataLoader(TensorDataset(features, labels), batch_size)


# %% wrong: with-replacement
# Draws each example anew, so that some come twice and some never.
from torch.utils.data import DataLoader, RandomSampler, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    sampler = RandomSampler(dataset, replacement=True) if shuffle else None
    return DataLoader(dataset, batch_size, sampler=sampler)


# %% wrong: sampler-and-flag
# Asks for a sampler and for shuffling, which exclude each other.
from torch.utils.data import DataLoader, RandomSampler, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    return DataLoader(dataset, batch_size, shuffle=shuffle, sampler=RandomSampler(dataset))


# %% wrong: labels-as-columns
# Turns the labels into a row, so that the data set's sizes differ.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels.reshape(1, -1))
    return DataLoader(dataset, batch_size, shuffle=shuffle)


# %% wrong: no-return
# Makes the loader and keeps it.
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    loader = DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)
