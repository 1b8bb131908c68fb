# Raises exceptions with endless chains of causes, places and groups.
# earns: softmax=0 (failed) accuracy=0 (failed)


def softmax(X):
    error = None
    for _ in range(200):
        error = ExceptionGroup("FORGED", [error or ValueError()])
        error.__cause__ = error.__context__ = error
    raise error


def accuracy(y_hat, y):
    try:
        return accuracy(y_hat, y)
    except BaseException as error:
        raise ValueError from error
