"""Texts in the reader's language: English in the code, Simplified Chinese in a gettext catalogue.

Whatever a student reads goes through `_` where it is shown, or through `N_` where it is only
declared. Numbers, code and ids stay as they are.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources

from autograder.errors import UserError

LANGUAGES = ("en", "zh")
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
    if language not in LANGUAGES:
        raise UserError(f"There is no language {language!r}; expected {' or '.join(LANGUAGES)}.")
    _translations = translations(language)
    _language = language


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


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; that of English is empty."""
    path = resources.files("autograder") / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def _(message: str) -> str:
    """The message in the reader's language."""
    return _translations.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - the name that tools for gettext know
    """The message as it is, marked for translators; `_` translates it where it is shown."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a message that goes with a number, in the reader's language."""
    return _translations.ngettext(singular, plural, number)
