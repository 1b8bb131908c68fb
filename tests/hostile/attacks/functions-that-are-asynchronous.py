# Has coroutines and generators in the place of functions.
# earns: softmax=0.26 (failed) accuracy=0 (failed)


async def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


async def accuracy(y_hat, y):
    yield 1.0
