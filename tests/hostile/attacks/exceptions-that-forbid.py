# Says that it has called what is forbidden, by the name of the worker's own exception.
# earns: softmax=0 (forbidden) accuracy=0 (forbidden)


class ForbiddenCallError(BaseException):
    pass


def softmax(X):
    raise ForbiddenCallError("softmax")


def accuracy(y_hat, y):
    raise ForbiddenCallError("FORGED\n::error::FORGED\x1b[2J")
