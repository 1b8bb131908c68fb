# %% [markdown]
# # Softmax regression from scratch
#
# Sections 3.4 and 3.6 of *Dive into Deep Learning*. A batch of images becomes a matrix of
# logits, one row for each example and one column for each class. Softmax turns each row into
# probabilities, cross-entropy says how wrong they are, accuracy how often they are right.

# %%
import torch
from torch import Tensor

# %% [markdown]
# ## Softmax (section 3.6.3)


# %%
def softmax(X: Tensor) -> Tensor:
    """Turns each row of logits into probabilities: exp(x) divided by the row's sum of exp(x).

    Args:
        X: the logits, shape (n, k): n examples, k classes. X is not modified.

    Returns:
        The probabilities, shape (n, k), dtype of X; gradients flow back to X.

    Example:
        >>> softmax(torch.tensor([[0.0, 0.0], [1.0, 1.0]]))
        tensor([[0.5000, 0.5000],
                [0.5000, 0.5000]])
    """
    a = X.exp()
    return a / a.sum(dim=1, keepdim=True)


# %% [markdown]
# ## Cross-entropy (section 3.6.5)


# %%
def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of each example: minus the natural logarithm of its label's probability.

    Args:
        y_hat: probabilities, shape (n, k): n examples, k classes.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        The losses, shape (n,) or (n, 1), one for each example: neither their sum nor their
        mean. Gradients flow back to y_hat.

    Example:
        >>> cross_entropy(torch.tensor([[0.25, 0.75], [0.5, 0.5]]), torch.tensor([0, 1]))
        tensor([1.3863, 0.6931])
    """
    p = y_hat.gather(1, y.reshape(-1, 1))
    return -p.log().reshape(-1)


# %% [markdown]
# ## Accuracy (section 3.6.6)


# %%
def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """The fraction of examples whose largest score is the one of their label.

    Args:
        y_hat: scores, shape (n, k): probabilities or logits, whichever the net gives.
        y: labels, shape (n,), int64, from 0 to k - 1.

    Returns:
        A Python float from 0 to 1.

    Example:
        >>> accuracy(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([1, 1]))
        0.5
    """
    return ((y_hat.argmax(dim=1) == y).sum() / y.numel()).item()


# %%
# sgd is also here, so everything runs in one notebook
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad / batch_size


# %%
if __name__ == "__main__":
    W = torch.normal(0, 0.01, size=(4, 3), requires_grad=True)
    b = torch.zeros(3, requires_grad=True)
    X = torch.randn(20, 4)
    y = torch.randint(0, 3, (20,))
    for epoch in range(5):
        y_hat = softmax(X @ W + b)
        loss = cross_entropy(y_hat, y).sum()
        loss.backward()
        sgd([W, b], 0.1, 20)
        W.grad.zero_()
        b.grad.zero_()
        print(epoch, loss.item(), accuracy(y_hat, y))


import gzip
import numpy as np
import struct
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def normal_equation(X, y):
    A = torch.cat([X, X.new_ones(X.size(0), 1)], dim=1)
    theta = torch.linalg.lstsq(A, y.view(-1, 1), driver="gelsd").solution
    w, b = theta[:-1], theta[-1]
    return w, b


def linreg(X, w, b):
    return X.mm(w).add(b)


def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, w.shape[0])
    y = X @ w.view(-1, 1) + b
    return [X, y + torch.randn_like(y) * noise_std]


def data_iter(batch_size, features, labels):
    n = len(labels)
    order = np.random.permutation(n)
    for start in range(0, n, batch_size):
        chosen = torch.from_numpy(order[start:start + batch_size])
        yield (features[chosen], labels[chosen])


def init_params(num_inputs, num_outputs, std=0.01):
    W, b = std * torch.randn(num_inputs, num_outputs), torch.zeros(num_outputs)
    for p in (W, b):
        p.requires_grad = True
    return [W, b]


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(-1, 1)).pow(2).div(2)


class Pairs(torch.utils.data.Dataset):
    def __init__(self, features, labels):
        self.features, self.labels = features, labels

    def __len__(self):
        return len(self.features)

    def __getitem__(self, i):
        return self.features[i], self.labels[i]


def make_loader(features, labels, batch_size, shuffle):
    return DataLoader(Pairs(features, labels), batch_size=batch_size, shuffle=shuffle)


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    children = list(net.named_children())
    first, *others = children
    optimizer = torch.optim.SGD(first[1].parameters(), lr=lr_by_child.get(first[0], base_lr), momentum=momentum)
    for name, child in others:
        optimizer.add_param_group({"params": child.parameters(), "lr": lr_by_child.get(name, base_lr)})
    return optimizer


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group.update(lr=group["lr"] * factor)


def train_step(net, loss, X, y, optimizer):
    for p in net.parameters():
        p.grad = None
    l = loss(net(X), y)
    l.backward()
    optimizer.step()
    return l.item()


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = np.frombuffer(data, ">u4", count=2)
    if magic != 2049:
        raise ValueError(magic)
    return torch.tensor(np.frombuffer(data, np.uint8, offset=8, count=n), dtype=torch.int64)


def images_to_float(images):
    return images.type(torch.float32).reshape(len(images), 1, *images.shape[1:]) * (1 / 255)


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return list(map(lambda label: names[int(label)], labels))


def first_batch(loader):
    for batch in loader:
        break
    return tuple(batch)


def pair_titles(true, pred):
    titles = []
    for pair in zip(true, pred):
        titles.append("\n".join(pair))
    return titles


def squared_loss_onehot(y_hat, y):
    target = (y.view(-1, 1) == torch.arange(y_hat.size(1))).to(y_hat.dtype)
    return (y_hat - target).square().sum(dim=-1) / 2


def flatten(X):
    return nn.Flatten()(X)


def softmax_net(X, W, b):
    pixels = torch.cat([X.reshape(len(X), -1), torch.ones(len(X), 1)], dim=1)
    E = torch.exp(pixels @ torch.cat([W, b.view(1, -1)]))
    return E / E.sum(dim=1, keepdim=True)


def pick_label_probabilities(y_hat, y):
    return torch.gather(y_hat, dim=1, index=y.unsqueeze(1)).squeeze(1)


def evaluate_accuracy(data_iter, net):
    hits = [net(X).argmax(dim=1) == y for X, y in data_iter]
    return torch.cat(hits).float().mean().item()


def train_epoch(net, batches, loss, params, lr, batch_size):
    losses, hits = [], []
    for X, y in list(batches):
        y_hat = net(X)
        l = loss(y_hat, y)
        hits.append(y_hat.argmax(dim=1) == y)
        losses.append(l.detach())
        l.sum().backward()
        for p in params:
            p.data.add_(p.grad, alpha=-lr / batch_size)
            p.grad.zero_()
    return torch.cat(losses).mean(), torch.cat(hits).float().mean()
