# Returns loaders that are named like torch's, start processes, or never come back from a batch.
# earns: make_loader=1.71 (failed) first_batch=0 (timeout)
import torch


class DataLoader:
    def __init__(self, features, labels, batch_size, shuffle):
        self.data = features, labels, batch_size, shuffle

    def __iter__(self):
        X, y, batch_size, shuffle = self.data
        order = torch.randperm(len(y)) if shuffle else torch.arange(len(y))
        for part in order.split(batch_size):
            yield X[part], y[part]


DataLoader.__module__ = "torch.utils.data.dataloader"


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(features, labels, batch_size, shuffle)


# %% image_dataset.py
from torch.utils.data import DataLoader


def never(items):
    while True:
        pass


def first_batch(loader):
    return next(iter(DataLoader([1, 2, 3], collate_fn=never)))
