"""A reset replaces one function, keeps the old file, and leaves every other byte alone."""

import pytest

from autograder.errors import UserError
from autograder.i18n import speaking
from autograder.resetting import KEPT, carry_out, imports_needed, plan
from autograder.stubs import entries, stub_of

SOFTMAX = next(entry for entry in entries() if entry.name == "softmax")
STUB = stub_of("softmax_regression").encode()
TASK = b'    raise NotImplementedError("softmax is still to be written")'
MINE = STUB.replace(TASK, "    # mine: é\n    return X\n".encode().rstrip())


@pytest.fixture
def reset(tmp_path):
    """Resets softmax in a file of these bytes; gives the bytes after that."""

    def reset_file(data):
        path = tmp_path / "softmax_regression.py"
        path.write_bytes(data)
        planned = plan(SOFTMAX, path)
        assert planned is not None
        carry_out(planned)
        return path.read_bytes()

    return reset_file


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_each_function_has_a_stub_in_the_package(entry, tmp_path):
    path = tmp_path / f"{entry.module}.py"
    stub = stub_of(entry.module)
    path.write_text(stub)
    assert plan(entry, path) is None
    path.write_text(stub.replace(f'("{entry.name} is still to be written")', "(1)"))
    planned = plan(entry, path)
    assert planned is not None
    assert planned.data.decode() == stub


def test_in_chinese_the_stub_is_the_chinese_one(reset):
    with speaking("zh"):
        after = reset(MINE).decode()
        chinese = stub_of("softmax_regression")
    assert '    """把每一行 logits 变成概率' in after
    assert '    raise NotImplementedError("softmax 尚未编写")' in after
    (start, rest), (task, others) = after.split("def softmax(X"), chinese.split("def softmax(X")
    assert rest.partition("\n# %%")[0] == others.partition("\n# %%")[0]
    assert start == STUB.decode().partition("def softmax(X")[0] != task


def test_in_chinese_an_english_stub_is_replaced_and_a_chinese_one_stays(tmp_path):
    path = tmp_path / "softmax_regression.py"
    path.write_bytes(STUB)
    with speaking("zh"):
        planned = plan(SOFTMAX, path)
        assert planned is not None
        carry_out(planned)
        assert plan(SOFTMAX, path) is None


def test_the_function_is_the_stub_and_the_rest_as_it_was(reset):
    before = MINE.replace(b"# ## Softmax", b"# my own heading \t ")
    assert reset(before) == STUB.replace(b"# ## Softmax", b"# my own heading \t ")


def test_windows_line_ends_stay(reset):
    assert reset(MINE.replace(b"\n", b"\r\n")) == STUB.replace(b"\n", b"\r\n")


def test_a_file_without_a_last_line_end_stays_one(reset):
    own = b"def softmax(X):\n    return X"
    after = reset(own)
    assert after.endswith(TASK)


def test_decorators_go_with_their_function(reset):
    after = reset(b"import torch\n\n@torch.no_grad()\ndef softmax(X):\n    return X\n\nx = 1\n")
    assert b"no_grad" not in after
    assert after.startswith(b"import torch\n\ndef softmax(X: Tensor)")
    assert after.endswith(b"\n\nx = 1\n")


def test_the_last_of_two_functions_is_the_one_that_counts(reset):
    after = reset(b"def softmax(X):\n    return 1\n\ndef softmax(X):\n    return 2\n")
    assert b"return 1" in after
    assert b"return 2" not in after


def test_a_function_that_is_gone_is_put_at_the_end(reset):
    after = reset(b"import torch\nx = 1")
    assert after.startswith(b"import torch\nx = 1\n\n\ndef softmax(")
    assert after.endswith(TASK + b"\n")


def test_a_file_that_does_not_parse_can_be_reset_too(reset):
    after = reset(b"x = 1\n\ndef softmax(X):\n    return (X\n\n\ny = 2\n")
    assert after.startswith(b"x = 1\n\ndef softmax(X: Tensor)")
    assert after.endswith(TASK + b"\n\n\ny = 2\n")


def test_another_encoding_stays(reset):
    text = "# coding: latin-1\n# é\ndef softmax(X):\n    return X\n"
    assert reset(text.encode("latin-1")).startswith("# coding: latin-1\n# é\n".encode("latin-1"))


def test_a_file_in_no_encoding_is_refused(tmp_path):
    path = tmp_path / "softmax_regression.py"
    path.write_bytes(b"# \xff\ndef softmax(X):\n    return X\n")
    with pytest.raises(UserError, match="is not UTF-8"):
        plan(SOFTMAX, path)


def test_a_function_of_one_line_is_replaced_whole(reset):
    after = reset(b"x = 1; z = 2\ndef softmax(X): return X; y = 3\nw = 4\n")
    assert b"y = 3" not in after
    assert after.startswith(b"x = 1; z = 2\ndef softmax(X: Tensor)")
    assert after.endswith(TASK + b"\nw = 4\n")


def test_the_old_file_is_kept_under_names_that_are_free(tmp_path):
    path = tmp_path / "softmax_regression.py"
    kept = []
    for number in range(3):
        data = MINE + f"# {number}\n".encode()
        path.write_bytes(data)
        planned = plan(SOFTMAX, path)
        assert planned is not None
        where = carry_out(planned)
        assert where is not None
        assert where.read_bytes() == data
        kept.append(where.name)
    assert kept == [f"{path.name}{KEPT}{end}" for end in ("", "-2", "-3")]


def test_a_link_and_the_rights_of_a_file_stay(tmp_path):
    real = tmp_path / "elsewhere.py"
    real.write_bytes(MINE)
    real.chmod(0o600)
    link = tmp_path / "softmax_regression.py"
    link.symlink_to(real)
    planned = plan(SOFTMAX, link)
    assert planned is not None
    carry_out(planned)
    assert link.is_symlink()
    assert real.read_bytes() == STUB
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_missing_begins_with_the_stub(tmp_path):
    path = tmp_path / "softmax_regression.py"
    planned = plan(SOFTMAX, path)
    assert planned is not None
    assert carry_out(planned) is None
    assert path.read_bytes().startswith(b"def softmax(")


@pytest.mark.parametrize(
    ("imports", "needed"),
    [
        ("", ["from torch import Tensor"]),
        ("from torch import Tensor, nn\n", []),
        ("import torch\n", ["from torch import Tensor"]),
    ],
)
def test_imports_that_the_stub_needs_are_named(tmp_path, imports, needed):
    path = tmp_path / "softmax_regression.py"
    path.write_text(f"{imports}def softmax(X):\n    return X\n")
    planned = plan(SOFTMAX, path)
    assert planned is not None
    assert imports_needed(planned, SOFTMAX) == needed


@pytest.mark.parametrize(
    "rest",
    [
        b"x = " + b"-" * 200_000 + b"1\n",
        b"x = " + b"(" * 5000 + b")" * 5000 + b"\n",
        b"x = a" + b".b" * 100_000 + b"\n",
    ],
    ids=["signs", "brackets", "attributes"],
)
def test_a_file_that_is_too_deep_for_the_parser_can_be_reset(reset, rest):
    assert reset(MINE + rest) == STUB + rest
