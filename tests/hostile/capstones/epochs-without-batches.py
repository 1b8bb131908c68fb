# Has an iterator that never gives a batch, so that the first epoch does not end.
# line, linear_regression: Training stopped in epoch 1
def data_iter(batch_size, features, labels):
    raise SystemExit(0)
    yield
