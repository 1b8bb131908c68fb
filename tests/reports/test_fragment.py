"""A result as a piece of HTML: what it says, and what it keeps out."""

from html.parser import HTMLParser

import pytest

from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
)
from autograder.reports.fragment import fragment, marked

EVIL = "</pre><script>alert(1)</script>\u202e<!-- {{ 7 * 7 }}"


def function(status="failed", score=350, text="plain", name="softmax"):
    example = Counterexample(f"f({text})", f"[{text} 0.5*]", text, text, "TOKEN")
    return FunctionResult(
        name=name,
        module="softmax_regression",
        file="softmax_regression.ipynb",
        status=status,
        score=score,
        max_score=700,
        message=text,
        output=text,
        diagnosis=Diagnosis("softmax-x", "E/E.sum()", "Try one row."),
        properties=(
            PropertyResult("a", "rows sum to one", "core", "failed", 0, 350, 9, example),
            PropertyResult("b", "entries are positive", "core", "passed", 350, 350, 9),
            PropertyResult("c", "large logits", "stretch", "passed", 0, 0, 9),
        ),
    )


def result(*functions, notes=()):
    faulty = any(f.status == "grader_error" for f in functions)
    return SubmissionResult(
        student="notebook",
        status="grader_error" if faulty else "graded",
        score=sum(f.score for f in functions),
        max_score=sum(f.max_score for f in functions),
        stretch=0,
        max_stretch=0,
        functions=functions,
        notes=notes,
    )


class Tags(HTMLParser):
    """Which tags are open when it ends, and which there were."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "status", ["passed", "failed", "missing", "import_error", "timeout", "crashed", "forbidden"]
)
def test_every_tag_is_closed_whatever_happened(status):
    assert Tags(fragment(result(function(status), function()))).open == []


def test_nothing_of_a_student_becomes_a_tag():
    evil, plain = (Tags(fragment(result(function(text=t), notes=(t,)))) for t in (EVIL, "plain"))
    assert evil.seen == plain.seen
    assert "<script>alert(1)</script>\\u202e<!-- {{ 7 * 7 }}" in evil.text


def test_what_differs_stands_out():
    assert str(marked("tensor([0.5*, <1>])")) == "tensor([<b>0.5*</b>, &lt;1&gt;])"


def test_a_badge_is_told_and_costs_nothing():
    text = Tags(fragment(result(function()))).text
    assert "★ large logits a badge, no points" in " ".join(text.split())


def test_a_fault_of_the_grader_is_no_zero():
    text = Tags(fragment(result(function("grader_error", 0)))).text
    assert "no score" in text
    assert "0 / 7" not in text
    assert "your work is not the cause" in text


def test_of_several_the_sum_is_told_and_stubs_are_named_in_a_line():
    waiting = function("not_attempted", 0, name="flatten")
    text = " ".join(
        Tags(fragment(result(function(), function("passed", 700), waiting))).text.split()
    )
    assert "10.5 of 21 points" in text
    assert "Not attempted yet: flatten" in text
    assert "0 / 7" not in text


def test_a_single_stub_is_shown_all_the_same():
    assert "0 / 7" in Tags(fragment(result(function("not_attempted", 0)))).text


def test_what_is_to_be_done_next_is_in_the_last_line():
    text = Tags(fragment(result(function()), warnings=["No sandbox here."])).text.split("\n")
    assert "Next: change softmax in softmax_regression.ipynb, then run  check(softmax)" in text
    assert "No sandbox here." in text
