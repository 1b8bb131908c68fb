"""Runs a capstone: finds the student's functions, has them train, and judges what they learned."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.capstones import reference
from autograder.capstones.data import TRUE_LINE, Images, line_data
from autograder.capstones.tasks import Capstone
from autograder.catalogue import EXERCISES
from autograder.grading import find_function, where_raised, why_raised
from autograder.i18n import Phrase, Text, _
from autograder.intake.program import Program, read_program
from autograder.intake.submission import Submission
from autograder.observation import read_array
from autograder.session import Session
from autograder.values import Array, MalformedValueError, to_argument
from autograder.worker.client import Limits, WorkerLost, Zygote
from autograder.worker.protocol import Epoch, Modules, Raised, Training

SEEDS = (0, 1)
"""The better of two runs counts, because a start may be unlucky."""
EPOCH_SECONDS = 120.0
LIMITS = Limits(load_seconds=10.0, submission_seconds=1200.0)
NEAR = 0.01
"""So far the learned parameters of the line may be from the analytic ones."""
TOO_NEAR = 1e-6
"""Descent in minibatches comes near the analytic solution, and never to it."""
SUMS_KEPT = 1e-3
"""By so much the sum of an input's weights over the classes may change: each gradient's is 0."""
LOSS_TOLERANCE = 0.01
"""By so much, relative to it, the loss that is reported may differ from the right one."""

Tell = Callable[[int, Epoch], None]
"""Called with the number of each epoch and what came of it."""


class NotFinishedError(Exception):
    """The student's code did not get to the end; the message says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))


@dataclass
class Outcome:
    """One training run and what is to be said of it.

    Attributes:
        epochs: the first one is the state before training.
        parameters: the learned ones.
        made: the data that the student's functions have made.
        loss: the right test loss of the learned parameters; NaN for the line.
        accuracy: the right test accuracy; NaN for the line.
        shortfalls: what keeps it from earning the badge; nothing if it does.
    """

    seed: int
    epochs: list[Epoch]
    parameters: list[Array]
    made: list[Array] = field(default_factory=list)
    loss: float = math.nan
    accuracy: float = math.nan
    shortfalls: list[str] = field(default_factory=list)


def run_capstone(
    capstone: Capstone, submission: Submission, images: Images | None, zygote: Zygote, tell: Tell
) -> Outcome:
    """Trains, twice if the first run falls short; gives the better outcome.

    Raises:
        NotFinishedError: functions are missing, or one of them raised, hung or returned nonsense.
    """
    wanted = {exercise.name: exercise.module for exercise in EXERCISES}
    program = read_program(submission, wanted, zygote.reader.read)
    best: Outcome | None = None
    for seed in SEEDS:
        outcome = train(capstone, program, images, zygote, seed, tell)
        if best is None or (len(outcome.shortfalls), -outcome.accuracy) < (
            len(best.shortfalls), -best.accuracy,
        ):  # fmt: skip
            best = outcome
        if not best.shortfalls or images is None:
            break
    assert best is not None
    return best


def train(
    capstone: Capstone,
    program: Program,
    images: Images | None,
    zygote: Zygote,
    seed: int,
    tell: Tell,
) -> Outcome:
    """One training run in a worker of its own."""
    epochs: list[Epoch] = []
    with Session(zygote, Modules(program.code()), LIMITS, program.located) as session:
        functions = locate(capstone, program, session)
        training = Training(
            capstone.task, functions, describe(capstone, images, zygote), capstone.lr,
            capstone.batch_size, seed, capstone.first,
        )  # fmt: skip
        try:
            for number, epoch in enumerate(session.train(training, capstone.epochs, EPOCH_SECONDS)):
                if epoch.raised is not None:
                    raise stopped(number, program.located(epoch.raised))
                epochs.append(epoch)
                tell(number, epoch)
        except WorkerLost as lost:
            said = Phrase(
                "In epoch {number}, training {what_happened}.",
                number=lost.index,
                what_happened=lost.message,
            )
            raise NotFinishedError(said) from lost
        except MalformedValueError as error:
            said = Phrase("What came of training makes no sense: {reason}.", reason=error)
            raise NotFinishedError(said) from error
    return judge(capstone, images, seed, epochs)


def stopped(number: int, raised: Raised) -> NotFinishedError:
    return NotFinishedError(
        Phrase(
            "Training stopped in epoch {number}, {where}: {why}",
            number=number,
            where=where_raised(raised),
            why=why_raised(raised),
        )
    )


def locate(capstone: Capstone, program: Program, session: Session) -> dict[str, str]:
    """The module of each function that the capstone calls.

    Raises:
        NotFinishedError: some are missing.
    """
    exercises = {exercise.name: exercise for exercise in EXERCISES}
    found = {
        name: find_function(exercises[name], program, session)[0] for name in capstone.functions
    }
    if missing := [name for name, stem in found.items() if stem is None]:
        raise NotFinishedError(
            Phrase(
                "The submission has no {missing}. This capstone calls {functions}.",
                missing=_(", ").join(missing),
                functions=_(", ").join(capstone.functions),
            )
        )
    return {name: stem for name, stem in found.items() if stem is not None}


def describe(capstone: Capstone, images: Images | None, zygote: Zygote) -> tuple[Any, ...]:
    """The data as a worker gets them; files are put where it can open them."""
    if images is None:
        return tuple(map(to_argument, line_data())) if capstone.task == "concise" else ()
    if images.files:
        for file in images.files:
            zygote.keep_file(file)
        return tuple(file.path for file in images.files)
    parts = (images.train_images, images.train_labels, images.test_images, images.test_labels)
    return tuple(map(to_argument, parts))


@np.errstate(all="ignore")  # NaN and infinity fall short, they are no warnings
def judge(capstone: Capstone, images: Images | None, seed: int, epochs: Sequence[Epoch]) -> Outcome:
    """What the learned parameters are worth.

    Raises:
        NotFinishedError: they are no parameters of such a model.
    """
    first, parameters = arrays(epochs[0].parameters), arrays(epochs[-1].parameters)
    outcome = Outcome(seed, list(epochs), parameters, arrays(epochs[0].data))
    if images is None:
        if capstone.task == "concise":
            solution = reference.least_squares(*line_data())
            outcome.made = [*line_data(), solution[:-1], solution[-1:]]
        outcome.shortfalls = judge_line(outcome, first)
    else:
        judge_classes(outcome, first, images, capstone.threshold)
    return outcome


def judge_line(outcome: Outcome, first: Sequence[Array]) -> list[str]:
    """Compares with the least squares of the same data, and those with the true line."""
    features, labels, *analytic = checked_data(outcome.made)
    right = reference.least_squares(features, labels)
    begun, learned, solved = map(joined, (first, outcome.parameters, analytic))
    if {begun.shape, learned.shape, solved.shape} != {right.shape}:
        raise NotFinishedError(
            Phrase(
                "There are {learned} learned and {analytic} analytic numbers; expected {due}: "
                "a weight for each feature and a bias.",
                learned=learned.size,
                analytic=solved.size,
                due=right.size,
            )
        )
    shortfalls = []
    if far(right, TRUE_LINE):
        shortfalls.append(
            _("synthetic_data lies about {found} instead of {due}").format(
                found=spoken(right), due=TRUE_LINE
            )
        )
    if far(solved, right):
        shortfalls.append(
            _("normal_equation gives {found} instead of {due}").format(
                found=spoken(solved), due=spoken(right)
            )
        )
    if far(learned, right):
        shortfalls.append(
            _("the learned parameters are more than {distance} from the analytic ones").format(
                distance=NEAR
            )
        )
    if not (far(begun, right) and far(learned, right, TOO_NEAR)):
        shortfalls.append(_("the parameters are the analytic ones, to which no descent has led"))
    return shortfalls


def checked_data(made: list[Array]) -> list[Array]:
    """Features, labels and the analytic solution, if they can be data of a line.

    Raises:
        NotFinishedError: they can't.
    """
    shapes = [part.shape for part in made]
    if len(made) == len(TRUE_LINE) + 1:
        features, labels, *_ = made
        fitting = features.ndim == 2 and features.shape[1] == len(TRUE_LINE) - 1
        finite = np.isfinite(features).all() and np.isfinite(labels).all()
        if fitting and len(features) == labels.size > 0 and finite:
            return made
    raise NotFinishedError(
        Phrase(
            "synthetic_data and normal_equation gave tensors of shapes {shapes}; expected "
            "features (n, 2) and n labels, all finite, two weights and a bias.",
            shapes=shapes,
        )
    )


def joined(arrays: Sequence[Array]) -> Array:
    """The numbers of all of them."""
    return np.concatenate([np.empty(0), *(array.reshape(-1) for array in arrays)])


def judge_classes(
    outcome: Outcome, first: Sequence[Array], images: Images, threshold: float
) -> None:
    """Puts the right loss and accuracy into the outcome, and what they fall short of."""
    pixels, classes = images.test_images[0].size, len(images.classes)
    for parameters in (first, outcome.parameters):
        shapes = [p.shape for p in parameters]
        if shapes != [(pixels, classes), (classes,)]:
            raise NotFinishedError(
                Phrase(
                    "The parameters have shapes {shapes}; expected {weights} and {biases}.",
                    shapes=shapes,
                    weights=str((pixels, classes)),
                    biases=str((classes,)),
                )
            )
    W, b = outcome.parameters
    outcome.loss = reference.mean_loss(images.test_images, images.test_labels, W, b)
    right = reference.predictions(images.test_images, W, b) == images.test_labels
    outcome.accuracy = float(right.mean())
    last = outcome.epochs[-1]
    if not outcome.accuracy >= threshold:
        below = _("the test accuracy is below {threshold}").format(threshold=threshold)
        outcome.shortfalls.append(below)
    if not abs(last.test_loss - outcome.loss) <= LOSS_TOLERANCE * outcome.loss:
        outcome.shortfalls.append(
            _(
                "your functions report a test loss of {reported:.4f}; with the learned parameters "
                "it is {right:.4f}"
            ).format(reported=last.test_loss, right=outcome.loss)
        )
    if not abs(last.test_accuracy - outcome.accuracy) <= LOSS_TOLERANCE:
        outcome.shortfalls.append(
            _(
                "your functions report a test accuracy of {reported:.4f}; with the learned "
                "parameters it is {right:.4f}"
            ).format(reported=last.test_accuracy, right=outcome.accuracy)
        )

    if not all(map(descended, first, outcome.parameters)):
        outcome.shortfalls.append(
            _(
                "the learned parameters are not what gradient descent makes of the first ones: its "
                "steps raise the weights of some classes by as much as they lower those of others"
            )
        )


def descended(before: Array, after: Array) -> bool:
    """Whether steps along gradients of softmax can have led from one to the other.

    The probabilities of an example sum to one, so its gradient sums to zero over the classes.
    """
    moved = (after.astype(np.float64) - before).sum(axis=-1)
    return bool((np.abs(moved) <= SUMS_KEPT).all())


def arrays(values: Iterable[Any]) -> list[Array]:
    """Tensors that came from a worker.

    Raises:
        NotFinishedError: one of them is none that can be read.
    """
    try:
        found = [read_array(value) for value in values]
    except MalformedValueError as error:
        said = Phrase("The parameters make no sense: {reason}.", reason=error)
        raise NotFinishedError(said) from error
    read = [array for array in found if array is not None]
    if len(read) < len(found):
        raise NotFinishedError(_("A parameter is no ordinary tensor."))
    return read


def far(found: Array, wanted: Any, near: float = NEAR) -> bool:
    return not np.abs(found - np.asarray(wanted)).max(initial=0) <= near


def spoken(numbers: Array) -> str:
    return f"({', '.join(f'{number:.4f}' for number in numbers)})"
