"""Feeds a million damaged answers to the grader's side of the socket.

Valid answers are changed, cut, joined, exchanged and repeated, put into frames that are damaged
in their turn, and cut into pieces as a socket might. Each ends as an observation, which is then
read in all the ways that a property can read it, or as one of the declared errors.

    python benchmarks/fuzz_decoder.py [--frames 1000000] [--seed 0]
"""

import argparse
import contextlib
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from autograder.expect import Mismatch
from autograder.literal import value_text
from autograder.observation import Observation, check_against, form_of
from autograder.returns import a_number, a_tensor, anything, describe_type
from autograder.values import Leaf, MalformedValueError, to_argument
from autograder.worker.frames import Frames, MalformedError, decode
from autograder.worker.protocol import (
    HEADER,
    MAX_ANSWER_BYTES,
    Answer,
    ArrayValue,
    Call,
    ItemsValue,
    Kind,
    Raised,
    TensorState,
    UnsupportedValue,
    frame,
)

DECLARED = (MalformedError, MalformedValueError)
FIRST = 1  # the number of the first frame that a student's code has a hand in
READERS = (a_tensor, a_number, anything)
GROWTH_KB = 256 << 10
"""What the decoder may add to the memory of this process, at most."""
X = np.ones((2, 3), dtype=np.float32)
CALL = Call("f", (to_argument(Leaf(X, X)), to_argument([X]), 2), (1.0,) * 6, watch=True)
TENSOR = ArrayValue("tensor", "f4", (2, 3), X.tobytes(), requires_grad=True)
STATE = TensorState(TENSOR, TENSOR, True, True, False, 1)
ANSWERS = [
    Answer(),
    Answer(TENSOR, states=(STATE, STATE), gradients=(TENSOR,), output="1\n2\n"),
    Answer(TENSOR, changed=(0, 1), states=(STATE, STATE), no_gradients="no graph"),
    Answer(0.5, states=(STATE, STATE), gradients=(None,)),
    Answer(ItemsValue("list", (1, ItemsValue("tuple", (TENSOR, "x", None)))), states=(STATE,) * 2),
    Answer(UnsupportedValue("dict"), states=(STATE, STATE), no_gradients="'dict'"),
    Answer(raised=Raised("ValueError", "bad at 0x7f0123456789", "m.py", 3, "return X")),
    Answer(
        ArrayValue("numpy scalar", "f8", (), b"\0" * 8), states=(STATE,) * 2, gradients=(TENSOR,)
    ),
    Answer(ArrayValue("ndarray", "b1", (3,), b"\1\0\1"), states=(STATE,) * 2, gradients=(TENSOR,)),
]
BODIES = [msgspec.msgpack.encode(answer) for answer in ANSWERS]
TOKENS = [
    *(bytes([code]) for code in range(0x90, 0x100)),
    *(bytes([code]) + size for code in (0xDC, 0xDE, 0xDA, 0xC5) for size in (b"\xff\xff", b"\0\4")),
    *(bytes([code]) + b"\xff" * 4 for code in (0xDD, 0xDF, 0xDB, 0xC6, 0xC9, 0xCA, 0xD2)),
    *(b"\xcb" + value for value in (b"\x7f\xf8" + b"\0" * 6, b"\xff\xf0" + b"\0" * 6)),
    *(
        b"\xcf" + b"\xff" * 8,
        b"\xd3\x80" + b"\0" * 7,
        b"\x93\xa5items\xa4list\x91" * 2000,
        b"\xdd\0\x0f\xff\xff",
    ),
]


Chance = random.Random


def main() -> None:
    arguments = parse_arguments()
    chance = Chance(arguments.seed)
    counts: Counter[str] = Counter()
    before = 0
    started = time.monotonic()
    while counts["frames"] < arguments.frames:
        frames = damaged_frames(chance)
        counts["frames"] += len(frames)
        try:
            for _ in receive(pieces(chance, b"".join(frames)), len(frames)):
                counts["observations"] += 1
        except DECLARED as error:
            counts[type(error).__name__] += 1
        except BaseException:  # noqa: BLE001 - whatever it is, it is what we look for
            sys.exit(f"{repr(frames)[:1000]}\n{traceback.format_exc()}")
        if not before and counts["frames"] >= arguments.frames / 100:
            before = peak_kb()  # by now the libraries have taken what they need
    growth = peak_kb() - before
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    print(f"{time.monotonic() - started:.0f} s; {growth:,} KB more memory than after 1 % of them")
    sys.exit(growth > GROWTH_KB)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def receive(received: Iterable[bytes], due: int) -> Iterator[Observation]:
    """What the grader makes of bytes from a worker, all the way to what a property sees."""
    frames = Frames(Kind.ANSWER, FIRST, due)
    for data in received:
        for body in frames.feed(data):
            answer = decode(body, Answer)
            check_against(form_of(CALL), answer)
            observation = Observation(answer)
            read(observation)
            yield observation


def read(observation: Observation) -> None:
    """Reads it in every way; a property may find a mismatch, and nothing else."""
    for reader in READERS:
        with contextlib.suppress(Mismatch), np.errstate(all="ignore"):
            reader(observation)
    value_text(observation.value)
    describe_type(observation.value)


def damaged_frames(chance: Chance) -> list[bytes]:
    """A few frames, mostly one, as they are due or in any order, some of them more than once."""
    count = chance.choice((1, 1, 1, 1, 2, 3))
    frames = [damaged_frame(chance, FIRST + i) for i in range(count)]
    return frames if chance.random() < 0.8 else chance.choices(frames, k=count)


def damaged_frame(chance: Chance, number: int) -> bytes:
    body = chance.choice(BODIES)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        body = chance.choice(DAMAGES)(chance, body)
    if chance.random() < 0.001:
        token = chance.choice(TOKENS)
        body = (body + token * (MAX_ANSWER_BYTES // len(token)))[: MAX_ANSWER_BYTES + 1]
    whole = frame(Kind.ANSWER, number, body)
    if chance.random() < 0.1:
        header = chance.choice(DAMAGES)(chance, whole[: HEADER.size])
        return header + whole[HEADER.size :]
    return whole


def change(chance: Chance, data: bytes) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(1) + data[place + 1 :]


def cut(chance: Chance, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def leave_out(chance: Chance, data: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def repeat(chance: Chance, data: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * chance.randint(1, 3) + data[end:]


def insert(chance: Chance, data: bytes) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(TOKENS) + data[place:]


def replace(chance: Chance, data: bytes) -> bytes:
    place, token = chance.randrange(len(data) + 1), chance.choice(TOKENS)
    return data[:place] + token + data[place + chance.randint(1, len(token)) :]


def join(chance: Chance, data: bytes) -> bytes:
    return cut(chance, data) + chance.choice(BODIES)[chance.randrange(20) :]


DAMAGES = (change, change, cut, leave_out, repeat, insert, replace, replace, join)


def pieces(chance: Chance, data: bytes) -> Iterator[bytes]:
    """The bytes in pieces, as a socket may hand them out."""
    size = chance.choice((1 << 16, 1 << 16, 100, 13, len(data) // 3 + 1))
    size = max(size, len(data) >> 7)
    return (data[start : start + size] for start in range(0, len(data), size))


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
