"""Versions of first_batch: iter and next, and what stands in for them."""

# %% right: book
# Python 3 has next as a function; the book prints .next().
import numpy as np
import torch


def first_batch(loader):
    X, y = next(iter(loader))
    return X, y


# %% right: one-line
# The pair as it comes.
import numpy as np
import torch


def first_batch(loader):
    return next(iter(loader))


# %% right: loop-and-return
# Returns within the loop.
import numpy as np
import torch


def first_batch(loader):
    for X, y in loader:
        return X, y


# %% right: loop-and-break
# Leaves the loop.
import numpy as np
import torch


def first_batch(loader):
    for batch in loader:
        break
    return tuple(batch)


# %% right: dunder
# The methods behind the functions.
import numpy as np
import torch


def first_batch(loader):
    return loader.__iter__().__next__()


# %% right: islice
# itertools takes one.
import numpy as np
import torch


def first_batch(loader):
    import itertools

    (batch,) = itertools.islice(loader, 1)
    return batch[0], batch[1]


# %% stretch: list-first
# Reads all of them for the first.
import numpy as np
import torch


def first_batch(loader):
    return list(loader)[0]


# %% wrong: fb-dot-next
# Printed so in the book.
import numpy as np
import torch


def first_batch(loader):
    return iter(loader).next()


# %% wrong: fb-no-iter
# A loader is no iterator.
import numpy as np
import torch


def first_batch(loader):
    return next(loader)


# %% wrong: fb-no-iter-subscript
# A loader has no positions.
import numpy as np
import torch


def first_batch(loader):
    return loader[0]


# %% wrong: fb-wrong-batch
# Keeps what the loop left behind: the last batch.
import numpy as np
import torch


def first_batch(loader):
    for X, y in loader:
        pass
    return X, y


# %% wrong: fb-wrong-batch-second
# Throws one away.
import numpy as np
import torch


def first_batch(loader):
    batches = iter(loader)
    next(batches)
    return next(batches)


# %% wrong: fb-features-only
# Drops the labels.
import numpy as np
import torch


def first_batch(loader):
    X, y = next(iter(loader))
    return X


# %% wrong: fb-swapped
# Labels first.
import numpy as np
import torch


def first_batch(loader):
    X, y = next(iter(loader))
    return y, X


# %% wrong: fb-first-example
# The first example of the batch.
import numpy as np
import torch


def first_batch(loader):
    X, y = next(iter(loader))
    return X[0], y[0]


# %% wrong: fb-iterator
# Returns the iterator.
import numpy as np
import torch


def first_batch(loader):
    return iter(loader)


# %% wrong: fb-all
# Returns all batches.
import numpy as np
import torch


def first_batch(loader):
    return list(loader)


# %% wrong: fb-twice
# Takes features and labels of two passes, which a generator does not allow.
import numpy as np
import torch


def first_batch(loader):
    X = next(iter(loader))[0]
    y = next(iter(loader))[1]
    return X, y
