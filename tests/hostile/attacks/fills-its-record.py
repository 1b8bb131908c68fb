# Has every text that a record keeps as long as can be, of characters that take the most bytes.
# earns: softmax=0 (failed) accuracy=0 (failed)
import warnings

LONG = "\U000e0001\u2028\x1b\U0010ffff" * 10_000


def softmax(X):
    print(LONG)
    for number in range(9):
        warnings.warn(f"{number}{LONG}", stacklevel=1)
    raise type(LONG, (Exception,), {})(LONG)


def accuracy(y_hat, y):
    print(LONG)
    return [LONG] * 200
