"""The ways in which a command ends early, each with its exit code.

A student's mistake is none of them: it is a result.
"""


class UserError(Exception):
    """The command was used wrongly or can't do what was asked; the message says what to do."""

    exit_code = 2


class MachineFault(UserError):  # noqa: N818 - as the other one
    """The machine lacks something: room on a disk, open files, processes, memory.

    That is nobody's mistake. `passing` says that it may be there again without anything done.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class GraderFault(Exception):  # noqa: N818
    """Something of ours failed. It must never look like a student's mistake."""

    exit_code = 3
