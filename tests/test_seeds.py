"""Seeds that students can't know, and those that they may."""

import pytest

from autograder.errors import UserError
from autograder.seeds import Seed, new_seed, seed_of_build


def test_seeds_are_numbers_that_every_reader_of_json_keeps():
    seeds = {new_seed() for _ in range(100)}

    assert len(seeds) == 100
    assert all(0 <= seed < 2**53 for seed in seeds)
    assert max(seeds) > 2**45


@pytest.mark.parametrize("environment", [{}, {"AUTOGRADER_SEED": ""}, {"AUTOGRADER_SEED": " \n"}])
def test_without_one_each_build_draws_its_own(environment):
    first, second = (seed_of_build(None, environment) for _ in range(2))
    assert first.drawn
    assert second.drawn
    assert first.number != second.number


def test_one_that_is_given_comes_before_that_of_the_server():
    environment = {"AUTOGRADER_SEED": " 0012\n"}
    assert seed_of_build(None, environment) == Seed(12, drawn=False)
    assert seed_of_build(0, environment) == Seed(0, drawn=False)


@pytest.mark.parametrize(
    "secret", ["-1", "1.5", "1e9", "0x10", "seven", "1_000", "1 2", "²", "\uff11", "9" * 5000]
)
def test_what_is_no_seed_is_refused_and_not_repeated(secret):
    with pytest.raises(UserError, match="AUTOGRADER_SEED is not a seed") as refused:
        seed_of_build(None, {"AUTOGRADER_SEED": secret})
    assert f" {secret}" not in str(refused.value)
    assert refused.value.exit_code == 2
