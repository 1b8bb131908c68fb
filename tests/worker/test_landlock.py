"""Each version of the kernel's interface gets what it knows, and no more."""

import os
import struct

import pytest

from autograder.worker.landlock import TRUNCATE, handled, make_ruleset, version


@pytest.mark.parametrize(
    ("known", "rights", "numbers"),
    [
        (1, 13, 1),
        (2, 14, 1),
        (3, 15, 1),
        (4, 15, 2),
        (5, 16, 2),
        (6, 16, 3),
        (7, 16, 3),
        (9, 16, 3),
    ],
)
def test_a_ruleset_handles_all_that_a_version_knows(known, rights, numbers):
    attributes = struct.unpack(f"={numbers}Q", handled(known))
    assert attributes[0].bit_length() == rights
    assert attributes[1:] == (0b11, 0b11)[: numbers - 1]


def test_this_kernel_takes_its_own():
    assert version() > 0
    handle = make_ruleset({"/dev/null": TRUNCATE, "/no/such/path": TRUNCATE})
    assert handle > 2
    os.close(handle)
