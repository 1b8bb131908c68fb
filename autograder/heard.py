"""What workers say in English, in the reader's language; they have no catalogue themselves."""

import re
from functools import cache

from autograder.i18n import N_, Phrase, language

MESSAGES = (
    # worker/reader.py and worker/notebook.py: why a file can't be read
    N_("it is nested too deep"),
    N_("it takes too much memory to be read, or nested too deep"),
    N_("it has too many names"),
    N_("it is not a notebook: {reason}"),
    N_("it is not JSON: {error}"),
    N_("it is JSON without cells"),
    N_("it has {size} bytes of code"),
    N_("it is saved as {encoding}; save it as UTF-8"),
    N_("line {line} holds null bytes, which are no text"),
    N_("it holds a notebook; name it .ipynb"),
    N_("line {line} is not UTF-8 (byte {byte}); save it as UTF-8"),
    N_("a character that turns the direction of text"),
    # worker/scan.py
    N_("an attribute by a computed name"),
    N_("a module by a computed name"),
    # worker/service.py: exceptions of ours
    N_("still running after {seconds} s"),
    N_(
        "{name} is used, but {package} is not installed where submissions are graded; "
        "the exercises don't need it"
    ),
    N_("{name}() is not available while a submission is graded"),
    # worker/results.py and worker/arguments.py: what is not sent
    N_("tensor of shape {shape}, too large to be read"),
    N_("{kind} of tensors, too large to be read"),
    N_("{kind} of items that are too large to be read"),
    N_("{kind}, which is not torch's own"),
    N_("numpy array of shape {shape}, dtype {dtype}"),
    N_("int beyond 64 bits"),
    N_("{kind} that can't be read: {error}"),
    # worker/fixtures.py: how a net was called
    N_("train, graph"),
    N_("train, no graph"),
    N_("eval, graph"),
    N_("eval, no graph"),
    N_("unknown"),
)
FIELD = re.compile(r"\\{(\w+)\\}")


def in_readers_language(said: str) -> str:
    """What a worker said; words that are not ours stay as they are."""
    if language() == "en":
        return said
    for message in MESSAGES:
        if found := pattern(message).fullmatch(said):
            fields = {name: in_readers_language(text) for name, text in found.groupdict().items()}
            return str(Phrase(message, **fields))
    return said


@cache
def pattern(message: str) -> re.Pattern[str]:
    """Matches a message with any fields."""
    return re.compile(FIELD.sub(r"(?P<\1>.+)", re.escape(message)), re.DOTALL)
