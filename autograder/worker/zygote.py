"""The process that workers are forked from: it has imported torch, and knows no answers.

Started by exec with a descriptor, the folder of this package and those of the libraries. It
obeys fixed-size orders on that descriptor: fork a worker on the socket that comes with the
order, or end one.
"""

import gc
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable

ORDER = struct.Struct("<cii")  # what; a worker's process id; seconds of CPU time
REPLY = struct.Struct("<ii")  # a worker's process id; its wait status
FORK = b"f"
END = b"e"
READY = 0


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    serve = prepare(package_folder=sys.argv[2], library_folders=sys.argv[3:])
    control.sendall(REPLY.pack(os.getpid(), READY))
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return
        what, process, cpu_seconds = ORDER.unpack(order)
        if what == FORK:
            connection = socket.socket(fileno=descriptors[0])
            process = os.fork()
            if process == 0:
                try:
                    control.close()
                    serve(connection, cpu_seconds)
                finally:
                    os._exit(0)
            connection.close()
            control.sendall(REPLY.pack(process, READY))
        elif what == END:
            control.sendall(REPLY.pack(process, end(process)))


def prepare(
    package_folder: str, library_folders: list[str]
) -> Callable[[socket.socket, int], None]:
    """Imports all that a worker needs; returns what a fork runs."""
    sys.path[:0] = [package_folder, *library_folders]
    from autograder.worker import confine, protocol, service  # noqa: PLC0415 - only now can they be found

    hide_the_grader(package_folder, library_folders)
    confine.die_with_parent()
    service.forbid("input", "breakpoint")
    service.warm_up()
    gc.collect()
    gc.freeze()

    def serve(connection: socket.socket, cpu_seconds: int) -> None:
        connection = confine.keep_only(connection)
        try:
            confine.confine(cpu_seconds)
        except (OSError, ValueError) as error:
            connection.sendall(protocol.frame(protocol.Kind.FAULT, 0, str(error).encode()))
        else:
            service.serve(connection)

    return serve


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


def hide_the_grader(package_folder: str, library_folders: list[str]) -> None:
    """Takes our package, and what lies beside it in a checkout, out of reach of an import."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]
    sys.modules["autograder"] = None  # type: ignore[assignment]  # Python's way to forbid it
    if package_folder not in library_folders:
        sys.path[:] = [folder for folder in sys.path if folder != package_folder]


if __name__ == "__main__":
    main()
