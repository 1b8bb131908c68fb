"""Collections of versions are read as they are written; here, without running them."""

import ast

import pytest

from autograder.authoring.versions import Version, read_versions
from autograder.catalogue import EXERCISES

NAMES = [exercise.name for exercise in EXERCISES]


@pytest.fixture
def versions_of(tmp_path):
    """Reads the versions of a text."""

    def read(text):
        (tmp_path / "toy.py").write_text(text, encoding="utf-8")
        # An absolute path, joined to the folder of the catalogue, stays what it is.
        return read_versions(str(tmp_path / "toy"))

    return read


def test_each_cell_is_a_version_with_all_up_to_the_next(versions_of):
    text = (
        '"""Versions of toy."""\n\n'
        "# %% right: book\n# As printed.\ndef toy(x): return x\n\n"
        "# %% wrong: off-by_one2\ndef toy(x): return x + 1\n"
        "# %% stretch: slow\npass"
    )

    assert versions_of(text) == [
        Version("right", "book", b"\n# As printed.\ndef toy(x): return x\n\n"),
        Version("wrong", "off-by_one2", b"\ndef toy(x): return x + 1\n"),
        Version("stretch", "slow", b"\npass"),
    ]


def test_blanks_within_a_header_do_not_matter(versions_of):
    assert versions_of("# %%right:a  \npass\n# %%   wrong:   b\n") == [
        Version("right", "a", b"\npass\n"),
        Version("wrong", "b", b"\n"),
    ]


def test_only_a_line_of_its_own_is_a_header(versions_of):
    (version,) = versions_of('# %% right: a\nx = "# %% wrong: b"\n  # %% wrong: c\n')

    assert version.source == b'\nx = "# %% wrong: b"\n  # %% wrong: c\n'


def test_a_source_may_hold_letters_of_any_script(versions_of):
    (version,) = versions_of('# %% right: a\ns = "模型"\n')

    assert version.source.decode() == '\ns = "模型"\n'


def test_an_unknown_verdict_is_refused_with_the_known_ones(versions_of):
    with pytest.raises(ValueError, match=r"'maybe' is no verdict.*right.*wrong.*stretch"):
        versions_of("# %% maybe: a\n")


def test_two_versions_with_the_same_name_are_refused(versions_of):
    with pytest.raises(ValueError, match=r"the same name: \['a'\]"):
        versions_of("# %% right: a\n# %% wrong: b\n# %% wrong: a\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_right_and_wrong_versions(name):
    assert {"right", "wrong"} <= {version.verdict for version in read_versions(name)}


def defines(source, name):
    """Whether a module assigns, imports or defines this name at its top level."""
    tree = ast.parse(source)
    bound = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    bound |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return name in bound


@pytest.mark.parametrize("name", NAMES)
def test_every_version_is_a_module_that_defines_the_function(name):
    """A header with a typing error would make its version part of the one before."""
    for version in read_versions(name):
        source = version.source.decode()
        assert defines(source, name), version.name
        assert "# %%" not in source, version.name
