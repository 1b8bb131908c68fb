# Writes to, cuts, renames and removes the file that it is to read, and puts others beside it.
# earns: load_idx_images=4+1 (passed) load_idx_labels=2+1 (passed)
import gzip
import os
import struct

import numpy as np
import target
import torch


def read(path, magic, numbers):
    target.must_fail(
        lambda: open(path, "ab"),
        lambda: open(path, "r+b"),
        lambda: os.truncate(path, 0),
        lambda: os.unlink(path),
        lambda: os.rename(path, "other"),
        lambda: os.link(path, "other"),
        lambda: os.symlink("/etc/passwd", "other"),
        lambda: os.chmod(path, 0o777),
        lambda: os.utime(path),
        lambda: open("other", "w"),
        lambda: os.mkdir("others"),
        lambda: np.memmap(path, mode="r+"),
    )
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        header = file.read(4 * numbers)
        data = file.read()
    if struct.unpack(">I", header[:4])[0] != magic:
        raise ValueError
    shape = struct.unpack(f">{numbers}I", header)[1:]
    if len(data) != np.prod(shape):
        raise ValueError
    return np.frombuffer(data, np.uint8).reshape(shape).copy()


def load_idx_images(path):
    return torch.from_numpy(read(path, 2051, 4))


def load_idx_labels(path):
    return torch.from_numpy(read(path, 2049, 2)).long()
