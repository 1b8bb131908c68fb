"""A counterexample as a script runs by itself, whatever the arguments are."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache, examples_for
from autograder.engine import DECODE_CALL, attempt
from autograder.replay_script import script_text
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules

SOLUTIONS = Path(__file__).parents[1] / "solutions"
pytestmark = [pytest.mark.xdist_group("replay scripts"), pytest.mark.slow]
RUN_ALL = """
import contextlib, io, runpy, sys, traceback
from pathlib import Path
sys.path.insert(0, {solutions!r})
for script in map(Path, {scripts!r}):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            runpy.run_path(str(script))
        except ValueError as error:  # which the solution raises itself
            assert "raise ValueError" in traceback.format_exc()
            print("ValueError:", error)
    script.with_suffix(".out").write_text(printed.getvalue())
"""


@pytest.fixture(scope="module")
def scripts(zygote, cache_folder, tmp_path_factory):
    """The folder with a script for each property and what it printed, on the solutions."""
    folder = tmp_path_factory.mktemp("scripts")
    for exercise in EXERCISES:
        right = next(v for v in read_versions(exercise.name) if v.verdict == "right")
        corpus = examples_for(exercise, 2017, Cache(cache_folder))
        with Session(zygote, Modules({exercise.module: right.source}), Limits()) as session:
            session.module(exercise.module)
            session.start_function(exercise.module)
            for prop in exercise.core_properties:
                example = corpus[prop.domain.name][2]
                trial = attempt(exercise, prop, example, session.ask)
                calls = [DECODE_CALL(call) for call in trial.calls]
                text = script_text(exercise, exercise.module, prop.title, calls, ["expected:\n1"])
                (folder / f"{exercise.name}-{prop.id}.py").write_text(text)
    names = sorted(map(str, folder.glob("*.py")))
    program = RUN_ALL.format(solutions=str(SOLUTIONS), scripts=names)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_a_script_of_every_property_runs_on_the_solutions(scripts):
    written = {path.stem for path in scripts.glob("*.py")}
    assert len(written) == sum(len(e.core_properties) for e in EXERCISES)
    assert {path.stem for path in scripts.glob("*.out")} == written


def test_each_prints_what_came_back(scripts):
    assert all(path.read_text() for path in scripts.glob("*.out"))
    assert (
        scripts / "softmax-matches-reference.out"
    ).read_text() == "tensor([[1.],\n        [1.]])\n"


def test_a_call_that_is_to_raise_does(scripts):
    printed = (scripts / "load_idx_images-wrong-magic.out").read_text()
    assert printed.startswith("ValueError: labels-idx1-ubyte has the magic number 2049")


def test_a_script_imports_what_it_uses_and_nothing_else(scripts):
    for path in scripts.glob("*.py"):
        tree = ast.parse(path.read_text())
        imported = {
            alias.asname or alias.name
            for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }  # fmt: skip
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert imported <= used, path.name


def test_a_script_says_what_is_expected_in_comments(scripts):
    text = (scripts / "softmax-matches-reference.py").read_text()
    assert "Run it beside softmax_regression.py." in text.splitlines()[0]
    assert text.endswith("# expected:\n# 1\n")


def test_what_is_changed_by_a_call_is_printed_after_it(scripts):
    printed = [p.read_text() for p in scripts.glob("sgd-*.out")]
    assert any("p = tensor" in text for text in printed)
