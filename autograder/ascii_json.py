r"""JSON as all of it is written here: in printable ASCII, so that no character hides or moves text.

Readers get the same values: `\u202e` in a file is the character that it names.
"""

import json
import re

import msgspec

NOT_PRINTABLE = re.compile(r"[^\n -~]+")


def encode_json(value: object, *, indent: int = 2) -> bytes:
    """A value as JSON with a final newline; the same value, the same bytes.

    Args:
        value: of types that msgspec knows.
        indent: columns for each level; with 0 all of it is in one line.
    """
    compact = msgspec.json.encode(value)
    text = (msgspec.json.format(compact, indent=indent) if indent else compact).decode()
    return NOT_PRINTABLE.sub(lambda found: json.dumps(found[0])[1:-1], text).encode() + b"\n"
