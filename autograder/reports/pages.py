"""Pages for a browser: one file each, which loads nothing and runs nothing but its own script.

Templates find messages for translators as `_("…")`. Every text that a template puts out goes
through `escape.for_html`, whoever wrote it.
"""

import base64
import hashlib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder import i18n
from autograder.records import format_points, percent
from autograder.reports.escape import for_html, for_shell

MAX_SHOWN = 4000
"""Characters of any text on a page; records hold no more, unless somebody has forged them."""
MAX_NAME = 120
LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}


def render(template: str, *, language: str, script: str = "", **values: Any) -> str:
    """A page from a template.

    Args:
        template: a file in `templates/`.
        language: of the page, "en" or "zh".
        script: a file in `templates/`, the only script that the page may run.
        values: what the template names.
    """
    css, js = asset("page.css"), asset(script) if script else ""
    return (
        environment()
        .get_template(template)
        .render(
            lang=LANGUAGE_TAGS[language],
            css=Markup(css),  # noqa: S704 - our own files
            js=Markup(js),  # noqa: S704
            policy=policy(css, js),
            **values,
        )
    )


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["_"] = translated
    made.globals["ngettext"] = i18n.ngettext
    made.filters |= {"points": format_points, "cut": cut, "word": for_shell}
    made.globals["percent"] = percent
    return made


def harmless(value: Any) -> Any:
    """What a template puts out: text is escaped, what a macro made is left alone."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return escaped(cut(value, MAX_SHOWN))
    return value


@lru_cache(maxsize=4096)  # titles and words come again on every page
def escaped(text: str) -> Markup:
    return Markup(for_html(text))  # noqa: S704 - for_html has escaped it


def cut(text: str, limit: int = MAX_NAME) -> str:
    """At most so many characters of a text, and how many more there are."""
    return text if len(text) <= limit else f"{text[:limit]} … (+{len(text) - limit})"


def translated(message: str) -> str:
    """The message in the reader's language; gettext has its own use for an empty one."""
    return i18n._(message) if message else ""


@cache
def asset(name: str) -> str:
    path = resources.files("autograder.reports") / "templates" / name
    return path.read_text(encoding="utf-8")


def policy(css: str, js: str) -> str:
    """A policy (CSP level 2): nothing is loaded or sent, no other style or script counts."""
    return (
        f"default-src 'none'; style-src {source_of(css)}; script-src {source_of(js)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def source_of(text: str) -> str:
    if not text:
        return "'none'"
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
