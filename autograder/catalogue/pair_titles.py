"""pair_titles, sections 3.5.1 and 3.6.8: true and predicted names, two lines above each image."""

from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import Draw, Example, domain
from autograder.returns import texts
from autograder.values import Generator

WORDS = ("bag", "coat", "dress", "shirt")
Names = list[str]


def oracle(true: Names, pred: Names) -> Names:
    """One text for each pair; the shorter list decides."""
    return [f"{a}\n{b}" for a, b in zip(true, pred, strict=False)]


def example(true: str, pred: str) -> Example:
    return {"true": true.split(), "pred": pred.split()}


@domain(
    count=15,
    corners=(
        example("bag", "coat"),
        example("bag coat", "coat bag"),
        example("bag coat dress", "shirt"),
        example("bag", "shirt coat"),
        example("", ""),
    ),
)
def names(draw: Draw) -> Example:
    several = st.lists(st.sampled_from(WORDS), max_size=4)
    return {"true": draw(several), "pred": draw(several)}


pair_titles = Exercise(
    name="pair_titles",
    module="image_dataset",
    section="3.6.8",
    points=100,
    parameters=("true", "pred"),
    domain=names,
    returns=texts,
)


@pair_titles.core("each title is a true name, a new line, and the predicted name")
async def pairs(f: StudentFunction, true: Names, pred: Names) -> None:
    given = ((true, pred), (Generator(tuple(true)), Generator(tuple(pred))))
    for a, b in given:
        found, wanted = await f(a, b), oracle(true, pred)
        if found != wanted:
            raise unlike_due(found, wanted)


def unlike_due(found: Names, wanted: Names) -> expect.Mismatch:
    return expect.Mismatch(
        Phrase(
            "There are {count} titles, {titles}; expected {due}.",
            count=len(found),
            titles=found,
            due=len(wanted),
        ),
        str(found),
        str(wanted),
    )


@pair_titles.core("the result is a list of strings")
async def list_of_str(f: StudentFunction, true: Names, pred: Names) -> None:
    found, wanted = await f(true, pred), oracle(true, pred)
    if wanted and not found:
        raise unlike_due(found, wanted)
