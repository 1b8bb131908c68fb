# Returns tensors over memory that is not there, or that was given back to the system.
# earns: softmax=0 (crashed) accuracy=0 (crashed)
import ctypes
import mmap

import numpy as np
import torch


class Borrowed:
    def __init__(self, address, shape):
        self.__array_interface__ = {
            "data": (address, False),
            "shape": shape,
            "typestr": "<f4",
            "version": 3,
        }


def softmax(X):
    return torch.from_numpy(np.asarray(Borrowed(4096, tuple(X.shape))))


def accuracy(y_hat, y):
    pages = mmap.mmap(-1, 1 << 20)
    address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    ctypes.CDLL(None).munmap(ctypes.c_void_p(address), ctypes.c_size_t(1 << 20))
    return torch.from_numpy(np.asarray(Borrowed(address, ())))
