# Has modules that import all names of each other, in circles, and change them on the way.
# earns: softmax=7 (passed) accuracy=2.5 (failed)
from one import *
from two import *


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


# %% one.py
from softmax_regression import *
from two import *

__all__ = ["accuracy", "__builtins__", "__name__"]
__name__ = "FORGED"


def accuracy(y_hat, y):
    return 1.0


# %% two.py
from one import *
from softmax_regression import *
