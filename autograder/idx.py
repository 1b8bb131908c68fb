"""The IDX format of MNIST: a magic number, the sizes of the axes, then one byte for each value.

All numbers of the header are 32 bits wide, the largest byte first; see the description at Yann
LeCun's MNIST page.
"""

import math
import struct

import numpy as np

from autograder.i18n import N_, _
from autograder.values import Array

MAGIC = {3: 2051, 1: 2049}
"""By the number of axes: of images, of labels."""
MAGIC_BYTES = 4
WRONG_MAGIC = {
    3: N_("its magic number is {magic}; that of images is {due}"),
    1: N_("its magic number is {magic}; that of labels is {due}"),
}


def idx_bytes(array: Array, magic: int | None = None) -> bytes:
    """A file with a uint8 array of one or three axes, under its magic number or a wrong one."""
    number = magic or MAGIC[array.ndim]
    header = struct.pack(f">{1 + array.ndim}I", number, *array.shape)
    return header + array.astype(np.uint8).tobytes()


def idx_array(data: bytes, axes: int) -> Array:
    """The uint8 array of a file's content.

    Raises:
        ValueError: it is none of so many axes; the message says why.
    """
    start = 4 * (1 + axes)
    magic = int.from_bytes(data[:4])
    if len(data) >= MAGIC_BYTES and magic != MAGIC[axes]:
        raise ValueError(_(WRONG_MAGIC[axes]).format(magic=magic, due=MAGIC[axes]))
    if len(data) < start:
        text = _("it has {count} bytes, too few for a magic number and {axes} sizes")
        raise ValueError(text.format(count=len(data), axes=axes))
    shape = struct.unpack(f">{axes}I", data[4:start])
    body = np.frombuffer(data, np.uint8, offset=start)
    if body.size != math.prod(shape):
        text = _("it has {count} bytes of data; its header says {sizes}")
        raise ValueError(text.format(count=body.size, sizes=" x ".join(map(str, shape))))
    return body.reshape(shape)
