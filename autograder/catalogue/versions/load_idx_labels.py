"""Versions of load_idx_labels: bytes that become class numbers."""

# %% right: book
# struct for the header, numpy for the bytes, int64 at the end.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    if len(data) != 8 + n:
        raise ValueError("bytes are missing")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=8).astype(np.int64))


# %% right: list-of-bytes
# A list of integers is int64 by default.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


# %% right: long-method
# torch.frombuffer, then long().
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = bytearray(read(path))
    if int.from_bytes(data[:4], "big") != 2049:
        raise ValueError("not a file of labels")
    return torch.frombuffer(data, dtype=torch.uint8, offset=8).long()


# %% right: numpy-header
# Reads the header with numpy.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = np.frombuffer(data, ">u4", count=2)
    if magic != 2049:
        raise ValueError(magic)
    return torch.tensor(np.frombuffer(data, np.uint8, offset=8, count=n), dtype=torch.int64)


# %% right: reads-on
# Reads header and labels one after the other.
import gzip
import struct

import numpy as np
import torch


def load_idx_labels(path):
    with (gzip.open(path, "rb") if path.endswith("gz") else open(path, "rb")) as file:
        magic, n = struct.unpack(">ii", file.read(8))
        if magic != 2049:
            raise ValueError("these are no labels")
        body = file.read(n)
    if len(body) != n:
        raise ValueError("the file ends too early")
    return torch.tensor([int(byte) for byte in body], dtype=torch.long)


# %% stretch: truncated-taken
# Believes the bytes and not the header.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


# %% wrong: idx-little-endian
# Reads the header in the order of the own machine, and checks that.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack("<II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


# %% wrong: labels-uint8
# Leaves the bytes as they are; as an index they are a mask later.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=8).copy())


# %% wrong: labels-int32
# numpy's int32.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=8).astype(np.int32))


# %% wrong: labels-float
# A float is no index.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]), dtype=torch.float32)


# %% wrong: labels-signed
# Takes a byte for int8.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.from_numpy(np.frombuffer(data, np.int8, offset=8).astype(np.int64))


# %% wrong: idx-header
# Skips 16 bytes, as for images.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.int64)


# %% wrong: idx-header-half
# Skips the magic number alone.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[4:]))


# %% wrong: idx-no-gunzip
# Does not decompress.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with open(path, "rb") as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


# %% wrong: idx-text-mode
# Opens the file as text.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with open(path) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


# %% wrong: idx-no-magic-check
# Never looks at the magic number.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    return torch.tensor(list(data[8:]))


# %% wrong: labels-column
# A column of labels.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:])).view(-1, 1)


# %% wrong: labels-from-one
# Counts classes from 1.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:])) + 1


# %% wrong: returns-list
# A list of integers.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return list(data[8:])


# %% wrong: labels-sorted
# Sorts the labels.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(sorted(data[8:]))


# %% wrong: key-error
# Raises KeyError for another file.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise KeyError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


# %% wrong: idx-first-only
# Stops at one label.
import gzip
import struct

import numpy as np
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:9]), dtype=torch.int64)
