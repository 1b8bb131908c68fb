# Imports the grader, its references and its tools, by every way that Python knows.
# earns: softmax=7 (passed) accuracy=4 (passed)
import importlib
import importlib.machinery
import os
import runpy
import sys
import zipimport

import target

sys.modules.pop("autograder", None)
sys.path.insert(0, os.path.dirname(target.PACKAGE))
importlib.invalidate_caches()
solution = target.PACKAGE + "/catalogue/softmax.py"
target.must_fail(
    lambda: importlib.import_module("autograder.catalogue.softmax"),
    lambda: importlib.import_module("autograder.grading"),
    lambda: importlib.import_module("hypothesis"),
    lambda: runpy.run_path(solution),
    lambda: importlib.machinery.SourceFileLoader("stolen", solution).load_module(),
    lambda: importlib.machinery.SourcelessFileLoader("stolen", solution).load_module(),
    lambda: zipimport.zipimporter(target.PACKAGE),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
