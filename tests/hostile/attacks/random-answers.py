# Guesses.
# earns: softmax=0.26 (failed) accuracy=0 (failed)
import os


def softmax(X):
    return int.from_bytes(os.urandom(4), "big") / 2**32


def accuracy(y_hat, y):
    return str(os.urandom(2))
