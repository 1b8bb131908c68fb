"""Wrong versions of images_to_float that the catalogue does not know."""


# %% wrong: from-minus-one
# Scales to -1 … 1, as some nets want it.
import torch


def images_to_float(images):
    return images.unsqueeze(1).float() / 127.5 - 1


# %% wrong: black-or-white
# Rounds to black or white.
import torch


def images_to_float(images):
    return (images.unsqueeze(1) > 127).float()
