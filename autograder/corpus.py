"""The examples of each domain: drawn once by Hypothesis, the same for every student.

Corner cases come first, then the drawn examples in order of size, so that the first one that
breaks a property is already small. They are kept on disk under a key of everything that shapes
them; a run with a cache and one without give the same examples. Those of the public seed come
with the package: they are the same whatever versions of Python and Hypothesis somebody has.
"""

import functools
import gc
import hashlib
import importlib.metadata
import inspect
import platform
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import hypothesis
import msgspec
from hypothesis import strategies as st

from autograder import inputs, values
from autograder.caches import CacheFolder, usual_folder
from autograder.engine import without_collector
from autograder.errors import UserError
from autograder.exercise import Exercise
from autograder.i18n import _
from autograder.inputs import Domain, Example, identity, size_of
from autograder.values import from_argument, to_argument
from autograder.worker import protocol
from autograder.worker.protocol import Argument

PUBLIC_SEED = 2017
"""The seed of a student's own checks."""
PUBLIC_EXAMPLES = Path(__file__).parent / "catalogue" / "examples.zip"
"""The examples of that seed; written by `authoring.examples`."""

ENDING = ".msgpack"
MAX_BYTES = 64 << 20

Examples = tuple[Example, ...]


class CachedCorpus(msgspec.Struct, frozen=True):
    """The examples of all domains of an exercise, as they are kept on disk."""

    digest: bytes
    domains: bytes


class Cache:
    """A folder of drawn examples. Deleting it costs a few seconds, nothing else."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or usual_folder() / "examples"
        self.files = CacheFolder(self.folder)

    def load(self, key: str) -> dict[str, Examples] | None:
        """The examples kept under a key, if there are any.

        Raises:
            UserError: the file is damaged; it is set aside, so that the next run succeeds.
        """
        data = self.files.read(f"{key}{ENDING}", MAX_BYTES)
        if data is None:
            return None
        try:
            return decode_examples(data)
        except (msgspec.MsgspecError, ValueError):
            path = self.folder / f"{key}{ENDING}"
            aside = path.with_suffix(".damaged")
            try:
                path.replace(aside)
            except OSError:
                said = _("The cached examples in {path} are damaged; delete it.")
                raise UserError(said.format(path=path)) from None
            said = _(
                "The cached examples in {path} are damaged; they were moved to {aside}. "
                "Run the command again: it draws them anew."
            )
            raise UserError(said.format(path=path, aside=aside.name)) from None

    def save(self, key: str, examples: dict[str, Examples]) -> None:
        """Keeps examples; a folder that can't be written only makes the next run slower."""
        self.files.write(f"{key}{ENDING}", encode_examples(examples))


class Corpus(Mapping[str, Examples]):
    """The examples of each domain of an exercise, had when the first of them is looked at."""

    def __init__(self, get: Callable[[], Mapping[str, Examples]]) -> None:
        self._get = get
        self._examples: Mapping[str, Examples] = {}

    def fetch(self) -> None:
        """Has the examples from now on."""
        if not self._examples:
            self._examples = self._get()
            gc.freeze()  # they live as long as the process: the collector need not look at them

    def __getitem__(self, domain: str) -> Examples:
        self.fetch()
        return self._examples[domain]

    def __iter__(self) -> Iterator[str]:
        self.fetch()
        return iter(self._examples)

    def __len__(self) -> int:
        self.fetch()
        return len(self._examples)


def examples_for(exercise: Exercise, seed: int, cache: Cache | None = None) -> dict[str, Examples]:
    """The examples of each domain of an exercise, from the cache or drawn now.

    Args:
        exercise: whose domains are drawn from.
        seed: decides on all draws.
        cache: None draws without a look at the disk.
    """
    if cache is None:
        return {domain.name: draw_examples(domain, seed) for domain in exercise.domains}
    if seed == PUBLIC_SEED and (given := public_examples(exercise)):
        return given
    key = cache_key(exercise, seed)
    found = cache.load(key)
    if found is None:
        found = examples_for(exercise, seed)
        cache.save(key, found)
    return found


def require_sound(exercises: Iterable[Exercise], seed: int, cache: Cache) -> None:
    """Says before anything is graded that examples in the cache are damaged.

    Raises:
        UserError: they are; they are set aside.
    """
    for exercise in exercises:
        cache.load(cache_key(exercise, seed))


def public_examples(exercise: Exercise) -> dict[str, Examples] | None:
    """The examples of the public seed that came with the package, if they are of this code."""
    try:
        return decode_examples(_public_archive().read(public_name(exercise)))
    except KeyError:
        return None


def public_name(exercise: Exercise) -> str:
    """What they are called there: the exercise, and the code that draws them."""
    code = hashlib.sha256("\0".join(_code_that_draws(exercise)).encode()).hexdigest()
    return f"{exercise.name}-{code[:32]}"


@functools.cache
def _public_archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(PUBLIC_EXAMPLES)


def draw_examples(domain: Domain, seed: int) -> Examples:
    """Corner cases, then drawn examples by size; none twice, `domain.count` at most."""
    drawn: list[Example] = []

    run = hypothesis.given(st.just(drawn), domain.strategy)(collect)
    run = hypothesis.seed(derive_seed(domain.name, seed))(run)
    settings = hypothesis.settings(
        max_examples=domain.count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    with without_collector():
        settings(run)()
    corners = {identity(corner) for corner in domain.corners}
    fresh = {identity(e): e for e in drawn if identity(e) not in corners}
    kept = list(fresh.values())[: max(0, domain.count - len(domain.corners))]
    return (*domain.corners, *sorted(kept, key=size_of))


def collect(drawn: list[Example], example: Example) -> None:
    """Keeps an example.

    Not within another function: Hypothesis reads the source, and Python looks for one that does
    not parse by itself in the current folder, in a file named "<unknown>".
    """
    drawn.append(example)


def derive_seed(name: str, seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{name}/{seed}".encode()).digest()[:8])


def cache_key(exercise: Exercise, seed: int) -> str:
    """A name for everything that shapes an exercise's examples, code and versions included."""
    parts = [
        exercise.name,
        str(seed),
        platform.python_version(),
        *(importlib.metadata.version(name) for name in ("hypothesis", "numpy")),
        *_code_that_draws(exercise),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def encode_examples(examples: dict[str, Examples]) -> bytes:
    described = {
        name: [{key: to_argument(value) for key, value in e.items()} for e in drawn]
        for name, drawn in examples.items()
    }
    body = msgspec.msgpack.encode(described)
    return msgspec.msgpack.encode(CachedCorpus(hashlib.sha256(body).digest(), body))


def decode_examples(data: bytes) -> dict[str, Examples]:
    """Reads examples back.

    Raises:
        msgspec.MsgspecError, ValueError: the data are not what was written.
    """
    cached = msgspec.msgpack.decode(data, type=CachedCorpus)
    if hashlib.sha256(cached.domains).digest() != cached.digest:
        raise ValueError("the digest differs")
    described = msgspec.msgpack.decode(cached.domains, type=dict[str, list[dict[str, Argument]]])
    return {name: tuple(_examples(drawn)) for name, drawn in described.items()}


def _examples(described: Sequence[dict[str, Argument]]) -> Iterable[Example]:
    for example in described:
        yield {key: from_argument(value) for key, value in example.items()}


def _code_that_draws(exercise: Exercise) -> list[str]:
    own = {sys.modules[prop.check.__module__] for prop in exercise.properties}
    modules = own | {inputs, values, protocol, sys.modules[__name__]}
    return [inspect.getsource(m) for m in sorted(modules, key=lambda module: module.__name__)]
