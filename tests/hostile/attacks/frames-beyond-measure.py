# Announces four gigabytes, then sends as much as it is let.
# earns: softmax=0 (crashed) accuracy=4 (passed)
import os

import target


def softmax(X):
    os.write(3, target.HEADER.pack(b"AGR1", 2, target.ANSWER, 2**32 - 1))
    for _ in range(200):
        os.write(3, bytes(1 << 16))


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
