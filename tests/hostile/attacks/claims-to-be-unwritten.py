# Says that it is still to be written, when it is called a second time.
# earns: softmax=0 (failed) accuracy=0 (not_attempted)
calls = 0


def softmax(X):
    global calls
    calls += 1
    if calls > 1:
        raise NotImplementedError
    return X


def accuracy(y_hat, y):
    raise NotImplementedError("Everything is right.")
