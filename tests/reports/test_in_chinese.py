"""What a student sees, in Chinese: every screen and page of a few students of the sample class."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from english import english_in, is_chinese
from pages import VOID
from rich.console import Console

from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.grading import Grader, faulty
from autograder.hints import Progress
from autograder.i18n import _, speaking
from autograder.intake.submission import read_submission
from autograder.remembered import Remembered
from autograder.reports.exercise_list import show_list
from autograder.reports.feedback import feedback_page
from autograder.reports.fragment import fragment
from autograder.reports.hint_view import show_hint
from autograder.reports.markdown import markdown
from autograder.reports.submission_view import needs_work, show_submission
from autograder.reports.wording import explanation, headline
from autograder.worker.client import Limits

CLASS = Path(__file__).parents[2] / "examples" / "class"
STUDENTS = ("ada", "half-finished", "prints-everywhere", "syntax-error")
"""With known mistakes, with stubs and gaps, with output, and with a module that does not run."""
CHOSEN = [exercise for exercise in EXERCISES if exercise.module == "softmax_regression"]
LIMITS = Limits(call_seconds=0.5, load_seconds=10.0, submission_seconds=600.0)
pytestmark = pytest.mark.xdist_group("screens in Chinese")


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


@pytest.fixture(scope="module")
def records(zygote, cache_folder):
    grader = Grader(zygote, CHOSEN, limits=LIMITS, cache=Cache(cache_folder))
    with speaking("zh"):
        found = [grader.grade(read_submission(CLASS / name, name)) for name in STUDENTS]
    return [*found, faulty("ada", CHOSEN, "")]


def shown(show, *arguments, **options):
    """What is printed on a terminal."""
    written = io.StringIO()
    show(*arguments, Console(file=written, width=200, soft_wrap=True), **options)
    return written.getvalue()


@pytest.mark.parametrize("show_all", [False, True])
def test_check_has_no_english(records, show_all):
    for result in records:
        screen = shown(show_submission, result, show_all=show_all)
        assert is_chinese(screen), english_in(screen)
        assert english_words(screen) == []


def test_hints_have_no_english(records, tmp_path):
    functions = [f for result in records[:-1] for f in result.functions if needs_work(f)]
    assert len({function.status for function in functions}) > 3
    for function in functions:
        hint = Progress(tmp_path).next_hint(function)
        more = _("For the next one, run the same command again.")
        written = io.StringIO()
        show_hint(function.name, hint, Console(file=written, width=200, soft_wrap=True), more)
        assert is_chinese(written.getvalue()), english_in(written.getvalue())


def test_the_list_has_no_english(records, tmp_path):
    remembered = Remembered(tmp_path)
    screens = [shown(show_list, remembered, fresh="autograder list --fresh")]
    for result in records:
        remembered.keep(result)
        screens.append(shown(show_list, remembered, fresh="autograder list --fresh"))
    for screen in screens:
        assert is_chinese(screen), english_in(screen)
        assert english_words(screen) == []


@pytest.mark.parametrize("page", [feedback_page, fragment])
def test_a_page_has_no_english(records, page):
    for result in records:
        own = [msgspec.structs.replace(f, source="x") for f in result.functions if f.source]
        others = [f for f in result.functions if not f.source]  # what students write is their own
        prose, code = texts_of(page(msgspec.structs.replace(result, functions=(*own, *others))))
        assert is_chinese("\n".join(prose + code)), english_in("\n".join(prose + code))
        assert [text for text in prose if english_words(text)] == []


def test_plain_text_has_no_english(records):
    for result in records:
        for text in (headline(result), markdown(result), *map(explanation, result.functions)):
            assert not english_in(text)


TERMS = re.compile(r"\b(?:logits?|dtype|exp|log|rows?|softmax|torch|Tensor|nan)\b")
"""Words of Chinese sentences, as the book writes them."""
LABEL = re.compile(r"(?:^|  )([A-Za-z][a-z]+(?: [a-z]+)*)(?=:|  |$)", re.MULTILINE)


def english_words(text):
    """Lines and columns that are English words and nothing else, which may be just one."""
    names = {exercise.name for exercise in EXERCISES}
    return [word for word in LABEL.findall(text) if word not in names and not TERMS.search(word)]


class Texts(HTMLParser):
    """The texts of a page: prose, and code, which nobody translates."""

    CODE = ("pre", "code", "bdi")

    def __init__(self):
        super().__init__()
        self.prose, self.code, self._open = [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.prose += [given[name] for name in ("aria-label", "title", "alt") if given.get(name)]
        if tag not in VOID:
            is_code = tag in self.CODE or given.get("translate") == "no"
            self._open.append((tag, is_code))

    def handle_endtag(self, tag):
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not data.strip() or any(tag in ("style", "script") for tag, _ in self._open):
            return
        inside_code = any(code for _, code in self._open)
        (self.code if inside_code else self.prose).append(data.strip())


def texts_of(html):
    page = Texts()
    page.feed(html)
    return page.prose, page.code
