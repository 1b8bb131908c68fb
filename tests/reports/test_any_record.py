"""Every record that can be read can be reported, in every format, whatever its texts are.

Records are drawn that keep to what `decode_result` demands and to nothing else: numbers of any
size, hostile texts, statuses that no grading gives together.
"""

import io
import random
from typing import get_args

import msgspec
import pytest
from hostile_texts import HOSTILE, assert_harmless
from readers import READERS
from rich.console import Console

from autograder.classroom.analysis import ClassAnalyst
from autograder.classroom.store import file_stem
from autograder.records import (
    Counterexample,
    Diagnosis,
    FunctionResult,
    FunctionStatus,
    PropertyKind,
    PropertyResult,
    PropertyStatus,
    SubmissionResult,
    SubmissionStatus,
    decode_result,
    encode_result,
)
from autograder.reports.class_report import class_html, class_json, class_markdown
from autograder.reports.class_view import ClassView
from autograder.reports.feedback import feedback_page
from autograder.reports.formats import FORMATS, files_of_class
from autograder.reports.gradebooks import Register
from autograder.reports.submission_view import show_submission

SEEDS = range(8)
CLASSES = 6
"""Drawn from each seed, of three students each."""
STUDENTS = ("a", "b", "c")
NUMBERS = (0, 1, 33, 700, 10**6, 2**53 + 1, 2**63 - 1)
TEXTS = [text for text in HOSTILE if "\ud800" not in text]  # which no file of JSON holds
NOTHING = dict.fromkeys((0xFFFE, 0xFFFF))
"""Two that Unicode never gives a meaning; a terminal shows nothing, or a box."""
TEXTS += ["", "x", "softmax", "a" * 3000, "\n" * 500]


class Draw:
    """Records at random."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def number(self) -> int:
        return self._dice.choice(NUMBERS)

    def text(self) -> str:
        return self._dice.choice(TEXTS)

    def one_of(self, kind: object) -> str:
        return self._dice.choice(get_args(kind))

    def several(self, make, most: int) -> tuple:
        return tuple(make() for _ in range(self._dice.randint(0, most)))

    def counterexample(self) -> Counterexample | None:
        if self._dice.random() < 0.4:
            return None
        texts = [self.text() for _ in range(4)]
        return Counterexample(*texts, "eJxjYGBg", self.number())  # the token is never a student's

    def property(self) -> PropertyResult:
        most = self.number()
        return PropertyResult(
            self.text() or "p", self.text(), self.one_of(PropertyKind),
            self.one_of(PropertyStatus), self._dice.choice((0, most)), most, self.number(),
            self.counterexample(),
        )  # fmt: skip

    def function(self) -> FunctionResult:
        most = self.number()
        diagnosis = Diagnosis(*(self.text() for _ in range(3)), (self.text(),), (self.text(),))
        return FunctionResult(
            self._dice.choice(("softmax", "sgd", "_", "Größe", self.text())), self.text(),
            self.one_of(FunctionStatus), self._dice.choice((0, most // 2, most)), most,
            self.several(self.property, 4), self._dice.choice((None, diagnosis)),
            *(self.text() for _ in range(4)), self.number(), self.number(), (self.text(),),
        )  # fmt: skip

    def result(self, student: str) -> SubmissionResult:
        functions = self.several(self.function, 4)
        return SubmissionResult(
            student=student,
            status=self.one_of(SubmissionStatus),
            score=sum(function.score for function in functions),
            max_score=sum(function.max_score for function in functions),
            stretch=self.number(),
            max_stretch=self.number(),
            functions=functions,
            notes=self.several(self.text, 3),
        )

    def readable(self, student: str) -> SubmissionResult:
        """One that can be read: what is not is drawn anew."""
        while True:
            try:
                return decode_result(encode_result(self.result(student)))
            except (ValueError, msgspec.ValidationError):
                continue


@pytest.fixture(params=SEEDS)
def classes(request):
    draw = Draw(request.param)
    return [[draw.readable(student) for student in STUDENTS] for _ in range(CLASSES)]


def shown(show) -> str:
    printed = io.StringIO()
    console = Console(file=printed, markup=False, emoji=False, highlight=False, soft_wrap=True)
    show(console)  # as a build server has it: a terminal obeys no line
    return printed.getvalue().translate(NOTHING)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_what_its_readers_expect(name, classes):
    for results in classes:
        for text in files_of_class(name, results, file_stem, Register(), {}).values():
            READERS[name](text)


def test_every_record_can_be_shown_and_has_its_page(classes):
    for result in (result for results in classes for result in results):
        assert_harmless(shown(lambda console, r=result: show_submission(r, console, show_all=True)))
        assert "<script>alert" not in feedback_page(result, missing=())


def test_every_class_can_be_shown_and_analysed(classes):
    for results in classes:
        view, analyst = ClassView(), ClassAnalyst(STUDENTS, missing=(), key=None)
        for result in results:
            view.add(result)
            analyst.add(result)
        assert_harmless(shown(view.show))
        analysis = analyst.analysis()
        assert b"<script>alert" not in class_html(analysis, {})
        assert class_json(analysis)
        assert class_markdown(analysis)
