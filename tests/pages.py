"""What tests know of a page: its outline, its texts, and a record that means harm."""

import re
from html.parser import HTMLParser

import msgspec

from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    PropertyResult,
    SubmissionResult,
)

VOID = {"meta", "link", "br"}
MARKUP = (
    '</style></pre></details></title><script>document.title = "hit"</script>'
    "<img src=x onerror=\"document.title='hit'\"><svg onload=\"document.title='hit'\"></svg>"
    "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>\"'`"
    '<link rel=stylesheet href="{address}/link"><style>@import "{address}/import";</style>'
    '<img src="{address}/img"><a href="{address}/a">a</a><base href="{address}/">'
    '<meta http-equiv=refresh content="0;url={address}/refresh">'
    "{{7*7}}{% raw %}%s%(x)s&lt;\u202eevil\u202c\u2066\u200b\u200d\ufeff\u2028"
    "\x00\x1b[2J\x07\b\r\n\t\x7f\x85\ud800\udfff</script>"
)

HELD = PropertyResult("entries", "each entry lies between 0 and 1", "core", "passed", 350, 350, 100)
BROKEN = PropertyResult(
    id="rows-sum-to-one",
    title="each row sums to one",
    kind="core",
    status="failed",
    points=0,
    max_points=350,
    examples=100,
    counterexample=Counterexample(
        call="softmax(tensor([[0.], [0.]]))",
        got="tensor([[0.5*],\n        [0.5*]])",
        expected="tensor([[1.],\n        [1.]])",
        message="The result differs in 2 of 2 values.",
        replay="eJxjYGBg",
    ),
)
BADGE = PropertyResult("stable", "large logits", "stretch", "passed", 0, 0, 100)
WRONG = FunctionResult(
    *("softmax", "softmax_regression", "failed", 350, 700, (HELD, BROKEN, BADGE)),
    diagnosis=Diagnosis("softmax-total-sum", "E/E.sum()", "Try one row, then two.", ("other",)),
    output="shape (2, 1)\n",
)
RIGHT = FunctionResult("sgd", "linear_regression", "passed", 700, 700, (HELD,))
NOT_REACHED = msgspec.structs.replace(HELD, status="not_reached", points=0)
STUB = FunctionResult(
    *("accuracy", "softmax_regression", "not_attempted", 0, 400, (NOT_REACHED,)),
    message="The function is still to be written.",
)
RECORD = SubmissionResult(
    student="ada",
    status="graded",
    score=1050,
    max_score=1800,
    stretch=1,
    max_stretch=2,
    functions=(RIGHT, STUB, WRONG),
    notes=("work.rar is not opened",),
)


class Page(HTMLParser):
    """A page, taken apart; it must be well formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open[-1:] not in (["style"], ["script"]):
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def attributes(self, name):
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def headings(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.tags if re.fullmatch("h[1-6]", tag)]


def hostile(text: str) -> SubmissionResult:
    """A record with this text in every field that holds one, and every status."""
    example = Counterexample(text, text, text, text, text)
    properties = tuple(
        PropertyResult(text, text, kind, status, 0, 50, 1, example)
        for kind in ("core", "stretch")
        for status in ("passed", "failed", "not_reached", "timeout", "crashed", "grader_error")
    )
    statuses = (
        *("passed", "failed", "not_attempted", "missing", "import_error"),
        *("timeout", "crashed", "forbidden", "grader_error"),
    )
    functions = tuple(
        FunctionResult(
            *(text, text, status, 1, 2, properties),
            *(Diagnosis(text, text, text, (text,)), text, text, text),
            source=f"{text}\n{text}",
            begins=1,
        )
        for status in statuses
    )
    return SubmissionResult(
        student=text,
        status="graded",
        score=1,
        max_score=2,
        stretch=1,
        max_stretch=3,
        functions=functions,
        notes=(text,),
    )
