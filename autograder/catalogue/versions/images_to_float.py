"""Versions of images_to_float: what torchvision's ToTensor does, and what it does not."""

# %% right: book
# What ToTensor does: divide by 255, channel first.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(1).float() / 255


# %% right: index-none
# None adds the axis.
import numpy as np
import torch


def images_to_float(images):
    return images[:, None].to(torch.float32).div(255)


# %% right: view
# view with sizes.
import numpy as np
import torch


def images_to_float(images):
    n, rows, columns = images.shape
    return images.view(n, 1, rows, columns) / 255.0


# %% right: times-reciprocal
# Multiplies by the reciprocal.
import numpy as np
import torch


def images_to_float(images):
    return images.type(torch.float32).reshape(len(images), 1, *images.shape[1:]) * (1 / 255)


# %% right: by-numpy
# By way of numpy.
import numpy as np
import torch


def images_to_float(images):
    array = images.numpy().astype(np.float32) / np.float32(255)
    return torch.from_numpy(array[:, np.newaxis])


# %% right: stacked
# Image by image.
import numpy as np
import torch


def images_to_float(images):
    return torch.stack([image.float()[None] / 255 for image in images])


# %% right: in-place-on-own
# Changes its own copy in place.
import numpy as np
import torch


def images_to_float(images):
    result = images.float()
    result /= 255
    return result.unsqueeze(1)


# %% wrong: tf-scale
# Forgets to scale.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(1).float()


# %% wrong: tf-scale-256
# Divides by the number of values.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(1).float() / 256


# %% wrong: tf-scale-maximum
# Divides by the largest byte of the batch.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(1).float() / images.max().clamp(min=1)


# %% wrong: tf-scale-each
# Divides each image by its own largest byte.
import numpy as np
import torch


def images_to_float(images):
    largest = images.float().amax((1, 2), keepdim=True).clamp(min=1)
    return (images / largest).unsqueeze(1)


# %% wrong: tf-scale-centred
# From -1 to 1, as some nets want it.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(1).float() / 127.5 - 1


# %% wrong: tf-integer
# Divides integers.
import numpy as np
import torch


def images_to_float(images):
    return (images.unsqueeze(1) // 255).float()


# %% wrong: tf-shape
# Leaves out the channel.
import numpy as np
import torch


def images_to_float(images):
    return images.float() / 255


# %% wrong: tf-shape-last
# Channel last, as in matplotlib.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(-1).float() / 255


# %% wrong: tf-shape-front
# Takes the images for channels.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(0).float() / 255


# %% wrong: tf-float64
# Python's precision.
import numpy as np
import torch


def images_to_float(images):
    return images.unsqueeze(1).double() / 255


# %% wrong: tf-shape-flat
# Does the work of flatten, too.
import numpy as np
import torch


def images_to_float(images):
    return images.reshape(len(images), 1, -1).float() / 255


# %% wrong: tf-inverted
# White on black.
import numpy as np
import torch


def images_to_float(images):
    return 1 - images.unsqueeze(1).float() / 255


# %% wrong: tf-half
# Half precision.
import numpy as np
import torch


def images_to_float(images):
    return (images.unsqueeze(1).float() / 255).half()


# %% wrong: tf-rounded
# Rounds to hundredths.
import numpy as np
import torch


def images_to_float(images):
    return ((images.unsqueeze(1).float() / 255) * 100).round() / 100


# %% wrong: tf-in-place
# Changes the images of the caller.
import numpy as np
import torch


def images_to_float(images):
    result = images.unsqueeze(1).float() / 255
    images.zero_()
    return result


# %% wrong: tf-numpy
# Returns an array of numpy.
import numpy as np
import torch


def images_to_float(images):
    return images.numpy()[:, None].astype(np.float32) / 255
