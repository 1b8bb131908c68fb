# Starts copies of itself, by each of the kernel's calls for it; a copy would only wait.
# earns: softmax=7 (passed) accuracy=4 (passed)
import os

import target


def stay(child):
    """In a child: leaves the session and lives on for a minute."""
    if child == 0:
        import time

        os.setsid()
        time.sleep(60)
        os._exit(0)
    return child


target.must_fail(
    lambda: stay(os.fork()),
    lambda: stay(os.forkpty()[0]),
    lambda: stay(target.call("clone", 17, 0, 0, 0, 0)),
    lambda: target.call("clone3", b"\0" * 88, 88),
    lambda: target.call("vfork"),
    lambda: target.call("clone", 0x10000000 | 17, 0, 0, 0, 0),
    lambda: target.call("unshare", 0x10000000),
    lambda: target.call("setns", 3, 0),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
