"""The loop that serves calls inside a worker, after the fork: the student's code runs here."""

import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import io
import random
import socket
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Any

import msgspec
import numpy as np
import torch

from autograder.worker import reader
from autograder.worker.arguments import Arguments
from autograder.worker.bans import Bans
from autograder.worker.interrupt import Interrupter, StillRunningError
from autograder.worker.protocol import (
    FORBIDDEN_ERROR,
    HEADER,
    MAX_ITEMS,
    MAX_OUTPUT,
    Again,
    Answer,
    ArrayValue,
    Call,
    Epoch,
    File,
    ItemsValue,
    Kind,
    Loaded,
    Modules,
    Options,
    Raised,
    Training,
    UnsupportedValue,
    Value,
    frame,
)
from autograder.worker.results import (
    cut,
    encode_array,
    encode_iterable,
    encode_value,
)
from autograder.worker.training import training_steps
from autograder.worker.warned import Warned

CALLS = (Kind.CALL, Kind.CALL_OF_MANY)
WAIT_SECONDS = 0.05
"""An answer does not wait for others if the last ones were sent longer ago."""
LOAD_SECONDS = 5
"""After so much CPU time a module is interrupted; what it has defined by then is kept."""
UNNEEDED = {
    *("IPython", "PIL", "d2l", "d2lzh", "d2lzh_pytorch", "matplotlib", "matplotlib_inline"),
    *("pandas", "scipy", "sklearn", "torchaudio", "torchvision", "tqdm"),
}
PRINT = print
# Made here, in the zygote, because the types can't be looked up once it has forgotten them.
DECODE_CALL = msgspec.msgpack.Decoder(Call).decode
DECODE_TRAINING = msgspec.msgpack.Decoder(Training).decode
DECODE_MODULES = msgspec.msgpack.Decoder(Modules).decode
DECODE_FILE = msgspec.msgpack.Decoder(File).decode
DECODE_AGAIN = msgspec.msgpack.Decoder(Again).decode
ENCODE = msgspec.msgpack.Encoder().encode


def warm_up() -> None:
    """Pays for first uses in the zygote, once, with the one thread that makes a fork safe."""
    torch.set_num_threads(1)
    w = torch.ones(2, 2, requires_grad=True)
    encode_array((torch.ones(1, 2) @ w).exp().sum())
    torch.autograd.grad((torch.ones(1, 2) @ w).exp().sum(), w)
    reset_torch(0)
    reset_others(0)


def serve(connection: socket.socket, bans: Bans) -> None:
    """Answers the grader's messages until it hangs up."""
    stream = connection.makefile("rb", buffering=1 << 16)
    program, files = Program(bans), reader.Files()
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
        elif kind == Kind.USE:
            program.use(body.decode())
        elif kind == Kind.MODULES:
            program.receive(DECODE_MODULES(body))
            connection.sendall(frame(Kind.READY, number, b""))
        elif kind == Kind.TRAIN:
            epoch = program.train(DECODE_TRAINING(body))
            connection.sendall(frame(Kind.EPOCH, number, ENCODE(epoch)))
        elif kind == Kind.GO_ON:
            connection.sendall(frame(Kind.EPOCH, number, ENCODE(program.next_epoch())))
        else:  # a worker that reads is never sent modules to run
            connection.sendall(about_files(files, kind, number, body))


def about_files(files: reader.Files, kind: int, number: int, body: bytes) -> bytes:
    """The frame that answers a message to a worker that only reads; none if it is to forget."""
    if kind == Kind.FORGET:
        files.forget()
        return b""
    if kind == Kind.READ:
        reading = files.read(number, DECODE_FILE(body))
    else:
        reading = files.read_again(DECODE_AGAIN(body))
    return frame(Kind.READING, number, ENCODE(reading))


class Program:
    """A student's modules, run from the bytes that the grader has read."""

    def __init__(self, bans: Bans) -> None:
        self._sources: dict[str, bytes] = {}
        self._loader = SubmittedModules({})
        self._namespaces: dict[str, dict[str, Any]] = {}
        self._in_use: dict[str, Any] = {}
        self._printed = Printed()
        self._warned = Warned(())
        self._bans = bans
        self._interrupter = Interrupter(self._source_of)
        self._call_seconds = 0.0
        self._may_draw = False
        self._epochs: Iterator[Epoch] = iter(())

    def receive(self, modules: Modules) -> None:
        """Makes the modules known; `import` finds them after everything that is installed."""
        self._sources = sources = modules.sources
        self._bans.declare(modules.forbidden)
        self._loader = SubmittedModules(sources)
        self._warned = Warned(self._files())
        self._interrupter = Interrupter(self._source_of, self._files())
        self._call_seconds = modules.call_seconds
        self._may_draw = any(b"random" in source for source in sources.values())
        builtins.print = self._printed.print
        sys.meta_path += [self._loader, UnneededModules()]

    def load(self, stem: str) -> Loaded:
        """Runs a module; what it defined before an exception stays usable."""
        module = types.ModuleType(stem)
        module.__file__ = f"{stem}.py"
        module.__loader__ = self._loader  # shows the source to those who ask for a line of it
        sys.modules.setdefault(stem, module)
        self._namespaces[stem] = module.__dict__
        self.use(stem)
        raised = None
        self._bans.lift()  # at its top level it may use, for other functions, what it likes
        self._reset_state()
        self._printed.capture()
        self._warned.capture()
        try:
            with self._interrupter.within(LOAD_SECONDS):
                run_source(self._sources[stem], module)
        except BaseException as error:  # noqa: BLE001 - a student may raise anything
            raised = self._describe(error)
        self._warned.take()
        functions = tuple(str(name) for name, value in module.__dict__.items() if callable(value))
        return Loaded(functions, raised, self._printed.text())

    def use(self, stem: str) -> None:
        """Has calls go to this module, which was run."""
        self._printed.begin()
        self._in_use = self._namespaces[stem]

    def call(self, call: Call) -> Answer:
        """Makes one call and reports all that it did."""
        self._bans.put_into_force(call.function)  # no others hold when its arguments are made
        arguments = Arguments(call.arguments)
        options = call.options
        self._reset_state(options.seed)
        self._printed.capture()
        self._warned.capture()
        try:
            function = self._in_use[call.function]
            with self._interrupter.within(self._call_seconds):
                value, result = run_function(function, arguments, options)
        except BaseException as error:  # noqa: BLE001 - a student may raise anything
            return Answer(
                raised=self._describe(error),
                interrupted=type(error) is StillRunningError,
                changed=arguments.changed(),
                output=self._printed.text(),
                printed=self._printed.lines,
                trace=arguments.trace.text,
                warnings=self._warned.take(),
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
            printed=self._printed.lines,
            reports=arguments.reports() if call.watch else (),
            trace=arguments.trace.text,
            warnings=self._warned.take(),
        )

    def train(self, training: Training) -> Epoch:
        """Prepares to train, and tells how it begins."""
        self._reset_state(training.seed)
        self._epochs = training_steps(training, self._namespaces)
        return self.next_epoch()

    def next_epoch(self) -> Epoch:
        """Trains for an epoch; whatever stops it stops all later ones."""
        self._printed.begin()
        self._printed.capture()
        try:
            epoch = next(self._epochs)
        except BaseException as error:  # noqa: BLE001 - a student may raise anything
            epoch = Epoch(raised=self._describe(error))
        return msgspec.structs.replace(epoch, output=self._printed.text())

    def _reset_state(self, seed: int = 0) -> None:
        """The same random numbers and settings of torch in every call, whatever went before."""
        reset_torch(seed)
        if self._may_draw:  # a fifth of a small call's time, so not for those who never name it
            reset_others(seed)

    def _describe(self, error: BaseException) -> Raised:
        try:
            message = self._bans.broken or cut(str(error))
        except BaseException:  # noqa: BLE001 - the student's own __str__ may raise too
            message = ""
        # Scripted code wraps what is raised within it into an exception of its own.
        name = FORBIDDEN_ERROR if self._bans.broken else cut(type(error).__name__)
        if isinstance(error, SyntaxError) and error.filename in self._files():
            code, column, width = reader.pointed_at(error)
            if not code.isascii():  # in bytes, as modules are compiled, columns count these
                column = width = 0
            place = (error.filename or "", error.lineno or 0, code)
            return Raised(name, cut(str(error.msg)), *place, column=column, width=width)
        if isinstance(error, StillRunningError):
            file, line = self._interrupter.place_of(error)
            return Raised(name, message, file, line, cut(self._line(file, line)))
        file, line = "", 0
        frame_ = error.__traceback__
        while frame_ is not None:
            if frame_.tb_frame.f_code.co_filename in self._files():
                file, line = frame_.tb_frame.f_code.co_filename, frame_.tb_lineno
            frame_ = frame_.tb_next
        return Raised(name, message, file, line, cut(self._line(file, line)))

    def _source_of(self, file: str) -> str:
        return self._loader.get_source(file.removesuffix(".py"))

    def _line(self, file: str, number: int) -> str:
        lines = self._source_of(file).splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def _files(self) -> set[str]:
        return {f"{stem}.py" for stem in self._sources}


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


def run_function(
    function: Callable[..., Any], arguments: Arguments, options: Options
) -> tuple[Value, Any]:
    """Calls the function as often as is asked; gives what crosses, and the last result itself.

    Raises:
        BaseException: whatever the student's code raises, also while its items are made.
    """
    values: list[Value] = []
    result = None
    for _ in range(options.times):
        result = function(*arguments.values)
        values.append(read_result(result, arguments, options))
    if options.step:
        arguments.step(result)
    return values[0] if options.times == 1 else ItemsValue("tuple", tuple(values)), result


def read_result(result: Any, arguments: Arguments, options: Options) -> Value:
    # Several results are sent in a tuple, and have to share its limits.
    room = () if options.times == 1 else (1, MAX_ITEMS // options.times - 1)
    if options.items:
        return encode_iterable(result, options.items, options.passes, *room)
    if isinstance(result, torch.optim.Optimizer):
        return arguments.optimizer(result)
    return encode_value(result, *room)


def reset_torch(seed: int) -> None:
    if torch.get_default_dtype() is not torch.float32:
        torch.set_default_dtype(torch.float32)
    torch._C._set_grad_enabled(True)  # noqa: SLF001 - without the cost of the public class
    if seed == 0:
        torch.default_generator.set_state(TORCH_STATE)
    else:
        torch.default_generator.manual_seed(seed)


def reset_others(seed: int) -> None:
    if seed == 0:
        random.setstate(RANDOM_STATE)
    else:
        random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - the state that students' code uses


TORCH_STATE = torch.Generator().manual_seed(0).get_state()
RANDOM_STATE = random.Random(0).getstate()


class Printed:
    """The beginning of what a student's code prints, and how many lines there were.

    A function called hundreds of times may print in each call; beyond the limit, which is for all
    calls of a function together, what it prints is not even made into text.
    """

    def __init__(self) -> None:
        self._kept = bytearray()
        self._room = MAX_OUTPUT
        self._stream = self._open()
        self.lines = 0

    def capture(self) -> None:
        """Takes over the streams; called before each call, since a student may have set others."""
        sys.stdout = sys.stderr = self._stream
        if self._stream.closed:  # perhaps by the end of the stream that was there just now
            self._stream = sys.stdout = sys.stderr = self._open()
        self.lines = 0

    def begin(self) -> None:
        """Has room again, for another function."""
        self._room = MAX_OUTPUT

    def print(self, *values: object, file: Any = None, flush: bool = False, **how: Any) -> None:
        """Stands in for the builtin, which would make text of what nobody will see."""
        if file is None and sys.stdout is self._stream and not self._left:
            self.lines += 1
        else:
            PRINT(*values, file=file, flush=flush or file is None, **how)

    def add(self, data: bytes) -> None:
        self._kept += data[: self._left]
        self.lines += data.count(b"\n")

    def text(self) -> str:
        """What was printed since the last time that this was asked, as far as there was room."""
        if not self._stream.closed:
            self._stream.flush()
        text = self._kept.decode("utf-8", "replace")
        if self._kept and not self._left and (more := self.lines - text.count("\n")) > 0:
            text += f"\n… {more} more lines"
        self._room = self._left
        self._kept.clear()
        return text

    @property
    def _left(self) -> int:
        return self._room - len(self._kept)

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


def silence_checks() -> None:
    """A notebook that was saved as a module calls its checks when it is run; they say nothing."""
    module = types.ModuleType("autograder.notebook")
    for name in ("check", "points"):
        setattr(module, name, lambda *_args, **_kwargs: None)
    sys.modules[module.__name__] = module


def forbid(*names: str) -> None:
    """Replaces builtins that wait for somebody at the keyboard."""
    for name in names:
        setattr(builtins, name, refuse(name))


def refuse(name: str) -> Callable[..., Any]:
    def refused(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError(f"{name}() is not available while a submission is graded")

    return refused
