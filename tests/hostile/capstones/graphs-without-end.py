# Keeps the graphs of all steps, and adds a thousand to each, until there is no memory left.
# line, linear_regression: epoch 1,
kept = []


def sgd(params, lr, batch_size):
    for p in params:
        q = p
        for _ in range(5000):
            q = q * 1.0
            kept.append((q, torch.zeros(1 << 14)))
        p.data = p.data - lr * p.grad / batch_size
