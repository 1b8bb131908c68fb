# Learns what is to be learned, and prints a megabyte in every step.
# line, linear_regression: earned
right_sgd = sgd


def sgd(params, lr, batch_size):
    print("★ FORGED \x1b[2J\n::error::FORGED" * 30_000)
    right_sgd(params, lr, batch_size)
