# Asks for more memory than the machine has.
# earns: softmax=0 (failed) accuracy=0 (failed)
import torch


def softmax(X):
    return torch.ones(2**36)


def accuracy(y_hat, y):
    return bytearray(2**40) and 1.0
