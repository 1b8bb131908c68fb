"""Digits are embedded; Fashion-MNIST is found where people have it, or what is wrong is said."""

import gzip

import numpy as np
import pytest

from autograder.capstones.data import (
    FILES,
    line_data,
    load_digit_files,
    load_digits,
    load_fashion,
    read_idx,
)
from autograder.errors import UserError
from autograder.idx import idx_bytes

IMAGES = np.arange(24, dtype=np.uint8).reshape(4, 2, 3)
LABELS = np.array([3, 0, 9, 1], dtype=np.uint8)


@pytest.fixture
def fashion(tmp_path):
    """Writes the four files into a folder within tmp_path."""

    def write(place=".", suffix=""):
        folder = tmp_path / place
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            data = idx_bytes(IMAGES if "images" in name else LABELS)
            (folder / f"{name}{suffix}").write_bytes(gzip.compress(data) if suffix else data)
        return tmp_path

    return write


def test_there_are_1797_digits_of_which_every_fifth_is_for_testing():
    digits = load_digits()
    assert digits.train_images.shape == (1437, 1, 8, 8)
    assert digits.test_images.shape == (360, 1, 8, 8)
    assert digits.train_images.dtype == np.float32
    assert (digits.test_images.min(), digits.test_images.max()) == (0, 1)
    assert sorted(set(digits.test_labels)) == list(range(10))
    assert np.bincount(np.concatenate([digits.train_labels, digits.test_labels])).tolist() == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]  # fmt: skip


@pytest.mark.parametrize("place", [".", "raw", "FashionMNIST/raw", "FashionMNIST"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_the_files_are_found_where_people_have_them(fashion, place, suffix):
    found = load_fashion(fashion(place, suffix))
    assert [path.name for path in found.files] == [f"{name}{suffix}" for name in FILES]
    assert found.test_images.shape == (4, 1, 2, 3)
    assert found.test_images.max() == np.float32(23 / 255)
    assert found.test_labels.tolist() == LABELS.tolist()


def test_digits_are_there_as_files_as_well(tmp_path):
    digits, found = load_digits(), load_digit_files()
    assert [file.name for file in found.files] == list(FILES)
    (tmp_path / "images").write_bytes(found.files[0].data)
    read = read_idx(tmp_path / "images", 3)
    assert np.abs(read[:, None] / 255 - digits.train_images).max() < 1 / 255
    assert np.abs(found.test_images - digits.test_images).max() < 1 / 255
    assert found.test_labels.tolist() == digits.test_labels.tolist()


def test_a_line_lies_where_it_is_said_to():
    features, labels = line_data()
    assert (features.shape, labels.shape) == ((1000, 2), (1000, 1))
    assert np.abs(labels[:, 0] - features @ [2.0, -3.4] - 4.2).max() < 0.05


def test_a_missing_file_is_named_and_where_to_get_it(tmp_path):
    with pytest.raises(UserError, match=r"has no train-images-idx3-ubyte and no .*\.gz.*github"):
        load_fashion(tmp_path)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "has 0 bytes"),
        (idx_bytes(IMAGES), "magic number"),
        (idx_bytes(LABELS)[:-1], "has 3 bytes of data; its header says"),
        (idx_bytes(LABELS)[:7], "has 7 bytes, too few for a magic number"),
        (idx_bytes(LABELS + 10), "has the label 19; those of Fashion-MNIST are 0 to 9"),
    ],
)
def test_a_damaged_file_is_named(fashion, data, what):
    folder = fashion()
    (folder / "t10k-labels-idx1-ubyte").write_bytes(data)
    with pytest.raises(UserError, match=what):
        load_fashion(folder)


def test_a_damaged_archive_is_named(tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(idx_bytes(LABELS))[:-9])
    with pytest.raises(UserError, match="can't be read"):
        read_idx(path, 1)


def test_images_without_their_labels_are_noticed(fashion):
    folder = fashion()
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx_bytes(LABELS[:3]))
    with pytest.raises(UserError, match=r"4 images.*3 labels"):
        load_fashion(folder)


@pytest.mark.parametrize("kind", ["train", "t10k"])
def test_images_and_labels_that_are_swapped_are_noticed(fashion, kind):
    folder = fashion()
    images, labels = (folder / name for name in FILES if name.startswith(kind))
    swapped = labels.read_bytes(), images.read_bytes()
    images.write_bytes(swapped[0])
    labels.write_bytes(swapped[1])
    with pytest.raises(UserError, match=rf"{kind}-images.* is 2049; that of images is 2051.*again"):
        load_fashion(folder)


@pytest.mark.parametrize("name", FILES)
def test_any_file_that_ends_too_early_is_named(fashion, name):
    folder = fashion(suffix=".gz")
    path = folder / f"{name}.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(UserError, match=rf"{name}\.gz can't be read: it is compressed, and ends"):
        load_fashion(folder)


def test_a_file_that_is_not_compressed_in_spite_of_its_name_is_named(fashion):
    folder = fashion()
    (folder / FILES[0]).rename(folder / f"{FILES[0]}.gz")
    with pytest.raises(UserError, match=r"ends in \.gz, but it is not compressed"):
        load_fashion(folder)


def test_images_of_another_size_are_noticed(fashion):
    folder = fashion()
    (folder / FILES[2]).write_bytes(idx_bytes(IMAGES.reshape(4, 3, 2)))
    with pytest.raises(UserError, match=r"have 2 x 3 pixels.*3 x 2"):
        load_fashion(folder)


def test_no_images_at_all_are_noticed(fashion):
    folder = fashion()
    (folder / FILES[2]).write_bytes(idx_bytes(IMAGES[:0]))
    (folder / FILES[3]).write_bytes(idx_bytes(LABELS[:0]))
    with pytest.raises(UserError, match="holds 0 images"):
        load_fashion(folder)


@pytest.mark.parametrize("name", ["nothing", FILES[0]])
def test_what_is_no_folder_is_said_to_be_none(fashion, name):
    with pytest.raises(UserError, match=f"{name} is no folder"):
        load_fashion(fashion() / name)
