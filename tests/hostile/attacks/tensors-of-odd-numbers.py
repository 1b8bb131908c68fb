# Returns complex, half, bfloat16 and negative views, and one number as every kind of array.
# earns: softmax=0.26 (failed) accuracy=0 (failed)
import numpy as np
import torch


def softmax(X):
    kind = X.numel() % 3
    if kind == 0:
        return torch.complex(X, X).conj()
    if kind == 1:
        return X.to(torch.bfloat16)
    return torch.imag(torch.complex(X, X).conj())


def accuracy(y_hat, y):
    return [
        np.array(1.0, dtype=object),
        np.array([("a", 1.0)], dtype=[("x", "U1"), ("y", "f8")]),
        np.datetime64("now"),
        np.longdouble(1.0),
        np.ma.masked_array([1.0], [True]),
    ][len(y) % 5]
