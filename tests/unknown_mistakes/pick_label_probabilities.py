"""Wrong versions of pick_label_probabilities that the catalogue does not know."""


# %% wrong: from-the-end
# Counts the columns from the end.
import torch


def pick_label_probabilities(y_hat, y):
    return y_hat[range(len(y)), -y - 1]


# %% wrong: next-class
# Picks the class after the label.
import torch


def pick_label_probabilities(y_hat, y):
    return y_hat[range(len(y)), (y + 1) % y_hat.shape[1]]


# %% wrong: complement
# Gives what is left of the row.
import torch


def pick_label_probabilities(y_hat, y):
    return 1 - y_hat.gather(1, y.view(-1, 1))
