"""What a table of answers earns: much on the public examples, nothing on those of a build.

The table is made here, as a student could make one: a right solution is run on the examples that
come with the package.
"""

import json
import os
import re
import subprocess
import sys

import msgspec
import numpy as np
import pytest
from conftest import EXERCISE
from machines import ROOT

from autograder.corpus import PUBLIC_SEED, examples_for
from autograder.engine import DECODE_CALL, Plan, examine
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import ArrayValue, ItemsValue, Modules

FUNCTIONS = ("normal_equation", "images_to_float", "squared_loss_onehot", "accuracy")
MODULE = "softmax_regression"
SOLUTION = "".join(
    (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    for name in dict.fromkeys(EXERCISE[function].module for function in FUNCTIONS)
)
DIGEST = """
import hashlib
import torch

def digest(*arguments):
    found = hashlib.sha256()
    for tensor in arguments:
        tensor = tensor.detach().contiguous()
        found.update(f"{tensor.dtype}{tuple(tensor.shape)}".encode() + bytes(tensor.numpy().data))
    return found.hexdigest()[:16]
"""
TABLE = """
nan, inf = float("nan"), float("inf")
TABLE = {{
{entries}}}
"""
FUNCTION = """
def {name}(*arguments):
    return TABLE["{name} " + digest(*arguments)]
"""


def calls_of(name, session):
    """All calls that are made of a right function in a check."""
    exercise = EXERCISE[name]
    examination = examine(Plan(exercise, examples_for(exercise, PUBLIC_SEED)), session.replies)
    assert not examination.findings
    return [DECODE_CALL(call) for call in examination.replies]


def values(name, calls, session):
    """What a function of the student's module gives for the arguments of these calls."""
    asked = (msgspec.structs.replace(c, function=name, weights=None, watch=False) for c in calls)
    replies = session.ask(list(map(msgspec.msgpack.encode, asked)))
    return [reply.value if reply.raised is None else None for reply in replies]


def text_of(value):
    """A value as Python."""
    if isinstance(value, ItemsValue):
        return f"({''.join(f'{text_of(item)}, ' for item in value.items)})"
    if isinstance(value, ArrayValue):
        array = np.frombuffer(value.data, value.dtype).reshape(value.shape)
        return f"torch.tensor({array.tolist()}, dtype=torch.{array.dtype})"
    return repr(value)


@pytest.fixture(scope="module")
def table(zygote, tmp_path_factory):
    """The folder of a student who answers from a table of the public examples."""
    answers = {}
    modules = Modules({MODULE: (SOLUTION + DIGEST).encode()})
    with Session(zygote, modules, Limits()) as session:
        session.module(MODULE)
        for name in FUNCTIONS:
            session.start_function(MODULE)
            calls = calls_of(name, session)
            pairs = zip(values("digest", calls, session), values(name, calls, session), strict=True)
            for digest, value in pairs:
                answers[f"{name} {digest}"] = text_of(value)
    table = TABLE.format(entries="".join(f"    {d!r}: {text},\n" for d, text in answers.items()))
    functions = "".join(FUNCTION.format(name=name) for name in FUNCTIONS)
    folder = tmp_path_factory.mktemp("table")
    (folder / f"{MODULE}.py").write_text(DIGEST + table + functions)
    return folder


def earned(folder, verb, *options, **environment):
    """The share of the points, and the command as it went."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER_SEED", "GITHUB"))}
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "autograder", verb, folder, *options),
            *(word for name in FUNCTIONS for word in ("--only", name)),
        ],
        cwd=folder, env=kept | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    score, most = re.search(r"^([\d.]+) of ([\d.]+) points", done.stdout, re.MULTILINE).groups()
    return float(score) / float(most), done.stdout


CI = ("ci", "--format", "gradescope")


@pytest.mark.slow
def test_a_students_own_check_can_be_answered_from_a_table(table):
    share, _ = earned(table, "check")
    assert share > 0.9


def test_a_build_that_draws_its_seed_can_not_and_says_how_to_repeat_it(table):
    share, printed = earned(table, *CI)
    assert share < 0.1
    (seed,) = re.findall(r"autograder check .*--seed (\d+)$", printed, re.MULTILINE)
    again, printed = earned(table, "check", "--seed", seed)
    assert again == share
    assert f"--seed {seed} --only normal_equation" in printed


@pytest.mark.slow
def test_a_build_with_a_secret_can_not_and_does_not_tell_it(table):
    secret = "7260358111"
    share, printed = earned(table, *CI, AUTOGRADER_SEED=secret)
    assert share < 0.1
    assert secret not in printed
    for report in (table / "autograder-results").iterdir():
        assert secret not in report.read_text()


@pytest.mark.slow
def test_with_the_public_seed_a_build_is_worth_what_a_check_is(table):
    share, printed = earned(table, *CI, "--seed", str(PUBLIC_SEED))
    assert share > 0.9
    assert "--seed" not in printed
    document = json.loads((table / "autograder-results" / "results.json").read_text())
    assert "seed" not in document["output"]
