# Gives parameters that lie over each other, over the data and over a single number, times 2 to the 40.
# line, linear_regression: Training stopped in epoch 1
def init_params(num_inputs, num_outputs, std=0.01):
    one = torch.zeros(1, requires_grad=True)
    return one.expand(num_inputs, 1), one.expand(1 << 40)
