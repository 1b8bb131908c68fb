# Raises exceptions that raise, exit or lie when they are looked at.
# earns: softmax=0 (failed) accuracy=0 (crashed)
import os


class Raises(Exception):
    def __str__(self):
        raise Raises

    __repr__ = __str__


class Exits(SyntaxError):
    filename = "softmax_regression.py"
    lineno = "11 of 11 points"
    text = 7

    def __str__(self):
        os._exit(0)


def softmax(X):
    raise Raises


def accuracy(y_hat, y):
    raise Exits
