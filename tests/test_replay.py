"""A token brings back the example it was made of; a damaged one is refused with a sentence."""

import base64
import re
import zlib

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UserError
from autograder.inputs import identity
from autograder.replay import MAX_BYTES, Token, decode, encode
from autograder.values import Generator, Leaf, Scattered, to_argument
from autograder.worker.protocol import TensorArgument

X = np.array([[0.125, -1.0], [2.0, 8.0]], dtype=np.float32)
V = np.array([1, 2], dtype=np.int64)
TOKEN = Token("softmax", "rows-sum-to-one", {"X": X, "c": 0.5, "row": 1})
TEXT = encode(TOKEN)


def packed(value):
    """A token with this in it, as `encode` would write it."""
    body = value if isinstance(value, bytes) else msgspec.msgpack.encode(value)
    return base64.urlsafe_b64encode(zlib.compress(body, 9)).rstrip(b"=").decode()


def same(left, right):
    names = left.exercise, left.property, list(left.example)
    return names == (right.exercise, right.property, list(right.example)) and identity(
        left.example
    ) == identity(right.example)


@pytest.mark.parametrize(
    "example",
    [
        pytest.param({}, id="nothing"),
        pytest.param(TOKEN.example, id="array-and-numbers"),
        pytest.param({"y": V, "b": np.array([True]), "d": X.astype(np.float64)}, id="dtypes"),
        pytest.param({"p": Leaf(X)}, id="leaf"),
        pytest.param({"p": Leaf(X, 2 * X)}, id="leaf-with-gradient"),
        pytest.param({"p": Scattered(X)}, id="scattered"),
        pytest.param({"params": Generator((Leaf(X, X), Leaf(X)))}, id="generator"),
        pytest.param({"params": [Leaf(X, X), [V, (1, 2.5)]], "more": []}, id="lists"),
        pytest.param({"n": None, "t": "é\n", "b": True}, id="no-tensors"),
        pytest.param({"e": np.zeros((0, 2)), "s": np.array(0.5)}, id="no-elements-and-no-axes"),
    ],
)
def test_a_token_brings_its_example_back(example):
    token = Token("sgd", "two-steps", example)

    assert same(decode(encode(token)), token)


def test_the_same_example_has_the_same_token():
    assert encode(Token("softmax", "rows-sum-to-one", dict(TOKEN.example))) == TEXT


def test_a_token_is_one_word_for_every_shell():
    texts = [encode(Token("softmax", "gradient", {"X": X + i})) for i in range(50)]

    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", text) for text in texts)


def test_a_token_may_be_copied_without_the_padding_it_never_had():
    lengths = {len(encode(Token("a" * i, "b", {}))) % 4 for i in range(8)}

    assert lengths == {0, 2, 3}
    for i in range(8):
        token = Token("a" * i, "b", {})
        assert same(decode(encode(token)), token)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("TOKEN", id="a-word"),
        pytest.param(TEXT[: len(TEXT) // 2], id="first-half"),
        pytest.param(TEXT[len(TEXT) // 2 :], id="second-half"),
        pytest.param(TEXT[:-12], id="end-missing"),
        pytest.param(TEXT[1:], id="first-letter-missing"),
        pytest.param(TEXT[:20] + "AAAA" + TEXT[24:], id="overwritten"),
        pytest.param(TEXT.upper(), id="upper-case"),
        pytest.param(f"{TEXT[:20]} {TEXT[20:]}", id="blank"),
        pytest.param(f"{TEXT[:20]}    {TEXT[20:]}", id="four-blanks"),
        pytest.param(f"{TEXT[:20]}\n{TEXT[20:]}", id="line-break"),
        pytest.param(f"{TEXT}…", id="ellipsis"),
        pytest.param("\udcff" * 8, id="surrogates"),
        pytest.param("\x1b[2J", id="terminal-escape"),
        pytest.param("A" * (1 << 20), id="megabyte"),
        pytest.param(packed(b""), id="nothing-packed"),
        pytest.param(packed(b"\xc1"), id="no-msgpack"),
        pytest.param(packed(b"\0" * (MAX_BYTES + 1)), id="unpacks-to-too-much"),
        pytest.param(packed(7), id="a-number"),
        pytest.param(packed(["softmax", "p"]), id="no-example"),
        pytest.param(packed(["softmax", "p", [1]]), id="example-without-names"),
        pytest.param(packed(["softmax", 1, {}]), id="property-is-a-number"),
        pytest.param(packed([None, "p", {}]), id="no-exercise"),
        pytest.param(packed(["a", "p", {"X": ["tensor", "c8", [1], b"1"]}]), id="no-such-dtype"),
        pytest.param(packed(["a", "p", {"X": ["object", "f4", [1], b"1"]}]), id="no-such-kind"),
        pytest.param(packed(["a", "p", {"X": TensorArgument("f4", (2,), b"")}]), id="no-elements"),
        pytest.param(packed(["a", "p", {"X": TensorArgument("f4", (-1,), b"")}]), id="no-shape"),
        pytest.param(
            packed(["a", "p", {"X": TensorArgument("f4", (1,), bytes(4), leaf=True, grad=b"")}]),
            id="gradient-of-another-shape",
        ),
    ],
)
def test_a_damaged_token_is_refused(text):
    with pytest.raises(UserError, match="not a whole replay token"):
        decode(text)


@given(st.text() | st.text("AEeJxN_-", max_size=200))
def test_no_text_at_all_makes_decoding_fail_otherwise(text):
    with pytest.raises(UserError, match="copy it as it was printed"):
        decode(text)


def test_the_refusal_shows_the_beginning_harmlessly():
    with pytest.raises(UserError) as caught:
        decode("\x1b[2J" + "x" * 10_000)

    assert "'\\x1b[2Jxxx" in str(caught.value)
    assert len(str(caught.value)) < 200


def test_the_tables_tokens_differ_from_real_ones_only_in_the_damage():
    """Shows that `packed` makes tokens, so that the table's rows fail for the reasons named."""
    example = {name: to_argument(value) for name, value in TOKEN.example.items()}

    assert packed([TOKEN.exercise, TOKEN.property, example]) == TEXT
