"""Makes text that came from a student harmless: one function for each kind of output."""

import html
import re
import shlex
import unicodedata

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001 - wide ones count too
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
COMMAND_START = re.compile(r"^(\s*):(?=:)|#(?=#\[|#vso\[|#teamcity\[)", re.MULTILINE)
"""Where a build server would take a printed line for a command."""
COMMAND_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
COMMAND_PROPERTY = COMMAND_DATA | {":": "%3A", ",": "%2C"}
HARMLESS_CONTROLS = "\n"
INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Categories of Unicode that move the cursor, hide text, change its direction or have no glyph."""
MAX_CELL = 120_000
"""Characters; Python's reader refuses a cell of more than 131,072."""
CUT = " …"


def for_terminal(text: str) -> str:
    """Text whose control, bidirectional and invisible characters are written as escapes."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(_visible(character) for character in text.expandtabs())


def for_line(text: str) -> str:
    """Text for one line of a terminal: a name, a path."""
    return for_terminal(text).replace("\n", "\\n")


def for_shell(text: str) -> str:
    """A word of a command: what is invisible by its bytes, which bash, zsh and ksh read."""
    if text.isprintable():
        return shlex.quote(text)
    return f"$'{''.join(map(_in_shell, text))}'"


def for_json(text: str, limit: int = 10_000) -> str:
    """Lines for a page that shows them as plain text: visible, and not more than a page."""
    return clipped(for_terminal(text[: limit + 1]), limit)


def for_xml(text: str) -> str:
    """Lines that XML 1.0 can hold; the writer of the document escapes its markup."""
    return for_json(text)


def clipped(text: str, limit: int) -> str:
    """At most so many characters, with a mark where something was left out."""
    return text if len(text) <= limit else text[: limit - len(CUT)] + CUT


def for_csv(text: str) -> str:
    """One cell: a single line that no spreadsheet takes for a formula."""
    line = for_json(text, MAX_CELL).replace("\n", " ")
    return f"'{line}" if text.startswith(FORMULA_STARTS) else line


def for_html(text: str) -> str:
    """Text between tags, or as the value of an attribute in quotes."""
    return html.escape(for_terminal(text))


def for_markdown(text: str) -> str:
    """One line of plain text: nothing of it is a tag, a link, an image or a heading."""
    return PUNCTUATION.sub(r"\\\1", for_line(text).strip())


def code_for_markdown(text: str) -> str:
    """Lines as a block of code, with a fence longer than any within."""
    shown = for_terminal(text)
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}\n"


def for_ci_log(text: str) -> str:
    """Lines that a build server prints and does not obey."""
    return COMMAND_START.sub(_defused, for_terminal(text))


def for_ci_line(text: str) -> str:
    """One such line, or a part of it: a name, a path."""
    return for_ci_log(text).replace("\n", "\\n")


def for_ci_message(text: str) -> str:
    """The message of a command that we give to GitHub Actions ourselves."""
    return _percent(for_ci_log(text), COMMAND_DATA)


def for_ci_property(text: str) -> str:
    """The value of a property of such a command: a file, a title."""
    return _percent(for_ci_log(text), COMMAND_PROPERTY)


def _defused(match: re.Match[str]) -> str:
    """A backslash into the signs that make a command, which stays readable."""
    return f"{match[1]}\\:" if match[1] is not None else "#\\"


def _percent(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(character, character) for character in text)


def _in_shell(character: str) -> str:
    if character.isascii() and character.isprintable() and character not in "\\'":
        return character
    bytes_of_names = "\udc80" <= character <= "\udcff"  # such as are no text
    data = character.encode("utf-8", "surrogateescape" if bytes_of_names else "surrogatepass")
    return "".join(f"\\{byte:03o}" for byte in data)


def _visible(character: str) -> str:
    if character in HARMLESS_CONTROLS or unicodedata.category(character) not in INVISIBLE:
        return character
    return character.encode("unicode_escape").decode()
