# Has things among its globals whose names are none.
# earns: softmax=0 (import_error) accuracy=0 (import_error)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


globals()["\ud800"] = softmax
globals()[1] = softmax
