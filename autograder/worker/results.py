"""What a call gave back, in the types that cross to the grader.

Results are read by their exact types, so that no method of a student's own class runs; only an
exercise whose answer is an iterable has it iterated over.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import torch
from torch.utils.data import DataLoader

from autograder.worker.protocol import (
    MAX_AXES,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_TEXT,
    MAX_VALUE_BYTES,
    ArrayValue,
    DType,
    Group,
    ItemsValue,
    IterableValue,
    OptimizerValue,
    UnsupportedValue,
    Value,
)

TORCH_DTYPES: dict[str, torch.dtype] = {
    "f2": torch.float16,
    "f4": torch.float32,
    "f8": torch.float64,
    "u1": torch.uint8,
    "i1": torch.int8,
    "i2": torch.int16,
    "i4": torch.int32,
    "i8": torch.int64,
    "b1": torch.bool,
}
DTYPE_CODES = cast("dict[Any, DType]", {np.dtype(code): code for code in TORCH_DTYPES})
INT64 = range(-(1 << 63), 1 << 63)
CUT = " …"
KNOWN_TYPES: dict[str, type] = {
    "torch.optim.sgd.SGD": torch.optim.SGD,
    "torch.utils.data.dataloader.DataLoader": DataLoader,
}
"""Types that a property asks for by name, and that others may call themselves."""
# Bound before any of a student's code runs, which may put properties of its own onto torch.Tensor.
TENSOR: Any = torch._C.TensorBase  # noqa: SLF001 - torch has no public name for it
REQUIRES_GRAD = TENSOR.requires_grad.__get__
IS_LEAF = TENSOR.is_leaf.__get__
NUMPY, NUMEL = TENSOR.numpy, TENSOR.numel


def encode_value(  # noqa: PLR0911 - one for each type
    value: Any, depth: int = 0, most: int = MAX_ITEMS
) -> Value:
    """A result in the types that cross; by exact type, so that no subclass's method runs.

    Args:
        value: the result.
        depth: how many lists it is in already.
        most: so many items it may have, those of lists within included.
    """
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return cast("Value", value)
    if is_tensor(value):
        return encode_array(value)
    if kind is int:
        return cast("int", value) if value in INT64 else UnsupportedValue("int beyond 64 bits")
    if kind is str:
        return cut(value.encode("utf-8", "replace").decode())
    if kind is np.ndarray:
        return encode_ndarray(value, "ndarray")
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return encode_ndarray(np.asarray(value), "numpy scalar")
    if is_list(value) and depth < MAX_DEPTH and count_items(value, depth + 1) <= most:
        if data_bytes(value, depth + 1) > MAX_VALUE_BYTES:
            return UnsupportedValue(f"{kind.__name__} of tensors, too large to be read")
        items = tuple(encode_value(item, depth + 1, most) for item in value)
        return ItemsValue("list" if kind is list else "tuple", items)
    return UnsupportedValue(type_name(value))


def is_tensor(value: Any) -> bool:
    """Whether it is one of torch's own: `is`, since a student's class may be equal to it."""
    kind = type(value)
    return kind is torch.Tensor or kind is torch.nn.Parameter


def count_items(items: Sequence[Any], depth: int = 1) -> int:
    """How many items there are, those of lists within included, as deep as they are sent."""
    if depth == MAX_DEPTH or len(items) > MAX_ITEMS:
        return len(items)
    return len(items) + sum(count_items(item, depth + 1) for item in items if is_list(item))


def data_bytes(items: Sequence[Any], depth: int = 1) -> int:
    """How many bytes the tensors among the items hold, as deep as they are sent."""
    if depth > MAX_DEPTH:
        return 0
    return sum(
        data_bytes(item, depth + 1)
        if is_list(item)
        else item.nbytes
        if type(item) is torch.Tensor or type(item) is np.ndarray
        else 0
        for item in items
    )


def is_list(value: Any) -> bool:
    return type(value) is list or type(value) is tuple


def encode_array(tensor: torch.Tensor) -> ArrayValue | UnsupportedValue:
    count = NUMEL(tensor)
    requires_grad = REQUIRES_GRAD(tensor)
    large = count * tensor.itemsize > MAX_VALUE_BYTES  # which numpy can't tell of the largest
    array = None if large else numpy_view(tensor, requires_grad=requires_grad)
    code = None if array is None else DTYPE_CODES.get(array.dtype)
    shape = tensor.shape
    # Only an empty tensor can have an axis that is longer than it has elements.
    if large or len(shape) > MAX_AXES or (not count and max(shape) > MAX_VALUE_BYTES):
        return UnsupportedValue(cut(f"tensor of shape {tuple(shape)}, too large to be read"))
    if array is None or code is None:
        return UnsupportedValue(cut(f"{tensor.dtype} tensor ({tensor.layout}, {tensor.device})"))
    return ArrayValue("tensor", code, array.shape, array.tobytes(), requires_grad, IS_LEAF(tensor))


def numpy_view(tensor: torch.Tensor, *, requires_grad: bool) -> Any:
    """The tensor's elements as an array of numpy; None where it has no such type or place."""
    if not requires_grad:  # almost always, and in a fifth of the time
        try:
            return NUMPY(tensor)
        except (RuntimeError, TypeError):  # also of one that is negated or conjugated when read
            pass
    try:
        return NUMPY(tensor, force=True)
    except (RuntimeError, TypeError):
        return None


def encode_ndarray(array: Any, container: Any) -> ArrayValue | UnsupportedValue:
    code = array.dtype.str.lstrip("<|=")
    large = array.nbytes > MAX_VALUE_BYTES or array.ndim > MAX_AXES
    if code not in TORCH_DTYPES or large or max(array.shape, default=0) > MAX_VALUE_BYTES:
        return UnsupportedValue(cut(f"numpy array of shape {array.shape}, dtype {array.dtype}"))
    return ArrayValue(container, code, array.shape, array.tobytes())


def type_name(value: Any) -> str:
    kind = type(value)
    module = kind.__module__
    name = kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"
    return cut(name if KNOWN_TYPES.get(name, kind) is kind else f"{name}, which is not torch's own")


def cut(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT)] + CUT


def encode_iterable(
    value: Any, items: int, passes: int, depth: int = 0, most: int = MAX_ITEMS
) -> IterableValue | UnsupportedValue:
    """The items of a result, read so often, each time so many of them at most.

    What is within them shares what they leave of `most`. See also `encode_value`.

    Raises:
        Exception: the student's own, while the items are made.
    """
    if isinstance(value, torch.Tensor | np.ndarray | str | bytes | dict):
        return UnsupportedValue(type_name(value))
    try:
        iter(value)
    except TypeError:
        return UnsupportedValue(type_name(value))
    read = [read_items(value, items) for _ in range(passes)]
    if data_bytes([taken for taken, _ in read], depth) > MAX_VALUE_BYTES:
        return UnsupportedValue(f"{type_name(value)} of items that are too large to be read")
    share = most // max(1, sum(len(taken) for taken, _ in read)) - 1
    return IterableValue(
        type_name(value),
        tuple(tuple(encode_value(item, depth + 1, share) for item in taken) for taken, _ in read),
        any(more for _, more in read),
    )


def read_items(value: Any, limit: int) -> tuple[list[Any], bool]:
    """So many items at most, and whether there are more. Copied, since buffers are used again."""
    taken: list[Any] = []
    for item in value:
        if len(taken) == limit:
            return taken, True
        taken.append(frozen(item))
    return taken, False


def frozen(item: Any) -> Any:
    if type(item) is torch.Tensor:
        return item.clone()
    if type(item) is list or type(item) is tuple:
        return type(item)(map(frozen, item))
    return item


def encode_optimizer(
    optimizer: torch.optim.Optimizer, number: Callable[[Any], int], *, same: bool
) -> OptimizerValue:
    """An optimizer's groups; `number` gives that of a tensor among the call's arguments."""
    groups = [
        Group(
            float(group["lr"]),
            float(group.get("momentum", 0.0)),
            tuple(number(p) for p in group["params"]),
            tuple(momentum_buffer(optimizer, p) for p in group["params"]),
        )
        for group in optimizer.param_groups
    ]
    return OptimizerValue(type_name(optimizer), tuple(groups), same)


def momentum_buffer(
    optimizer: torch.optim.Optimizer, parameter: torch.Tensor
) -> ArrayValue | UnsupportedValue | None:
    buffer = optimizer.state.get(parameter, {}).get("momentum_buffer")
    return encode_array(buffer) if isinstance(buffer, torch.Tensor) else None
