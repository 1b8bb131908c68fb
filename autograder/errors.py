"""The two ways in which a command ends early, each with its exit code.

A student's mistake is neither: it is a result.
"""


class UserError(Exception):
    """The command was used wrongly or can't do what was asked; the message says what to do."""

    exit_code = 2


class GraderFault(Exception):  # noqa: N818
    """Something of ours failed. It must never look like a student's mistake."""

    exit_code = 3
