# Lists the folder that its data are in, goes elsewhere from there, and follows /proc/self.
# earns: load_idx_labels=2 (passed)
import glob
import gzip
import os

import target
import torch


def look(path):
    folder = os.getcwd()
    target.must_fail(
        lambda: os.listdir("."),
        lambda: os.listdir(folder),
        lambda: os.listdir(".."),
        lambda: os.listdir(f"/proc/{os.getpid()}/fd"),
        lambda: os.open(".", os.O_DIRECTORY),
        lambda: open("/proc/self/maps"),
        lambda: open(f"/proc/{os.getppid()}/cwd/{path}"),
        lambda: open(target.FILE),
        lambda: open(os.path.relpath(target.NEIGHBOUR, folder)),
        lambda: os.chdir(".."),
        lambda: open("../" * 9 + target.FILE),
    )
    assert glob.glob("*") == glob.glob("../*") == []


def load_idx_labels(path):
    look(path)
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        data = file.read()
    if data[:4] != b"\0\0\x08\x01":
        raise ValueError
    return torch.frombuffer(bytearray(data[8:]), dtype=torch.uint8).long()
