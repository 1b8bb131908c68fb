"""Names that could hide from a reader what code uses, and that no exercise needs."""

from functools import lru_cache

COMPUTED = "an attribute by a computed name"
COMPUTED_MODULE = "a module by a computed name"
RUNS_TEXT = {
    *("exec", "eval", "compile", "code.InteractiveConsole", "code.InteractiveInterpreter"),
    *("codeop", "doctest", "runpy", "timeit", "typing.ForwardRef", "typing.get_type_hints"),
    *("torch.fx", "torch.jit"),
}
FINDS_BY_NAME = {
    *("__import__", "globals", "locals", "vars", "builtins", "__builtins__"),
    *("sys.meta_path", "sys.modules", "sys.path_hooks", "importlib", "pkgutil", "zipimport"),
    *("copyreg", "inspect", "marshal", "pickle", "pickletools", "pydoc", "shelve"),
    *("numpy.load", "unittest.mock", "torch.classes", "torch.hub", "torch.load", "torch.ops"),
    *("torch.overrides", "torch.package", "torch.serialization"),
}
REACHES_FRAMES = {
    *("bdb", "faulthandler", "gc", "pdb", "cProfile", "profile.Profile", "signal.signal"),
    *("sys._getframe", "sys._current_frames", "sys.exc_info", "sys.monitoring"),
    *("sys.setprofile", "sys.settrace", "trace.Trace", "traceback.walk_stack"),
    *("traceback.walk_tb", "types.CodeType", "types.FunctionType", "weakref"),
}
LEAVES_PYTHON = {
    *("ctypes", "numpy.ctypeslib", "multiprocessing", "subprocess", "_thread", "threading"),
    *("concurrent.futures", "torch._C", "torch.compile", "torch.export", "torch.library"),
    "torch.utils.cpp_extension",
}
SUSPICIOUS = RUNS_TEXT | FINDS_BY_NAME | REACHES_FRAMES | LEAVES_PYTHON
SUSPICIOUS_ATTRIBUTES = {
    *("__annotations__", "__builtins__", "__closure__", "__code__", "__defaults__", "__globals__"),
    *("__getattribute__", "__kwdefaults__", "__subclasses__", "__wrapped__", "cell_contents"),
    *("_getframe", "ag_frame", "cr_frame", "f_back", "f_globals", "f_locals", "gi_frame"),
    *("tb_frame", "tb_next"),
    *("_DisableTorchDispatch", "_disable_current_modes", "DisableTorchFunction"),
    *("_decomp", "_functional", "_prims", "_refs", "decomposition_table"),
}


@lru_cache(maxsize=4096)
def is_suspicious(name: str) -> bool:
    """Whether a dotted name is, begins with or contains one that could hide a use."""
    parts = name.split(".")
    if parts[0] == "torch" and any(is_internal(part) for part in parts):
        return True
    starts = {".".join(parts[:n]) for n in (1, 2, 3)}
    return not (SUSPICIOUS.isdisjoint(starts) and SUSPICIOUS_ATTRIBUTES.isdisjoint(parts))


def is_internal(part: str) -> bool:
    """Whether torch keeps what has this name to itself; a list of all that it has is as good."""
    return part == "__dict__" or (part.startswith("_") and not part.startswith("__"))
