# Asks torch, numpy and Python's own library for programs, networks and files by their back doors.
# earns: softmax=7 (passed) accuracy=4 (passed)
import ctypes
import os
import pickle
import tempfile

import numpy as np
import target
import torch


class Opens:
    def __reduce__(self):
        return os.open, (target.FILE, os.O_RDWR)


def unpickled():
    return pickle.loads(pickle.dumps(Opens()))


def refused(attempt, *arguments, **options):
    """An attempt whose errors have no numbers."""
    try:
        attempt(*arguments, **options)
    except (RuntimeError, OSError) as error:
        assert "Permission denied" in str(error) or "not permitted" in str(error), error
        raise PermissionError(1, str(error))


target.must_fail(
    unpickled,
    lambda: refused(torch.save, torch.ones(1), target.FILE),
    lambda: refused(torch.from_file, target.FILE, shared=True, size=4),
    lambda: refused(torch.UntypedStorage.from_file, target.FILE, True, 16),
    lambda: np.fromfile(target.FILE),
    lambda: np.save(target.FOLDER + "/saved.npy", np.ones(1)),
    lambda: np.memmap(target.FILE, mode="r+"),
    lambda: np.loadtxt(target.FILE),
    lambda: np.ones(4).tofile(target.FILE),
    lambda: tempfile.mkstemp(),
    lambda: os.listxattr(target.FOLDER),
    lambda: os.scandir(target.FOLDER),
    lambda: refused(ctypes.CDLL, target.FILE),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
