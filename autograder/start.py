"""Where the command line begins, ahead of all that it imports."""

import sys

from autograder import import_path


def main() -> None:
    """Runs the command line; see `autograder.cli.main`."""
    import_path.secure()
    from autograder.head_start import head_start  # noqa: PLC0415 - only now from a safe path

    with head_start(sys.argv[1:]):
        from autograder.cli import main as command_line  # noqa: PLC0415 - what takes its time

        command_line()
