# Leaves the folder that its data are in, and closes all that is open, before it reads.
# earns: load_idx_images=0 (failed) labels_to_text=2 (passed)
import os

import target

target.must_fail(lambda: os.chdir("/"), lambda: os.chroot("/"))


def load_idx_images(path):
    os.closerange(4, 64)
    with open(path, "rb") as file:
        return file.read()


def labels_to_text(labels):
    names = "t-shirt trouser pullover dress coat sandal shirt sneaker bag ankle_boot".split()
    return [names[int(label)].replace("_", " ") for label in labels]
