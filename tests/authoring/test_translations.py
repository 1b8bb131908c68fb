"""The catalogue holds what the code says, translated; whatever is wrong with it is found."""

import gettext
import subprocess
import sys

import pytest

from autograder.authoring import translations
from autograder.authoring.translations import (
    PROGRAM,
    STUBS,
    messages_of,
    mo_path,
    name_of,
    po_path,
    problems_of,
    update,
)
from autograder.catalogue import EXERCISES

CODE = """
_("The result")
N_("{count} items")
Phrase("the loss of example {row} alone", row=row)
ngettext("{number} row", "{number} rows", number)

@softmax.core("each row sums to one")
async def rows_sum_to_one(f, X): ...
"""
CHINESE = {
    "The result": "结果",
    "{count} items": "{count} 项",
    "the loss of example {row} alone": "单独计算样本 {row} 时的损失",
    "each row sums to one": "每一行的和为 1",
}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "code.py").write_text(CODE)
    return folder


@pytest.fixture
def locale(tmp_path, package):
    """A catalogue that is complete."""
    folder = tmp_path / "locale"
    update("zh", package, folder)
    text = po_path("zh", folder).read_text(encoding="utf-8")
    for message, translation in CHINESE.items():
        text = text.replace(
            f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"'
        )
    text = text.replace('msgstr[0] ""', 'msgstr[0] "{number} 行"')
    po_path("zh", folder).write_text(text, encoding="utf-8")
    update("zh", package, folder)
    return folder


def change(locale, old, new):
    """Edits a catalogue as a translator would, and compiles it."""
    path = po_path("zh", locale)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    mo_path("zh", locale).write_bytes(translations.mo_bytes(translations.read("zh", locale)))


@pytest.mark.parametrize("domain", [PROGRAM, STUBS], ids=lambda domain: domain.name)
def test_the_catalogues_of_this_project_are_complete_and_compiled(domain):
    assert list(problems_of("zh", domain=domain)) == []


def test_every_title_of_a_property_is_in_the_catalogue():
    known = {message.id for message in messages_of(PROGRAM.extracted(translations.PACKAGE))}
    assert [p.title for e in EXERCISES for p in e.properties if p.title not in known] == []


def test_messages_are_found_wherever_they_are_declared(package):
    names = {name_of(message) for message in messages_of(PROGRAM.extracted(package))}
    assert names == {repr(message) for message in [*CHINESE, "{number} row"]}


def test_a_complete_catalogue_has_no_problems_and_can_be_read(package, locale):
    assert list(problems_of("zh", package, locale)) == []
    with mo_path("zh", locale).open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("The result") == "结果"
    assert read.ngettext("{number} row", "{number} rows", 2) == "{number} 行"


def test_the_same_texts_give_the_same_files(package, locale):
    def written():
        return po_path("zh", locale).read_bytes(), mo_path("zh", locale).read_bytes()

    before = written()
    (package / "code.py").write_text("\n\n" + CODE)  # on other lines
    update("zh", package, locale)
    assert written() == before
    assert b"Date" not in before[0]


def test_a_message_that_is_new_is_missed(package, locale):
    (package / "more.py").write_text('_("Another one")')
    (problem,) = problems_of("zh", package, locale)
    assert "not in the catalogue" in problem
    assert "'Another one'" in problem


def test_a_message_that_is_not_translated_is_found_after_an_update(package, locale):
    (package / "more.py").write_text('_("Another one")')
    update("zh", package, locale)
    assert list(problems_of("zh", package, locale)) == [
        "autograder.po: not translated: 'Another one'"
    ]


def test_a_message_that_nobody_says_any_more_is_found_and_taken_out_by_an_update(package, locale):
    (package / "code.py").write_text(CODE.replace('_("The result")', ""))
    assert list(problems_of("zh", package, locale)) == [
        "autograder.po: not in the code any more: 'The result'"
    ]
    update("zh", package, locale)
    assert list(problems_of("zh", package, locale)) == []


def test_a_translation_marked_as_doubtful_is_found(package, locale):
    change(locale, 'msgid "The result"', '#, fuzzy\nmsgid "The result"')
    assert list(problems_of("zh", package, locale)) == [
        "autograder.po: marked as doubtful (fuzzy): 'The result'"
    ]


@pytest.mark.parametrize("translation", ["{number} 项", "项", "{count:g} 项", "{count} {more} 项"])
def test_other_fields_than_those_of_the_message_are_found(package, locale, translation):
    change(locale, 'msgstr "{count} 项"', f'msgstr "{translation}"')
    assert list(problems_of("zh", package, locale)) == [
        "autograder.po: other fields than in the message: '{count} items'"
    ]


def test_a_catalogue_that_was_not_compiled_again_is_found(package, locale):
    path = po_path("zh", locale)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"结果"', '"计算结果"'), encoding="utf-8")
    assert list(problems_of("zh", package, locale)) == [
        "autograder.mo: not compiled from autograder.po, run `make translations`"
    ]
    mo_path("zh", locale).unlink()
    assert len(list(problems_of("zh", package, locale))) == 1


SOLUTION = '''\
def softmax(X):
    """Divides `X` by $s_i$, shape (n, k): n rows, 2 axes or x.ndim of them."""
    ### BEGIN SOLUTION: call X.exp() in $\\text{each } r$
    return X
    ### END SOLUTION
'''
OF_STUBS = {
    "Divides `X` by $s_i$, shape (n, k): n rows, 2 axes or x.ndim of them.": (
        "`X` 除以 $s_i$，形状为 (n, k)：n 行，2 个轴，或 x.ndim 个。"
    ),
    r"call X.exp() in $\text{each } r$": r"在 $\text{各个 } r$ 中调用 X.exp()",
}


class TestStubs:
    @pytest.fixture
    def of_stubs(self, tmp_path):
        """Gives the problems of a catalogue with these translations, after an update of it."""
        solutions = tmp_path / "solutions"
        solutions.mkdir()
        (solutions / "softmax_regression.py").write_text(SOLUTION)
        package, locale = tmp_path / "package", tmp_path / "locale"

        def problems(texts):
            catalogue = translations.read("zh", locale, STUBS)
            for message, translation in texts.items():
                catalogue.add(message, translation)
            path = po_path("zh", locale, STUBS)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(translations.po_bytes(catalogue))
            update("zh", package, locale, STUBS)
            return list(problems_of("zh", package, locale, STUBS))

        return problems

    def test_a_complete_catalogue_has_no_problems(self, of_stubs):
        assert of_stubs(OF_STUBS) == []

    def test_a_paragraph_that_is_not_translated_is_found(self, of_stubs):
        (first, second) = OF_STUBS
        assert of_stubs({first: OF_STUBS[first]}) == [f"stubs.po: not translated: {second!r}"]

    def test_a_paragraph_that_is_gone_is_taken_out_by_an_update(self, of_stubs, tmp_path):
        assert of_stubs({**OF_STUBS, "An old one.": "旧的一段。"}) == []
        assert "An old one." not in po_path("zh", tmp_path / "locale", STUBS).read_text("utf-8")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("`X`", "`x`"),
            ("$s_i$", "$s_j$"),
            ("(n, k)", "(k, n)"),
            ("2 个轴", "3 个轴"),
            ("x.ndim", "x.shape"),
            ("X.exp()", "X.log()"),
            ("r$", "s$"),
        ],
    )
    def test_other_code_and_numbers_than_those_of_the_paragraph_are_found(self, of_stubs, old, new):
        (problem,) = of_stubs({k: text.replace(old, new) for k, text in OF_STUBS.items()})
        assert problem.startswith("stubs.po: other code or numbers than in the message: ")


def test_the_check_as_make_lint_runs_it_changes_nothing():
    before = po_path("zh").read_bytes(), mo_path("zh").read_bytes()
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder.authoring.translations", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (po_path("zh").read_bytes(), mo_path("zh").read_bytes()) == before
