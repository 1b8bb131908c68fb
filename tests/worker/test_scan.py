"""Which names a definition uses, however they are spelt."""

import ast

import pytest

from autograder.intake.program import read_program
from autograder.intake.submission import Submission
from autograder.intake.uses import uses_of
from autograder.worker.reader import read
from autograder.worker.scan import Statement, scan
from autograder.worker.suspicious import COMPUTED


def scanned(source: str) -> list[Statement]:
    statements = [Statement(node) for node in ast.parse(source).body]
    scan(statements)
    return statements


def uses(source: str) -> set[str]:
    """The names that `f` uses, those of its helpers included."""
    program = read_program(
        Submission("ada", {"m.py": source.encode()}),
        {"f": "m"},
        lambda files: [read(file) for file in files],
    )
    return {found.use.name for found in uses_of(program, "m", "f")}


def suspicious(source: str) -> set[str]:
    return {name for statement in scanned(source) for name in statement.suspicious}


HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
SPELLINGS = {
    "def f(X): return torch.softmax(X, 1)": "torch.softmax",
    "def f(X): return F.softmax(X, 1)": "torch.nn.functional.softmax",
    "def f(X): return torch.nn.functional.softmax(X, 1)": "torch.nn.functional.softmax",
    "def f(X): return nn.functional.softmax(X, 1)": "torch.nn.functional.softmax",
    "def f(X): return X.softmax(1)": ".softmax",
    "def f(X): return X.exp().softmax(1)": ".softmax",
    "def f(X): return (X + 1).softmax(1)": ".softmax",
    "def f(X):\n    return (\n        X\n        .softmax(1)\n    )": ".softmax",
    "def f(X): return torch.special.softmax(X, 1)": "torch.special.softmax",
    "def f(X): return torch._softmax(X, 1, False)": "torch._softmax",
    "def f(X): return torch.Tensor.softmax(X, 1)": "torch.Tensor.softmax",
    "def f(X): return X.__class__.softmax(X, 1)": ".softmax",
    "def f(X): return type(X).softmax(X, 1)": ".softmax",
    "def f(X): return torch.ops.aten._softmax.default(X, 1, False)": (
        "torch.ops.aten._softmax.default"
    ),
    "def f(X): return torch._C._nn.cross_entropy_loss(X)": "torch._C._nn.cross_entropy_loss",
    "def f(X): return torch.exp(X - torch.logsumexp(X, 1))": "torch.logsumexp",
    "def f(X): return nn.Softmax(dim=1)(X)": "torch.nn.Softmax",
    "def f(X): return nn.CrossEntropyLoss()(X)": "torch.nn.CrossEntropyLoss",
    "def f(p, lr): torch.optim.SGD(p, lr).step()": "torch.optim.SGD",
    "def f(X): return torch.distributions.Categorical(logits=X).probs": (
        "torch.distributions.Categorical"
    ),
    "def f(X):\n    from torch import softmax as s\n    return s(X, 1)": "torch.softmax",
    "def f(X):\n    import torch.nn.functional as G\n    return G.softmax(X)": (
        "torch.nn.functional.softmax"
    ),
    "from torch import softmax as s\ndef f(X): return s(X, 1)": "torch.softmax",
    "from torch.nn import functional as G\ndef f(X): return G.softmax(X)": (
        "torch.nn.functional.softmax"
    ),
    "from torch.nn.functional import *\ndef f(X): return softmax(X)": "torch.nn.functional.softmax",
    "from torch import softmax as f": "torch.softmax",
    "f = torch.softmax": "torch.softmax",
    "f = lambda X: torch.softmax(X, 1)": "torch.softmax",
    "s = torch.softmax\ndef f(X): return s(X, 1)": "torch.softmax",
    "s = t = F.softmax\ndef f(X): return t(X, 1)": "torch.nn.functional.softmax",
    "s: object = F.softmax\ndef f(X): return s(X, 1)": "torch.nn.functional.softmax",
    "G = torch.nn\ndef f(X): return G.CrossEntropyLoss()(X)": "torch.nn.CrossEntropyLoss",
    "def f(X):\n    G = torch.nn\n    return G.Softmax(1)(X)": "torch.nn.Softmax",
    "loss = nn.CrossEntropyLoss(reduction='none')\ndef f(X, y): return loss(X, y)": (
        "torch.nn.CrossEntropyLoss"
    ),
    "table = {'s': F.softmax}\ndef f(X): return table['s'](X)": "torch.nn.functional.softmax",
    "def f(X, s=F.softmax): return s(X)": "torch.nn.functional.softmax",
    "def f(X, *, s=F.softmax): return s(X)": "torch.nn.functional.softmax",
    "@torch.jit.script\ndef f(X): return X": "torch.jit.script",
    "def g(X): return F.softmax(X)\ndef f(X): return g(X)": "torch.nn.functional.softmax",
    "def f(X):\n    def g(): return F.softmax(X)\n    return g()": "torch.nn.functional.softmax",
    "def f(X): return [F.softmax(x) for x in X]": "torch.nn.functional.softmax",
    "def f(X): return (lambda x: F.softmax(x))(X)": "torch.nn.functional.softmax",
    "def f(X): return f'{F.softmax(X)}'": "torch.nn.functional.softmax",
    "async def f(X): return F.softmax(X)": "torch.nn.functional.softmax",
    "def f(X):\n    match X:\n        case _ if F.softmax(X): return 1": (
        "torch.nn.functional.softmax"
    ),
    "class C:\n    def g(self, X): return F.softmax(X)\ndef f(X): return C().g(X)": (
        "torch.nn.functional.softmax"
    ),
    "class C:\n    F = 1\n    def g(self, X): return F.softmax(X)\ndef f(X): return C().g(X)": (
        "torch.nn.functional.softmax"
    ),
    "class C(nn.Softmax): pass\ndef f(X): return C(1)(X)": "torch.nn.Softmax",
    "if True:\n    import torch.nn.functional as G\ndef f(X): return G.softmax(X)": (
        "torch.nn.functional.softmax"
    ),
    "try:\n    from torch import softmax\nexcept ImportError:\n    def softmax(X): return X\n"
    "def f(X): return softmax(X)": "torch.softmax",
    "try:\n    def f(X): return F.softmax(X)\nexcept ValueError: pass": (
        "torch.nn.functional.softmax"
    ),
    "def softmax(X): return X\nfrom torch import softmax\ndef f(X): return softmax(X)": (
        "torch.softmax"
    ),
    "def f(X): return getattr(torch, 'softmax')(X, 1)": "torch.softmax",
    "def f(X): return getattr(X.exp(), 'softmax')(1)": ".softmax",
    "def f(X): return getattr(F, 'softmax', None)(X)": "torch.nn.functional.softmax",
    "import operator\ndef f(X): return operator.methodcaller('softmax', 1)(X)": ".softmax",
    "from operator import attrgetter as a\ndef f(X): return a('nn.functional.softmax')(torch)(X)": (
        ".softmax"
    ),
    "def f(X): return vars(F)['softmax'](X)": ".softmax",
    "def f(X): return F.__dict__['softmax'](X)": ".softmax",
    "import sys\ndef f(X): return sys.modules['torch'].softmax(X)": ".softmax",
    "def f(X): return __import__('torch').softmax(X)": ".softmax",
    "import importlib\ndef f(X): return importlib.import_module('torch').softmax(X)": ".softmax",
    "def f(X):\n    global s\n    s = F.softmax\n    return s(X)": "torch.nn.functional.softmax",
    "def f(X): return X.ｓｏｆｔｍａｘ(1)": ".softmax",  # noqa: RUF001 - Python reads it as plain letters
    "import helpers\ndef f(X): return helpers.soft(X)": "helpers.soft",
    "def f(X):\n    match F:\n        case object(softmax=s): return s(X)": ".softmax",
    "import sys\ndef f(X): return sys.modules['torch.optim'].SGD(X)": "torch.optim",
    "import sys\ndef f(p): return sys.modules['torch.optim'].SGD(p)": "torch.optim.SGD",
    "from sys import modules as m\ndef f(X): return m['torch.nn.functional'].softmax(X)": (
        "torch.nn.functional.softmax"
    ),
    "import importlib\ndef f(p): return importlib.import_module('torch.optim').SGD(p)": (
        "torch.optim.SGD"
    ),
    "from importlib import import_module as i\ng = i('torch.optim')\ndef f(p): return g.SGD(p)": (
        "torch.optim"
    ),
    "from pkgutil import resolve_name\ndef f(p): return resolve_name('torch.optim:SGD')(p)": (
        "torch.optim.SGD"
    ),
    "def f(p): return __import__('torch.optim').optim.SGD(p)": "torch.optim.SGD",
    "def f(X): return getattr(getattr(torch, 'nn'), 'functional').softmax(X)": (
        "torch.nn.functional.softmax"
    ),
    "def f(X): return vars(torch)['nn'].functional.softmax(X)": "torch.nn.functional.softmax",
    "def f(X): return torch.__dict__['softmax'](X, 1)": "torch.softmax",
    "from operator import attrgetter\ndef f(X): return attrgetter('nn.Softmax')(torch)(1)(X)": (
        "torch.nn.Softmax"
    ),
    "T = {}\nfor d in (0, 1): T[d] = torch.softmax(torch.eye(2), d)\ndef f(X): return T[X]": (
        "torch.softmax"
    ),
    "T = {'a': {}}\nT['a']['b'] = torch.softmax\ndef f(X): return T": "torch.softmax",
    "T = []\nT.append(torch.softmax)\ndef f(X): return T[0](X)": "torch.softmax",
    "T = torch.eye(2)\nT.copy_(torch.softmax(T, 1))\ndef f(X): return T": "torch.softmax",
    "T = [0]\ndef fill(): T[0] = torch.softmax\nfill()\ndef f(X): return T[0](X)": "torch.softmax",
    "s = 0\ndef fill():\n    global s\n    s = torch.softmax\nfill()\ndef f(X): return s(X)": (
        "torch.softmax"
    ),
    "def g(X): pass\ng.s = torch.softmax\ndef f(X): return g.s(X)": "torch.softmax",
    "g = getattr\ndef f(X): return g(F, 'softmax')(X)": "torch.nn.functional.softmax",
    "softmax = 1\ndef f(X): return X\ndef f(X, g=f): return F.softmax(X)": (
        "torch.nn.functional.softmax"
    ),
    "def f(X): return F.softmax(X)\ng = f\ndef f(X): return g(X)": "torch.nn.functional.softmax",
    "def f(X): return F.softmax(X)\n@print\ndef f(X, g=f): return g(X)": (
        "torch.nn.functional.softmax"
    ),
}


@pytest.mark.parametrize(("source", "name"), SPELLINGS.items(), ids=SPELLINGS)
def test_a_use_is_found_by_its_full_name(source, name):
    assert name in uses(HEAD + source)


@pytest.mark.parametrize(
    "source",
    ["from helpers import soft\ndef f(X): return soft(X)",
     "import helpers as h\ndef f(X): return h.soft(X)",
     "from helpers import *\ndef f(X): return soft(X)",
     "from helpers import soft as f"],
)  # fmt: skip
def test_a_use_is_found_in_another_module_of_the_submission(source):
    files = {
        "m.py": source.encode(),
        "helpers.py": b"import torch\ndef soft(X): return torch.softmax(X, 1)\n",
    }
    program = read_program(
        Submission("ada", files), {"f": "m"}, lambda files: [read(file) for file in files]
    )
    (found,) = [found for found in uses_of(program, "m", "f") if found.use.name == "torch.softmax"]
    assert (found.file, found.use.line, found.definition) == ("helpers.py", 2, "soft")


OWN = {
    "softmax = 1\ndef f(X): return softmax",
    "def softmax(X): return X.exp()\ndef f(X): return softmax(X)",
    "from torch import softmax\ndef softmax(X): return X\ndef f(X): return softmax(X)",
    "def f(softmax): return softmax(1)",
    "def f(X):\n    softmax = X.exp()\n    return softmax",
    "def f(X): return [softmax for softmax in X]",
    "def f(X):\n    def softmax(x): return x\n    return softmax(X)",
    "class C:\n def softmax(self): return 1\n def g(self): return self.softmax()\ndef f(): C()",
    "class C:\n    @staticmethod\n    def softmax(): return 1\ndef f(X): return C.softmax()",
    "class C:\n def __init__(self): self.softmax = 1\n def g(self): return self.softmax\nf = C()",
    "def f(X):\n    try: pass\n    except ValueError as softmax: return softmax",
    "def f(X):\n    match X:\n        case [softmax, *_]: return softmax",
    "def f(X): return X  # F.softmax(X)",
    "def f(X):\n    'like F.softmax(X)'\n    return X",
    "def g(X): return F.softmax(X)\ndef f(X): return X",
    "def f(X: 'F.softmax') -> None: return X",
    "import torch.nn.functional as G\ndef f(X): return X",
    "def f(X): return F.softmax(X)\ndef f(X): return X",
    "f = nn.Softmax(1)\ndef f(X): return X",
    "net = nn.Sequential(nn.Softmax(1))\ndef f(X): return X",
    "X = torch.eye(2)\nassert torch.equal(f(X), X.softmax(1))\ndef f(X): return X",
    "k = 2\nprint(F.one_hot(X, k), F.softmax(X, 1))\ndef f(X): return X / k",
    "T = [1]\nT[0] = 2\nprint(F.softmax(X, 1))\ndef f(X): return T",
    "losses = []\ndef train(X): losses.append(F.softmax(X))\ndef f(X): return X",
}


@pytest.mark.parametrize("source", sorted(OWN))
def test_what_is_the_students_own_or_not_used_is_no_use(source):
    assert not [name for name in uses(HEAD + source) if "softmax" in name.lower()]


SUSPICIOUS = {
    "def f(X): return getattr(torch, 'soft' + 'max')(X)": COMPUTED,
    "def f(X, n): return getattr(torch, n)(X)": COMPUTED,
    "def f(X): return vars(F)[''.join('softmax')](X)": COMPUTED,
    "import operator\ndef f(X, n): return operator.methodcaller(n)(X)": COMPUTED,
    "def f(X): exec('y = F.soft' + 'max(X)')": "exec",
    "def f(X): return eval('F.softmax(X)')": "eval",
    "import gc\ndef f(X): return gc.get_objects()": "gc.get_objects",
    "import ctypes\ndef f(X): ctypes.CDLL(None)": "ctypes.CDLL",
    "from threading import Thread as T\ndef f(X): T(target=f).start()": "threading.Thread",
    "def f(X): return torch.ops.aten._softmax(X)": "torch.ops.aten._softmax",
    "def f(X): return torch._C._nn.nll_loss(X)": "torch._C._nn.nll_loss",
    "def f(X): return torch.jit.CompilationUnit('')": "torch.jit.CompilationUnit",
    "def f(X): return f.__globals__": ".__globals__",
    "from torch.utils._python_dispatch import _disable_current_modes as d\ndef f(X): d()": (
        "torch.utils._python_dispatch._disable_current_modes"
    ),
    "exec('def f(X): return X')": "exec",
    "import inspect\ndef f(X): return inspect.currentframe()": "inspect.currentframe",
    "def f(X):\n    try: 1 / 0\n    except Exception as e: return e.__traceback__.tb_frame": (
        ".tb_frame"
    ),
    "def f(X): return torch._fused_sgd_(X)": "torch._fused_sgd_",
    "def f(X): return torch._decomp.decomposition_table": "torch._decomp.decomposition_table",
    "def f(X, n):\n    import sys\n    return sys.modules[n]": "a module by a computed name",
    "def f(X): return X.step.__wrapped__(X)": ".__wrapped__",
    "from functools import reduce\ndef f(n): return reduce(getattr, n.split('.'), torch)": COMPUTED,
    "import operator\ndef f(n): return map(operator.attrgetter, n)": COMPUTED,
    "def f(n): return torch.__dict__.get(n)": "torch.__dict__.get",
    "def f(n): return F.__dict__.values()": "torch.nn.functional.__dict__.values",
    "def f(n): return torch.__getattribute__(n)": "torch.__getattribute__",
    "import sys\ndef f(n): return sys.modules.get(n)": "sys.modules.get",
    "import pickle\ndef f(X): return pickle.loads(X)": "pickle.loads",
    "import doctest\ndoctest.testmod()": "doctest.testmod",
    "import signal\ndef f(g): signal.signal(14, g)": "signal.signal",
    "import sys\ndef f(g): sys.setprofile(g)": "sys.setprofile",
    "import weakref\ndef f(): return weakref.finalize._registry": "weakref.finalize._registry",
    "def f(g): return g.__closure__[0].cell_contents": ".cell_contents",
    "def f(a: torch.optim): return f.__annotations__": ".__annotations__",
    "def f(X): return torch.library.get_kernel('aten::exp', 'CPU')": "torch.library.get_kernel",
}


@pytest.mark.parametrize(("source", "what"), SUSPICIOUS.items(), ids=SUSPICIOUS)
def test_what_could_hide_a_use_is_told(source, what):
    assert what in suspicious(HEAD + source)


def test_ordinary_code_is_not_suspicious():
    source = (
        "def f(X):\n    print(torch.__version__)\n    E = torch.exp(X)\n"
        "    print(len(X), hasattr(X, 'grad'))\n    return E"
    )
    assert suspicious(HEAD + source) == set()


def test_a_use_is_told_with_the_line_of_its_last_name_and_the_first_of_several():
    source = (
        "import torch\ndef f(X):\n    X = (torch\n        .softmax(X))\n    return torch.softmax(X)"
    )
    assert scanned(source)[1].uses["torch.softmax"] == 4


def test_the_middle_of_a_very_long_chain_is_told_too():
    chain = "X" + ".a" * 40 + ".softmax"
    assert ".softmax" in uses(f"def f(X): return {chain}")
    assert ".softmax" in uses(f"import torch as X\ndef f(): return {chain + '.b'}")


@pytest.mark.parametrize(
    ("body", "is_stub"),
    [
        ("raise NotImplementedError", True),
        ("'''Doc.'''\n    raise NotImplementedError('write me')", True),
        ("pass", True),
        ("...", True),
        ("'''Doc.'''", True),
        ("return X", False),
        ("X = 1\n    raise NotImplementedError", False),
        ("raise ValueError", False),
    ],
)
def test_a_stub_is_a_function_that_does_nothing(body, is_stub):
    assert scanned(f"def f(X):\n    {body}\n")[0].is_stub() is is_stub


def test_functions_within_something_else_are_told_by_name():
    source = "class C:\n  def softmax(self): pass\ndef f():\n  def g(): pass\nif 1:\n def h(): 1"
    inner = {name for statement in scanned(source) for name in statement.inner}
    assert inner == {"softmax", "g"}
