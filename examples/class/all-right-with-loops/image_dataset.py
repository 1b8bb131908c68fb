import gzip
import numpy as np
import struct
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = bytearray(read(path))
    magic, n, rows, columns = (int.from_bytes(data[i : i + 4], "big") for i in (0, 4, 8, 12))
    if magic != 2051:
        raise ValueError(magic)
    return torch.frombuffer(data, dtype=torch.uint8, offset=16).reshape(n, rows, columns)


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = bytearray(read(path))
    if int.from_bytes(data[:4], "big") != 2049:
        raise ValueError("not a file of labels")
    return torch.frombuffer(data, dtype=torch.uint8, offset=8).long()


def images_to_float(images):
    n, rows, columns = images.shape
    return images.view(n, 1, rows, columns) / 255.0


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    texts = []
    for label in labels:
        texts.append(names[int(label)])
    return texts


def first_batch(loader):
    for X, y in loader:
        return X, y


def pair_titles(true, pred):
    return list(map("{}\n{}".format, true, pred))
