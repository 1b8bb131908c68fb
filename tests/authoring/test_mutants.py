"""A mutant is a solution with one small change that can be run."""

import ast

from autograder.authoring.mutants import mutants

SOURCE = '''\
import torch


def f(X):
    """Adds 1."""
    if X is None and True:
        return -1
    print("adding", X)
    with torch.no_grad():
        return X.sum(dim=1) + 0.5


def g(X):
    return X * 2
'''


def changes(*functions):
    return {mutant.change for mutant in mutants(SOURCE, set(functions))}


def test_operators_constants_names_arguments_and_statements_are_changed():
    assert changes("f") == {
        "X is None -> X is not None",
        "X is None and True -> X is None or True",
        "True -> False",
        "-1 -> +1",
        "1 -> 2",
        "1 -> 0",
        "X.sum(dim=1) + 0.5 -> X.sum(dim=1) - 0.5",
        "X.sum -> X.mean",
        "0.5 -> 1.5",
        "X.sum(dim=1) -> X",
        "X.sum(dim=1) -> X.sum()",
        "torch.no_grad() -> torch",
        "if X is None and True: -> pass",
        "if X is None and True: -> its body",
        "with torch.no_grad(): -> pass",
        "with torch.no_grad(): -> its body",
        "print('adding', X) -> pass",
        "print('adding', X) -> print(X, 'adding')",
    }


def test_the_docstring_and_the_result_stay():
    for mutant in mutants(SOURCE, {"f", "g"}):
        (f, g) = (n for n in ast.parse(mutant.source).body if isinstance(n, ast.FunctionDef))
        assert ast.get_docstring(f) == "Adds 1."
        assert isinstance(g.body[-1], ast.Return)


def test_only_the_functions_that_are_asked_for_are_changed():
    assert changes("g") == {"X * 2 -> X / 2", "2 -> 3", "2 -> 1"}
    assert changes("h") == set()


def test_each_has_one_change_and_the_rest_of_the_module():
    found = list(mutants(SOURCE, {"f"}))
    assert len({mutant.source for mutant in found}) == len(found)
    for mutant in found:
        names = [n.name for n in ast.parse(mutant.source).body if isinstance(n, ast.FunctionDef)]
        assert names == ["f", "g"]
        compile(mutant.source, "mutant", "exec")


def test_it_knows_the_line_of_the_solution():
    assert {m.line for m in mutants(SOURCE, {"g"})} == {14}
