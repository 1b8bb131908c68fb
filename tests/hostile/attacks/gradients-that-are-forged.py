# Answers rightly, but with a graph whose backward gives what it likes.
# earns: softmax=5.97 (failed) accuracy=4 (passed)
import torch


class Forged(torch.autograd.Function):
    @staticmethod
    def forward(context, X):
        E = X.exp()
        return E / E.sum(dim=1, keepdim=True)

    @staticmethod
    def backward(context, gradient):
        return torch.full_like(gradient, float("nan"))


def softmax(X):
    return Forged.apply(X)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
