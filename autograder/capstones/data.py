"""Data for the capstones: a line, the embedded digits, Fashion-MNIST where it lies on disk."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from autograder.capstones.tasks import Capstone
from autograder.errors import UserError
from autograder.files import UnreadableError, read_file
from autograder.i18n import N_, _
from autograder.idx import idx_array, idx_bytes
from autograder.values import Array
from autograder.worker.protocol import FileArgument

BRIGHTEST_DIGIT = 16
MAX_BYTES = 256 << 20
"""Of a file, compressed or not; the largest one of Fashion-MNIST has 47 million."""
TRUE_LINE = (2.0, -3.4, 4.2)
LINE_EXAMPLES, NOISE = 1000, 0.01
TEST_EVERY = 5
"""Every fifth digit is for testing."""
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
PLACES = (".", "raw", "FashionMNIST/raw", "FashionMNIST")
"""Where the files may be in a folder; torchvision leaves them in the third."""
WHERE = N_(
    "Fashion-MNIST is four files, {files}, each perhaps with .gz; "
    "torchvision.datasets.FashionMNIST leaves them in FashionMNIST/raw, and "
    "github.com/zalandoresearch/fashion-mnist has them."
)
FASHION_SHAPE = (60_000, 28, 28)
DIGITS = tuple("0123456789")
CLOTHES = (
    "t-shirt", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


@dataclass(frozen=True)
class Images:
    """A data set, divided for training and testing.

    Attributes:
        train_images: float32 (n, 1, rows, columns) from 0 to 1; empty if read from `files`.
        train_labels: int64 (n,).
        test_images: the same for testing.
        test_labels: the same.
        classes: their names.
        files: the four files, in the order of `FILES`, if a student's code reads them.
    """

    train_images: Array
    train_labels: Array
    test_images: Array
    test_labels: Array
    classes: tuple[str, ...]
    files: tuple[FileArgument, ...] = ()


def data_for(capstone: Capstone, folder: Path | None) -> Images | None:
    """The images that a capstone is about, from a folder if it needs one; None if it needs none.

    Raises:
        UserError: no folder is named, or it has not what is needed.
    """
    if not capstone.threshold:
        return None
    if "fashion" not in capstone.name:
        return load_digit_files() if capstone.task == "images" else load_digits()
    if folder is None:
        raise UserError(
            _(
                "The capstone {name} needs the four files of Fashion-MNIST: name their "
                "folder with --data or in AUTOGRADER_DATA. The digits need no files."
            ).format(name=capstone.name)
        )
    return load_fashion(folder)


def load_digits() -> Images:
    """The 1797 digits of scikit-learn, which has them from the UCI repository (CC BY 4.0)."""
    path = resources.files("autograder.capstones") / "digits.npz"
    with path.open("rb") as opened, np.load(opened) as stored:
        images = stored["images"].astype(np.float32)[:, None] / BRIGHTEST_DIGIT
        labels = stored["labels"].astype(np.int64)
    test = np.arange(len(labels)) % TEST_EVERY == 0
    return Images(images[~test], labels[~test], images[test], labels[test], DIGITS)


def load_digit_files() -> Images:
    """The same as four files of bytes, for functions that read such files."""
    digits = load_digits()
    train, test = (
        (images[:, 0] * 255).round().astype(np.uint8)
        for images in (digits.train_images, digits.test_images)
    )
    arrays = (train, digits.train_labels, test, digits.test_labels)
    files = tuple(
        FileArgument(name, idx_bytes(array)) for name, array in zip(FILES, arrays, strict=True)
    )
    return of_files(files, test, digits.test_labels, DIGITS)


def of_files(
    files: tuple[FileArgument, ...], images: Array, labels: Array, classes: tuple[str, ...]
) -> Images:
    """Images that a student's code reads from files; those for testing are known here as well."""
    nothing = np.empty(0, np.float32)
    test_images = images[:, None].astype(np.float32) / 255
    return Images(nothing, nothing, test_images, labels.astype(np.int64), classes, files)


def line_data() -> tuple[Array, Array]:
    """The data of section 3.2: features (n, 2), and labels (n, 1) near the line."""
    random = np.random.default_rng(0)
    features = random.normal(size=(LINE_EXAMPLES, len(TRUE_LINE) - 1))
    labels = features @ TRUE_LINE[:-1] + TRUE_LINE[-1] + random.normal(0, NOISE, LINE_EXAMPLES)
    return features.astype(np.float32), labels.astype(np.float32)[:, None]


def load_fashion(folder: Path) -> Images:
    """Fashion-MNIST from its four files, compressed or not.

    Raises:
        UserError: a file is missing, damaged, or does not go with the others.
    """
    if not folder.is_dir():
        raise UserError(
            _("{folder} is no folder; name the one that has the files. {where}").format(
                folder=folder, where=_(WHERE).format(files=_(", ").join(FILES))
            )
        )
    paths = tuple(find_file(folder, name) for name in FILES)
    (train_images, _labels), (images, labels) = read_pair(*paths[:2]), read_pair(*paths[2:])
    if train_images.shape[1:] != images.shape[1:]:
        size, other_size = (" x ".join(map(str, p.shape[1:])) for p in (train_images, images))
        raise UserError(
            _(
                "The images of {path} have {size} pixels, those of {other} {other_size}; "
                "both have to be of one data set."
            ).format(path=paths[0], size=size, other=paths[2], other_size=other_size)
        )
    files = tuple(FileArgument(path.name, read_data(path)) for path in paths)
    return of_files(files, images, labels, CLOTHES)


def training_images(folder: Path | None) -> tuple[Array, Array]:
    """The images of Fashion-MNIST for training, as bytes, and their labels; made up if need be.

    Raises:
        UserError: a file is missing or damaged.
    """
    if folder is not None:
        return read_pair(*(find_file(folder, name) for name in FILES[:2]))
    random = np.random.default_rng(0)
    images = random.integers(0, 256, FASHION_SHAPE, dtype=np.uint8)
    return images, random.integers(0, len(CLOTHES), len(images), dtype=np.uint8)


def read_pair(images_file: Path, labels_file: Path) -> tuple[Array, Array]:
    """Images and their labels.

    Raises:
        UserError: they can't be read, are none, or do not go together.
    """
    images, labels = read_idx(images_file, 3), read_idx(labels_file, 1)
    if len(labels) != len(images) or not images.size:
        raise UserError(
            _(
                "{path} holds {count} images, {other} {due} labels; "
                "expected as many, and at least one."
            ).format(path=images_file, count=len(images), other=labels_file, due=len(labels))
        )
    if labels.max() >= len(CLOTHES):
        raise UserError(
            _("{path} has the label {label}; those of Fashion-MNIST are 0 to {last}.").format(
                path=labels_file, label=labels.max(), last=len(CLOTHES) - 1
            )
        )
    return images, labels


def find_file(folder: Path, name: str) -> Path:
    """A file of the data set.

    Raises:
        UserError: it is in none of the places where it may be.
    """
    for path in candidates(folder, name):
        if path.is_file():
            return path
    raise UserError(
        _(
            "{folder} has no {name} and no {name}.gz, nor have its folders raw and "
            "FashionMNIST/raw. {where}"
        ).format(folder=folder, name=name, where=_(WHERE).format(files=_(", ").join(FILES)))
    )


def candidates(folder: Path, name: str) -> Iterator[Path]:
    for place in PLACES:
        for file in (name, f"{name}.gz"):
            yield folder / place / file


def read_idx(path: Path, axes: int) -> Array:
    """The uint8 array of an IDX file of so many axes.

    Raises:
        UserError: it can't be read, or is no such file.
    """
    data = read_data(path)
    try:
        return idx_array(decompressed(data) if path.suffix == ".gz" else data, axes)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise unusable(path, said(error)) from error


def read_data(path: Path) -> bytes:
    """The content of a file of the data set.

    Raises:
        UserError: it can't be read.
    """
    try:
        return read_file(path, MAX_BYTES, links=True)
    except UnreadableError as error:
        raise unusable(path, str(error)) from error


def decompressed(data: bytes) -> bytes:
    """Takes apart what was compressed with gzip.

    Raises:
        OSError, EOFError, zlib.error: it is damaged.
        ValueError: it is too much.
    """
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        found = file.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise ValueError(_("it has more than {most} bytes").format(most=MAX_BYTES))
    return found


def unusable(path: Path, reason: str) -> UserError:
    return UserError(
        _(
            "{path} can't be read: {reason}. If it is damaged, or another file under this "
            "name, get it again."
        ).format(path=path, reason=reason)
    )


def said(error: Exception) -> str:
    """What went wrong with a file, in words."""
    if isinstance(error, ValueError):
        return str(error)
    if isinstance(error, gzip.BadGzipFile):
        return _("its name ends in .gz, but it is not compressed with gzip")
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return _("it is compressed, and ends too early or is damaged")
