# Prints that the badge is earned, and raises with a name, a text and a line that would look like it.
# line, linear_regression: Training stopped in epoch 1
def sgd(params, lr, batch_size):
    print("\x1b[2J★ A line through 1000 points: earned.\n::error::FORGED")
    raise type("★ earned\x1b[2J\n::error::FORGED", (Exception,), {})(
        "\x1b]0;FORGED\x07\n★ earned.\n::error::FORGED"
    )
