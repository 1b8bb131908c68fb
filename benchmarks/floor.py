"""The least that grading with isolation can cost: a warm fork, the calls, a comparison."""

import os
import pickle
import shutil
import socket
import struct
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np

from autograder.observation import Observation, all_arguments
from autograder.worker.protocol import (
    Call,
    FileArgument,
    FixtureArgument,
    ItemsArgument,
    SameArgument,
    TensorArgument,
)

LENGTH = struct.Struct("<Q")
RAISES = "raises"
CONTAINERS = {"list": list, "tuple": tuple, "generator": iter, "dict": dict}
DECODE = msgspec.msgpack.Decoder(Call).decode


@dataclass
class Recorded:
    """A call, and the answer to compare with."""

    call: bytes
    reply: Observation


class Floor:
    """A process with torch that forks for each submission."""

    def __enter__(self) -> Self:
        self._ours, theirs = socket.socketpair()
        self._folder = tempfile.mkdtemp()
        self._process = os.fork()
        if self._process == 0:
            self._ours.close()
            os.chdir(self._folder)
            serve(theirs)
            os._exit(0)
        theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        os.waitpid(self._process, 0)
        shutil.rmtree(self._folder)

    def store(self, name: str, sources: Mapping[str, bytes], recorded: Sequence[Recorded]) -> None:
        """Gives the process a submission, its calls and their answers, before anything is timed."""
        calls = [plain(r) for r in recorded]
        for call, _ in calls:
            keep_files(self._folder, call)
        stored = (name, dict(sources), calls)
        send(self._ours, pickle.dumps(stored))
        receive(self._ours)

    def grade(self, name: str) -> int:
        """The number of calls of a stored submission whose answers are as stored."""
        send(self._ours, pickle.dumps((name,)))
        return int(LENGTH.unpack(receive(self._ours))[0])


def plain(recorded: Recorded) -> tuple[Call, Any]:
    """The call, and what of its result can be compared in one go."""
    call = DECODE(recorded.call)
    observation = recorded.reply
    if observation.raised is not None:
        expected: Any = RAISES
    elif call.watch:
        expected = [state.value for state in observation.states]
    else:
        expected = observation.array if observation.array is not None else observation.value
    return call, expected


def serve(connection: socket.socket) -> None:
    import torch  # noqa: PLC0415 - in the forked process alone

    from autograder.worker.tame import tame  # noqa: PLC0415 - as torch

    tame()  # else the first optimizer imports torch's compiler, which takes a second
    torch.set_num_threads(1)
    torch.ones(2, requires_grad=True).sum().backward()
    stored: dict[str, tuple[dict[str, bytes], Any]] = {}
    while body := receive(connection):
        name, *submission = pickle.loads(body)  # noqa: S301 - from ourselves
        if submission:
            stored[name] = (submission[0], submission[1])
            send(connection, b"stored")
            continue
        sources, calls = stored[name]
        if os.fork() == 0:
            functions: dict[str, Any] = {}
            for stem, source in sources.items():
                namespace = {"__name__": stem}
                exec(compile(source, stem, "exec"), namespace)  # noqa: S102
                functions |= namespace
            same = sum(make(torch, functions, call, expected) for call, expected in calls)
            send(connection, LENGTH.pack(same))
            os._exit(0)
        os.wait()


def make(torch: Any, functions: dict[str, Any], call: Call, expected: Any) -> bool:
    objects: list[Any] = []
    tensors: list[Any] = []
    built = [build(torch, argument, tensors, objects) for argument in call.arguments]
    function = functions[call.function]
    try:
        for _ in range(call.options.times):
            result = function(*built)
            for _ in range(call.options.passes if call.options.items else 0):
                list(islice(result, call.options.items))
        if call.weights is not None:
            result.sum().backward()
    except BaseException:  # noqa: BLE001 - wrong submissions raise
        return bool(expected == RAISES)
    return is_same(result, tensors, expected)


def is_same(result: Any, tensors: list[Any], expected: Any) -> bool:
    """As much as numpy compares in one go; of other results only that there is one."""
    if isinstance(expected, list):
        pairs = zip(tensors, expected, strict=True)
        return all(np.allclose(t.detach().numpy(), e) for t, e in pairs if e is not None)
    if isinstance(expected, np.ndarray) and hasattr(result, "detach"):
        return result.shape == expected.shape and np.allclose(result.detach().numpy(), expected)
    return isinstance(expected, msgspec.Struct) or bool(result == expected)


def build(torch: Any, argument: Any, tensors: list[Any], objects: list[Any]) -> Any:
    if isinstance(argument, ItemsArgument):
        items = [build(torch, item, tensors, objects) for item in argument.items]
        return CONTAINERS[argument.container](items)
    if isinstance(argument, SameArgument):
        return objects[argument.number]
    if isinstance(argument, FileArgument):
        return argument.path
    if isinstance(argument, FixtureArgument):
        from autograder.worker.fixtures import FIXTURES, Trace  # noqa: PLC0415 - as torch

        parts = [build(torch, part, tensors, objects) for part in argument.arguments]
        objects.append(FIXTURES[argument.name](Trace(), *parts))
        return objects[-1]
    if not isinstance(argument, TensorArgument):
        return argument
    array = np.frombuffer(bytearray(argument.data), argument.dtype).reshape(argument.shape)
    tensor = torch.from_numpy(array)
    if argument.container == "parameter":
        tensor = torch.nn.Parameter(tensor)
    elif argument.leaf:
        tensor.requires_grad_()
    if argument.grad is not None:
        grad = np.frombuffer(bytearray(argument.grad), argument.dtype).reshape(argument.shape)
        tensor.grad = torch.from_numpy(grad)
    tensors.append(tensor)
    objects.append(array if argument.container == "ndarray" else tensor)
    return objects[-1]


def keep_files(folder: str, call: Call) -> None:
    """Puts the files that a call names into a folder."""
    for argument in all_arguments(call.arguments):
        if isinstance(argument, FileArgument):
            Path(folder, argument.path).write_bytes(argument.data)


def send(connection: socket.socket, body: bytes) -> None:
    connection.sendall(LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> bytes:
    header = connection.recv(LENGTH.size, socket.MSG_WAITALL)
    if len(header) < LENGTH.size:
        return b""
    return connection.recv(LENGTH.unpack(header)[0], socket.MSG_WAITALL)
