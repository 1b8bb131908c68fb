"""What torch does at first use and a confined worker can't: compile, start processes, ask /proc.

Nothing is ever compiled in a worker.
"""

import functools
import importlib.util
import sys
import tempfile
import types
import warnings
from typing import Any

import torch
from torch.utils.data import DataLoader

COMPILER = "torch._dynamo"


def tame() -> None:
    """To be done in the zygote, before the first fork."""
    postpone_compiler()
    load_data_here()
    tempfile.tempdir = "/tmp"  # noqa: S108 - the compiler wants a name; nobody can write there
    image = torch.ones(1, 1, 3, 3)
    torch.nn.Conv2d(1, 1, 2)(image).sum().backward()  # the first one looks for /proc/cpuinfo


def postpone_compiler() -> None:
    """Lets optimizers do without torch's compiler, which takes seconds to import.

    Each of them imports it, only to say what must not be compiled. The two functions for that
    do nothing here; whoever asks the module for anything else gets the real one.
    """
    spec = importlib.util.find_spec(COMPILER)
    if COMPILER in sys.modules or spec is None or spec.loader is None:
        return
    compiler = UnusedCompiler(COMPILER)
    compiler.__spec__ = spec
    compiler.__loader__ = spec.loader
    compiler.__file__ = spec.origin
    compiler.__path__ = spec.submodule_search_locations or []
    compiler.__package__ = COMPILER
    sys.modules[COMPILER] = compiler
    setattr(torch, COMPILER.rpartition(".")[2], compiler)


class UnusedCompiler(types.ModuleType):
    """`torch._dynamo`, which becomes itself when something is needed that is not here."""

    @staticmethod
    def disable(function: Any = None, *_: object, **__: object) -> Any:
        return function if function is not None else lambda decorated: decorated

    @staticmethod
    def graph_break(*_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        loader: Any = self.__loader__
        if name.startswith("__") or loader is None:
            raise AttributeError(name)
        self.__class__ = types.ModuleType  # type: ignore[assignment]  # as importlib's LazyLoader
        loader.exec_module(self)
        return getattr(self, name)


def load_data_here() -> None:
    """Makes a `DataLoader` that wants processes of its own do without them, and say so.

    It says nothing of how many cores the machine has, which is not the student's.
    """
    prepare = DataLoader.__init__

    @functools.wraps(prepare)
    def prepare_without_processes(self: Any, *arguments: Any, **options: Any) -> None:
        prepare(self, *arguments, **options)
        if self.num_workers > 0:
            warnings.warn(
                "num_workers is taken as 0 here: no processes can be started", stacklevel=2
            )
            self.num_workers, self.timeout, self.prefetch_factor = 0, 0, None

    DataLoader.check_worker_number_rationality = lambda *_: None  # type: ignore[method-assign]
    DataLoader.__init__ = prepare_without_processes  # type: ignore[method-assign]
