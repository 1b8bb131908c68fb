"""Versions of load_idx_images: ways to read a header and bytes, and to misread them."""

# %% right: book
# struct for the header, numpy for the pixels, as in many readers of MNIST.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    if len(data) != 16 + n * rows * columns:
        raise ValueError("bytes are missing")
    pixels = np.frombuffer(data, np.uint8, offset=16)
    return torch.from_numpy(pixels.reshape(n, rows, columns).copy())


# %% right: numpy-header
# Reads the header with numpy, the largest byte first.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    header = np.frombuffer(data, ">u4", count=4)
    if header[0] != 2051:
        raise ValueError("not a file of images")
    n, rows, columns = (int(size) for size in header[1:])
    return torch.tensor(np.frombuffer(data[16:], np.uint8)).view(n, rows, columns)


# %% right: from-bytes
# int.from_bytes, and torch.frombuffer on a bytearray.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = bytearray(read(path))
    magic, n, rows, columns = (int.from_bytes(data[i : i + 4], "big") for i in (0, 4, 8, 12))
    if magic != 2051:
        raise ValueError(magic)
    return torch.frombuffer(data, dtype=torch.uint8, offset=16).reshape(n, rows, columns)


# %% right: list-of-bytes
# Goes by way of a list of numbers.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)


# %% right: reads-on
# Reads the header and the rest one after the other.
import gzip
import struct

import numpy as np
import torch


def load_idx_images(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        magic, n, rows, columns = struct.unpack(">4i", file.read(16))
        if magic != 2051:
            raise ValueError(f"{path} holds no images")
        body = file.read(n * rows * columns)
    if len(body) < n * rows * columns:
        raise ValueError(f"{path} ends too early")
    return torch.from_numpy(np.frombuffer(bytearray(body), dtype="uint8").reshape(n, rows, columns))


# %% right: magic-by-bytes
# Compares the first four bytes.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    if data[:4] != b"\x00\x00\x08\x03":
        raise ValueError("wrong magic number")
    shape = struct.unpack(">III", data[4:16])
    return torch.from_numpy(np.array(bytearray(data[16:]), dtype=np.uint8).reshape(shape))


# %% right: int64-then-uint8
# Reads wide numbers and narrows them at the end.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    pixels = np.frombuffer(data, np.uint8, offset=16).astype(np.int64)
    return torch.from_numpy(pixels).reshape(n, rows, columns).to(torch.uint8)


# %% stretch: truncated-cut
# Believes the bytes and not the header: a missing last row goes unnoticed.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    pixels = np.frombuffer(data, np.uint8, offset=16)
    whole = np.zeros(n * rows * columns, np.uint8)
    whole[: len(pixels)] = pixels
    return torch.from_numpy(whole.reshape(n, rows, columns))


# %% wrong: idx-little-endian
# Reads the header in the order of the own machine.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack("<IIII", data[:16])
    if False:
        raise ValueError(f"magic number {magic}")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=16).reshape(n, rows, columns).copy())


# %% wrong: idx-header
# Skips 8 bytes, as for labels.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    body = data[8:]
    return torch.tensor(list(body), dtype=torch.uint8)[: n * rows * columns].reshape(n, rows, columns)


# %% wrong: idx-header-none
# Takes the header for pixels.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data), dtype=torch.uint8)[: n * rows * columns].reshape(n, rows, columns)


# %% wrong: idx-fixed-28
# Every image of the book has 28 x 28 pixels.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, 28, 28)


# %% wrong: idx-swapped-sides
# Width before height.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, columns, rows)


# %% wrong: idx-swapped-sides-last
# Puts the images last.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(rows, columns, n)


# %% wrong: idx-signed
# Takes a byte for int8.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.from_numpy(np.frombuffer(data, np.int8, offset=16).reshape(n, rows, columns).copy())


# %% wrong: idx-text-mode
# Opens the file as text.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)


# %% wrong: idx-no-gunzip
# Does not decompress.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with open(path, "rb") as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)


# %% wrong: idx-first-only
# Stops at the first image.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)[0]


# %% wrong: idx-scaled
# Does the next exercise at once.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:])).reshape(n, rows, columns) / 255


# %% wrong: idx-no-magic-check
# Never looks at the magic number.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    _, n, rows, columns = struct.unpack(">IIII", data[:16])
    return torch.tensor(list(data[16:]), dtype=torch.uint8)[: n * rows * columns].reshape(n, rows, columns)


# %% wrong: assert-magic
# Asserts, where the contract names ValueError.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    assert magic == 2051
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)


# %% wrong: returns-numpy
# Leaves the result an array of numpy.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return np.frombuffer(data, np.uint8, offset=16).reshape(n, rows, columns)


# %% wrong: int64-pixels
# Returns wide numbers.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:])).reshape(n, rows, columns)


# %% wrong: flat-images
# Leaves each image a row of pixels.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, -1)


# %% wrong: upside-down
# Reverses the rows.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns).flip(1)


# %% wrong: with-channel
# Adds an axis for the channel already.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, 1, rows, columns)


# %% wrong: raises-always
# Refuses every file.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    raise OSError("not implemented for this file")
