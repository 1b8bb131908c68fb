# Computes for ever while it is imported, and can't be interrupted.
# earns: softmax=0 (timeout) accuracy=0 (timeout)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


while True:
    try:
        while True:
            pass
    except BaseException:
        pass
