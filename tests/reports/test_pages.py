"""What all pages share: the escaping, the policy, and texts that translators find."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from markupsafe import Markup
from pages import RECORD

import autograder.reports
from autograder.reports.feedback import feedback_page
from autograder.reports.pages import (
    MAX_SHOWN,
    asset,
    cut,
    environment,
    harmless,
    policy,
    translated,
)

TEMPLATES = Path(autograder.reports.__file__).parent / "templates"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("\u202eabc", "\\u202eabc"),
        ("a\nb", "a\nb"),
        ("x" * (MAX_SHOWN + 5), "x" * MAX_SHOWN + " … (+5)"),
    ],
)
def test_text_is_escaped_made_visible_and_cut(text, escaped):
    assert harmless(text) == escaped


def test_what_a_macro_made_and_what_is_no_text_is_left_alone():
    assert harmless(Markup("<b>")) == "<b>"
    assert harmless(7) == 7


def test_texts_of_translators_are_escaped_like_all_others():
    template = environment().from_string('{{ _("{name} & co").format(name=name) }}|{{ name }}')

    assert template.render(name="<i>\u200b") == "&lt;i&gt;\\u200b &amp; co|&lt;i&gt;\\u200b"


def test_an_empty_text_has_no_translation():
    assert translated("") == ""


def test_a_name_is_cut_where_it_would_fill_the_page():
    assert cut("abcdef", 4) == "abcd … (+2)"
    assert cut("abcd", 4) == "abcd"


def test_the_policy_names_the_hash_of_the_stylesheet_that_is_in_the_page():
    html = feedback_page(RECORD)
    (css,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()

    assert f"style-src &#x27;sha256-{digest}&#x27;" in html
    assert policy("", "").startswith("default-src 'none'; style-src 'none'; script-src 'none'")


def test_no_stylesheet_and_no_script_could_end_its_element():
    for name in ("page.css", "sort.js"):
        assert "</" not in asset(name)
        assert "\r" not in asset(name)


def test_babel_finds_the_texts_of_the_feedback():
    found = extract_from_dir(TEMPLATES, [("feedback.html", "jinja2")], {})
    messages = {message for _, _, message, _, _ in found}

    assert {"To mend", "Hint {number} of {all}", "No score: the grader failed."} <= messages
    assert len(messages) > 30
