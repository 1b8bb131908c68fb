"""What a grader and a worker say to each other.

A message is a frame: a fixed header (magic, number, kind, length of the body) and a msgpack
body of one of the types declared here. The grader decodes into these types only, after it
has checked the lengths; nothing that a worker sends can become any other object.
"""

import enum
import hashlib
import math
import struct
from typing import Annotated, Literal

import msgspec

MAGIC = b"AGR1"
HEADER = struct.Struct(">4sIBI")
MAX_ANSWER_BYTES = 1 << 20
"""The longest body of a frame that the grader accepts from a worker."""
MAX_VALUE_BYTES = 1 << 19
"""The longest data of one tensor that a worker sends."""
MAX_TEXT = 500
"""Characters of a message of an exception, a type's name or a line of code."""
MAX_OUTPUT = 2000
"""Bytes of a call's prints."""
MAX_WARNINGS = 3
"""How many different warnings a call tells of."""
MAX_DEPTH = 3
"""How deep lists may be nested in a result."""
MAX_ITEMS = 1000
"""How many items a result may have, those of lists within included."""
MAX_AXES = 8
MAX_TRACE = 200
"""Characters of a trace; a loop over more batches than that is not looked at."""
MAX_NAME = 200
"""Characters of a dotted name in what a reader tells of a file."""
MAX_CODE_BYTES = 1 << 19
"""The longest code of a notebook."""
MAX_LINE = 1 << 31
MAX_READ = 10_000
"""How many names of each kind a reader tells of a file."""

Line = Annotated[int, msgspec.Meta(ge=0, le=MAX_LINE)]
FORBIDDEN_ERROR = "ForbiddenCallError"
"""The type of `Raised` when a function called an operator that it may not call."""

Operator = Literal["softmax", "cross_entropy", "optimizer"]
"""What a function may be forbidden to call: that operator of torch, in all its forms."""
FixtureName = Literal[
    "net", "affine", "half_mean_square", "label_weighted", "distances", "optimizer", "loader",
    "counted",
]  # fmt: skip
"""Objects that are no data, which a worker builds as arguments of a call."""
DType = Literal["f2", "f4", "f8", "u1", "i1", "i2", "i4", "i8", "b1"]


@enum.unique
class Kind(enum.IntEnum):
    """What a frame holds."""

    MODULES = 1  # to the worker: a Modules
    LOAD = 2  # to the worker: the stem of a module that is to be run, as text
    USE = 14  # to the worker: the stem of the module whose functions are called from now on
    CALL = 3  # to the worker: a Call, which is answered at once
    CALL_OF_MANY = 8  # to the worker: a Call whose answer may wait for those of the next ones
    LOADED = 4  # from the worker: a Loaded
    ANSWER = 5  # from the worker: an Answer
    READY = 6  # from the worker, after Modules and before any of a student's code: nothing
    FAULT = 7  # from the worker, instead of READY: what failed, as text
    READ = 9  # to a worker that only reads: a File
    READ_AGAIN = 15  # to a worker that only reads: an Again
    FORGET = 16  # to a worker that only reads: nothing; what was read is not asked for again
    READING = 10  # from the worker: a Reading
    TRAIN = 11  # to the worker: a Training
    GO_ON = 12  # to the worker: nothing; one more epoch is asked for
    EPOCH = 13  # from the worker: an Epoch; the first one tells how training begins


class Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The base of everything that crosses."""


class TensorArgument(Message, tag="tensor", frozen=True):
    """A tensor to be built in the worker; `data` holds the elements in C order.

    `layout` says how they lie in memory: "transposed" and "strided" give the same tensor
    in memory that is not contiguous. With `leaf` it requires grad; `grad`, of the same
    type and shape, is then put into its `.grad`. A parameter is a leaf of torch.nn's own type.
    An "ndarray" is numpy's, and only ever contiguous.
    """

    dtype: DType
    shape: tuple[int, ...]
    data: bytes
    layout: Literal["contiguous", "transposed", "strided"] = "contiguous"
    leaf: bool = False
    grad: bytes | None = None
    container: Literal["tensor", "parameter", "ndarray"] = "tensor"


class ItemsArgument(Message, tag="items", frozen=True):
    """A list, a tuple or a generator of arguments, or the pairs of a dictionary."""

    container: Literal["list", "tuple", "generator", "dict"]
    items: tuple["Argument", ...]


class FixtureArgument(Message, tag="fixture", frozen=True):
    """An object that is no data: a net, a loss, an optimizer, a loader."""

    name: FixtureName
    arguments: tuple["Argument", ...]


class FileArgument(Message, tag="file", frozen=True):
    """The path of a file with this content, which the grader has put where it can be opened.

    The name is a plain one, no path.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", max_length=100)]
    data: bytes

    @property
    def path(self) -> str:
        """Of the file, from the folder of a run's files, in which a worker is."""
        return f"{hashlib.sha256(self.data).hexdigest()[:12]}-{self.name}"


class SameArgument(Message, tag="same", frozen=True):
    """A tensor or fixture once more, by its number among those of its call.

    They are numbered as they are finished: what an object is built from comes before it.
    """

    number: int


Argument = (
    TensorArgument
    | ItemsArgument
    | FixtureArgument
    | FileArgument
    | SameArgument
    | bool
    | int
    | float
    | str
    | None
)


class Options(Message, frozen=True):
    """How a call is made and what is looked at, other than once and the result.

    Attributes:
        seed: of all random numbers.
        times: so often the function is called, with the same objects; the results are a tuple.
        items: so many items are read of a result that can be iterated over; 0 for none.
        passes: so often it is iterated over.
        step: whether, after the call, every gradient is set to one and the optimizer, returned
            or else passed, makes a step.
    """

    seed: int = 0
    times: int = 1
    items: int = 0
    passes: int = 1
    step: bool = False


class Call(Message, frozen=True):
    """One call of a student's function, in the module that is in use.

    With `weights`, the gradients of sum(weights * result) with respect to every leaf among
    the arguments are sent back. With `watch`, the states of all tensors after the call are,
    and what the fixtures have to say.
    """

    function: str
    arguments: tuple[Argument, ...]
    weights: tuple[float, ...] | None = None
    watch: bool = False
    options: Options = Options()


class Modules(Message, frozen=True):
    """A submission's modules: the stem of each and its bytes.

    `forbidden` names the operators of torch that a function may not call. A call that computes
    for more than `call_seconds` is interrupted; 0 is no limit.
    """

    sources: dict[str, bytes]
    forbidden: dict[str, tuple[Operator, ...]] = {}
    call_seconds: float = 0.0


class ArrayValue(Message, tag="array", frozen=True):
    """A tensor or an array of numpy; `data` holds its elements in C order."""

    container: Literal["tensor", "ndarray", "numpy scalar"]
    dtype: DType
    shape: tuple[int, ...]
    data: bytes
    requires_grad: bool = False
    is_leaf: bool = True


class ItemsValue(Message, tag="items", frozen=True):
    """A list or a tuple."""

    container: Literal["list", "tuple"]
    items: tuple["Value", ...]


class IterableValue(Message, tag="iterable", frozen=True):
    """What came of iterating over a result: the items of each pass, up to a limit.

    `endless` says that there were more.
    """

    kind: str
    passes: tuple[tuple["Value", ...], ...]
    endless: bool = False


class Group(Message, frozen=True):
    """A parameter group of an optimizer.

    `parameters` are numbers of leaves among the arguments, as in the states; -1 for a tensor
    that is none of them. `buffers` are their momentum buffers.
    """

    lr: float
    momentum: float
    parameters: tuple[int, ...]
    buffers: tuple["ArrayValue | UnsupportedValue | None", ...] = ()


class OptimizerValue(Message, tag="optimizer", frozen=True):
    """An optimizer; `same` says that it is the one that was passed."""

    kind: str
    groups: tuple[Group, ...]
    same: bool = False


class UnsupportedValue(Message, tag="unsupported", frozen=True):
    """A result that is not sent, by the name of its type or the reason."""

    description: str


Value = (
    ArrayValue
    | ItemsValue
    | IterableValue
    | OptimizerValue
    | UnsupportedValue
    | bool
    | int
    | float
    | str
    | None
)


Column = Annotated[int, msgspec.Meta(ge=0, le=MAX_TEXT)]


class Raised(Message, frozen=True):
    """An exception, with the last line of the student's own code that it went through.

    In a notebook the line is one of a cell, which counts from 1; the grader works that out.
    Of an error of syntax, `column` and `width` are the characters of `code` that it is about,
    which count from 1.
    """

    type: str
    message: str
    file: str = ""
    line: Line = 0
    code: str = ""
    cell: int = 0
    column: Column = 0
    width: Column = 0


class TensorState(Message, frozen=True):
    """A tensor argument after a call, the object that was passed.

    `replaced` says that its place in the caller's list holds another object now.
    """

    value: ArrayValue | UnsupportedValue
    grad: ArrayValue | UnsupportedValue | None
    requires_grad: bool
    is_leaf: bool
    replaced: bool
    version: int


class Answer(Message, frozen=True):
    """What one call did.

    `changed` numbers the tensor arguments (in order of appearance) whose elements or shape
    are not what they were. `gradients` has one entry for each leaf, None where the result
    does not depend on it; `no_gradients` says why there are none. `reports` has one entry for
    each fixture that was watched; `trace` tells in letters what happened to them, in order.
    `warnings` are those that Python or torch gave, each once, with the line they are about.
    `interrupted` says that the call was stopped since it computed for too long. `printed` is the
    number of lines that it printed; `output` has those for which there was room.
    """

    value: Value = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    states: tuple[TensorState, ...] = ()
    gradients: tuple[ArrayValue | UnsupportedValue | None, ...] = ()
    no_gradients: str = ""
    output: str = ""
    reports: tuple[Value, ...] = ()
    trace: Annotated[str, msgspec.Meta(max_length=MAX_TRACE)] = ""
    warnings: Annotated[tuple[Raised, ...], msgspec.Meta(max_length=MAX_WARNINGS)] = ()
    interrupted: bool = False
    printed: Annotated[int, msgspec.Meta(ge=0)] = 0


class Training(Message, frozen=True):
    """A model to be trained with a student's own functions, see `worker/training.py`.

    `functions` says which module has which of them. `data` are features and labels for training
    and for testing, or the paths of their files; nothing where students make the data.
    """

    task: Literal["line", "classes"]
    functions: dict[str, str]
    data: tuple[TensorArgument | str, ...]
    lr: float
    batch_size: int
    seed: int
    first: int = 0


class Epoch(Message, frozen=True):
    """What the student's functions report after an epoch, and the parameters by then.

    `data`, with the first one only, are those that the student's functions have made.
    """

    raised: Raised | None = None
    loss: float = math.nan
    accuracy: float = math.nan
    test_loss: float = math.nan
    test_accuracy: float = math.nan
    parameters: tuple[ArrayValue | UnsupportedValue, ...] = ()
    data: tuple[ArrayValue | UnsupportedValue, ...] = ()
    output: str = ""


class Loaded(Message, frozen=True):
    """What came of running a module: the functions it has, and what stopped it, if anything."""

    functions: tuple[str, ...]
    raised: Raised | None = None
    output: str = ""


Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]


class File(Message, frozen=True):
    """A module or a notebook to be read; `wanted` are the functions that will be called."""

    notebook: bool
    data: bytes
    wanted: tuple[str, ...]


class Again(Message, frozen=True):
    """A file that was read before, by the number of that request; `wanted` may be others."""

    number: int
    wanted: tuple[str, ...]


class Use(Message, frozen=True):
    """A name that stands somewhere, in full: `torch.nn.functional.softmax`.

    An attribute of a value that is only known at run time begins with a dot: `.softmax`.
    """

    name: Name
    line: Line
    cell: Line = 0


Uses = Annotated[tuple[Use, ...], msgspec.Meta(max_length=MAX_READ)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=MAX_READ)]


class Definition(Message, frozen=True):
    """What a module binds to one of its names.

    `needs` are names of other definitions of the same module. A `stub` is a function that is
    still to be written. It begins with its decorators; `body`, of a function, is the first line
    that is run only when it is called.
    """

    name: Name
    line: Line
    cell: Line
    stub: bool
    uses: Uses
    needs: Names
    begins: int = 0
    body: int = 0
    ends: int = 0


class Reading(Message, frozen=True):
    """What a reader found in a file, which it did not run.

    Attributes:
        unreadable: why nothing of the file can be used.
        errors: of syntax; the only one of a module, one for each cell of a notebook.
        definitions: what the file binds, those that are wanted first.
        stars: modules of which it imports all names.
        inner: functions defined within something else, where nobody can call them.
        suspicious: what could hide a use from a reader.
        code: of a notebook, the definitions alone, as one module.
        cells: where the cells begin in that code: line and number of the cell.
    """

    unreadable: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    errors: Annotated[tuple[Raised, ...], msgspec.Meta(max_length=MAX_READ)] = ()
    definitions: Annotated[tuple[Definition, ...], msgspec.Meta(max_length=MAX_READ)] = ()
    stars: Names = ()
    inner: Uses = ()
    suspicious: Uses = ()
    code: Annotated[bytes, msgspec.Meta(max_length=MAX_CODE_BYTES)] = b""
    cells: Annotated[tuple[tuple[int, int], ...], msgspec.Meta(max_length=MAX_READ)] = ()


def frame(kind: Kind, number: int, body: bytes) -> bytes:
    """A message as it goes over the socket."""
    return HEADER.pack(MAGIC, number, kind, len(body)) + body
