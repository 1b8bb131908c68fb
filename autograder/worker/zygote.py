"""The process that workers are forked from: it has imported torch, and knows no answers.

Started by exec with its role, a descriptor, the kind of filter for system calls, the folder of
the files for workers, that of this package and those of the libraries. It obeys fixed-size
orders on that descriptor: start a worker on the socket that comes with the order, or end one.

Where a process that has imported torch can't be forked safely, its role is to spawn: it
imports nothing, and every worker is a fresh process that does.
"""

import contextlib
import fcntl
import gc
import json
import os
import select
import shutil
import signal
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ORDER = struct.Struct("<cii")  # what; a worker's process id; seconds of CPU time
REPLY = struct.Struct("<ii")  # a worker's process id; its wait status, or what is missing
START = b"s"
END = b"e"
READY = 0
MANY = 8
"""A process that so many workers were forked from will fork many more."""
UNPROTECTED = 0b11
"""Of the essential protections, a bit for each that is missing: all of them."""

Serve = Callable[[socket.socket, int, int], None]
"""Makes this process a worker, given its connection, its CPU time and its parent."""


def main() -> None:
    role, descriptor, *place = sys.argv[1:]
    if role == "probe":
        try_protections(*place)
        return
    connection = socket.socket(fileno=int(descriptor))
    reset_signals()
    if role == "fork":
        if not end_when_hung_up(connection):
            return
        be_unimportant()
        serve, missing, settle = prepare(*place)
        obey(connection, missing, lambda *order: fork_worker(serve, connection, *order), settle)
        remove(place[1])
    elif role == "spawn":
        obey(connection, UNPROTECTED, lambda *order: spawn_worker(place, *order))
        remove(place[1])
    else:
        serve, _, _ = prepare(*place)
        serve(connection, int(role), os.getppid())


def remove(files: str) -> None:
    """Removes the files of a grader that has gone, perhaps without a chance to do so itself."""
    with contextlib.suppress(OSError):
        shutil.rmtree(files)


def try_protections(mode: str, _files: str, package_folder: str, *library_folders: str) -> None:
    """Prints what holds on this machine; nothing but a small process is needed for that."""
    find_modules(package_folder, library_folders)
    from autograder.worker import probe  # noqa: PLC0415 - only now can it be found

    protections = probe.try_everything(f"{package_folder}/autograder", mode)
    sys.stdout.write(json.dumps([protection._asdict() for protection in protections]))


def obey(
    control: socket.socket,
    missing: int,
    start: Callable[[socket.socket, int], int],
    settle: Callable[[], None] = lambda: None,
) -> None:
    """Carries out the grader's orders until it hangs up, however it ends.

    Args:
        control: where they come from.
        missing: a bit for each essential protection that workers lack.
        start: makes a worker, given its connection and its CPU time; returns its process id.
        settle: is worth its time if there will be many workers.
    """
    workers: set[int] = set()
    started = 0
    set_signalling(control, on=False)
    control.sendall(REPLY.pack(os.getpid(), missing))
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return
        what, process, cpu_seconds = ORDER.unpack(order)
        if what == START:
            with socket.socket(fileno=descriptors[0]) as connection:
                process = start(connection, cpu_seconds)
            workers.add(process)
            control.sendall(REPLY.pack(process, READY))
            started += 1
            if started == MANY:
                settle()
        elif what == END:
            workers.discard(process)
            status = end(process)
            end_strays(workers)
            control.sendall(REPLY.pack(process, status))


def fork_worker(
    serve: Serve, control: socket.socket, connection: socket.socket, cpu_seconds: int
) -> int:
    zygote = os.getpid()
    process = os.fork()
    if process == 0:
        try:
            control.close()
            serve(connection, cpu_seconds, zygote)
        finally:
            os._exit(0)
    return process


def spawn_worker(place: list[str], connection: socket.socket, cpu_seconds: int) -> int:
    os.set_inheritable(connection.fileno(), True)
    program = [*python(), __file__, str(cpu_seconds), str(connection.fileno()), *place]
    return os.posix_spawn(sys.executable, program, os.environ)


def python() -> list[str]:
    """Starts Python without the user's own packages, and without a folder to import from."""
    # Not -I, which would ignore the hash seed; the environment is written by us anyway.
    return [sys.executable, "-s", "-P", "-B"]


def prepare(
    mode: str, files: str, package_folder: str, *library_folders: str
) -> tuple[Serve, int, Callable[[], None]]:
    """Imports all that a worker needs.

    Returns:
        What makes a worker, what is missing, and what makes many workers cheaper.
    """
    gc.disable()  # hardly anything of an import is garbage, and looking for it takes a tenth of it
    find_modules(package_folder, library_folders)
    from autograder.worker import confine, grants, inquiry  # noqa: PLC0415 - only now can they be found

    confine.adopt_orphans()
    # Its answer is there by the time that torch is imported.
    package = f"{package_folder}/autograder"
    asked = inquiry.Inquiry(lambda: grants.grants(package, files)) if confine.ON_LINUX else None
    from autograder.worker import bans, finder, linux, probe, protocol, service, tame, walls  # noqa: PLC0415

    hide_the_grader()
    service.silence_checks()
    service.forbid("input", "breakpoint")
    service.warm_up()
    tame.tame()
    finder.find_only_readable_modules()
    of_functions = bans.Bans()
    around, missing = walls.Walls(), UNPROTECTED
    if asked is not None:
        around, missing = probe.sound_walls(asked.answer(), mode, files)
    gc.freeze()
    gc.enable()

    def serve(connection: socket.socket, cpu_seconds: int, parent: int) -> None:
        connection, around_me = confine.keep_only(connection, around)
        try:
            confine.confine(cpu_seconds, around_me, parent, files)
        except (OSError, ValueError) as error:
            connection.sendall(protocol.frame(protocol.Kind.FAULT, 0, str(error).encode()))
        else:
            service.serve(connection, of_functions)

    return serve, missing, linux.use_large_pages


def find_modules(package_folder: str, library_folders: Sequence[str]) -> None:
    """Has imports find this package and the libraries, but not what lies beside the package."""
    sys.path[:] = [package_folder, *(f for f in sys.path if f != package_folder)]
    import autograder  # noqa: F401, PLC0415 - its modules are found in its own folder from now on

    sys.path[:1] = library_folders


def be_unimportant() -> None:
    """When memory runs out, the kernel is to end a worker before anything else."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def reset_signals() -> None:
    """The same signals in every worker, whether the grader was started by nohup, a shell or us."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def end_when_hung_up(control: socket.socket) -> bool:
    """Has the kernel end this process while it imports, when the grader has gone.

    The grader sends nothing before it is told that all is ready, so anything that happens to
    the socket is that, and by default SIGIO ends a process. Returns whether it is still there.
    """
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    set_signalling(control, on=True)
    return not select.select([control], [], [], 0)[0]


def set_signalling(control: socket.socket, *, on: bool) -> None:
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC if on else flags & ~os.O_ASYNC)


def end(process: int) -> int:
    """Kills a worker and all of its process group; returns its wait status.

    The worker is not reaped before, so its id can't belong to anybody else.
    """
    try:
        os.killpg(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # not its own group yet, or only a zombie
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    return status


def end_strays(workers: set[int]) -> None:
    """Kills what a worker has started and left behind, where no filter kept it from that."""
    while strays := children() - workers:
        for process in strays:
            end(process)


def children() -> set[int]:
    """All child processes, orphans of children included, where the system can tell."""
    try:
        return set(map(int, Path("/proc/thread-self/children").read_text().split()))
    except OSError:
        return set()


def hide_the_grader() -> None:
    """Takes our package out of reach of an import."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]
    sys.modules["autograder"] = None  # type: ignore[assignment]  # Python's way to forbid it


if __name__ == "__main__":
    main()
