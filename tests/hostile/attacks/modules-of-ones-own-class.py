# Gives its module a class, properties and a table of names of its own.
# earns: softmax=0 (import_error) accuracy=0 (import_error)
import sys
import types


class Name(str):
    def __eq__(self, other):
        raise SystemExit("FORGED")

    __hash__ = str.__hash__


class Module(types.ModuleType):
    __dict__ = property(lambda self: {"softmax": lambda X: X})

    def __getattribute__(self, name):
        raise SystemExit("FORGED")


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def right(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


globals()[Name("accuracy")] = right
sys.modules[__name__].__class__ = Module
