"""A guarded function looks first, whoever held it before, and otherwise does what it did."""

import functools
import types

import pytest

from autograder.worker.guards import functions_named, guard


class RefusedError(Exception):
    pass


@pytest.fixture
def gate():
    """A check that refuses while it is shut."""
    return types.SimpleNamespace(shut=False)


def guard_by(gate, function):
    def check():
        if gate.shut:
            raise RefusedError

    guard(function, check)


def plain(a, b=2, *more, c, d=4, **others):
    return a, b, more, c, d, others


def closed_over(factor):
    def scaled(x, *, shift=1):
        return factor * x + shift

    return scaled


def decorate(function):
    @functools.wraps(function)
    def decorated(*arguments):
        return function(*arguments)

    return decorated


class Base:
    def __init__(self):
        self.x = 1

    def value(self):
        return self.x


class Derived(Base):
    def value(self):
        return super().value() + 1

    @staticmethod
    def constant():
        return 7

    @decorate
    def decorated(self):
        return self.x


def calls():
    """Functions, each with what holds it and calls it from before it is guarded."""
    scaled, derived = closed_over(3), Derived()
    table, bound = {"plain": plain}, derived.value
    return [
        (plain, lambda: table["plain"](1, c=3, e=5), (1, 2, (), 3, 4, {"e": 5})),
        (scaled, functools.partial(scaled, 2, shift=0), 6),
        (Derived.value, bound, 2),
        (Derived.constant, Derived.constant, 7),
    ]


@pytest.mark.parametrize("place", range(4))
def test_whoever_holds_a_function_is_let_through_or_not(gate, place):
    function, call, result = calls()[place]
    guard_by(gate, function)
    assert call() == result
    gate.shut = True
    with pytest.raises(RefusedError):
        call()
    gate.shut = False
    assert call() == result


def test_a_function_may_be_guarded_twice(gate):
    scaled = closed_over(2)
    other = types.SimpleNamespace(shut=True)
    guard_by(gate, scaled)
    guard_by(other, scaled)
    with pytest.raises(RefusedError):
        scaled(1)
    other.shut = False
    assert scaled(1) == 3


def test_functions_and_methods_are_found_by_patterns_each_once_without_decorators():
    found = functions_named({__name__: ("Derived.*", "Base.v*", "plain")})
    assert {function.__qualname__ for function in found} == {
        *("Derived.value", "Derived.constant", "Derived.decorated", "Base.value", "plain"),
    }
    assert len(found) == 5
    assert functions_named({"no.such.module": ("*",)}) == []
