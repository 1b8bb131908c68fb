# Has compiled files beside its modules that say something else than their sources.
# earns: softmax=0.26 (failed) accuracy=0 (failed)
import helper

accuracy = helper.accuracy


def softmax(X):
    return None


# %% helper.py
def accuracy(y_hat, y):
    return None


# %% __pycache__/softmax_regression.pyc
def softmax(X):
    return X.softmax(1)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


# %% __pycache__/helper.pyc
def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
