"""Passes over images with a student's own loader, in a process outside the sandbox.

Each pass is told in a line of JSON as soon as it is over. Where processes are spawned, a worker of
a DataLoader imports this module anew, so importing it does nothing.
"""

import importlib
import os
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from autograder.ascii_json import encode_json

IMAGES = "images.npz"
BRIGHTEST = 255


def main(folder: Path, module: str, batch_size: int, workers: Sequence[int]) -> None:
    """Measures a pass with each number of workers, until something of the student's raises."""
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what the student's code prints is not ours
    sys.path.append(str(folder))  # after all that is installed, as in the sandbox
    warnings.filterwarnings("ignore", "This DataLoader will create")  # more workers than cores
    images, labels = images_in(folder)
    try:
        loader = importlib.import_module(module).make_loader(images, labels, batch_size, True)
        next(iter(with_workers(loader, 0)))  # what is only slow at first
        for count in workers:
            told.write(encode_json(one_pass(loader, count), indent=0))
    except Exception as error:  # noqa: BLE001 - a student's code may raise anything
        told.write(encode_json({"raised": f"{type(error).__name__}: {error}"}, indent=0))


def images_in(folder: Path) -> tuple[Tensor, Tensor]:
    """Images as float32 (n, 1, rows, columns) from 0 to 1, and their labels."""
    with np.load(folder / IMAGES) as stored:
        images, labels = torch.from_numpy(stored["images"]), torch.from_numpy(stored["labels"])
    return images[:, None].float() / BRIGHTEST, labels.long()


def one_pass(loader: Any, workers: int) -> dict[str, float]:
    """The time of a pass, from its beginning, and how many images it gave."""
    images = 0
    begin = time.perf_counter()
    for X, _y in with_workers(loader, workers):
        images += len(X)
    return {"workers": workers, "seconds": time.perf_counter() - begin, "images": images}


def with_workers(loader: Any, workers: int) -> DataLoader[Any]:
    """The student's loader: its data, its batches, read by other processes.

    Raises:
        TypeError: it is not a loader of torch's that makes batches.
    """
    if not isinstance(loader, DataLoader) or loader.batch_sampler is None:
        raise TypeError(f"make_loader gave a {type(loader).__name__}; expected a DataLoader")
    return DataLoader(
        loader.dataset,
        batch_sampler=loader.batch_sampler,
        collate_fn=loader.collate_fn,
        num_workers=workers,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), [int(count) for count in sys.argv[4:]])
