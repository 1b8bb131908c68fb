"""The pages for students and instructors say the same in both languages, section by section."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    "README",
    *(f"docs/{name}" for name in ("students", "exercises", "instructors", "ci", "scale")),
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMENT = re.compile(r" +# .*$")
both = pytest.mark.parametrize("page", PAGES)


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def sections(path: str) -> list[tuple[str, str, str]]:
    """The level, the title and the text of each section of a page."""
    text = text_of(path)
    blocks = [match.span() for match in BLOCK.finditer(text)]
    found = [
        match for match in HEADING.finditer(text)
        if not any(start <= match.start() < end for start, end in blocks)
    ]  # fmt: skip
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [
        (match[1], match[2], text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


def pairs(page: str) -> list[tuple[str, str, str]]:
    """The title of each English section, its text, and that of the Chinese one."""
    english, chinese = sections(f"{page}.md"), sections(f"{page}.zh.md")
    assert [level for level, _, _ in english] == [level for level, _, _ in chinese]
    return [(one[1], one[2], other[2]) for one, other in zip(english, chinese, strict=True)]


def blocks_of(section: str) -> list[tuple[str, list[str]]]:
    """Code without comments; of a command that is shown with its output, the command."""
    return [(language, commands_of(code)) for language, code in BLOCK.findall(section)]


def commands_of(code: str) -> list[str]:
    lines = code.splitlines()
    if lines[0].startswith("$ "):
        lines = [lines[0].replace(" --lang zh", "")]
    return [COMMENT.sub("", line) for line in lines]


def prose_of(section: str) -> str:
    return BLOCK.sub("", section)


def links_of(section: str) -> Counter[str]:
    """Where links lead; to a place of a page by the page alone, whose headings are translated."""
    targets = (link.replace(".zh.md", ".md") for link in LINK.findall(section))
    return Counter(target.partition("#")[0] for target in targets)


def shape_of(section: str) -> list[int]:
    """The cells of each row of a table; a zero for each point of a list."""
    rows = re.findall(r"^(?:\|.*\||- |\d+\. )", prose_of(section), re.MULTILINE)
    return [len(re.findall(r"(?<!\\)\|", row)) for row in rows]


@both
def test_both_have_the_same_sections(page):
    titles = [title for _, title, _ in sections(f"{page}.zh.md")]
    assert pairs(page)
    untranslated = [title for title in titles if not re.search("[\u4e00-\u9fff]", title)]
    assert all(title in text_of(f"{page}.md") for title in untranslated)  # names of programs


@both
def test_both_have_the_same_code(page):
    for title, english, chinese in pairs(page):
        assert blocks_of(english) == blocks_of(chinese), title


@both
def test_both_name_the_same_commands_options_and_files(page):
    for title, english, chinese in pairs(page):
        assert set(CODE.findall(prose_of(chinese))) == set(CODE.findall(prose_of(english))), title


@both
def test_both_have_the_same_links_tables_and_lists(page):
    for title, english, chinese in pairs(page):
        assert links_of(chinese) == links_of(english), title
        assert shape_of(chinese) == shape_of(english), title


@both
def test_both_say_as_much(page):
    """A line is a sentence or two, but for what `release` makes, which is in full lines."""
    for title, english, chinese in pairs(page):
        counts = [len(re.findall(r"\S.*", prose_of(text))) for text in (english, chinese)]
        assert counts[0] == counts[1] or page == "docs/exercises", title


@both
def test_no_sentence_is_left_in_english(page):
    text = CODE.sub("", prose_of(text_of(f"{page}.zh.md")))
    assert re.findall(r"(?:\b[a-z]+ ){4}", text) == []


@pytest.mark.parametrize("path", [f"{page}{end}" for page in PAGES for end in (".md", ".zh.md")])
def test_every_link_leads_to_a_page_and_to_a_place_in_it(path):
    for link in LINK.findall(prose_of(text_of(path))):
        if link.startswith("http"):
            continue
        target, _, place = link.partition("#")
        file = (ROOT / path).parent / target if target else ROOT / path
        assert file.exists(), link
        if place:
            relative = str(file.resolve().relative_to(ROOT))
            assert place in {anchor_of(title) for _, title, _ in sections(relative)}, link


def anchor_of(title: str) -> str:
    """The name that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@both
def test_each_leads_to_the_other(page):
    name = page.rpartition("/")[2]
    made = page == "docs/exercises"  # by `release`
    assert made or f"[简体中文]({name}.zh.md)" in text_of(f"{page}.md")
    assert made or f"[English]({name}.md)" in text_of(f"{page}.zh.md")
