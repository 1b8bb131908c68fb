"""Texts in the reader's language: English in the code, Simplified Chinese in a gettext catalogue.

Whatever a student reads goes through `_` where it is shown, through `N_` where it is only
declared, or through `Phrase` where it is made often and shown seldom. Numbers, code and ids stay
as they are.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from string import Formatter
from typing import Literal, get_args

from autograder.errors import UserError

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DOMAIN = "autograder"
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In this order, the first that is set names the locale of messages (POSIX)."""

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Has texts of this process appear in a language from now on.

    Raises:
        UserError: it is none of `LANGUAGES`.
    """
    global _translations, _language  # noqa: PLW0603 - as the locale, it belongs to the process
    _language = require_language(language)
    _translations = translations(language)


def require_language(name: str) -> Language:
    """The language of that name.

    Raises:
        UserError: it is none of `LANGUAGES`.
    """
    for language in LANGUAGES:
        if language == name:
            return language
    raise UserError(f"There is no language {name!r}; expected {' or '.join(LANGUAGES)}.")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, texts appear in that language.

    Raises:
        UserError: it is none of `LANGUAGES`.
    """
    before = _language
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def language() -> str:
    """The language of this process: "en" or "zh"."""
    return _language


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the locale of an environment asks for; English for all but Chinese."""
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return "zh" if named.lower().startswith("zh") else "en"


def translations(language: str, domain: str = DOMAIN) -> gettext.NullTranslations:
    """A catalogue of a language; those of English are empty."""
    path = resources.files("autograder") / "locale" / language / "LC_MESSAGES" / f"{domain}.mo"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def _(message: str) -> str:
    """The message in the reader's language."""
    return _translations.gettext(message) if message else ""  # gettext has its header there


def N_(message: str) -> str:  # noqa: N802 - the name that tools for gettext know
    """The message as it is, marked for translators; `_` translates it where it is shown."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a message that goes with a number, in the reader's language."""
    return _translations.ngettext(singular, plural, number)


def nN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as N_
    """Both forms as they are, marked for translators; `ngettext` translates them."""
    return singular, plural


class Phrase:
    """A message and its fields; as a text, it is in the reader's language.

    Properties make thousands of them and show a few, so a phrase is put together only when it
    is shown. Fields may be phrases.
    """

    __slots__ = ("_fields", "_message")

    def __init__(self, message: str, /, **fields: object) -> None:
        self._message = message
        self._fields = fields

    def __str__(self) -> str:
        return fill(_(self._message), self._fields)

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)


Text = str | Phrase


def fill(message: str, fields: Mapping[str, object]) -> str:
    """The message with its fields; a space keeps Chinese apart from what is not Chinese."""
    if _language == "en":
        return message.format(**fields)
    filled = ""
    for part in parts(message, fields):
        filled += f" {part}" if need_space(filled[-1:], part[:1]) else part
    return filled


def parts(message: str, fields: Mapping[str, object]) -> Iterator[str]:
    """The words of a message and its fields, in turn."""
    for words, name, specification, _conversion in Formatter().parse(message):
        yield words
        if name is not None:
            yield format(fields[name], specification or "")


def need_space(left: str, right: str) -> bool:
    """Whether these two characters are a Chinese one and a letter, a digit or a bracket."""
    return (is_chinese(left) and is_latin(right)) or (is_latin(left) and is_chinese(right))


def is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def is_latin(character: str) -> bool:
    return "!" <= character <= "~"


def sentence_start(text: str) -> str:
    """The text with a capital letter, where the language has such."""
    return text[:1].upper() + text[1:] if _language == "en" else text
