# Replaces, removes and adds functions while it is called.
# earns: softmax=0 (failed) accuracy=0 (failed)
import sys


def softmax(X):
    module = sys.modules[__name__]
    module.accuracy = lambda *_: None
    del module.softmax
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    globals().clear()
    return 1.0
