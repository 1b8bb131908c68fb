# Lists the folder that its data are in, goes elsewhere from there, and follows /proc/self.
# earns: load_idx_images=1.6 (failed) load_idx_labels=0.8 (failed)
import glob
import os

import target


def look(path):
    folder = os.getcwd()
    target.must_fail(
        lambda: os.listdir("."),
        lambda: os.listdir(folder),
        lambda: os.listdir(".."),
        lambda: os.listdir(f"/proc/{os.getpid()}/fd"),
        lambda: os.listdir(os.open(".", os.O_PATH)),
        lambda: open("/proc/self/fd/3", "rb"),
        lambda: open("/proc/self/maps"),
        lambda: open(f"/proc/self/cwd/{path}"),
        lambda: open(f"/proc/{os.getppid()}/cwd/{path}"),
        lambda: open(f"../../{target.FILE}"),
        lambda: open(target.FILE),
        lambda: open(os.path.join(folder, "..", os.path.relpath(target.NEIGHBOUR, "/tmp"))),
        lambda: os.open(".", os.O_TMPFILE | os.O_RDWR),
    )
    assert glob.glob("*") == glob.glob("../*") == []
    raise ValueError(path)


def load_idx_images(path):
    look(path)


def load_idx_labels(path):
    look(path)
