"""A student's page: what is on it, in which order, and that nobody can write markup into it."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import BROKEN, HELD, MARKUP, RECORD, RIGHT, STUB, WRONG, Page, hostile

from autograder import i18n
from autograder.records import Diagnosis
from autograder.reports.feedback import feedback_page
from autograder.reports.pages import MAX_SHOWN


def changed(record, **changes):
    return msgspec.structs.replace(record, **changes)


def page_of(*functions, missing=(), **changes):
    record = changed(RECORD, functions=functions or RECORD.functions, **changes)
    return Page(feedback_page(record, missing=missing))


def test_the_page_names_the_student_the_score_and_the_badges():
    words = page_of().words

    assert "ada 10.5 of 18 points (58.3 %)★ 1 of 2 badges" in words
    assert "work.rar is not opened" in words


def test_mistakes_come_first_then_what_is_to_be_written_then_what_is_right():
    words = page_of().words

    places = [words.index(text) for text in ("To mend", "softmax", "Still to write", "accuracy")]
    assert places == sorted(places)
    assert words.index("accuracy") < words.index("Right") < words.index("sgd")


def test_a_mistake_has_its_call_both_tensors_its_message_and_the_points_it_cost():
    words = page_of(WRONG).words

    assert "1 of 2 properties fail" in words
    assert "each row sums to one\N{MINUS SIGN}3.5" in words
    assert "softmax(tensor([[0.], [0.]]))" in words
    assert "tensor 2 \N{MULTIPLICATION SIGN} 1" in words
    assert "0.5* differs" in words
    assert "The result differs in 2 of 2 values." in words
    assert "autograder replay eJxjYGBg" in words
    assert "shape (2, 1)" in words


def test_a_token_is_one_word_of_the_command():
    example = changed(BROKEN.counterexample, replay="x; touch PWNED")
    words = page_of(changed(WRONG, properties=(changed(BROKEN, counterexample=example),))).words

    assert "autograder replay 'x; touch PWNED'" in words


def test_hints_are_folded_one_within_the_other():
    html = feedback_page(changed(RECORD, functions=(WRONG,)))
    folded = Page(html).all("details")

    assert not any("open" in details for details in folded if details.get("class") == "hint")
    first, second, third = (html.index(f"Hint {i} of 3") for i in (1, 2, 3))
    assert first < html.index("Try one row, then two.") < second < third
    assert html.index("Try one row") == html.rindex("Try one row")


def test_hints_are_in_the_language_of_the_page():
    i18n.use_language("zh")
    try:
        page = page_of(WRONG)
    finally:
        i18n.use_language("en")

    assert page.all("html") == [{"lang": "zh-Hans"}]
    assert "先试一行" in page.text


def test_a_mistake_that_nobody_knows_has_the_hint_of_the_record():
    unknown = changed(WRONG, diagnosis=Diagnosis("new", "a new one", "Look again."))
    named = changed(unknown, name="../../etc/passwd")

    assert "Hint 1 of 1 Look again." in page_of(unknown).words
    assert "Hint 1 of 1 Look again." in page_of(named).words


def test_what_is_no_tensor_is_a_text_with_marks():
    example = changed(BROKEN.counterexample, got="(tensor([1.*]), 2)", expected="")
    page = page_of(changed(WRONG, properties=(changed(BROKEN, counterexample=example),)))

    assert "(tensor([1.*]), 2)" in page.words
    assert len(page.all("mark")) == 1
    assert "expected" not in page.words


def test_functions_that_stopped_for_one_reason_are_told_of_once():
    stopped = [
        changed(STUB, name=name, status="import_error", message="it stopped in line 3")
        for name in ("softmax", "accuracy")
    ]
    page = page_of(*stopped)

    assert page.words.count("it stopped in line 3") == 1
    assert len(page.all("article")) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("failed", "1 of 2 properties fail"),
        ("timeout", "takes too long"),
        ("crashed", "ends the process"),
        ("forbidden", "uses what it is to replace"),
        ("import_error", "the module does not run"),
        ("not_attempted", "not attempted"),
        ("missing", "missing"),
        ("passed", "right"),
    ],
)
def test_every_status_is_said_in_words(status, words):
    assert words in page_of(changed(WRONG, status=status)).words


def test_a_fault_of_the_grader_is_no_zero_and_its_details_are_not_for_students():
    faulty = changed(STUB, status="grader_error", message="Traceback: /srv/grader/engine.py")
    words = page_of(faulty, status="grader_error", score=0).words

    assert (
        "No score: the grader failed. Your work is not the cause, and this is not a zero." in words
    )
    assert "\N{EN DASH} / 4" in words
    assert "0 of 18" not in words
    assert "/srv/grader" not in words


def test_missing_protections_are_told():
    assert "No sandbox: without Landlock" in page_of(missing=("Landlock",)).words
    assert "No sandbox" not in page_of().words


def test_who_has_everything_right_is_told_so():
    assert "Everything is right." in page_of(RIGHT).words
    assert "Everything is right." not in page_of(RIGHT, STUB).words


def test_an_unreadable_submission_says_so():
    assert "Nothing that could be read was handed in." in page_of(status="unreadable").words


def test_the_same_record_gives_the_same_page():
    assert feedback_page(RECORD) == feedback_page(RECORD)


PAGES = {
    "all kinds": feedback_page(RECORD, missing=("seccomp",)),
    "no functions": feedback_page(changed(RECORD, functions=(), max_score=0)),
    "markup": feedback_page(hostile(MARKUP)),
    "long": feedback_page(hostile("x" * 1_000_000)),
}


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_the_outline_is_whole(html):
    """Headings go down one at a time, labels lead somewhere, no id is there twice."""
    page = Page(html)
    ids = page.attributes("id")

    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(page.headings))
    assert len(ids) == len(set(ids))
    assert set(page.attributes("aria-labelledby")) <= set(ids)
    assert {tag for tag, _ in page.tags} >= {"header", "main", "footer", "title"}


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_the_page_needs_nothing_and_runs_nothing(html):
    page = Page(html)

    assert not {"script", "img", "svg", "iframe", "base", "form"} & {tag for tag, _ in page.tags}
    assert page.attributes("href") == ["data:,", "#main"]
    assert page.attributes("src") == page.attributes("style") == []
    assert not [name for _, a in page.tags for name in a if name.startswith("on")]
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_hostile_record_is_shown_as_the_text_that_it_is():
    page = Page(PAGES["markup"])

    assert '<script>document.title = "hit"</script>' in page.text
    assert "{{7*7}}{% raw %}%s%(x)s&lt;\\u202eevil" in page.text
    assert "\\x00\\x1b[2J\\x07" in page.text
    assert "\\ud800\\udfff" in page.text
    assert not set(page.text) & set(
        "\u202e\u202c\u2066\u200b\u200d\ufeff\u2028\x00\x1b\x07\r\x7f\x85"
    )


def test_a_page_is_never_much_larger_than_what_people_read():
    assert len(PAGES["long"]) < 500 * MAX_SHOWN
    assert f"(+{1_000_000 - MAX_SHOWN})" in PAGES["long"]


@settings(max_examples=50)
@given(st.text(st.characters(codec=None)))
def test_any_text_makes_a_page_that_can_be_written_and_read(text):
    html = feedback_page(hostile(text))

    assert Page(html.encode().decode()).headings[0] == 1


SOURCE = '''@torch.no_grad()
def softmax(X):
    """Each row's probabilities.

    Args:
        X: the logits.
    """
    E = X.exp() <b>
    return E / s'''

BROKEN_TOO = changed(BROKEN, id="too", title="something else")


def with_source(source=SOURCE, line=28, cell=0, **changes):
    example = changed(BROKEN.counterexample, line=line, cell=cell)
    properties = (HELD, changed(BROKEN, counterexample=example), BROKEN_TOO)
    return changed(WRONG, source=source, begins=20, properties=properties, **changes)


def lines_of(page):
    """The numbers of the lines that are shown, and those that are marked."""
    lines = page.all("li")
    numbers = [int(line["value"]) for line in lines if "value" in line]
    return numbers, [int(line["value"]) for line in lines if line.get("class") == "failing"]


def test_the_students_own_function_is_beside_the_counterexample_with_its_failing_line():
    page = page_of(with_source())

    assert lines_of(page) == ([20, 21, 22, 27, 28], [28])
    assert "E = X.exp() <b>" in page.text
    assert page.all("b") == []
    assert "return E / s It stopped in this line." in page.words
    assert page.words.count("Your softmax") == 1


def test_a_docstring_which_is_ours_is_left_out():
    page = page_of(with_source())

    assert '""" … """' in page.text
    assert "the logits." not in page.text
    string = with_source('def softmax(X):\n    E = (\n    """a\n    b""")')
    assert 'b""")' in page_of(string).text


@pytest.mark.parametrize(
    "function",
    [with_source(line=0), with_source(line=5), with_source(line=90), with_source(cell=3)],
    ids=["unknown", "above", "below", "another cell"],
)
def test_a_line_that_is_not_of_the_function_is_not_marked(function):
    assert lines_of(page_of(function)) == ([20, 21, 22, 27, 28], [])


def test_a_cell_is_named_beside_its_function():
    page = page_of(changed(with_source(file="work.ipynb"), cell=3))

    assert "work.ipynb [3]" in page.words
