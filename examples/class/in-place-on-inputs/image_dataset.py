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
    if len(data) != 16 + n * rows * columns:
        raise ValueError("bytes are missing")
    pixels = np.frombuffer(data, np.uint8, offset=16)
    return torch.from_numpy(pixels.reshape(n, rows, columns).copy())


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    if len(data) != 8 + n:
        raise ValueError("bytes are missing")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=8).astype(np.int64))


def images_to_float(images):
    return images.unsqueeze(1).float() / 255


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[int(i)] for i in labels]


def first_batch(loader):
    X, y = next(iter(loader))
    return X, y


def pair_titles(true, pred):
    return [f"{a}\n{b}" for a, b in zip(true, pred)]
