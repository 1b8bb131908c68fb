# Uses characters that can't be written, and names that are no texts.
# earns: softmax=0 (failed) accuracy=0 (failed)


class Name(str):
    def __str__(self):
        raise SystemExit(0)

    def encode(self, *_):
        raise SystemExit(0)

    def __len__(self):
        return 0


def softmax(X):
    print("\ud800" * 100)
    raise ValueError("\udcff\ud800" * 10_000)


def accuracy(y_hat, y):
    raise type("E\ud800", (Exception,), {})(Name("\udcff" * 5_000))
