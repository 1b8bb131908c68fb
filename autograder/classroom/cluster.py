"""A cluster of machines that grade, run by Dask: one task a submission.

A worker of the cluster is trusted as this machine is. Below it, a student's code runs in the
same sandbox as here: each process of the cluster has one zygote, which lives on a thread of its
own, because the kernel ends a zygote with the thread that has started it.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from autograder.classroom.crew import DASK, Crew
from autograder.classroom.engine_digest import engine_digest
from autograder.classroom.store import versions
from autograder.errors import UserError
from autograder.protections import missing_protections

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 15
WORKER_SECONDS = 30
CODE = "autograder's code"

P = ParamSpec("P")
T = TypeVar("T")


class ClusterError(UserError):
    """The cluster can't be used, or not any more."""


@contextmanager
def dask_crew(address: str, exercises: tuple[str, ...]) -> Iterator[Crew]:
    """The workers of a Dask cluster.

    Args:
        address: HOST:PORT of its scheduler.
        exercises: what is graded.

    Raises:
        ClusterError: it can't be reached, has no workers, or other versions than this machine.
    """
    client = _connect(address)
    executor = Cluster(client, facts(exercises))
    try:
        _refuse_others(client, exercises)
        lacking = client.run(missing_protections)
        missing = tuple(sorted({name for names in lacking.values() for name in names}))
        yield Crew(executor, lambda: max(1, len(workers_of(client))), missing)
    finally:
        executor.shutdown(wait=False)
        client.close(timeout=CONNECT_SECONDS)


class Cluster(Executor):
    """Dask's executor; each call runs on the thread of its process that is there for grading."""

    def __init__(self, client: "Client", expected: Mapping[str, str]) -> None:
        self._executor = client.get_executor(pure=False)
        self._expected = dict(expected)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = self._executor.submit(there, self._expected, fn, args, kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002
        self._executor.shutdown(wait=wait and not cancel_futures)


def there(
    expected: Mapping[str, str],
    function: Callable[..., T],
    arguments: tuple[object, ...],
    keywords: Mapping[str, object],
) -> T:
    """Runs on a worker: makes the call, if it would come out as on the machine that asks.

    Workers may join a cluster at any time, so that each of them has to look for itself.
    """
    here = facts_here()
    if differing := differences(expected, here | {CODE: expected[CODE]}):
        raise ClusterError(f"A worker has another {', another '.join(differing)}.")
    return _grading_thread().submit(function, *arguments, **keywords).result()


@cache
def _grading_thread() -> ThreadPoolExecutor:
    """One thread for the life of this process, one submission at a time."""
    return ThreadPoolExecutor(1, "grading")


def facts(exercises: tuple[str, ...]) -> dict[str, str]:
    """What has to be the same wherever submissions are graded."""
    return {**facts_here(), CODE: engine_digest(exercises)[:12]}


@cache
def facts_here() -> dict[str, str]:
    return versions()


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """What is not the same, in words."""
    return [
        f"{name} ({theirs.get(name, 'none')}, here {value})"
        for name, value in ours.items()
        if theirs.get(name) != value
    ]


def workers_of(client: "Client") -> dict[str, dict[str, object]]:
    """What the scheduler knows of each worker, by its address."""
    found: dict[str, dict[str, object]] = client.scheduler_info(n_workers=-1)["workers"]
    return found


def _connect(address: str) -> "Client":
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow
    except ImportError:
        raise ClusterError(
            "Grading on a cluster needs Dask: pip install 'autograder[dask]'."
        ) from None
    try:
        client = Client(f"tcp://{address}", timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error) or type(error).__name__
        raise ClusterError(
            f"There is no scheduler of Dask at {address} ({said}). Start one with "
            "`dask scheduler`, and workers with "
            "`PYTHONSAFEPATH=1 dask worker HOST:PORT --nthreads 1`."
        ) from None
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except OSError:
        client.close()
        raise ClusterError(
            f"The scheduler {DASK}{address} has no workers. "
            f"Start some: PYTHONSAFEPATH=1 dask worker {address} --nthreads 1 --nworkers auto"
        ) from None
    return client


def _refuse_others(client: "Client", exercises: tuple[str, ...]) -> None:
    """Compares each worker with this machine.

    Raises:
        ClusterError: one is not the same, or does not have this package.
    """
    ours = facts(exercises)
    try:
        found = client.run(facts, exercises, on_error="return")
    except Exception as error:  # noqa: BLE001 - of a worker, where anything may be missing
        found = {"the cluster": error}
    for worker, theirs in sorted(found.items()):
        if isinstance(theirs, BaseException):
            raise ClusterError(
                f"{worker} can't grade: {type(theirs).__name__}: {theirs}. Every machine needs "
                f"autograder {ours['autograder']}, installed as here."
            )
        if differing := differences(ours, theirs):
            raise ClusterError(
                f"{worker} would not grade as this machine does: it has another "
                f"{', another '.join(differing)}. Install the same versions everywhere."
            )
