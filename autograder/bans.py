"""What a function may not call, because it is to replace it, and how that is noticed.

By the call itself, which raises in the worker; by the names that it uses, for what never got so
far or is written in Python; and for softmax by the last bits of the results.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from autograder.engine import Ask, Examination
from autograder.exercise import Exercise, place_text
from autograder.i18n import N_, Phrase, Text, _, sentence_start
from autograder.intake.program import Program
from autograder.intake.uses import uses_of
from autograder.twins import SoftmaxTwins
from autograder.worker.operators import FORMS
from autograder.worker.protocol import Operator, Raised

SAID: dict[Operator, str] = {
    "softmax": N_(
        "torch's own softmax or a relative of it (log_softmax, logsumexp, cross_entropy …)"
    ),
    "cross_entropy": N_(
        "torch's own cross_entropy or a relative of it (nll_loss, kl_div, binary_cross_entropy …)"
    ),
    "optimizer": N_("an optimizer of torch.optim or a step of one (_fused_sgd_ …)"),
}
"""What each operator is, in words."""
DISGUISED = N_(
    "On random matrices its results are those of torch's own softmax to the last bit, which no "
    "calculation of one's own gives."
)


@dataclass
class Bans:
    """Finds out whether a function called what it should replace.

    Attributes:
        twins: knows the last bits of torch's softmax.
        operators: of each function that has any.
    """

    twins: SoftmaxTwins
    operators: dict[str, tuple[Operator, ...]] = field(default_factory=dict)

    def broken(
        self, exercise: Exercise, examination: Examination, program: Program, stem: str, ask: Ask
    ) -> str:
        """A sentence that says so and where, or nothing."""
        operators = self.operators.get(exercise.name, ())
        ways: Sequence[Callable[[], str]] = (
            lambda: called(examination.forbidden),
            lambda: named(operators, program, stem, exercise.name),
            lambda: self._disguised(operators, examination, exercise.name, ask),
        )
        found = next(filter(None, (way() for way in ways)), "")
        asked = _("This exercise asks you to write {name} yourself. {finding}")
        return found and asked.format(name=exercise.name, finding=found)

    def _disguised(
        self,
        operators: Sequence[Operator],
        examination: Examination,
        function: str,
        ask: Ask,
    ) -> str:
        looks_right = "softmax" in operators and not examination.findings
        return _(DISGUISED) if looks_right and self.twins.are_like(ask, function) else ""


def called(raised: Raised | None) -> str:
    """That an operator was called, and in which line."""
    if raised is None:
        return ""
    said = next((SAID[o] for o in SAID if o == raised.message), N_("what it should replace"))
    where = sentence_start(place_text(raised) if raised.line else _("it"))
    if raised.code:
        call = Phrase("{place} calls {operator}:", place=where, operator=_(said))
        return f"{call}\n    {raised.code}"
    return str(Phrase("{place} calls {operator}.", place=where, operator=_(said)))


def named(operators: Sequence[Operator], program: Program, stem: str, function: str) -> str:
    """That the function, or what it needs, names an operator of torch."""
    forms = [FORMS[operator] for operator in operators]
    names = frozenset[str]().union(*(form.names | form.kernels for form in forms))
    for found in uses_of(program, stem, function) if names else ():
        root, *parts = found.use.name.split(".")
        if root == "torch" and names.intersection(parts):
            elsewhere = found.file != program.sources[stem].file
            place: Text = place_text(found.use)
            if elsewhere:
                place = Phrase("{place} of {file}", place=place, file=found.file)
            where = sentence_start(str(place))
            return str(Phrase("{place} uses {name}.", place=where, name=found.use.name))
    return ""
