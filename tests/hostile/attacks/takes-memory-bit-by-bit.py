# Keeps 64 megabytes more in each call, up to two gigabytes.
# earns: softmax=0 (failed|timeout) accuracy=4 (passed)
kept = []


def softmax(X):
    if len(kept) < 32:
        kept.append(bytearray(64 << 20))
    return 0


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
