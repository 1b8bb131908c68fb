# Writes to memory that was mapped for reading only; the process ends, the file stays as it is.
# earns: load_idx_images=0 (crashed)
import ctypes

import numpy as np


def load_idx_images(path):
    mapped = np.memmap(path, np.uint8, mode="r")
    ctypes.memset(mapped.ctypes.data, 255, mapped.size)
    return mapped
