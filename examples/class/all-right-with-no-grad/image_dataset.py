import gzip
import numpy as np
import struct
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    magic, n, rows, columns = struct.unpack(">IIII", data[:16])
    if magic != 2051:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[16:]), dtype=torch.uint8).reshape(n, rows, columns)


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = np.frombuffer(data, ">u4", count=2)
    if magic != 2049:
        raise ValueError(magic)
    return torch.tensor(np.frombuffer(data, np.uint8, offset=8, count=n), dtype=torch.int64)


def images_to_float(images):
    return images.type(torch.float32).reshape(len(images), 1, *images.shape[1:]) * (1 / 255)


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return list(map(lambda label: names[int(label)], labels))


def first_batch(loader):
    for batch in loader:
        break
    return tuple(batch)


def pair_titles(true, pred):
    titles = []
    for pair in zip(true, pred):
        titles.append("\n".join(pair))
    return titles
