# Returns the same memory each time and overwrites it in the next call.
# earns: softmax=5.97 (failed) accuracy=4 (passed)
import torch

memory = torch.zeros(10_000, dtype=torch.float64)


def softmax(X):
    memory[:] = -1
    E = X.detach().exp()
    shared = memory[: X.numel()].view(X.shape) if X.dtype == torch.float64 else E.clone()
    shared[:] = E / E.sum(dim=1, keepdim=True)
    return shared


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
