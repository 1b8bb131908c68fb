# Locks, and asks for the locks of, files that the workers of other students may open as well.
# earns: softmax=7 (passed) accuracy=4 (passed)
import fcntl
import os
import struct

import target
import torch

LOCK = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW = 36, 37, 38

for name in [torch.__file__, os.__file__, "/dev/null", "/dev/zero"]:
    with open(name, "rb", buffering=0) as file:
        target.must_fail(
            lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
            lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
            lambda: target.call("flock", file.fileno(), fcntl.LOCK_UN),
            lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
            lambda: fcntl.fcntl(file, fcntl.F_GETLK, LOCK),
            lambda: fcntl.fcntl(file, fcntl.F_SETLKW, LOCK),
            lambda: fcntl.fcntl(file, F_OFD_GETLK, LOCK),
            lambda: fcntl.fcntl(file, F_OFD_SETLK, LOCK),
            lambda: fcntl.fcntl(file, F_OFD_SETLKW, LOCK),
            lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
            lambda: fcntl.fcntl(file, fcntl.F_GETLEASE),
        )


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
