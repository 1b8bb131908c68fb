"""init_params, sections 3.2.3 and 3.6.2: small random weights and zero biases, to be trained."""

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain
from autograder.literal import value_text
from autograder.observation import Observation
from autograder.returns import repeated, several, something, tensors_of
from autograder.samples import differ, has_mean_and_std, is_bell_shaped
from autograder.values import Array
from autograder.worker.protocol import ArrayValue, ItemsValue, Options

MANY_INPUTS, MANY_OUTPUTS = 50, 40
STD_TOLERANCE = 0.1
WITHIN_TOLERANCE = 0.07
DEFAULT_STD = 0.01
STDS = (0.01, 0.1, 0.5, 1.0)


def parameters(observation: Observation) -> list[ArrayValue]:
    """W and b as they came: not only their elements, but also whether they can be trained."""
    tensors_of(observation.value, 2)
    something(observation.value)
    assert isinstance(observation.value, ItemsValue)
    return [part for part in observation.value.items if isinstance(part, ArrayValue)]


def many_weights(parts: list[Array]) -> Array:
    """W of any shape with the right number of elements: only `shapes_dtype` looks at more."""
    W, _ = parts
    if W.size != MANY_INPUTS * MANY_OUTPUTS:
        expect.same_shape(W, (MANY_INPUTS, MANY_OUTPUTS), axes=("input", "output"), what="W")
    return W


def are_normal(W: Array, std: float, what: Text) -> None:
    has_mean_and_std(W, std, rtol=STD_TOLERANCE, what=what)
    is_bell_shaped(W, atol=WITHIN_TOLERANCE, what=what)


def example(inputs: int, outputs: int, std: float = DEFAULT_STD, seed: int = 0) -> Example:
    """An example by hand."""
    return {"inputs": inputs, "outputs": outputs, "std": std, "seed": seed}


@domain(
    corners=(example(1, 1), example(2, 1), example(1, 2), example(2, 3), example(784, 10)),
    count=20,
)
def layer_sizes(draw: Draw) -> Example:
    std = draw(st.sampled_from(STDS))
    return example(draw(SIZES), draw(SIZES), std, draw(st.integers(0, 99)))


@domain(
    corners=tuple(example(MANY_INPUTS, MANY_OUTPUTS, std) for std in (0.01, 0.5)),
    count=5,
)
def large_layers(draw: Draw) -> Example:
    std, seed = draw(st.sampled_from(STDS)), draw(st.integers(0, 99))
    return example(MANY_INPUTS, MANY_OUTPUTS, std, seed)


init_params = Exercise(
    name="init_params",
    module="linear_regression",
    section="3.2.3",
    points=300,
    parameters=("num_inputs", "num_outputs", "std=0.01"),
    domain=layer_sizes,
    returns=several(2),
)


@init_params.core("W and b are leaves that require grad, so that backward fills .grad", weight=2)
async def leaf_and_grad(
    f: StudentFunction, inputs: int, outputs: int, std: float, seed: int
) -> None:
    observation = await f.observe(inputs, outputs, std, options=Options(seed=seed))
    for name, part in zip("Wb", parameters(observation), strict=True):
        message = (
            N_("{name} does not require grad; backward() would not fill {name}.grad.")
            if not part.requires_grad
            else N_(
                "{name} is no leaf, but the result of an operation on one; backward() would not "
                "fill {name}.grad."
            )
            if not part.is_leaf
            else None
        )
        if message:
            raise expect.Mismatch(
                Phrase(message, name=name), value_text(part), Phrase("a leaf that requires grad")
            )


@init_params.core(
    "W is drawn anew, with mean 0 and standard deviation std (else 0.01)",
    domain=large_layers,
)
async def scale(f: StudentFunction, inputs: int, outputs: int, std: float, seed: int) -> None:
    options = Options(seed=seed, times=2)
    observation = await f.observe(inputs, outputs, std, options=options)
    first, second = (many_weights(tensors_of(value, 2)) for value in repeated(observation.value, 2))
    are_normal(first, std, "W")
    differ(first, second, "W")
    default = await f(inputs, outputs, options=Options(seed=seed))
    are_normal(many_weights(default), DEFAULT_STD, Phrase("W where std is not given"))


@init_params.core("W is (num_inputs, num_outputs), b is (num_outputs,), both float32")
async def shapes_dtype(
    f: StudentFunction, inputs: int, outputs: int, std: float, seed: int
) -> None:
    W, b = await f(inputs, outputs, std, options=Options(seed=seed))
    expect.same_shape(W, (inputs, outputs), axes=("input", "output"), what="W")
    expect.same_shape(b, (outputs,), axes=("output",), what="b")
    expect.same_dtype(W, np.float32, what="W")
    expect.same_dtype(b, np.float32, what="b")


@init_params.core("all biases are zero")
async def bias_zero(f: StudentFunction, inputs: int, outputs: int, std: float, seed: int) -> None:
    _, b = await f(inputs, outputs, std, options=Options(seed=seed))
    expect.something(b, "b")
    expect.equal(b, np.zeros(b.shape), what="b")
