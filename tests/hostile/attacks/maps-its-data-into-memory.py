# Returns pixels that are mapped from the file, and tries to change the file by way of them.
# earns: load_idx_images=3.2 (failed)
import gzip
import mmap
import os

import numpy as np
import target
import torch


def load_idx_images(path):
    if path.endswith(".gz"):
        raise gzip.BadGzipFile(path)
    target.must_fail(
        lambda: mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_WRITE),
    )
    own = torch.from_numpy(np.memmap(path, np.uint8, mode="c"))
    shape = [int(size) for size in np.memmap(path, ">u4", mode="r", shape=(4,))]
    if shape[0] != 2051:
        raise ValueError(path)
    own[:16] = 0
    pixels = own[16 : 16 + shape[1] * shape[2] * shape[3]]
    return pixels.reshape(shape[1:])
