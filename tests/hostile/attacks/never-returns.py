# Computes for ever in a call that can't be interrupted, then sleeps in another.
# earns: softmax=0 (timeout) accuracy=4 (passed)


def softmax(X):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
