"""Who grades: processes of this machine, or a cluster of machines, behind one executor."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from autograder.classroom.pool import Pool
from autograder.errors import UserError
from autograder.protections import missing_protections

LOCAL = "local"
DASK = "dask://"

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Crew:
    """Those who grade.

    Attributes:
        executor: takes the tasks.
        processes: how many of them are done at a time, which may change.
        missing: the essential protections that are lacking where they are done.
    """

    executor: Executor
    processes: Callable[[], int]
    missing: tuple[str, ...] = ()


def open_crew(name: str, jobs: int, exercises: Sequence[str]) -> AbstractContextManager[Crew]:
    """The crew of that name, which is gone after the context, whatever it was busy with.

    Args:
        name: "local", or "dask://HOST:PORT" for the scheduler of a cluster.
        jobs: how many processes of this machine.
        exercises: what is graded, which a cluster must have in the same version.

    Raises:
        UserError: there is no such crew, or it would not grade as this machine does.
    """
    if name == LOCAL:
        return local_crew(jobs, missing_protections())
    if name.startswith(DASK) and name != DASK:
        from autograder.classroom.cluster import dask_crew  # noqa: PLC0415 - an extra

        return dask_crew(name.removeprefix(DASK), tuple(exercises))
    raise UserError(f"There is no executor {name!r}; expected {LOCAL} or {DASK}HOST:PORT.")


@contextmanager
def local_crew(jobs: int, missing: tuple[str, ...] = ()) -> Iterator[Crew]:
    """So many processes of this machine."""
    pool = Pool(jobs)
    try:
        yield Crew(pool, lambda: jobs, missing)
    finally:
        pool.shutdown(cancel_futures=True)


def run_all(
    crew: Crew, work: Callable[[Task], Result], tasks: Iterable[Task]
) -> Generator[tuple[Task, "Future[Result]"], None, None]:
    """Does all tasks, of which only as many are held at a time as keep everybody busy.

    Yields:
        Each task as it is finished, with its future, which has the result or an exception.
    """
    coming = iter(tasks)
    under_way: dict[Future[Result], Task] = {}
    while True:
        while len(under_way) < 2 * crew.processes():  # nobody waits while results are written
            task = next(coming, None)
            if task is None:
                break
            under_way[crew.executor.submit(work, task)] = task
        if not under_way:
            return
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in [one for one in under_way if one in done]:  # the oldest first
            yield under_way.pop(future), future
