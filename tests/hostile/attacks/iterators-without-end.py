# Gives right batches, and never stops; or iterators within iterators.
# earns: data_iter=0.82 (failed) make_loader=0 (failed) first_batch=0 (failed) pair_titles=0 (failed)
import itertools


def data_iter(batch_size, features, labels):
    for _ in itertools.count():
        for start in range(0, len(features), batch_size):
            yield features[start : start + batch_size], labels[start : start + batch_size]


# %% linear_regression_concise.py
class Endless:
    def __init__(self, item):
        self.item = item

    def __iter__(self):
        while True:
            yield self.item


def make_loader(features, labels, batch_size, shuffle):
    return Endless((features, labels))


# %% image_dataset.py
import itertools


def first_batch(loader):
    return itertools.cycle(loader)


def pair_titles(true, pred):
    return itertools.repeat("bag\nbag")
