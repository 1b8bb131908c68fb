"""The loop that serves calls inside a worker, after the fork: the student's code runs here."""

import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import io
import random
import signal
import socket
import sys
import types
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, cast

import msgspec
import numpy as np
import torch

from autograder.worker import reader
from autograder.worker.bans import Bans
from autograder.worker.protocol import (
    FORBIDDEN_ERROR,
    HEADER,
    MAX_AXES,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_OUTPUT,
    MAX_TEXT,
    MAX_VALUE_BYTES,
    Answer,
    Argument,
    ArrayValue,
    Call,
    DType,
    File,
    ItemsArgument,
    ItemsValue,
    Kind,
    Loaded,
    Modules,
    Raised,
    TensorArgument,
    TensorState,
    UnsupportedValue,
    Value,
    frame,
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
DTYPE_CODES = cast("dict[torch.dtype, DType]", {t: code for code, t in TORCH_DTYPES.items()})
INT64 = range(-(1 << 63), 1 << 63)
CUT = " …"
CALLS = (Kind.CALL, Kind.CALL_OF_MANY)
WAIT_SECONDS = 0.05
"""An answer does not wait for others if the last ones were sent longer ago."""
LOAD_SECONDS = 5
"""After so much CPU time a module is interrupted; what it has defined by then is kept."""
UNNEEDED = {
    *("IPython", "PIL", "d2l", "d2lzh", "d2lzh_pytorch", "matplotlib", "matplotlib_inline"),
    *("pandas", "scipy", "sklearn", "torchaudio", "torchvision", "tqdm"),
}
# Made here, in the zygote, because the types can't be looked up once it has forgotten them.
DECODE_CALL = msgspec.msgpack.Decoder(Call).decode
DECODE_MODULES = msgspec.msgpack.Decoder(Modules).decode
DECODE_FILE = msgspec.msgpack.Decoder(File).decode
ENCODE = msgspec.msgpack.Encoder().encode


def warm_up() -> None:
    """Pays for first uses in the zygote, once, with the one thread that makes a fork safe."""
    torch.set_num_threads(1)
    w = torch.ones(2, 2, requires_grad=True)
    encode_array((torch.ones(1, 2) @ w).exp().sum())
    torch.autograd.grad((torch.ones(1, 2) @ w).exp().sum(), w)
    reset_torch()
    random.setstate(RANDOM_STATE)
    np.random.seed(0)  # noqa: NPY002 - the global one


def serve(connection: socket.socket) -> None:
    """Answers the grader's messages until it hangs up."""
    stream = connection.makefile("rb", buffering=1 << 16)
    program = Program()
    answers = bytearray()
    sent = 0.0
    while header := stream.read(HEADER.size):
        _, number, kind, length = HEADER.unpack(header)
        body = stream.read(length)
        if kind in CALLS:
            answers += frame(Kind.ANSWER, number, ENCODE(program.call(DECODE_CALL(body))))
            now = monotonic()
            if kind == Kind.CALL or now > sent + WAIT_SECONDS:
                connection.sendall(answers)
                answers.clear()
                sent = now
        elif kind == Kind.LOAD:
            connection.sendall(frame(Kind.LOADED, number, ENCODE(program.load(body.decode()))))
        elif kind == Kind.MODULES:
            program.receive(DECODE_MODULES(body))
            connection.sendall(frame(Kind.READY, number, b""))
        elif kind == Kind.READ:  # a worker that reads is never sent modules to run
            connection.sendall(frame(Kind.READING, number, ENCODE(reader.read(DECODE_FILE(body)))))


class Program:
    """A student's modules, run from the bytes that the grader has read."""

    def __init__(self) -> None:
        self._sources: dict[str, bytes] = {}
        self._loader = SubmittedModules({})
        self._namespaces: dict[str, dict[str, Any]] = {}
        self._printed = Printed()
        self._bans = Bans()
        self._may_draw = False

    def receive(self, modules: Modules) -> None:
        """Makes the modules known; `import` finds them after everything that is installed."""
        self._sources = sources = modules.sources
        self._bans.declare(modules.forbidden)
        self._loader = SubmittedModules(sources)
        self._may_draw = any(b"random" in source for source in sources.values())
        sys.meta_path += [self._loader, UnneededModules()]
        signal.signal(signal.SIGPROF, stop_running)

    def load(self, stem: str) -> Loaded:
        """Runs a module; what it defined before an exception stays usable."""
        module = types.ModuleType(stem)
        module.__file__ = f"{stem}.py"
        module.__loader__ = self._loader  # shows the source to those who ask for a line of it
        sys.modules.setdefault(stem, module)
        self._namespaces[stem] = module.__dict__
        raised = None
        self._reset_state()
        self._printed.capture()
        signal.setitimer(signal.ITIMER_PROF, LOAD_SECONDS)
        try:
            run_source(self._sources[stem], module)
        except BaseException as error:  # noqa: BLE001 - a student may raise anything
            raised = self._describe(error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        functions = tuple(str(name) for name, value in module.__dict__.items() if callable(value))
        return Loaded(functions, raised, self._printed.text())

    def call(self, call: Call) -> Answer:
        """Makes one call and reports all that it did."""
        arguments = Arguments(call.arguments)
        self._reset_state()
        self._bans.put_into_force(call.function)
        self._printed.capture()
        try:
            function = self._namespaces[call.module][call.function]
            result = function(*arguments.values)
            value = encode_value(result)
        except BaseException as error:  # noqa: BLE001 - a student may raise anything
            return Answer(
                raised=self._describe(error),
                changed=arguments.changed(),
                output=self._printed.text(),
            )
        gradients: tuple[ArrayValue | UnsupportedValue | None, ...] = ()
        no_gradients = ""
        if call.weights is not None:
            try:
                gradients = arguments.gradients(result, call.weights)
            except Exception as error:  # noqa: BLE001 - any failure of autograd is an answer
                no_gradients = cut(str(error)) or type(error).__name__
        return Answer(
            value=value,
            changed=arguments.changed(),
            states=arguments.states() if call.watch else (),
            gradients=gradients,
            no_gradients=no_gradients,
            output=self._printed.text(),
        )

    def _reset_state(self) -> None:
        """The same random numbers and settings of torch in every call, whatever went before."""
        reset_torch()
        if self._may_draw:  # a fifth of a small call's time, so not for those who never name it
            random.setstate(RANDOM_STATE)
            np.random.seed(0)  # noqa: NPY002 - the state that students' code uses

    def _describe(self, error: BaseException) -> Raised:
        try:
            message = self._bans.broken or cut(str(error))
        except BaseException:  # noqa: BLE001 - the student's own __str__ may raise too
            message = ""
        # Scripted code wraps what is raised within it into an exception of its own.
        name = FORBIDDEN_ERROR if self._bans.broken else cut(type(error).__name__)
        if isinstance(error, SyntaxError) and error.filename in self._files():
            return Raised(
                name, cut(str(error.msg)), error.filename or "", error.lineno or 0,
                cut((error.text or "").strip()),
            )  # fmt: skip
        file, line = "", 0
        frame_ = error.__traceback__
        while frame_ is not None:
            if frame_.tb_frame.f_code.co_filename in self._files():
                file, line = frame_.tb_frame.f_code.co_filename, frame_.tb_lineno
            frame_ = frame_.tb_next
        return Raised(name, message, file, line, cut(self._line(file, line)))

    def _line(self, file: str, number: int) -> str:
        lines = self._loader.get_source(file.removesuffix(".py")).splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def _files(self) -> set[str]:
        return {f"{stem}.py" for stem in self._sources}


class StillRunningError(BaseException):
    """A module runs for too long, probably a training loop; raised inside of it."""


def stop_running(_signal: int, _frame: types.FrameType | None) -> None:
    raise StillRunningError(f"still running after {LOAD_SECONDS} s")


class SubmittedModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets the modules of a submission import each other by name."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        self._sources = sources

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the interface
        target: types.ModuleType | None = None,  # noqa: ARG002 - the interface
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._sources:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=f"{fullname}.py")

    def exec_module(self, module: types.ModuleType) -> None:
        run_source(self._sources[module.__name__], module)

    def get_source(self, fullname: str) -> str:
        return self._sources.get(fullname, b"").decode("utf-8", "replace")


class UnneededModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for packages that the book imports and no exercise needs.

    A file that begins with `import torchvision` can be graded where that is not installed;
    only a use of the package is an error.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the interface
        target: types.ModuleType | None = None,  # noqa: ARG002 - the interface
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in UNNEEDED:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


class AbsentModule(types.ModuleType):
    """A package that is not here: its parts may be named, set and derived from, but not called."""

    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return AbsentModule(f"{self.__name__}.{name}")

    def __getitem__(self, key: object) -> Any:
        return AbsentModule(f"{self.__name__}[{key!r}]")

    def __setitem__(self, key: object, value: object) -> None:
        """Settings of a package that is not here are no loss."""

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        return ()

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        package = self.__name__.partition(".")[0]
        raise ModuleNotFoundError(
            f"{self.__name__} is used, but {package} is not installed where submissions are "
            "graded; the exercises don't need it"
        )


def run_source(source: bytes, module: types.ModuleType) -> None:
    """Compiles and runs a module from its bytes; no file is opened."""
    code = compile(source, f"{module.__name__}.py", "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - this is what the worker is for


class Arguments:
    """The arguments of one call, built anew from their descriptions."""

    def __init__(self, descriptions: Sequence[Argument]) -> None:
        self._tensors: list[BuiltTensor] = []
        self.values = [self._build(description) for description in descriptions]

    def _build(self, argument: Argument) -> Any:
        if isinstance(argument, TensorArgument):
            built = BuiltTensor(argument)
            self._tensors.append(built)
            return built.tensor
        if isinstance(argument, ItemsArgument):
            items = [self._build(item) for item in argument.items]
            if argument.container == "list":
                for place, item in enumerate(items):
                    self._remember_place(items, place, item)
                return items
            return tuple(items) if argument.container == "tuple" else (item for item in items)
        return argument

    def _remember_place(self, items: list[Any], place: int, item: Any) -> None:
        for built in self._tensors:
            if built.tensor is item:
                built.place = (items, place)

    def changed(self) -> tuple[int, ...]:
        return tuple(i for i, built in enumerate(self._tensors) if built.has_changed())

    def states(self) -> tuple[TensorState, ...]:
        return tuple(built.state() for built in self._tensors)

    def gradients(
        self, result: Any, weights: tuple[float, ...]
    ) -> tuple[ArrayValue | UnsupportedValue | None, ...]:
        """The gradients of sum(weights * result) with respect to the leaves.

        Raises:
            Exception: autograd's own, for instance where the result has no graph.
        """
        outputs = torch.tensor(weights, dtype=result.dtype).reshape(result.shape)
        # A scalar, because the first backward from anything else imports sympy: 0.3 s.
        (result * outputs).sum().backward()
        gradients = [built.tensor.grad for built in self._tensors if built.was_leaf]
        return tuple(None if g is None else encode_array(g) for g in gradients)


class BuiltTensor:
    """A tensor over memory that we own, so that a change is seen by comparing bytes."""

    __slots__ = (
        "_buffer",
        "_original",
        "_pointer",
        "_shape",
        "_stride",
        "place",
        "tensor",
        "was_leaf",
    )

    def __init__(self, argument: TensorArgument) -> None:
        dtype = TORCH_DTYPES[argument.dtype]
        array = np.frombuffer(argument.data, argument.dtype).reshape(argument.shape)
        if argument.layout == "transposed":
            self._original = array.T.tobytes()
            self._buffer = bytearray(self._original)
            tensor = torch.frombuffer(self._buffer, dtype=dtype).view(array.T.shape).t()
        elif argument.layout == "strided":
            self._original = np.repeat(array, 2, axis=-1).tobytes()
            self._buffer = bytearray(self._original)
            spread = (*array.shape[:-1], array.shape[-1] * 2)
            tensor = torch.frombuffer(self._buffer, dtype=dtype).view(spread)[..., ::2]
        else:
            self._original = argument.data
            self._buffer = bytearray(argument.data)
            # By way of numpy, because the view of a flat tensor is called so in torch's messages.
            owned = np.frombuffer(self._buffer, argument.dtype).reshape(argument.shape)
            tensor = torch.from_numpy(owned)
        if argument.leaf:
            tensor.requires_grad_()
        if argument.grad is not None:
            grad = torch.frombuffer(bytearray(argument.grad), dtype=dtype).view(argument.shape)
            tensor.grad = grad
        self.tensor = tensor
        self.was_leaf = argument.leaf
        self.place: tuple[list[Any], int] | None = None
        self._pointer = tensor.data_ptr()
        self._shape = tensor.shape
        self._stride = tensor.stride()

    def has_changed(self) -> bool:
        tensor = self.tensor
        same = (
            self._buffer == self._original
            and tensor.data_ptr() == self._pointer
            and tensor.shape == self._shape
            and tensor.stride() == self._stride
        )
        return not same

    def state(self) -> TensorState:
        tensor = self.tensor
        replaced = False
        if self.place is not None:
            items, place = self.place
            replaced = place >= len(items) or items[place] is not tensor
        return TensorState(
            value=encode_array(tensor),
            grad=None if tensor.grad is None else encode_array(tensor.grad),
            requires_grad=tensor.requires_grad,
            is_leaf=tensor.is_leaf,
            replaced=replaced,
            version=tensor._version,  # noqa: SLF001 - torch has no public name for it
        )


def encode_value(value: Any, depth: int = 0) -> Value:  # noqa: PLR0911 - one for each type
    """A result in the types that cross; by exact type, so that no subclass's method runs."""
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return cast("Value", value)
    if kind is torch.Tensor or kind is torch.nn.Parameter:
        return encode_array(value)
    if kind is int:
        return cast("int", value) if value in INT64 else UnsupportedValue("int beyond 64 bits")
    if kind is str:
        return cut(value.encode("utf-8", "replace").decode())
    if kind is np.ndarray:
        return encode_ndarray(value, "ndarray")
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return encode_ndarray(np.asarray(value), "numpy scalar")
    if is_list(value) and depth < MAX_DEPTH and (depth or count_items(value) <= MAX_ITEMS):
        items = tuple(encode_value(item, depth + 1) for item in value)
        return ItemsValue("list" if kind is list else "tuple", items)
    return UnsupportedValue(type_name(value))


def count_items(items: Sequence[Any], depth: int = 1) -> int:
    """How many items there are, those of lists within included, as deep as they are sent."""
    if depth == MAX_DEPTH or len(items) > MAX_ITEMS:
        return len(items)
    return len(items) + sum(count_items(item, depth + 1) for item in items if is_list(item))


def is_list(value: Any) -> bool:
    return type(value) is list or type(value) is tuple


def encode_array(tensor: torch.Tensor) -> ArrayValue | UnsupportedValue:
    code = DTYPE_CODES.get(tensor.dtype)
    if code is None or tensor.layout != torch.strided or tensor.device.type != "cpu":
        return UnsupportedValue(cut(f"{tensor.dtype} tensor ({tensor.layout}, {tensor.device})"))
    large = tensor.numel() * tensor.element_size() > MAX_VALUE_BYTES
    if large or tensor.dim() > MAX_AXES or max(tensor.shape, default=0) > MAX_VALUE_BYTES:
        return UnsupportedValue(cut(f"tensor of shape {tuple(tensor.shape)}, too large to be read"))
    # Almost always the first of these, which takes a fifth of the time.
    plain = not (tensor.requires_grad or tensor.is_neg() or tensor.is_conj())
    array = tensor.numpy() if plain else tensor.numpy(force=True)
    return ArrayValue("tensor", code, array.shape, array.tobytes(), tensor.requires_grad)


def encode_ndarray(array: Any, container: Any) -> ArrayValue | UnsupportedValue:
    code = array.dtype.str.lstrip("<|=")
    large = array.nbytes > MAX_VALUE_BYTES or array.ndim > MAX_AXES
    if code not in TORCH_DTYPES or large or max(array.shape, default=0) > MAX_VALUE_BYTES:
        return UnsupportedValue(cut(f"numpy array of shape {array.shape}, dtype {array.dtype}"))
    return ArrayValue(container, code, array.shape, array.tobytes())


def type_name(value: Any) -> str:
    kind = type(value)
    module = kind.__module__
    return cut(kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}")


def cut(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT)] + CUT


def reset_torch() -> None:
    if torch.get_default_dtype() is not torch.float32:
        torch.set_default_dtype(torch.float32)
    torch._C._set_grad_enabled(True)  # noqa: SLF001 - without the cost of the public class
    torch.default_generator.set_state(TORCH_STATE)


TORCH_STATE = torch.Generator().manual_seed(0).get_state()
RANDOM_STATE = random.Random(0).getstate()


class Printed:
    """What a student's code prints, up to a limit."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._length = 0
        self._stream = self._open()

    def capture(self) -> None:
        """Takes over the streams; called before each call, since a student may have set others."""
        sys.stdout = sys.stderr = self._stream
        if self._stream.closed:  # perhaps by the end of the stream that was there just now
            self._stream = sys.stdout = sys.stderr = self._open()

    def add(self, data: bytes) -> None:
        self._kept += data[: max(0, MAX_OUTPUT - self._length)]
        self._length += len(data)

    def text(self) -> str:
        """What was printed since the last time that this was asked."""
        if not self._stream.closed:
            self._stream.flush()
        if not self._length:
            return ""
        text = self._kept.decode("utf-8", "replace")
        if self._length > MAX_OUTPUT:
            text += f"\n… {self._length - MAX_OUTPUT} more bytes"
        self._kept, self._length = bytearray(), 0
        return text

    def _open(self) -> io.TextIOWrapper:
        buffered = io.BufferedWriter(PrintedBytes(self))
        return io.TextIOWrapper(buffered, "utf-8", "backslashreplace")


class PrintedBytes(io.RawIOBase):
    """The lowest layer of a stream that ends in `Printed`."""

    def __init__(self, printed: Printed) -> None:
        self._printed = printed

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._printed.add(bytes(data))
        return len(data)


def forbid(*names: str) -> None:
    """Replaces builtins that wait for somebody at the keyboard."""
    for name in names:
        setattr(builtins, name, refuse(name))


def refuse(name: str) -> Callable[..., Any]:
    def refused(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError(f"{name}() is not available while a submission is graded")

    return refused
