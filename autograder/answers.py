"""What is remembered of answers, for all submissions of a grader."""

from itertools import takewhile
from typing import NamedTuple

from autograder.engine import DECODE_CALL
from autograder.observation import Form, Observation, check_against, count_objects, form_of
from autograder.outcomes import Outcomes, Shelf
from autograder.worker.frames import decode
from autograder.worker.protocol import Answer

MAX_DIFFERENT = 8
"""So many different answers to a call are remembered."""
MAX_ANSWER_BYTES = 1 << 14
"""Larger answers are not remembered; those of a right function are a tenth of that."""
RARE_BYTES = 24 << 20
"""For what one submission has given; a right one to the whole chapter takes 19 MiB."""
COMMON_BYTES = 32 << 20
"""For what several submissions have given."""
RARE_SUBMISSIONS = 10
"""So many submissions an answer is kept for that do not give it as well."""
ANSWER_BYTES = 1280
OBJECT_BYTES = 128
"""What an answer, and each object within it, takes besides its bytes, which are there thrice."""


class Known(NamedTuple):
    """The form of the answers to a call, and the answers that are remembered."""

    form: Form
    answers: dict[bytes, Observation]


class Answers:
    """What is known of calls that are made of every student, for all sessions of a grader.

    An answer that came before is the same observation again, which need not be read. There is
    a bound on the memory for those that several submissions have given, and on that for those
    that are one submission's own: these are let go after a while, and sooner for those of others.
    """

    def __init__(self, rare_bytes: int = RARE_BYTES, common_bytes: int = COMMON_BYTES) -> None:
        self._calls: dict[bytes, Known] = {}
        self._rare = Shelf(rare_bytes)
        self._common = Shelf(common_bytes)
        self._submission = 0

    @property
    def size(self) -> int:
        """The bytes of memory that all this takes."""
        return self._rare.size + self._common.size

    def read(self, call: bytes, body: bytes) -> Observation:
        """What a call did.

        Raises:
            MalformedError, MalformedValueError: it is no answer to this call.
        """
        known = self._calls.get(call)
        observation = known.answers.get(body) if known else None
        if observation is None:
            return self._read_anew(call, body, known)
        outcomes = observation.outcomes
        if outcomes and outcomes.submission != self._submission and outcomes.shelf is self._rare:
            self._share(outcomes)
        return observation

    def end_submission(self) -> None:
        """Lets go of answers that came from one submission and from none of some since then."""
        self._let_go(self._submission - RARE_SUBMISSIONS)
        self._submission += 1

    def _read_anew(self, call: bytes, body: bytes, known: Known | None) -> Observation:
        known = known or Known(form_of(DECODE_CALL(call)), {})
        answer = decode(body, Answer)
        check_against(known.form, answer)
        observation = Observation(answer)
        of_a_line = answer.raised is not None or answer.warnings
        if not of_a_line and len(body) <= MAX_ANSWER_BYTES:
            size = ANSWER_BYTES + OBJECT_BYTES * count_objects(answer) + len(call) + 3 * len(body)
            if self._make_room(size):
                self._keep(observation, known, Outcomes(call, body, size, self._submission))
        return observation

    def _keep(self, observation: Observation, known: Known, outcomes: Outcomes) -> None:
        """Remembers an answer, in place of the oldest one to the same call."""
        if len(known.answers) >= MAX_DIFFERENT:
            self._forget(outcomes.call, next(iter(known.answers)))
        self._calls.setdefault(outcomes.call, known).answers[outcomes.body] = observation
        observation.outcomes = outcomes
        self._rare.put(outcomes)

    def _share(self, outcomes: Outcomes) -> None:
        """Keeps an answer that a second submission has given, if need be in place of the oldest."""
        for old in self._common.surplus(outcomes.size):
            self._forget(old.call, old.body)
        self._common.put(outcomes)

    def _make_room(self, size: int) -> bool:
        """Whether there is room for a new answer, if need be in place of other submissions' own."""
        while not self._rare.has_room(size):
            oldest = next(iter(self._rare), None)
            if oldest is None or oldest.submission == self._submission:
                return False
            self._let_go(oldest.submission)
        return True

    def _let_go(self, last: int) -> None:
        """Forgets what submissions up to that one have given and no other has."""
        for outcomes in list(takewhile(lambda o: o.submission <= last, self._rare)):
            self._forget(outcomes.call, outcomes.body)

    def _forget(self, call: bytes, body: bytes) -> None:
        answers = self._calls[call].answers
        outcomes = answers.pop(body).outcomes
        if outcomes and outcomes.shelf:
            outcomes.shelf.take(outcomes)
        if not answers:
            del self._calls[call]
