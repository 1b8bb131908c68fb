# Maps and locks memory directly, shared and huge.
# earns: softmax=7 (passed) accuracy=4 (passed)
import mmap

import target

try:
    hoard = [mmap.mmap(-1, 1 << 28) for _ in range(8)]
except OSError:
    pass
else:
    raise target.Reached("2 GiB")
hoard = []
target.must_fail(
    lambda: target.call("mlock", id(hoard) & ~4095, 1 << 20),
    lambda: target.call("mlockall", 3),
    lambda: target.call("shmget", 0, 4096, 0o1600),
    lambda: target.call("memfd_create", b"x", 0),
    lambda: target.call("memfd_secret", 0),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
