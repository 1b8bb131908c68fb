# Raises exceptions whose text never comes.
# earns: softmax=0 (timeout) accuracy=4 (passed)


class Hangs(Exception):
    def __str__(self):
        while True:
            pass


def softmax(X):
    raise Hangs


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
