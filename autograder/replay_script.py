"""A counterexample as a Python script that needs nothing but the student's module."""

import ast
import keyword
import sys
import textwrap
from collections.abc import Sequence

from autograder.call_text import call_text
from autograder.exercise import Exercise
from autograder.i18n import _
from autograder.reports.escape import for_terminal
from autograder.values import from_arguments
from autograder.worker.protocol import Call

IMPORTS = {
    "collections": "import collections",
    "inf": "from math import inf",
    "nan": "from math import nan",
    "numpy": "import numpy",
    "pathlib": "import pathlib",
    "random": "import random",
    "torch": "import torch",
    "nn": "from torch import nn",
    "tensor": "from torch import tensor",
    "DataLoader": "from torch.utils.data import DataLoader",
    "TensorDataset": "from torch.utils.data import TensorDataset",
}
"""How a name that a call needs comes to be there."""
SEEDS = "random.seed(0)\nnumpy.random.seed(0)\ntorch.manual_seed(0)\n"
"""The state from which every call starts."""
FILES = "os.chdir(tempfile.mkdtemp())  # for the file that the function is to read\n"
SILENT = {"step", "backward", "write_bytes", "manual_seed"}
"""Methods whose result says nothing."""
WIDTH = 88
STDLIB = sys.stdlib_module_names


def script_text(
    exercise: Exercise, module: str, title: str, calls: Sequence[Call], said: Sequence[str]
) -> str:
    """A script that makes the calls and prints what comes back.

    Args:
        exercise: whose function is called.
        module: the stem of the student's module.
        title: of the property.
        calls: in their order.
        said: what is to be expected, as paragraphs.
    """
    texts = dict.fromkeys(texts_of(exercise, calls))
    body = "\n".join(f"{SEEDS}{printing(text, after=exercise.watch)}" for text in texts)
    needed = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    imports = [line for name, line in IMPORTS.items() if name in needed]
    files = "pathlib" in needed
    if files:
        imports += ["import os", "import tempfile"]
    ours = [line for line in imports if line.split()[1].partition(".")[0] in STDLIB]
    others = [line for line in imports if line not in ours]
    about = _("{name}: {title}. Run it beside {file}.")
    docstring = quoted(about.format(name=exercise.name, title=title, file=f"{module}.py"))
    comments = [f"# {line}" for text in said for line in comment_lines(text)]
    imported = import_text(module, exercise.name)
    return "\n".join([
        docstring, "", *sorted(ours), "", *others, "", imported, "",
        *([FILES] if files else []), body.rstrip("\n"), "", *comments, "",
    ])  # fmt: skip


def import_text(module: str, name: str) -> str:
    """The import of a function from the student's module, whose file may have any name."""
    if is_importable(module):
        return f"from {module} import {name}"
    return f"import runpy\n\n{name} = runpy.run_path({f'{module}.py'!r})[{name!r}]"


def is_importable(module: str) -> bool:
    """Tells a module that an import can name."""
    return module.isidentifier() and not keyword.iskeyword(module)


def quoted(text: str) -> str:
    """A docstring, as it is usually written where that says the same."""
    plain = text.isprintable() and not set(text) & {'"', "\\"}
    return f'"""{text}"""' if plain else repr(text)


def texts_of(exercise: Exercise, calls: Sequence[Call]) -> list[str]:
    return [
        call_text(
            call.function,
            from_arguments(call.arguments),
            exercise.parameters,
            call.weights,
            call.options,
            complete=True,
        )
        for call in calls
    ]


def printing(text: str, *, after: bool) -> str:
    """The same lines, each value that is not kept printed; `after` them, what they have named."""
    lines, names = [], []
    for statement in ast.parse(text).body:
        line = ast.get_source_segment(text, statement) or ""
        lines.append(f"print({line})" if is_value(statement) else line)
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            names.append(statement.targets[0].id)
    lines += [f'print("{name} =", {name})' for name in names if after]
    return "\n".join(lines) + "\n"


def is_value(statement: ast.stmt) -> bool:
    """Whether a line is an expression whose value somebody may want to see."""
    if not isinstance(statement, ast.Expr):
        return False
    called = statement.value.func if isinstance(statement.value, ast.Call) else None
    return not (isinstance(called, ast.Attribute) and called.attr in SILENT)


def comment_lines(text: str) -> list[str]:
    """A paragraph for comments, visible and without any other end of a line.

    Lines that are aligned stay as they are.
    """
    lines = for_terminal(text).split("\n")
    wrapped = len(lines) == 1 and "tensor(" not in text
    return textwrap.wrap(lines[0], WIDTH) if wrapped else lines
