# Opens the reference solutions and the tests, by every name that they have.
# earns: softmax=7 (passed) accuracy=4 (passed)
import os

import target

for path in target.SECRETS:
    target.must_fail(
        lambda: open(path, "rb").read(),
        lambda: os.open(path, os.O_RDONLY),
        lambda: os.open(
            os.path.basename(path), os.O_RDONLY, dir_fd=os.open(os.path.dirname(path), os.O_PATH)
        ),
        lambda: open(os.path.join("/lib/../../../..", path.lstrip("/"))),
        lambda: os.listdir(os.path.dirname(path)),
        lambda: target.call("openat2", -100, path.encode(), b"\0" * 24, 24),
    )


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
