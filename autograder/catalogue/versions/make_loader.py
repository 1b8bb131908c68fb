"""Versions of make_loader: TensorDataset and DataLoader, and loaders that only look so."""

# %% right: book
# The book's lines.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    return DataLoader(dataset, batch_size, shuffle=shuffle)


# %% right: keywords
# All by keyword.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(dataset=TensorDataset(features, labels), batch_size=batch_size, shuffle=shuffle, drop_last=False)


# %% right: zipped-list
# A list of pairs is a data set.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(list(zip(features, labels)), batch_size=batch_size, shuffle=shuffle)


# %% right: own-dataset
# A Dataset of one's own.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pairs(torch.utils.data.Dataset):
    def __init__(self, features, labels):
        self.features, self.labels = features, labels

    def __len__(self):
        return len(self.features)

    def __getitem__(self, i):
        return self.features[i], self.labels[i]


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(Pairs(features, labels), batch_size=batch_size, shuffle=shuffle)


# %% right: sampler
# Chooses the sampler by hand.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    kind = torch.utils.data.RandomSampler if shuffle else torch.utils.data.SequentialSampler
    return DataLoader(dataset, batch_size=batch_size, sampler=kind(dataset))


# %% right: two-workers
# Asks for processes, as the book does later; where there are none it goes on in its own.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle, num_workers=0)


# %% wrong: ml-flag-ignored
# Always shuffles.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=True)


# %% wrong: ml-flag-ignored-never
# Never shuffles, which is the default.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size)


# %% wrong: ml-flag-inverted
# Shuffles when it should not.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=not shuffle)


# %% wrong: ml-drop-last
# Drops the last partial batch.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle, drop_last=True)


# %% wrong: ml-batch-size-forgotten
# Forgets the batch size.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), shuffle=shuffle)


# %% wrong: ml-batch-size-fixed
# The book's 10.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features, labels), 10, shuffle=shuffle)


# %% wrong: ml-features-only
# Leaves out the labels.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(features), batch_size, shuffle=shuffle)


# %% wrong: ml-swapped
# Labels first.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(TensorDataset(labels, features), batch_size, shuffle=shuffle)


# %% wrong: ml-dataset
# Returns the data set.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return TensorDataset(features, labels)


# %% wrong: ml-list
# A list of batches, shuffled once.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return list(DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle))


# %% wrong: ml-iterator
# An iterator, which is used up after one pass.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    return iter(DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle))


# %% wrong: ml-shuffled-once
# Shuffles the data once and for all.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    if shuffle:
        order = torch.randperm(len(features))
        features, labels = features[order], labels[order]
    return DataLoader(TensorDataset(features, labels), batch_size)


# %% wrong: ml-separate-orders
# Shuffles features and labels apart.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    order = torch.randperm(len(labels)) if shuffle else torch.arange(len(labels))
    return DataLoader(TensorDataset(features, labels[order]), batch_size, shuffle=shuffle)


# %% wrong: ml-replacement
# Draws with replacement.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    dataset = TensorDataset(features, labels)
    if not shuffle:
        return DataLoader(dataset, batch_size)
    sampler = torch.utils.data.RandomSampler(dataset, replacement=True)
    return DataLoader(dataset, batch_size, sampler=sampler)


# %% wrong: ml-fixed-seed
# The same order in every pass.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    class Seeded(torch.utils.data.Sampler):
        def __init__(self, n):
            self.n = n

        def __len__(self):
            return self.n

        def __iter__(self):
            return iter(torch.randperm(self.n, generator=torch.Generator().manual_seed(1)).tolist())


    dataset = TensorDataset(features, labels)
    if not shuffle:
        return DataLoader(dataset, batch_size)
    return DataLoader(dataset, batch_size, sampler=Seeded(len(dataset)))


# %% wrong: ml-wrapped
# Yields from a loader.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(features, labels, batch_size, shuffle):
    yield from DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)
