"""Versions of pair_titles: zip, and loops that go another way."""

# %% right: book
# zip and an f-string.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{a}\n{b}" for a, b in zip(true, pred)]


# %% right: plus
# Adds strings.
import numpy as np
import torch


def pair_titles(true, pred):
    return [t + "\n" + p for t, p in zip(true, pred)]


# %% right: map
# map stops at the shorter one as well.
import numpy as np
import torch


def pair_titles(true, pred):
    return list(map("{}\n{}".format, true, pred))


# %% right: join
# Joins each pair.
import numpy as np
import torch


def pair_titles(true, pred):
    titles = []
    for pair in zip(true, pred):
        titles.append("\n".join(pair))
    return titles


# %% right: lists-first
# Makes lists and counts.
import numpy as np
import torch


def pair_titles(true, pred):
    true, pred = list(true), list(pred)
    return [true[i] + "\n" + pred[i] for i in range(min(len(true), len(pred)))]


# %% wrong: pt-nested
# Two lists, two loops.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{a}\n{b}" for a in true for b in pred]


# %% wrong: pt-lazy
# A zip object.
import numpy as np
import torch


def pair_titles(true, pred):
    return zip(true, pred)


# %% wrong: pt-lazy-tuples
# Tuples instead of strings.
import numpy as np
import torch


def pair_titles(true, pred):
    return list(zip(true, pred))


# %% wrong: pt-consumed
# Uses up the zip before.
import numpy as np
import torch


def pair_titles(true, pred):
    pairs = zip(true, pred)
    count = len(list(pairs))
    return [f"{a}\n{b}" for a, b in pairs]


# %% wrong: pt-by-index
# Iterators have no positions.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{true[i]}\n{pred[i]}" for i in range(min(len(true), len(pred)))]


# %% wrong: pt-longest
# The longer one decides.
import numpy as np
import torch


def pair_titles(true, pred):
    from itertools import zip_longest

    return [f"{a}\n{b}" for a, b in zip_longest(true, pred, fillvalue="")]


# %% wrong: pt-swapped
# The prediction first.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{b}\n{a}" for a, b in zip(true, pred)]


# %% wrong: pt-same-line
# A space instead of a new line.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{a} {b}" for a, b in zip(true, pred)]


# %% wrong: pt-generator
# A generator.
import numpy as np
import torch


def pair_titles(true, pred):
    return (f"{a}\n{b}" for a, b in zip(true, pred))


# %% wrong: pt-one-text
# One string for all.
import numpy as np
import torch


def pair_titles(true, pred):
    return "\n".join(f"{a}\n{b}" for a, b in zip(true, pred))


# %% wrong: pt-final-new-line
# Ends each title with a new line.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{a}\n{b}\n" for a, b in zip(true, pred)]


# %% wrong: pt-escaped
# A backslash and an n.
import numpy as np
import torch


def pair_titles(true, pred):
    return [f"{a}\\n{b}" for a, b in zip(true, pred)]
