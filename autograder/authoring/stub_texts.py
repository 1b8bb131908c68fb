"""What students read in a module of exercises, paragraph by paragraph, and the same in Chinese.

Docstrings, cells of markdown and tasks consist of paragraphs; each one, without its line breaks,
is a message of the catalogue `stubs`, and so is the heading of a docstring's section. What has no
translation stays as it is, line by line: code, examples, formulas, and everything in English.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter
from unicodedata import east_asian_width

from autograder.i18n import translations

DOMAIN = "stubs"
WIDTH = 100
BLOCK = re.compile(
    r"""
      (?P<markdown> ^\#[ ]%%[ ]\[markdown\].* (?:\n\#(?![ ]%%).*)* )
    | (?P<docstring> ^[ ]+r?\"{3}[\s\S]*?\"{3}$ )
    | (?P<task> ^[ ]+(?:\#\#\#[ ]BEGIN[ ]SOLUTION|\#[ ]TODO):[ ].+$ )
    """,
    re.MULTILINE | re.VERBOSE,
)
BEFORE_MARKDOWN = re.compile(r"#(?: %%.*| #+ | )?")
BEFORE_DOCSTRING = re.compile(r'( *)(?:r?"""|((?:Args|Returns|Raises|Example):)(?: |$))?')
BEFORE_ENTRY = re.compile(r"( *)\w+: ")
BEFORE_TASK = re.compile(r"[^:]+: ")
WITH_ENTRIES = ("Args:", "Raises:")
CLOSING = '"""'
TAB = "    "
FORMULA = re.compile(r"\$+[^$]+\$+")
TEXT_OF_FORMULA = re.compile(r"\\text\{([^}]*)\}")
UNBROKEN = re.compile(r"[（《“]*(?:[^\u2e80-\uffef“”]+|.)[，。、；：？！）》”]*")
"""What no line ends within: code or a Chinese character, with the punctuation around it."""

Say = Callable[[str], str]
"""Gives a paragraph in some language."""


@dataclass(frozen=True)
class Line:
    """A line of a docstring, a cell of markdown or a task.

    Attributes:
        whole: all of it.
        start: what stands before its text, which may be empty.
        opens: whether its text does not go on with the paragraph before.
        hang: what stands before the text in the further lines of its paragraph.
        heading: of a section, if it begins one; it is a part of its start.
    """

    whole: str
    start: str
    opens: bool
    hang: str
    heading: str = ""

    @property
    def text(self) -> str:
        return self.whole.removeprefix(self.start).removesuffix(CLOSING)


def wording(language: str) -> Say:
    """What gives the paragraphs of this project's exercises in a language."""
    return translations(language, DOMAIN).gettext


def paragraphs(source: str) -> list[str]:
    """All that is to be translated, in the order in which it stands there."""
    found = []

    def note(text: str) -> str:
        found.append(text)
        return text

    translated(source, note)
    return found


def translated(source: str, say: Say, *, markdown_width: float = WIDTH) -> str:
    """A solution or a stub in another language.

    Args:
        source: the module.
        say: gives a paragraph in that language, or as it is if that is to stay.
        markdown_width: in columns; a notebook shows a line break in a Chinese text as a space.
    """
    widths = {"markdown": markdown_width, "docstring": WIDTH, "task": math.inf}

    def block_in_language(block: re.Match[str]) -> str:
        kind = str(block.lastgroup)
        lines = LINES[kind](block[0].splitlines())
        return "\n".join(in_language(lines, say, widths[kind]))

    return BLOCK.sub(block_in_language, source)


def markdown_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Headings and rows of tables are paragraphs of their own."""
    for line in lines:
        start = matched(BEFORE_MARKDOWN, line)[0]
        yield Line(line, start, opens=start != "# " or line.startswith("# |"), hang="# ")


def docstring_lines(lines: Iterable[str]) -> Iterator[Line]:
    """The text of an argument or an exception is a paragraph of its own; examples have no text."""
    entries, depth, in_example = False, 0, False
    for line in lines:
        in_example = bool(line.strip()) and (in_example or line.lstrip().startswith(">>>"))
        start, indent, section = matched(BEFORE_DOCSTRING, line).group(0, 1, 2)
        if section:
            entries, depth = section in WITH_ENTRIES, len(indent) + len(TAB)
        entry = BEFORE_ENTRY.match(line) if entries and len(indent) == depth else None
        if in_example:
            start = line
        elif entry:
            start = entry[0]
        hang = indent + TAB if ":" in start else indent
        yield Line(line, start, start != indent, hang, "" if in_example else section or "")


def task_lines(lines: Iterable[str]) -> Iterator[Line]:
    """There is one, and it stays one."""
    for line in lines:
        yield Line(line, matched(BEFORE_TASK, line)[0], opens=True, hang="")


LINES: dict[str, Callable[[Iterable[str]], Iterator[Line]]] = {
    "markdown": markdown_lines, "docstring": docstring_lines, "task": task_lines,
}  # fmt: skip


def matched(pattern: re.Pattern[str], line: str) -> re.Match[str]:
    match = pattern.match(line)
    assert match, f"{pattern.pattern} matches the beginning of any line of its kind: {line}"
    return match


def in_language(lines: Iterable[Line], say: Say, width: float) -> Iterator[str]:
    """The lines with their paragraphs in another language."""
    for paragraph in by_paragraph(list(lines)):
        first, start = paragraph[0], start_in_language(paragraph[0], say)
        text = " ".join(line.text for line in paragraph)
        said = say(text) if is_prose(text) else text
        if said == text:
            yield start + first.whole.removeprefix(first.start)
            yield from (line.whole for line in paragraph[1:])
        else:
            end = CLOSING if paragraph[-1].whole.endswith(CLOSING) else ""
            yield from wrapped(said + end, start, first.hang, width)


def start_in_language(line: Line, say: Say) -> str:
    """The start of a line, with its heading in another language, where no blank follows it."""
    said = say(line.heading) if line.heading else ""
    if said == line.heading:
        return line.start
    return line.start.rstrip().replace(line.heading, said)


def by_paragraph(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that belong together; each one without text is for itself."""
    silent = [not line.text for line in lines]
    opening = [
        line.opens or now or before
        for line, now, before in zip(lines, silent, [True, *silent[:-1]], strict=True)
    ]
    numbered = zip(accumulate(opening), lines, strict=True)
    for _number, group in groupby(numbered, key=itemgetter(0)):
        yield [line for _number, line in group]


def is_prose(text: str) -> bool:
    """Whether there are words in it, in a formula or outside of one."""
    words = FORMULA.sub(lambda formula: " ".join(TEXT_OF_FORMULA.findall(formula[0])), text)
    return any(character.isalpha() for character in words)


def wrapped(text: str, start: str, hang: str, width: float) -> list[str]:
    """The text in lines, which end beside Chinese characters alone."""
    lines, line = [], start
    for part in UNBROKEN.findall(text):
        if line not in (start, hang) and columns(line + part.rstrip()) > width:
            lines.append(line.rstrip())
            line = hang
        line += part.lstrip() if line == hang else part
    return [*lines, line.rstrip()]


def columns(text: str) -> int:
    """How wide a text is; a Chinese character takes two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
