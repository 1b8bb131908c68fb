"""Stubs are the solutions with every answer replaced by its task."""

import ast
from pathlib import Path

import pytest

from autograder.authoring.release import Stub, make_stubs, stub_text, write_stubs
from autograder.errors import UserError

ROOT = Path(__file__).parents[2]
SOLUTION = '''\
"""A module."""

import torch


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION: multiply by two
    y = x * 2  # the answer
    return y
    ### END SOLUTION


def helper(x):
    return x


class Net:
    def forward(self, x):
        """The net's result."""
        h = helper(x)
        ### BEGIN SOLUTION: apply the weights
        h = h @ self.w  # the answer

        ### END SOLUTION
        return h
'''
STUB = '''\
"""A module."""

import torch


def double(x):
    """Twice x."""
    # TODO: multiply by two
    raise NotImplementedError("double is still to be written")


def helper(x):
    return x


class Net:
    def forward(self, x):
        """The net's result."""
        h = helper(x)
        # TODO: apply the weights
        raise NotImplementedError("forward is still to be written")
        return h
'''


def test_each_answer_becomes_its_task_and_all_else_stays():
    assert stub_text(SOLUTION, Path("solutions/m.py")) == STUB


def test_texts_for_notebooks_are_left_out_and_all_else_keeps_its_blank_lines():
    heading, cell = "# %% [markdown]\n# ## Twice", "\n\n\n# %%\ndef double(x):\n    return x\n"
    text = '\n\n# %% [markdown] tags=["notebook"]\n# $2x$\n#\n# ![it](attachment:it.png)'

    assert stub_text(heading + text + cell, Path("m.py")) == heading + cell


def test_a_module_without_answers_stays_as_it_is():
    assert stub_text('x = "###"\n', Path("m.py")) == 'x = "###"\n'


def test_the_name_is_that_of_the_innermost_documented_function():
    source = '''\
def outer():
    """Makes a function."""
    def inner():
        """Does it."""
        ### BEGIN SOLUTION: do it
        return 1
        ### END SOLUTION
    ### BEGIN SOLUTION: return the function
    return inner
    ### END SOLUTION
'''
    names = [
        node.exc.args[0].value.split()[0]
        for node in ast.walk(ast.parse(stub_text(source, Path("m.py"))))
        if isinstance(node, ast.Raise)
    ]

    assert sorted(names) == ["inner", "outer"]


def function(*lines, docstring='    """It."""'):
    return "\n".join(["def f():", docstring, *(f"    {line}" for line in lines)]) + "\n"


BEGIN, END = "### BEGIN SOLUTION: do it", "### END SOLUTION"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(function(BEGIN, "return 1"), "m.py:3: .* no end", id="no-end"),
        pytest.param(function("return 1", END), "m.py:4: .* no beginning", id="no-beginning"),
        pytest.param(
            function(BEGIN, "x = 1", BEGIN, "return x", END),
            "m.py:5: expected",
            id="within-another",
        ),
        pytest.param(
            function(BEGIN, "return 1", END, END), "m.py:6: .* no beginning", id="two-ends"
        ),
        pytest.param(
            function("### BEGIN SOLUTION", "return 1", END), "m.py:3: expected", id="no-task"
        ),
        pytest.param(
            function(BEGIN, "return 1", END, docstring="    x = 1"),
            "m.py:3: .* docstring",
            id="no-docstring",
        ),
        pytest.param(f"{BEGIN}\nx = 1\n{END}\n", "m.py:1: .* function", id="in-no-function"),
        pytest.param("def f(:\n", "m.py:1: ", id="syntax-error"),
    ],
)
def test_a_mistake_of_the_author_is_named_with_its_line(source, message):
    with pytest.raises(UserError, match=message):
        stub_text(source, Path("m.py"))


@pytest.fixture
def solutions(tmp_path):
    folder = tmp_path / "solutions"
    folder.mkdir()
    (folder / "b.py").write_text(SOLUTION)
    (folder / "a.py").write_text("x = 1\n")
    (folder / "notes.txt").write_text("not a solution")
    return folder


def test_there_is_a_stub_for_each_solution_under_its_name(tmp_path, solutions):
    exercises = tmp_path / "exercises"

    assert make_stubs(solutions, exercises) == [
        Stub(exercises / "a.py", "x = 1\n"),
        Stub(exercises / "b.py", STUB),
    ]


def test_stubs_are_written_once(tmp_path, solutions):
    exercises = tmp_path / "below" / "exercises"
    stubs = make_stubs(solutions, exercises)

    assert not any(stub.is_current() for stub in stubs)
    assert write_stubs(stubs) == [exercises / "a.py", exercises / "b.py"]
    assert all(stub.is_current() for stub in stubs)
    assert write_stubs(stubs) == []
    assert sorted(path.name for path in exercises.iterdir()) == ["a.py", "b.py"]


def test_only_a_stub_that_is_out_of_date_is_written(tmp_path, solutions):
    stubs = make_stubs(solutions, tmp_path)
    write_stubs(stubs)
    (tmp_path / "b.py").write_text(STUB.replace("TODO", "todo"))

    assert [stub.is_current() for stub in stubs] == [True, False]
    assert write_stubs(stubs) == [tmp_path / "b.py"]
    assert (tmp_path / "b.py").read_text() == STUB


def test_one_bad_solution_keeps_all_stubs_as_they_are(tmp_path, solutions):
    (solutions / "c.py").write_text(function(BEGIN, "return 1"))

    with pytest.raises(UserError, match=r"c\.py:3"):
        write_stubs(make_stubs(solutions, tmp_path / "exercises"))

    assert not (tmp_path / "exercises").exists()


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_no_solutions_are_wrong_use(tmp_path, folder):
    (tmp_path / "empty").mkdir()

    with pytest.raises(UserError, match="holds no solutions"):
        make_stubs(tmp_path / folder, tmp_path)


def functions_of(text):
    """The source of each function and method of a module, without its docstring."""
    return {
        node.name: node.body[bool(ast.get_docstring(node)) :]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def test_the_stubs_of_this_repository_are_up_to_date():
    stubs = make_stubs(ROOT / "solutions", ROOT / "exercises")

    assert [stub.path.name for stub in stubs if not stub.is_current()] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "solutions").glob("*.py")), ids=lambda path: path.stem
)
def test_no_stub_of_this_repository_holds_an_answer(path):
    """Every function with an answer raises at once, and nothing of the answer is left."""
    text = path.read_text()
    solved, stubs = functions_of(text), functions_of(stub_text(text, path))
    raising = {name for name, body in stubs.items() if isinstance(body[0], ast.Raise)}

    assert raising
    assert set(stubs) == set(solved)
    for name in raising:
        assert "NotImplementedError" in ast.unparse(stubs[name][0])
        assert len(stubs[name]) == 1
    for name in set(stubs) - raising:
        assert [ast.dump(n) for n in stubs[name]] == [ast.dump(n) for n in solved[name]]
