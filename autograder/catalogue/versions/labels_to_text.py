"""Versions of labels_to_text: labels may be a tensor, a list or an array."""

# %% right: book
# int() makes an index of whatever a label is.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[int(i)] for i in labels]


# %% right: tolist
# Makes a list of numbers first.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[i] for i in torch.as_tensor(labels, dtype=torch.int64).tolist()]


# %% right: loop
# A loop that appends.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    texts = []
    for label in labels:
        texts.append(names[int(label)])
    return texts


# %% right: map
# map and list.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return list(map(lambda label: names[int(label)], labels))


# %% right: direct-index
# A tensor of one integer is an index, too.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[label] for label in labels]


# %% right: dictionary
# A dictionary with whole numbers as keys.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    by_number = dict(enumerate(names))
    return [by_number[int(label)] for label in labels]


# %% wrong: lt-one-based
# The text counts from 1.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[int(i) - 1] for i in labels]


# %% wrong: lt-tensor-key
# A tensor is no key of a dictionary.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    by_number = dict(enumerate(names))
    return [by_number[label] for label in labels]


# %% wrong: lt-item
# Lists of integers have no item().
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[label.item()] for label in labels]


# %% wrong: lt-not-a-list
# One string.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return ", ".join(names[int(i)] for i in labels)


# %% wrong: lt-not-a-list-generator
# A generator.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return (names[int(i)] for i in labels)


# %% wrong: lt-not-a-list-tuple
# A tuple.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return tuple(names[int(i)] for i in labels)


# %% wrong: lt-not-a-list-nested
# A list of lists.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [[names[int(i)]] for i in labels]


# %% wrong: lt-not-a-list-first
# The first name alone.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    for i in labels:
        return [names[int(i)]]
    return []


# %% wrong: lt-not-a-list-unique
# Each name once.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return list(dict.fromkeys(names[int(i)] for i in labels))


# %% wrong: lt-positions
# Takes the loop counter for the label.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[i] for i in range(len(labels))]


# %% wrong: lt-positions-sorted
# Sorts the names first.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [sorted(names)[int(i)] for i in labels]


# %% wrong: lt-numbers
# Returns the numbers as text.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [str(int(i)) for i in labels]


# %% wrong: lt-reversed
# Reads the labels from the end.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[int(i)] for i in labels][::-1]


# %% wrong: lt-array
# An array of numpy.
import numpy as np
import torch


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return np.array(names)[np.asarray(labels, dtype=np.int64)]


# %% wrong: empty
# Returns a list without any text, whatever the labels are.
def labels_to_text(labels):
    return []
