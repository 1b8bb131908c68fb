import gzip
import numpy as np
import struct
import torch


def load_idx_images(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        magic, n, rows, columns = struct.unpack(">4i", file.read(16))
        if magic != 2051:
            raise ValueError(f"{path} holds no images")
        body = file.read(n * rows * columns)
    if len(body) < n * rows * columns:
        raise ValueError(f"{path} ends too early")
    return torch.from_numpy(np.frombuffer(bytearray(body), dtype="uint8").reshape(n, rows, columns))


def load_idx_labels(path):
    with (gzip.open(path, "rb") if path.endswith("gz") else open(path, "rb")) as file:
        magic, n = struct.unpack(">ii", file.read(8))
        if magic != 2049:
            raise ValueError("these are no labels")
        body = file.read(n)
    if len(body) != n:
        raise ValueError("the file ends too early")
    return torch.tensor([int(byte) for byte in body], dtype=torch.long)


def images_to_float(images):
    array = images.numpy().astype(np.float32) / np.float32(255)
    return torch.from_numpy(array[:, np.newaxis])


def labels_to_text(labels):
    names = [
        "t-shirt", "trouser", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]
    return [names[label] for label in labels]


def first_batch(loader):
    return loader.__iter__().__next__()


def pair_titles(true, pred):
    true, pred = list(true), list(pred)
    return [true[i] + "\n" + pred[i] for i in range(min(len(true), len(pred)))]
