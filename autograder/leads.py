"""Where to look when no known mistake is recognised: three steps that the screen does not say.

The first is about what is wrong with the result, the second about where the mistake can and can
not be, the third about how to find its line.
"""

import math
from collections.abc import Iterable, Sequence

from autograder.i18n import N_, _
from autograder.records import Counterexample, FunctionResult, PropertyResult
from autograder.reports.tensors import Grid, read_tensor

EXCEPTIONS = {
    "NameError": N_("A name is used that has no value there: it is misspelled, not imported, or "
                    "assigned in a place that this call does not come to."),
    "UnboundLocalError": N_("The name is assigned somewhere in the function, so it is the "
                            "function's own, and there it has no value yet."),
    "AttributeError": N_("The object before the dot has no such part: print its type. It may be "
                         "None, a number or a list where you expect a tensor."),
    "TypeError": N_("Something has another type than the operation takes: print the type of each "
                    "name in that line."),
    "IndexError": N_("An index lies beyond the end: print the shape and the index, and count from "
                     "0."),
    "KeyError": N_("The dictionary has no such key: print its keys and their types. A tensor is "
                   "not the number that it holds."),
    "ValueError": N_("The type is right, and the value is not: print it, and how many of them "
                     "there are."),
    "RuntimeError": N_("Torch refuses: print shape, dtype and requires_grad of each tensor in "
                       "that line, and compare them with what the message says."),
    "NotImplementedError": N_("A part is still a stub, or torch has no such operation for this "
                              "type: print the types in that line."),
    "RecursionError": N_("The function calls itself without an end: which argument gets smaller?"),
}  # fmt: skip
MAX_TITLES = 4


def leads(function: FunctionResult, broken: PropertyResult) -> Sequence[str]:
    """The steps for a function whose property `broken` is the first to be mended."""
    example = broken.counterexample
    if broken.status == "timeout":
        return (
            _("What ends each loop and each recursion? Does that come about in this call?"),
            _("Print what changes from one round to the next, and call the function yourself."),
        )
    if broken.status == "crashed":
        return (
            _("Python itself ended: look for exit(), for a recursion without an end, and for "
              "tensors much larger than the arguments."),
            _("Call the function yourself with a print after each line: the last one that you "
              "see stands above the line that ends it."),
        )  # fmt: skip
    first = _about_result(example) if example else ""
    return tuple(filter(None, (first, _contrast(function), _trace(function, example))))


def of_status(function: FunctionResult) -> Sequence[str]:
    """The steps for a function that was not called."""
    if function.status == "waiting":
        return (
            _("Nothing is known of it yet: write what it waits for, and it is checked by itself."),
        )
    if function.status == "import_error":
        return (
            _("Nothing below that line was run. Begin with it, and with the line above it, where "
              "a bracket or a quote may be open."),
            _("Put a # before lines that the exercises don't need, until the module runs."),
        )  # fmt: skip
    if function.status == "missing":
        return (
            _("It has to begin with def at the left margin, under exactly this name."),
            _("The stub comes back with:  autograder reset {name}").format(name=function.name),
        )
    if function.status == "forbidden":
        return (
            _("Which formula is behind that name? The docstring has it."),
            _("Write the formula with exp, log, sum and indices, one step a line."),
        )
    first = function.properties[0]
    tested = _("Begin with what the function is first tested for: {title}.")
    return (
        _("Read the docstring and work out its example by hand."),
        tested.format(title=first.title),
        _("The TODO in the stub says what to do; each step of it is a line or two."),
    )


def _about_result(example: Counterexample) -> str:
    """What the difference between both sides, or the exception, tells."""
    kind = example.got.partition(":")[0]
    if kind in EXCEPTIONS:
        return _(EXCEPTIONS[kind])
    got, expected = read_tensor(example.got), read_tensor(example.expected)
    if not (got and expected):
        return _("Which type, shape and dtype does the result have, and which ones does the "
                 "docstring promise? Print them before the return.")  # fmt: skip
    if got.shape != expected.shape:
        text = _("Your shape is {shape}, it should be {other}: write the shape of each step beside "
                 "its line. Where does an axis come or go?")  # fmt: skip
        return text.format(shape=got.shape, other=expected.shape)
    if got.dtype != expected.dtype or got.name != expected.name:
        return _("The numbers may be right, but not their type: which line makes another one?")
    return _relation(got, expected)


def _relation(got: Grid, expected: Grid) -> str:
    """How the numbers go together; a ratio says most, then a difference."""
    pairs = [
        (mine.value, due.value)
        for row, other in zip(got.rows, expected.rows, strict=True)
        for mine, due in zip(row, other, strict=True)
    ]
    if any(not math.isfinite(mine) for mine, _due in pairs):
        return _("Which operation gives nan or inf: a division by 0, log of 0, or exp of a large "
                 "number? Print what goes into it.")  # fmt: skip
    if sorted(mine for mine, _due in pairs) == sorted(due for _mine, due in pairs):
        return _("All numbers are there, in other places: which line orders or turns them?")
    several = len({due for _mine, due in pairs}) > 1
    ratio = _same(mine / due if due else math.nan for mine, due in pairs if mine or due)
    if ratio is not None and (several or _is_simple(ratio)):
        text = _("Every number is {ratio:.4g} times what it should be: which factor is missing or "
                 "too many? Does it come from a size?")  # fmt: skip
        return text.format(ratio=ratio)
    gap = _same(mine - due for mine, due in pairs)
    if gap is not None and several:
        text = _("Every number is off by {gap:.4g}: which summand is missing or too many?")
        return text.format(gap=gap)
    wrong = sum(cell.differs for row in got.rows for cell in row)
    if 0 < wrong < len(pairs):
        text = _("{wrong} of {all} numbers are wrong: what do those have in common that the others "
                 "don't?")  # fmt: skip
        return text.format(wrong=wrong, all=len(pairs))
    return _("Work out one number of the result by hand, step by step as your lines do it.")


def _same(numbers: Iterable[float]) -> float | None:
    """The number that all of these are, but for rounding; None if they differ."""
    first, *others = numbers
    same = all(math.isclose(number, first, rel_tol=1e-4) for number in others)
    return first if same and math.isfinite(first) else None


def _is_simple(ratio: float) -> bool:
    """Whether one number tells enough: it is twice as large, or half as large with another sign."""
    size = abs(ratio) if abs(ratio) >= 1 else 1 / abs(ratio or math.inf)
    return math.isclose(size, round(size), rel_tol=1e-4)


def _contrast(function: FunctionResult) -> str:
    """What holds, and so is not where to look."""
    core = [prop for prop in function.properties if prop.kind == "core"]
    holding = [prop.title for prop in core if prop.status == "passed"][:MAX_TITLES]
    if not holding:
        return ""
    text = _("This holds already: {titles}. Which of your lines do these not depend on?")
    return text.format(titles=_("; ").join(holding))


def _trace(function: FunctionResult, example: Counterexample | None) -> str:
    """How to find the line."""
    if example and example.line:
        text = _("Print each name above line {line}, make the call yourself, and compare the "
                 "values with what you think they are.")  # fmt: skip
        return text.format(line=example.line)
    text = _("Print the result of each line of {name}, make the call yourself, and work the same "
             "out by hand: the first value that surprises you is made by the line to "
             "change.")  # fmt: skip
    return text.format(name=function.name)
