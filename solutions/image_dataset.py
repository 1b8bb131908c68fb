# %% [markdown]
# # The image classification dataset
#
# Section 3.5 of *Dive into Deep Learning*. Fashion-MNIST comes in IDX files: a header of a few
# numbers, then one byte for each pixel. These functions read such files, turn bytes into numbers
# that a net can work with, and look at the first batch.

# %% [markdown] tags=["notebook"]
# Fill in the functions, run the cells with Shift+Enter, and the `check` below each one shows the
# smallest input that breaks it.

# %%
import gzip
import struct
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

# %% [markdown]
# ## Reading an IDX file (section 3.5.1)
#
# The header consists of 32-bit integers with the largest byte first: the magic number, then the
# size of each axis. The values follow, one byte each.

# %% [markdown] tags=["notebook"]
# | bytes | images | labels |
# |---|---|---|
# | 0 to 3 | magic number 2051 | magic number 2049 |
# | 4 to 7 | $n$ | $n$ |
# | 8 to 11 | rows $r$ | from here on, $n$ labels |
# | 12 to 15 | columns $c$ | |
# | from 16 | $n \cdot r \cdot c$ pixels, row by row | |
#
# In `struct`, `>` stands for the largest byte first, and `I` for an integer of four bytes.


# %%
def load_idx_images(path: str) -> Tensor:
    """Reads the images of an IDX file.

    Args:
        path: of the file; one that ends in .gz is compressed. Its header is the magic number
            2051, the number of images, of rows and of columns.

    Returns:
        The pixels, uint8 of shape (n, rows, columns).

    Raises:
        ValueError: the magic number is another one, or bytes are missing.

    Example: a file of one image with 2 x 3 pixels has 16 + 6 bytes.
        >>> pixels = bytes([0, 50, 100, 150, 200, 250])
        >>> with open("/tmp/one-image", "wb") as file:
        ...     _ = file.write(struct.pack(">IIII", 2051, 1, 2, 3) + pixels)
        >>> load_idx_images("/tmp/one-image")
        tensor([[[  0,  50, 100],
                 [150, 200, 250]]], dtype=torch.uint8)
    """
    ### BEGIN SOLUTION: read all bytes (gzip.open or open), unpack the header, reshape the rest
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        data = file.read()
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"{path} has the magic number {magic}; images have 2051")
    pixels = np.frombuffer(bytearray(data), np.uint8, offset=16)
    if len(pixels) != n * rows * columns:
        raise ValueError(f"{path} has {len(pixels)} pixels for {n} images of {rows} x {columns}")
    return torch.from_numpy(pixels.reshape(n, rows, columns))
    ### END SOLUTION


# %%
def load_idx_labels(path: str) -> Tensor:
    """Reads the labels of an IDX file.

    Args:
        path: of the file; one that ends in .gz is compressed. Its header is the magic number
            2049 and the number of labels.

    Returns:
        The labels, int64 of shape (n,): as uint8 they would be a mask when used as an index.

    Raises:
        ValueError: the magic number is another one, or bytes are missing.

    Example:
        >>> with open("/tmp/three-labels", "wb") as file:
        ...     _ = file.write(struct.pack(">II", 2049, 3) + bytes([9, 0, 3]))
        >>> load_idx_labels("/tmp/three-labels")
        tensor([9, 0, 3])
    """
    ### BEGIN SOLUTION: as above, with a header of two numbers; make the bytes int64
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        data = file.read()
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"{path} has the magic number {magic}; labels have 2049")
    if len(data) != 8 + n:
        raise ValueError(f"{path} has {len(data) - 8} labels; its header says {n}")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=8).astype(np.int64))
    ### END SOLUTION


# %% [markdown]
# ## From bytes to numbers, and from numbers to names (section 3.5.1)


# %%
def images_to_float(images: Tensor) -> Tensor:
    """Turns bytes into numbers from 0 to 1 and adds an axis for the channel.

    Args:
        images: uint8 of shape (n, rows, columns). They are not modified.

    Returns:
        float32 of shape (n, 1, rows, columns): 0 stays 0, and 255 becomes 1.

    Example:
        >>> images_to_float(torch.tensor([[[0, 51], [102, 255]]], dtype=torch.uint8))
        tensor([[[[0.0000, 0.2000],
                  [0.4000, 1.0000]]]])
    """
    ### BEGIN SOLUTION: make them float32, divide by 255, insert an axis of size 1 after the first
    return images.float().unsqueeze(1) / 255
    ### END SOLUTION


# %%
CLASSES = [
    "t-shirt", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
]  # fmt: skip


def labels_to_text(labels: Tensor | Sequence[int]) -> list[str]:
    """The name of each label's class, from CLASSES; classes count from 0.

    Args:
        labels: n numbers from 0 to 9, in a tensor, a list or an array of numpy.

    Returns:
        A list of n strings.

    Example:
        >>> labels_to_text(torch.tensor([9, 0, 0]))
        ['ankle boot', 't-shirt', 't-shirt']
    """
    ### BEGIN SOLUTION: look up each label, which may be a tensor, as a whole number
    return [CLASSES[int(label)] for label in labels]
    ### END SOLUTION


# %% [markdown]
# ## A look at the data (sections 3.5.2 and 3.6.8)
#
# A loader can be iterated over: `iter` begins a pass, and `next` takes one item of it. With
# `num_workers` above 0, a `DataLoader` reads in several processes; where submissions are graded
# no processes can be started, and it then reads in its own.


# %%
def first_batch(loader: Iterable[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    """The first batch of a loader.

    Args:
        loader: whatever can be iterated over and gives pairs (X, y): a DataLoader, a list, a
            generator.

    Returns:
        X and y of the first pair; no more than one pair is taken.

    Example:
        >>> first_batch([(torch.zeros(2, 3), torch.tensor([1, 0]))])[1]
        tensor([1, 0])
    """
    ### BEGIN SOLUTION: begin a pass with iter, take one item with next
    X, y = next(iter(loader))
    return X, y
    ### END SOLUTION


# %%
def pair_titles(true: Iterable[str], pred: Iterable[str]) -> list[str]:
    r"""The titles of images: the true name, a new line, the predicted name.

    Args:
        true: names, in whatever can be iterated over.
        pred: names; the shorter of the two decides how many titles there are.

    Returns:
        A list of strings.

    Example:
        >>> pair_titles(["bag", "coat"], ["bag", "dress"])
        ['bag\nbag', 'coat\ndress']
    """
    ### BEGIN SOLUTION: walk through both at once with zip
    return [f"{a}\n{b}" for a, b in zip(true, pred)]
    ### END SOLUTION
