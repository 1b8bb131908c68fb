# Recurses, in Python and in what Python is made of.
# earns: softmax=0 (failed) accuracy=0 (crashed)
import sys


def softmax(X):
    sys.setrecursionlimit(200)
    return softmax(X)


def accuracy(y_hat, y):
    sys.setrecursionlimit(2**31 - 1)
    nested = ()
    for _ in range(1_000_000):
        nested = (nested,)
    return hash(nested)
