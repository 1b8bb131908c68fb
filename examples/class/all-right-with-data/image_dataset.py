import gzip
import numpy as np
import struct
import torch


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_images(path):
    data = read(path)
    header = np.frombuffer(data, ">u4", count=4)
    if header[0] != 2051:
        raise ValueError("not a file of images")
    n, rows, columns = (int(size) for size in header[1:])
    return torch.tensor(np.frombuffer(data[16:], np.uint8)).view(n, rows, columns)


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def load_idx_labels(path):
    data = read(path)
    magic, n = struct.unpack(">II", data[:8])
    if magic != 2049:
        raise ValueError(f"magic number {magic}")
    return torch.tensor(list(data[8:]))


def images_to_float(images):
    return images[:, None].to(torch.float32).div(255)


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[i] for i in torch.as_tensor(labels, dtype=torch.int64).tolist()]


def first_batch(loader):
    return next(iter(loader))


def pair_titles(true, pred):
    return [t + "\n" + p for t, p in zip(true, pred)]
