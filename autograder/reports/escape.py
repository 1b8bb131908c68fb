"""Makes text that came from a student harmless: one function for each kind of output."""

import unicodedata

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HARMLESS_CONTROLS = "\n"
INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Categories of Unicode that move the cursor, hide text or change its direction."""


def for_terminal(text: str) -> str:
    """Text whose control, bidirectional and invisible characters are written as escapes."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(_visible(character) for character in text.expandtabs())


def for_line(text: str) -> str:
    """Text for one line of a terminal: a name, a path."""
    return for_terminal(text).replace("\n", "\\n")


def for_csv(text: str) -> str:
    """One cell: a single line that no spreadsheet takes for a formula."""
    line = for_terminal(text).replace("\n", " ")
    return f"'{line}" if text.startswith(FORMULA_STARTS) else line


def _visible(character: str) -> str:
    if character in HARMLESS_CONTROLS or unicodedata.category(character) not in INVISIBLE:
        return character
    return character.encode("unicode_escape").decode()
